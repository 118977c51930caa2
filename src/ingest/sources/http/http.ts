import type { Clock } from '../../../core/clock.ts';
import { Event } from '../../../core/event.ts';
import type { Source } from '../../../core/source.ts';
import type { Tally } from '../../../core/tally.ts';
import { originalOf } from '../../detect-format.ts';
import type { Reading } from '../../format.ts';
import { readJsonEvent } from '../../formats/json/read-json-event.ts';
import { openReader, type RecordReader } from '../../readers.ts';
import type { Sink } from '../../source.ts';

/** Longest line of a body, bytes. */
export const longestNdjsonLine = 64 * 1024;
const errorsKept = 10;
const newline = 10;

export interface NdjsonDeps {
  readonly sink: Pick<Sink, 'event'>;
  /** Counts of the source. */
  readonly tally: Tally;
  readonly now: Clock;
  /** Whether events carry the line they were read from. */
  readonly keepOriginal?: boolean;
  /** Shown every record before its event is delivered; bytes are only valid during the call. */
  onLine?(sourceId: string, reading: Reading, bytes: Buffer, start: number, end: number, event: Event): void;
}

/** What became of the lines of one body. Empty lines are not records. */
export interface NdjsonCounts {
  readonly received: number;
  readonly recognised: number;
  readonly ignored: number;
  readonly malformed: number;
  /** The first 10 lines that could not be read, with a reason the sender can act on. */
  readonly errors: { readonly line: number; readonly reason: string }[];
}

/**
 * Reads the body of POST /api/v1/events: one JSON object a line. Each is either an event (ECS fields, see
 * `readJsonEvent`) or `{"line": "…", "host": "…"}` with a raw log line, which is read in the format of the source; a source
 * of format `json` takes events only. Events are delivered in order before this returns. Lines longer than 64 KiB count as
 * malformed; the caller keeps bodies under 16 MiB.
 */
export function readNdjson(body: Buffer, source: Source, deps: NdjsonDeps): NdjsonCounts {
  const reader = openReader(source);
  const now = deps.now();
  const counts = { received: 0, recognised: 0, ignored: 0, malformed: 0 };
  const errors: { line: number; reason: string }[] = [];
  let line = 0;
  let event = new Event();
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(newline, at);
    const stop = end < 0 ? body.length : end;
    const start = at;
    at = stop + 1;
    line++;
    if (isBlank(body, start, stop)) continue;
    const verdict = readLine(body, start, stop, source, reader, event, now);
    const reading = typeof verdict === 'string' ? verdict : 'malformed';
    const count = reading === 'foreign' ? 'ignored' : reading;
    for (const tally of [counts, deps.tally]) {
      tally.received++;
      tally[count]++;
    }
    deps.onLine?.(source.id, reading, body, start, stop, event);
    if (typeof verdict !== 'string' && errors.length < errorsKept) errors.push({ line, reason: verdict.reason });
    if (reading !== 'recognised') {
      event = new Event();
      continue;
    }
    event.tenant = source.tenant;
    event.asset = source.asset;
    event.source = source.id;
    event.line = line;
    if (deps.keepOriginal) event.original = originalOf(body, start, stop);
    const others = Array.from({ length: reader.repeats - 1 }, () => reader.again(event));
    deps.sink.event(event);
    for (const other of others) deps.sink.event(other);
    event = new Event();
  }
  return { ...counts, errors };
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 32 && bytes[i] !== 9 && bytes[i] !== 13) return false;
  return true;
}

function readLine(
  body: Buffer,
  start: number,
  end: number,
  source: Source,
  reader: RecordReader,
  event: Event,
  now: number,
): Reading | { readonly reason: string } {
  if (end - start > longestNdjsonLine) return { reason: 'the line is longer than 64 KiB' };
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8', start, end));
  } catch {
    return { reason: 'the line is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { reason: 'the line is no JSON object' };
  const { line, host } = value as { readonly line?: unknown; readonly host?: unknown };
  if (typeof line === 'string' && source.format !== 'json') {
    const raw = Buffer.from(line.replace(/[\r\n\0]+/g, ' ').trimEnd());
    const reading = reader.read(raw, 0, raw.length, event, now);
    if (event.hostName === '' && typeof host === 'string') event.hostName = host.slice(0, 255);
    return reading === 'malformed'
      ? { reason: `"line" looks like a record of ${event.dataset || 'a known product'} but cannot be read` }
      : reading;
  }
  if (source.format !== 'json' && source.format !== 'auto') {
    return { reason: `this source has the format ${source.format}: send {"line": "…"} with the log line` };
  }
  const reading = readJsonEvent(value, event, reader.context(now));
  return reading === 'malformed'
    ? { reason: 'a field has a value that it cannot have (address, port, time or type)' }
    : reading;
}
