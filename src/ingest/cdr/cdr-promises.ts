import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallRecord, callDirections, callOutcomes } from '../../core/call-record.ts';
import { createZone } from '../line/zone.ts';
import { longestCall } from './cdr-call.ts';
import { type CdrFormat, type CdrOptions, type CdrReading, CdrRefusal, cdrReasons, isCall } from './cdr-format.ts';

/** What every test of a CDR format reads with: Dutch time. */
export const testOptions: CdrOptions = { zone: createZone('Europe/Amsterdam') };

/** What a format makes of one line. */
export function readCdr(format: CdrFormat, text: string | Buffer, line = 1): CdrReading {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return format.read(bytes, 0, bytes.length, line);
}

/** The call of a line that must be one. */
export function callOf(format: CdrFormat, text: string): CallRecord {
  const reading = readCdr(format, text);
  if (!isCall(reading)) throw new Error(`no call but ${JSON.stringify(reading)}: ${text}`);
  return reading;
}

/** The reason of a line that must be refused. */
export function reasonOf(format: CdrFormat, text: string): string | undefined {
  const reading = readCdr(format, text);
  return reading instanceof CdrRefusal ? reading.reason : undefined;
}

const pieces = [
  '"',
  '""',
  '","',
  ',',
  ';',
  '=',
  '\\',
  '\0',
  '%',
  '%zz',
  '&amp;',
  '<',
  '>',
  ']]>',
  '{',
  '}',
  '\u001b',
  'é',
];

/** The promises of every CDR format, whatever bytes it meets. */
export function cdrPromises(create: () => CdrFormat, samples: readonly string[]): void {
  describe('keeps the promises of a CDR format', () => {
    const sample = fc.constantFrom(...samples);
    const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 20 }));

    it('never throws on arbitrary bytes', () => {
      const format = create();
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => checkSane(readCdr(format, Buffer.from(bytes)))),
      );
    });

    it('never throws on damaged lines, and gives no impossible call', () => {
      const format = create();
      const damage = fc.array(fc.tuple(fc.nat(600), fc.nat(12), piece), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(sample, damage, (line, splices) => {
          let text = line;
          for (const [at, removed, added] of splices) text = text.slice(0, at) + added + text.slice(at + removed);
          checkSane(readCdr(format, text));
        }),
        { numRuns: 1000 },
      );
    });

    it('reads nothing outside its range', () => {
      fc.assert(
        fc.property(
          sample,
          fc.uint8Array({ maxLength: 80 }),
          fc.uint8Array({ maxLength: 80 }),
          (line, before, after) => {
            const bytes = Buffer.from(line);
            const whole = Buffer.concat([before, bytes, after]);
            const reading = create().read(whole, before.length, before.length + bytes.length, 1);
            expect(reading).toEqual(readCdr(create(), bytes));
          },
        ),
      );
    });

    it('sees at a quick look no later start than the call has', () => {
      const format = create();
      if (!format.startOf) return;
      const damage = fc.array(fc.tuple(fc.nat(600), fc.nat(12), piece), { maxLength: 3 });
      fc.assert(
        fc.property(sample, sample, damage, fc.nat(600), (line, other, splices, at) => {
          let text = line;
          for (const [place, removed, added] of splices)
            text = text.slice(0, place) + added + text.slice(place + removed);
          // Also with all of another record inside.
          for (const given of [text, text.slice(0, at) + other + text.slice(at)]) {
            const bytes = Buffer.from(given);
            const reading = readCdr(format, bytes);
            if (isCall(reading)) expect(format.startOf!(bytes, 0, bytes.length)).toBeLessThanOrEqual(reading.start);
          }
        }),
        { numRuns: 2000 },
      );
    });

    it('reads the samples', () => {
      const format = create();
      for (const line of samples) expect(readCdr(format, line), line).not.toBeInstanceOf(CdrRefusal);
    });

    it('refuses what is too long, at once', () => {
      const long = Buffer.from(`${samples[0]}${pieces.join('').repeat(40_000)}`);
      const started = performance.now();
      const reading = readCdr(create(), long);
      expect(reading).toBeInstanceOf(CdrRefusal);
      expect(performance.now() - started).toBeLessThan(1000);
    });
  });
}

function checkSane(reading: CdrReading): void {
  if (reading === undefined) return;
  if (reading instanceof CdrRefusal) {
    expect(cdrReasons).toContain(reading.reason);
    return;
  }
  const { start, answer, end } = reading;
  expect(Number.isFinite(start) && start > 0).toBe(true);
  if (answer !== undefined) expect(answer).toBeGreaterThanOrEqual(start);
  if (end !== undefined) {
    expect(end).toBeGreaterThanOrEqual(answer ?? start);
    expect(end - start).toBeLessThanOrEqual(longestCall);
  }
  expect(reading.id).not.toBe('');
  expect(reading.linkedId).not.toBe('');
  expect(callDirections).toContain(reading.direction);
  expect(callOutcomes).toContain(reading.outcome);
  if (reading.outcome === 'answered') expect(answer).toBeDefined();
}
