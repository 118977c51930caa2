import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CdrReading, isCall } from '../cdr-format.ts';
import { readCdr, testOptions } from '../cdr-promises.ts';
import { createFreeswitchCdr } from './freeswitch-cdr.ts';
import { holdsPosts, joinPosts } from './post-lines.ts';

const uuid = (n: number) => `0b6a4a2e-7f52-4b11-9e0e-${String(n).padStart(12, '0')}`;
const variables = (n: number) => ({
  ...{ uuid: uuid(n), start_epoch: '1795313045', answer_epoch: '1795313055', end_epoch: '1795313655' },
  ...{ duration: '610', billsec: '600', hangup_cause: 'NORMAL_CLEARING', note: 'a "quoted" {brace} \\' },
});
const json = (n: number, indent: number) =>
  JSON.stringify(
    { variables: variables(n), callflow: [{ caller_profile: { destination_number: '0031' } }] },
    null,
    indent,
  );
const xml = (n: number) =>
  `<?xml version="1.0"?>\n<cdr>\n  <variables>\n${Object.entries(variables(n))
    .map(([name, value]) => `    <${name}>${encodeURIComponent(value)}</${name}>`)
    .join(
      '\n',
    )}\n  </variables>\n  <callflow>\n    <caller_profile><destination_number>0031</destination_number></caller_profile>\n  </callflow>\n</cdr>`;

/** Ids of the calls of a file, and the lines of what was refused. */
function read(text: string): { readonly ids: string[]; readonly refused: [number, string][] } {
  const format = joinPosts(createFreeswitchCdr(testOptions));
  const ids: string[] = [];
  const refused: [number, string][] = [];
  const take = (reading: CdrReading, line: number) => {
    if (isCall(reading)) ids.push(reading.id);
    else if (reading) refused.push([reading.line || line, reading.reason]);
  };
  const rest = (line: number) => {
    for (let more = format.more!(); more !== undefined; more = format.more!()) take(more, line);
  };
  for (const [i, line] of text.split('\n').entries()) {
    take(readCdr(format, line, i + 1), i + 1);
    rest(i + 1);
  }
  format.rest?.();
  rest(0);
  return { ids, refused };
}

describe('joinPosts', () => {
  it.each([
    ['JSON, one line each', (n: number) => json(n, 0)],
    ['JSON over many lines', (n: number) => json(n, 2)],
    ['XML over many lines', xml],
  ])('reads %s', (_what, write) => {
    const text = [1, 2, 3].map(write).join('\n');
    expect(holdsPosts(Buffer.from(`\n ${text}`))).toBe(true);
    expect(read(text)).toEqual({ ids: [uuid(1), uuid(2), uuid(3)], refused: [] });
    expect(read(`${text}\n\n`).ids).toHaveLength(3);
  });

  it('refuses a record that is cut off at the end of a file', () => {
    expect(read(`${xml(1)}\n${xml(2).slice(0, -8)}`)).toEqual({ ids: [uuid(1)], refused: [[17, 'unfinished']] });
    expect(read(`${json(1, 2)}\n${json(2, 2).slice(0, -8)}`).refused).toHaveLength(1);
  });

  it.each([
    ['JSON, one line each', (n: number) => json(n, 0)],
    ['JSON over many lines', (n: number) => json(n, 2)],
    ['XML over many lines', xml],
    ['XML, one line each', (n: number) => xml(n).replaceAll('\n', '')],
  ])('begins anew behind a record that is cut off anywhere: %s', (_what, write) => {
    const cut = write(2);
    for (let at = 1; at < cut.length - 1; at++) {
      const found = read(`${write(1)}\n${cut.slice(0, at)}\n${write(3)}\n${write(4)}\n`);
      expect([at, found.ids]).toEqual([at, [1, 3, 4].map(uuid)]);
      expect([at, found.refused.map(([, reason]) => reason)]).toEqual([at, ['unfinished']]);
    }
  });

  it('tells both of a record that is cut off and of the next on one line', () => {
    const core = (n: number) => json(n, 0).replace('{', '{"core-uuid":"x",');
    expect(read(`${core(1).slice(0, 70)}${core(2)}\n${core(3)}`)).toEqual({
      ...{ ids: [uuid(2), uuid(3)], refused: [[1, 'unfinished']] },
    });
    const flat = (n: number) => xml(n).replaceAll('\n', '');
    expect(read(`${flat(1).slice(0, 170)}${flat(2)}\n${flat(3)}`)).toEqual({
      ...{ ids: [uuid(2), uuid(3)], refused: [[1, 'unfinished']] },
    });
  });

  it('makes no call of the beginning of one record and the end of another', () => {
    const half = xml(1).slice(0, xml(1).indexOf('  <callflow'));
    expect(read(`${half}${xml(2)}`)).toEqual({ ids: [uuid(2)], refused: [[1, 'unfinished']] });
  });

  it('reads records that share a line', () => {
    expect(read([1, 2, 3].map((n) => json(n, 0)).join(''))).toEqual({ ids: [1, 2, 3].map(uuid), refused: [] });
    expect(read([1, 2].map((n) => xml(n).replaceAll('\n', '')).join(' ')).ids).toEqual([1, 2].map(uuid));
  });

  it('never throws, and gives up what never ends', () => {
    const piece = fc.oneof(
      fc.constantFrom('{', '}', '"', '\\', '<cdr>', '</cdr>', '\n', json(1, 0)),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => void read(pieces.join(''))));
    const format = joinPosts(createFreeswitchCdr(testOptions));
    let refused = 0;
    for (let i = 0; i < 300; i++) if (readCdr(format, `{"${'x'.repeat(9_000)}`) !== undefined) refused++;
    expect(refused).toBeGreaterThan(0);
  });

  it('leaves CSV alone', () => {
    expect(holdsPosts(Buffer.from('"Jan","1001"'))).toBe(false);
    expect(holdsPosts(Buffer.from(''))).toBe(false);
  });
});
