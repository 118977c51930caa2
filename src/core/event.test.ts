import { expect, test } from 'vitest';
import { copyEvent, Event, resetEvent } from './event.ts';

function filled(): Event {
  const event = new Event();
  for (const [key, value] of Object.entries(event)) {
    const other = typeof value === 'number' ? 7 : typeof value === 'boolean' ? true : key;
    Object.assign(event, { [key]: other });
  }
  return event;
}

test('a reset event is as a new one, whatever was in it', () => {
  const event = filled();
  resetEvent(event);
  expect(event).toEqual(new Event());
});

test('a copy says all that the event says', () => {
  const copy = new Event();
  copyEvent(filled(), copy);
  expect(copy).toEqual(filled());
});
