import { expect, test } from 'vitest';
import { Event, resetEvent } from './event.ts';

test('a reset event is as a new one, whatever was in it', () => {
  const event = new Event();
  for (const [key, value] of Object.entries(event)) {
    const other = typeof value === 'number' ? 7 : typeof value === 'boolean' ? true : 'x';
    Object.assign(event, { [key]: other });
  }
  resetEvent(event);
  expect(event).toEqual(new Event());
});
