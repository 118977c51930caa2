import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createZone } from '../line/zone.ts';
import { createAsteriskCdr } from './asterisk/asterisk-cdr.ts';
import type { CdrCall } from './cdr-call.ts';
import { createFreeswitchCdr } from './freeswitch/freeswitch-cdr.ts';
import { joinPosts } from './freeswitch/post-lines.ts';
import { createKamailioAcc } from './kamailio/kamailio-acc.ts';
import { OrderedRecords, type OrderOptions } from './ordered-records.ts';

const zone = createZone('UTC');
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-order-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const origin = Date.UTC(2026, 10, 22);
const stamp = (second: number) => new Date(origin + second * 1_000).toISOString().slice(0, 19).replace('T', ' ');
interface Told {
  readonly start: number;
  readonly length: number;
  readonly id: number;
}
const line = ({ start, length, id }: Told) =>
  `"","201","0031201234567","ctx","""a"" <201>","PJSIP/201-00000001","PJSIP/carrier-00000002","Dial","x","${stamp(start)}","${stamp(start)}","${stamp(start + length)}",${length},${length},"ANSWERED","DOCUMENTATION","1795313045.${id}",""`;

let files = 0;
function order(contents: readonly string[], options: OrderOptions = {}, create = () => createAsteriskCdr({ zone })) {
  const paths = contents.map((content) => {
    const path = join(dir, `f${files++}`);
    writeFileSync(path, content);
    return path;
  });
  const calls: CdrCall[] = [];
  const records = new OrderedRecords(
    paths.map((path) => ({ path, name: path, size: statSync(path).size, create })),
    { block: 512, ...options },
    (call) => calls.push(call),
  );
  records.run();
  return { calls, counts: records.counts, earliest: records.earliest, latest: records.latest };
}
const ids = ({ calls }: { readonly calls: readonly CdrCall[] }) => calls.map(({ id }) => Number(id.split('.')[1]));

const told = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: 200_000 }),
      length: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 90_000 })),
    }),
    { maxLength: 60 },
  )
  .map((calls) => calls.map((call, id) => ({ ...call, id })));
const byEnd = (a: Told, b: Told) => a.start + a.length - b.start - b.length;

