import { Event, type EventKey, eventFields } from '../core/event.ts';
import type { EventRow } from './schema.ts';

/** How a property of an event is stored. */
export interface EventColumn {
  readonly key: EventKey;
  readonly column: keyof EventRow & string;
  readonly kind: 'text' | 'number' | 'boolean';
  readonly type: 'text' | 'bigint' | 'integer' | 'smallint' | 'boolean';
  /** Longest text in UTF-16 units (index entries must stay small), or largest number. */
  readonly max: number;
}

const longer: Partial<Record<EventKey, number>> = { original: 4096, userAgent: 512 };
const small: Partial<Record<EventKey, 'integer' | 'smallint'>> = {
  sourcePort: 'integer',
  destinationPort: 'integer',
  sipStatus: 'integer',
  localHour: 'smallint',
};

/** Furthest time a Date can hold, ms. */
const maxTime = 8.64e15;
const maxNumber = { smallint: 2 ** 15 - 1, integer: 2 ** 31 - 1, bigint: Number.MAX_SAFE_INTEGER };

/** One column per event field, in the order of the core's table. */
export const eventColumns: readonly EventColumn[] = eventFields.map(([key, , kind]) => ({
  key,
  column: key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as EventColumn['column'],
  kind: kind === 'time' ? 'number' : kind,
  type: kind === 'text' ? 'text' : kind === 'boolean' ? 'boolean' : (small[key] ?? 'bigint'),
  max: kind === 'text' ? (longer[key] ?? 256) : kind === 'time' ? maxTime : maxNumber[small[key] ?? 'bigint'],
}));

/** Names for a select list. */
export const eventColumnNames: readonly EventColumn['column'][] = eventColumns.map(({ column }) => column);

/** The event of a row. */
export function eventOf(row: Partial<Record<keyof EventRow, unknown>>): Event {
  const event = new Event();
  for (const { key, column } of eventColumns) (event as unknown as Record<string, unknown>)[key] = row[column];
  return event;
}
