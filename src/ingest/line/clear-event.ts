import { Event } from '../../core/event.ts';

const blank = Object.freeze(new Event());

/** Puts every field of an event back to not known, for a format that had begun to fill it. */
export function clearEvent(event: Event): void {
  Object.assign(event, blank);
}
