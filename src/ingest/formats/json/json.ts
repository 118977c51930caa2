import type { Event } from '../../../core/event.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
import { jsonStart } from '../../line/json-start.ts';
import { trimEnd } from '../../line/scan.ts';
import { readJsonEvent } from './read-json-event.ts';

/** Longest line that is taken, bytes. */
const longestLine = 64 * 1024;

/** One JSON object a line with flat or nested ECS fields; what `readJsonEvent` says holds. */
export function createJson(): Format {
  return {
    name: 'json',
    read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
      const at = jsonStart(bytes, start, end);
      if (at < 0) return 'foreign';
      const stop = trimEnd(bytes, at, end);
      if (stop - at > longestLine) return 'malformed';
      let value: unknown;
      try {
        value = JSON.parse(bytes.toString('utf8', at, stop));
      } catch {
        return 'malformed';
      }
      return readJsonEvent(value, event, context);
    },
  };
}
