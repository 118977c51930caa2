import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event } from '../core/event.ts';
import { canonicalAddress } from '../core/ip.ts';
import type { Format, ReadContext, Reading } from './format.ts';
import { createZone } from './line/zone.ts';

/** What every test of a format reads with: Dutch time, received in November 2026. */
export const testContext: ReadContext = {
  zone: createZone('Europe/Amsterdam'),
  year: undefined,
  receivedAt: Date.parse('2026-11-22T14:00:00Z'),
};

/** What a format made of one line, and the event it filled. */
export function readLine(format: Format, line: string | Buffer): { reading: Reading; event: Event } {
  const bytes = typeof line === 'string' ? Buffer.from(line) : line;
  const event = new Event();
  const reading = format.read(bytes, 0, bytes.length, event, testContext);
  return { reading, event };
}

/** A line with one place that the visitor fills. */
export interface Hole {
  /** Writes the line around the visitor's text. */
  line(text: string): string;
  readonly sourceIp: string;
  readonly outcome: Event['outcome'];
}

const fakes = [
  ' from 9.9.9.9',
  ' from 9.9.9.9 port 22',
  ' port 22 ssh2',
  ' ssh2',
  ' ssh2: ',
  ' rhost=9.9.9.9',
  '  user=x',
  ' src=9.9.9.9:5060',
  ' rc=1',
  'SEC event=auth_ok',
  '"',
  '\\',
  '\\"',
  '{',
  '} ',
  '} <script>: ',
  ' (IP:9.9.9.9:5060)',
  ' cause -2',
  '] from ip 9.9.9.9',
  '] from 9.9.9.9',
  ' for [',
  ' receiving invite from 9.9.9.9:5060 version: ',
  ' not allowed because ',
  ' [preauth]',
  'Accepted password for root',
  '\n',
  '\0',
  '\u001b[0m',
  'é',
  "'",
  '<null>',
  '","src_ip":"9.9.9.9',
  ' blocked because ',
  'PIKE - BLOCKing ip 9.9.9.9, node=0x1',
  ' src ip: 9.9.9.9',
];

/**
 * The promises that every format keeps, whatever it reads: it never throws, never looks outside its range,
 * leaves the event alone unless it recognised the line, gives canonical
 * addresses and finite times, gives no other address for a cut line than the beginning of the true one, and lets nobody who
 * fills a hole change address or outcome.
 */
export function formatPromises(create: () => Format, samples: readonly string[], holes: readonly Hole[]): void {
  describe('keeps the promises of a format', () => {
    const format = create();
    const sample = fc.constantFrom(...samples);
    const piece = fc.oneof(fc.constantFrom(...fakes), fc.string({ unit: 'binary', maxLength: 20 }));

    it('never throws on arbitrary bytes', () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => checkSane(format, Buffer.from(bytes))));
    });

    it('never throws on damaged lines', () => {
      const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(12), piece), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(sample, damage, (line, splices) => {
          let text = line;
          for (const [at, removed, added] of splices) text = text.slice(0, at) + added + text.slice(at + removed);
          checkSane(format, Buffer.from(text));
        }),
        { numRuns: 500 },
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
            const event = new Event();
            const whole = Buffer.concat([before, bytes, after]);
            const reading = format.read(whole, before.length, before.length + bytes.length, event, testContext);
            expect({ reading, event }).toEqual(readLine(format, bytes));
          },
        ),
      );
    });

    it('gives no other address for a cut line', () => {
      for (const line of samples) {
        // A line that holds an address of the visitor is that address's line when it is cut there.
        if (line.includes('9.9.9.9')) continue;
        const full = readLine(format, line).event.sourceIp;
        for (let length = 0; length < line.length; length++) {
          const cut = line.slice(0, length);
          const { reading, event } = readLine(format, cut);
          if (reading !== 'recognised' || event.sourceIp === full) continue;
          // A cut inside the address itself cannot be told from a shorter address.
          const inside = /[0-9a-f:.]+$/i.exec(cut)?.[0] ?? '';
          expect(canonicalAddress(inside), cut).toBe(event.sourceIp);
        }
      }
    });

    it('reads a long line in time linear in its length', () => {
      for (const { line } of holes) {
        const long = Buffer.from(line(fakes.join('').repeat(2000)));
        const started = performance.now();
        readLine(format, long);
        // 1.2 MB; a quadratic reader would take minutes.
        expect(performance.now() - started).toBeLessThan(2000);
      }
    });

    it.runIf(holes.length > 0)('lets no visitor change address or outcome', () => {
      const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
      fc.assert(
        fc.property(fc.constantFrom(...holes), text, ({ line, sourceIp, outcome }, visitor) => {
          const { reading, event } = readLine(format, line(visitor));
          if (reading === 'recognised') expect([event.sourceIp, event.outcome]).toEqual([sourceIp, outcome]);
          else expect(event).toEqual(new Event());
        }),
        { numRuns: 2000 },
      );
    });
  });
}

function checkSane(format: Format, bytes: Buffer): void {
  const { reading, event } = readLine(format, bytes);
  expect(['recognised', 'ignored', 'malformed', 'foreign']).toContain(reading);
  if (reading !== 'recognised') {
    expect(event).toEqual(new Event());
    return;
  }
  expect(event.action).not.toBe('');
  expect(Number.isFinite(event.time) && event.time > 0).toBe(true);
  expect(event.dataset).not.toBe('');
  if (event.sourceIp !== '') expect(canonicalAddress(event.sourceIp)).toBe(event.sourceIp);
  expect(event.sourcePort).toBeLessThanOrEqual(65_535);
}
