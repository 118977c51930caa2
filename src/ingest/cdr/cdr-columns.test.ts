import { describe, expect, it } from 'vitest';
import { createLineEnds } from '../line/line-ends.ts';
import { CdrColumns } from './cdr-columns.ts';

const pieces = ['"', '""', ',', ',"', '",', ' ', ' "', 'abc', '1234', '2026-03-02 00:04:31', 'é', 'PJSIP/100-0000001a'];

function split(bytes: Buffer, start: number, end: number) {
  const columns = new CdrColumns();
  if (!columns.splitStrictly(bytes, start, end)) return undefined;
  return Array.from({ length: columns.count }, (_, column) => columns.text(bytes, column));
}

describe('CdrColumns', () => {
  it('splits lines the same wherever their bytes lie', () => {
    const { bytes } = createLineEnds(65_536);
    let seed = 7;
    const random = (most: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * most);
    };
    let told = 0;
    for (let n = 0; n < 20_000; n++) {
      // Whole columns mostly, so that many lines are right.
      const line = Array.from({ length: 1 + random(24) }, () =>
        random(4) === 0 ? pieces[random(pieces.length)] : `"${pieces[7 + random(5)]}"${random(3) ? ',' : ''}`,
      ).join('');
      const start = random(50_000);
      bytes.fill(random(2) ? 0x22 : 0x2c, start, start + 1_000);
      const length = bytes.write(line, start);
      const found = split(bytes, start, start + length);
      expect(found).toEqual(split(Buffer.from(line), 0, length));
      if (found && found.length > 1) told++;
    }
    expect(told).toBeGreaterThan(1_000);
  });

  it('keeps doubled quotes, spaces before a quote and empty columns', () => {
    const { bytes } = createLineEnds(4_096);
    const line = '"a ""b"" c", "d",,"",1,"e,f",';
    const length = bytes.write(line, 17);
    expect(split(bytes, 17, 17 + length)).toEqual(['a "b" c', 'd', '', '', '1', 'e,f', '']);
  });
});
