import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Event, toEcs } from '../core/event.ts';
import { emptyTally, type Tally } from '../core/tally.ts';
import { countReading, LineReader } from './detect-format.ts';
import type { ReadContext } from './format.ts';
import { createLineEnds, type LineEnds } from './line/line-ends.ts';
import { LocalClock } from './line/local-clock.ts';
import { skipNuls } from './line/scan.ts';
import { createZone } from './line/zone.ts';
import { telling, UnreadableInputError, whyNoLines } from './unreadable.ts';

/** Longest line that is read, bytes; a longer one is skipped to its end and counted. */
export const longestLine = 65_536;
const chunkSize = 262_144;
/** Room for the unfinished line of one chunk in front of the next. */
export const bufferSize = longestLine + 1 + chunkSize;
const carriageReturn = 0x0d;

/** What `readLines` saw. */
export interface LinesRead {
  readonly lines: number;
  readonly bytes: number;
  /** Lines over `longestLine`; they were not handed over. */
  readonly tooLong: number;
  /** Lines known to tell nothing, nor were they. */
  readonly passedOver: number;
}

/** Takes a line; `found`: where in the `places` of the line ends it stands, -1 for a last line without end. */
type OnLine = (bytes: Buffer, start: number, end: number, lineNumber: number, found: number) => void;

/**
 * Reads a file, or standard input for `-`, to its end and hands over every line as bytes[start, end) of a buffer that is
 * reused afterwards, without its line end (LF or CR LF); `lineNumber` counts from 1. Synchronous, constant memory. `ends`
 * is for chunks of `bufferSize`. NULs in front of a line, which a file that was cut while it was written to is padded with, do
 * not count. Throws UnreadableInputError for what holds no lines, and what node:fs throws when the file cannot be read.
 */
export function readLines(path: string, onLine: OnLine, ends = createLineEnds(bufferSize)): LinesRead {
  const fd = path === '-' ? 0 : openSync(path, 'r');
  try {
    return readAll(path, fd, onLine, ends);
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}

function readAll(path: string, fd: number, onLine: OnLine, ends: LineEnds): LinesRead {
  const { bytes: buffer, places, stride } = ends;
  let kept = 0;
  let skipping = false;
  let lines = 0;
  let bytes = 0;
  let tooLong = 0;
  let passedOver = 0;
  for (;;) {
    const count = readChunk(fd, buffer, kept);
    if (bytes === 0) {
      const why = whyNoLines(buffer.subarray(0, Math.min(count, telling)));
      if (why !== '') throw new UnreadableInputError(path, why);
    }
    bytes += count;
    const filled = kept + count;
    let start = 0;
    for (;;) {
      const found = ends.find(start, filled, skipping);
      if (ends.rest === start) break;
      for (let i = 0; i < found; i++) {
        const at = i * stride;
        const end = places[at];
        if (stride > 1) start = places[at + 1];
        const line = lines + (stride > 1 ? places[at + 2] : i + 1);
        if (end - start > longestLine) start = skipNuls(buffer, start, end);
        if (skipping || end - start > longestLine) {
          tooLong++;
          skipping = false;
        } else {
          onLine(buffer, start, end > start && buffer[end - 1] === carriageReturn ? end - 1 : end, line, at);
        }
        start = end + 1;
      }
      lines += ends.passed;
      passedOver += ends.passed - found;
      start = ends.rest;
    }
    kept = filled - start;
    if (count === 0) {
      if (kept > 0 || skipping) {
        lines++;
        if (skipping) tooLong++;
        else onLine(buffer, start, buffer[filled - 1] === carriageReturn ? filled - 1 : filled, lines, -1);
      }
      return { lines, bytes, tooLong, passedOver };
    }
    if (kept > longestLine && !skipping) {
      start = skipNuls(buffer, start, filled);
      kept = filled - start;
    }
    if (kept > longestLine) {
      skipping = true;
      kept = 0;
    } else if (skipping) {
      kept = 0;
    } else if (kept > 0) {
      buffer.copyWithin(0, start, filled);
    }
  }
}

/** Reads up to a chunk behind `at`; 0 at the end of the file. Waits for a terminal or pipe that has nothing yet. */
function readChunk(fd: number, buffer: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(fd, buffer, at, chunkSize, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** What `parse` is asked. */
export interface ParseOptions {
  /** A file, `-` for standard input. */
  readonly path: string;
  /** Name of a format, or `auto`. */
  readonly format: string;
  /** IANA zone of timestamps without one. */
  readonly timezone: string;
  /** Year of timestamps without one; undefined takes the one nearest to the file's last change. */
  readonly year?: number;
  readonly keepOriginal?: boolean;
}

/**
 * Reads a log offline and writes one JSON object per recognised line, flat ECS keys, `log.line` counting from 1; `write`
 * gets whole lines in pieces of some 64 KiB. Returns the counts; lines over `longestLine` are among the malformed. Throws
 * UnknownFormatError, UnknownZoneError and what node:fs throws.
 */
export function parseFile(options: ParseOptions, write: (text: string) => void): Tally {
  const tally = emptyTally();
  const reader = new LineReader(options.format, contextOf(options), { keepOriginal: options.keepOriginal });
  let event = new Event();
  let pending = '';
  const take: OnLine = (bytes, start, end, lineNumber, found) => {
    const reading = reader.readFound(bytes, start, end, event, found);
    countReading(tally, reading);
    if (reading !== 'recognised') return;
    event.line = lineNumber;
    pending += `${safeJson(toEcs(event))}\n`;
    if (pending.length >= 65_536) {
      write(pending);
      pending = '';
    }
    event = new Event();
  };
  const { tooLong, passedOver } = readLines(options.path, take, reader.lineEnds(bufferSize));
  if (pending !== '') write(pending);
  tally.received += tooLong + passedOver;
  tally.ignored += passedOver;
  tally.malformed += tooLong;
  return tally;
}

/** Context for reading a file offline: times without year or without anything are near its last change. */
export function contextOf(options: Pick<ParseOptions, 'path' | 'timezone' | 'year'>): ReadContext {
  return {
    zone: createZone(options.timezone),
    year: options.year,
    receivedAt: changedAt(options.path),
    clock: new LocalClock('replay'),
    whole: true,
  };
}

function changedAt(path: string): number {
  if (path === '-') return Date.now();
  const fd = openSync(path, 'r');
  try {
    const stat = fstatSync(fd);
    return stat.isFile() ? Math.floor(stat.mtimeMs) : Date.now();
  } finally {
    closeSync(fd);
  }
}

/** Characters that JSON leaves as they are but that can steer a terminal or turn text around. */
const steering = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function safeJson(record: Record<string, string | number | boolean>): string {
  return JSON.stringify(record).replace(steering, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
