import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCall } from '../cdr-format.ts';
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

/** Ids of the calls of a file, and how many of its lines were refused. */
function read(text: string): { readonly ids: string[]; readonly refused: number } {
  const format = joinPosts(createFreeswitchCdr(testOptions));
  const readings = text.split('\n').map((line, i) => readCdr(format, line, i + 1));
  return {
    ids: readings.flatMap((reading) => (isCall(reading) ? [reading.id] : [])),
    refused: readings.filter((reading) => reading !== undefined && !isCall(reading)).length,
  };
}

describe('joinPosts', () => {
  it.each([
    ['JSON, one line each', (n: number) => json(n, 0)],
    ['JSON over many lines', (n: number) => json(n, 2)],
    ['XML over many lines', xml],
  ])('reads %s', (_what, write) => {
    const text = [1, 2, 3].map(write).join('\n');
    expect(holdsPosts(Buffer.from(`\n ${text}`))).toBe(true);
    expect(read(text)).toEqual({ ids: [uuid(1), uuid(2), uuid(3)], refused: 0 });
    expect(read(`${text}\n\n`).ids).toHaveLength(3);
  });

  it('tells nothing of a record that is cut off', () => {
    expect(read(`${xml(1)}\n${xml(2).slice(0, -8)}`).ids).toEqual([uuid(1)]);
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