describe('OrderedRecords', () => {
  it('hands over in order of start whatever the order in the file, equal ones by line', () => {
    fc.assert(
      fc.property(
        told,
        fc.constantFrom('end', 'none', 'reverse'),
        fc.constantFrom(3, 1_000),
        (calls, how, mostApart) => {
          const inFile = how === 'none' ? calls : calls.toSorted((a, b) => (how === 'end' ? byEnd(a, b) : byEnd(b, a)));
          const found = order([inFile.map((call) => `${line(call)}\n`).join('')], { mostApart });
          const wanted = inFile.toSorted((a, b) => a.start - b.start);
          expect(ids(found)).toEqual(wanted.map(({ id }) => id));
          expect(found.counts).toMatchObject({ lines: calls.length, records: calls.length, disordered: 0 });
          if (calls.length > 0) expect(found.earliest).toBe(origin + wanted[0].start * 1_000);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not depend on how files are cut', () => {
    fc.assert(
      fc.property(told, fc.array(fc.nat(60), { maxLength: 4 }), (calls, cuts) => {
        const lines = calls.toSorted(byEnd).map((call) => `${line(call)}\n`);
        const places = [0, ...cuts.map((cut) => Math.min(cut, lines.length)).sort((a, b) => a - b), lines.length];
        const parts = places.slice(1).map((end, i) => lines.slice(places[i], end).join(''));
        expect(order(parts).calls).toEqual(order([lines.join('')]).calls);
      }),
      { numRuns: 40 },
    );
  });

  it('merges files that overlap', () => {
    fc.assert(
      fc.property(told, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (calls, second) => {
        const sorted = calls.toSorted(byEnd);
        const part = (which: boolean) =>
          sorted.filter(({ id }) => second[id] === which).map((call) => `${line(call)}\n`);
        const found = ids(order([part(false).join(''), part(true).join('')]));
        expect(found.map((id) => calls[id].start)).toEqual(calls.map(({ start }) => start).sort((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  it('says so when more stands in no order than fits', () => {
    // Hours apart, newest first, but each block looks like the next: only what waits can be sorted.
    const many = Array.from({ length: 400 }, (_, i) => ({ start: (i % 2) * 100_000 + i, length: 5, id: i }));
    const found = order([many.map((call) => `${line(call)}\n`).join('')], { mostWaiting: 10, mostApart: 0 });
    expect(found.calls).toHaveLength(400);
    expect(found.counts.disordered).toBeGreaterThan(0);
  });

  it('counts what is no call by its reason, with file and line', () => {
    const refused: unknown[] = [];
    const found = order([`nothing\n${line({ start: 1, length: 2, id: 1 })}\r\n\n${'x'.repeat(1_200_000)}\nlast`], {
      onRefusal: (_file, at, reason) => refused.push([at, reason]),
    });
    expect(found.calls).toHaveLength(1);
    expect(found.counts.lines).toBe(5);
    expect(Object.fromEntries(found.counts.refused)).toEqual({ 'not-this-format': 2, 'too-long': 1 });
    expect(refused).toEqual([
      [1, 'not-this-format'],
      [5, 'not-this-format'],
    ]);
  });

  it('passes over a byte order mark, with one line and with many', () => {
    const one = line({ start: 1, length: 2, id: 1 });
    for (const text of [`\ufeff${one}`, `\ufeff${one}\n${line({ start: 2, length: 2, id: 2 })}\n`])
      expect(order([text]).calls[0]).toMatchObject({ accountCode: '', id: '1795313045.1' });
  });

  const acc = (method: string, second: number, call: string) =>
    `ACC: transaction answered: timestamp=${origin / 1_000 + second};method=${method};from_tag=f;to_tag=t;call_id=${call};code=200;reason=OK;src_user=201;dst_user=0031201234567\n`;
  const kamailio = () => createKamailioAcc({ zone });
  const named = ({ calls }: { readonly calls: readonly CdrCall[] }) =>
    calls.map(({ id, end }) => [id.split(';')[0], end === undefined ? undefined : (end - origin) / 1_000]);

  it('hands over pairs that lie far apart, and calls without an end where they began', () => {
    const short = Array.from(
      { length: 100 },
      (_, i) => acc('INVITE', 10 + 60 * i, `s${i}`) + acc('BYE', 40 + 60 * i, `s${i}`),
    );
    const text = acc('INVITE', 0, 'long') + acc('INVITE', 15, 'never') + short.join('') + acc('BYE', 20_000, 'long');
    const found = order([text], {}, kamailio);
    expect(found.counts).toMatchObject({ unended: 1, records: 102, disordered: 0 });
    const [first, second, third] = named(found);
    expect([first, second, third]).toEqual([
      ['long', 20_000],
      ['s0', 40],
      ['never', undefined],
    ]);
    expect(found.calls).toHaveLength(102);
  });

  it('joins the halves of a call that stand in two files, given in any order', () => {
    const one =
      acc('INVITE', 0, 'a') + acc('BYE', 9, 'a') + acc('INVITE', 5, 'over midnight') + acc('INVITE', 6, 'never');
    const two = acc('BYE', 300, 'over midnight') + acc('BYE', 301, 'of before');
    const wanted = [
      ['a', 9],
      ['over midnight', 300],
      ['never', undefined],
    ];
    for (const contents of [
      [one, two],
      [two, one],
    ]) {
      const found = order(contents, {}, kamailio);
      expect(named(found)).toEqual(wanted);
      expect(found.counts).toMatchObject({ unended: 1, records: 3, evicted: 0 });
    }
  });

  it('hands over all records of one line, and counts what is cut off where it is', () => {
    const post = (n: number, second: number) =>
      JSON.stringify({
        'core-uuid': 'x',
        variables: {
          ...{
            uuid: `0b6a4a2e-7f52-4b11-9e0e-${String(n).padStart(12, '0')}`,
            start_epoch: `${origin / 1_000 + second}`,
          },
          ...{ end_epoch: `${origin / 1_000 + second + 60}`, hangup_cause: 'NORMAL_CLEARING' },
        },
      });
    const refused: [number, string][] = [];
    const text = `${post(2, 20_000)}${post(1, 0)}${post(3, 20_001)}\n${post(4, 20_002).slice(0, 90)}\n${post(5, 20_003)}\n${post(6, 20_004).slice(0, 50)}`;
    const found = order([text], { onRefusal: (_file, at, reason) => refused.push([at, reason]) }, () =>
      joinPosts(createFreeswitchCdr({ zone })),
    );
    expect(found.calls.map(({ id }) => Number(id.slice(-3)))).toEqual([1, 2, 3, 5]);
    expect(found.counts).toMatchObject({ lines: 4, records: 4 });
    expect(refused).toEqual([
      [2, 'unfinished'],
      [4, 'unfinished'],
    ]);
  });
});
