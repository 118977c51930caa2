import { Event, type EventKey, eventFields, eventKey } from '../../core/event.ts';
import { readDuration } from '../sigma/duration.ts';

/** Start of every case unless it says another, so that replays are the same everywhere. */
export const caseStart = Date.UTC(2026, 2, 2, 12);

/** Events of a case: one, or a run of them. `{i}` counts from 0, `{i%N}` wraps, `{i/N}` steps every N. */
export interface EventRun {
  /** Offset of the first from the start of the case, such as `90s`; the start without. */
  readonly at?: string;
  readonly repeat?: number;
  /** Time between two; a number of milliseconds, or such as `10s`. */
  readonly every?: string | number;
  /** ECS fields. */
  readonly event: Readonly<Record<string, string | number | boolean>>;
}

/** Log lines of a case, read by the named format. */
export interface LineRun {
  readonly format: string;
  readonly text: string;
}

/** An alert that must come. What is not given is not compared. */
export interface Expected {
  readonly rule?: string;
  readonly group?: Readonly<Record<string, string>>;
  readonly count?: number;
  readonly severity?: string;
  readonly action?: string;
}

export interface Case {
  readonly name: string;
  /** ISO 8601; `caseStart` without. */
  readonly start?: string;
  readonly events?: readonly EventRun[];
  readonly lines?: LineRun;
  readonly expect: readonly Expected[];
}

const kinds = new Map(eventFields.map(([key, , kind]) => [key, kind]));

/** The events of a case's runs in order of time. Throws for a field events do not have. */
export function expandRuns(runs: readonly EventRun[], start: number): Event[] {
  const events: Event[] = [];
  for (const run of runs) {
    const first = start + (run.at ? durationMs(run.at) : 0);
    const step = run.every === undefined ? 0 : durationMs(run.every);
    for (let i = 0; i < (run.repeat ?? 1); i++) {
      const event = new Event();
      event.time = first + i * step;
      for (const [ecs, value] of Object.entries(run.event))
        set(event, ecs, typeof value === 'string' ? fill(value, i) : value);
      events.push(event);
    }
  }
  return events.sort((a, b) => a.time - b.time);
}

function durationMs(value: string | number): number {
  if (typeof value === 'number') return value;
  const seconds = readDuration(value);
  if (seconds === undefined) throw new Error(`"${value}" is no duration`);
  return seconds * 1000;
}

function fill(text: string, i: number): string {
  return text.replace(/\{i(?:([%/])(\d+))?\}/g, (_, operator?: string, number?: string) =>
    String(operator === '%' ? i % Number(number) : operator === '/' ? Math.floor(i / Number(number)) : i),
  );
}

function set(event: Event, ecs: string, value: string | number | boolean): void {
  const key = eventKey(ecs);
  if (key === undefined) throw new Error(`events have no field "${ecs}"`);
  const typed = kinds.get(key) === 'text' ? String(value) : kinds.get(key) === 'number' ? Number(value) : value;
  (event as unknown as Record<EventKey, string | number | boolean>)[key] = typed;
}
