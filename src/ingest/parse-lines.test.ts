import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { longestLine, parseFile, readLines } from './parse-lines.ts';

const dir = mkdtempSync(join(tmpdir(), 'belwacht-lines-'));
const file = join(dir, 'log');
afterAll(() => rmSync(dir, { recursive: true }));

function lines(content: string | Buffer) {
  writeFileSync(file, content);
  const seen: [number, string][] = [];
  const read = readLines(file, (bytes, start, end, number) =>
    seen.push([number, bytes.toString('latin1', start, end)]),
  );
  return { ...read, seen };
}

describe('readLines', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\r\nb\r', ['a', 'b']],
    ['\n\na\n\n', ['', '', 'a', '']],
    ['\r\n\r', ['', '']],
    ['a\rb\n', ['a\rb']],
  ])('splits %j', (content, expected) => {
    const { seen } = lines(content);
    expect(seen).toEqual(expected.map((text, index) => [index + 1, text]));
  });

  it('joins lines across chunks', () => {
    const expected = Array.from({ length: 60_000 }, (_, i) => `${i}:${'x'.repeat((i * 7_919) % 120)}`);
    const { seen, bytes } = lines(`${expected.join('\n')}\n`);
    expect(seen.map(([, text]) => text)).toEqual(expected);
    expect(bytes).toBeGreaterThan(3 * 1_048_576);
  });

  it('skips lines that are too long and counts them, wherever chunks end', () => {
    const lengths = fc.array(
      fc.oneof(fc.nat(200), fc.integer({ min: longestLine - 2, max: longestLine + 2 }), fc.nat(3_000_000)),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(lengths, fc.boolean(), (sizes, ended) => {
        const parts = sizes.map((size, index) => String.fromCharCode(97 + index).repeat(size));
        const result = lines(parts.join('\n') + (ended ? '\n' : ''));
        const whole = ended || parts.at(-1) !== '' ? parts : parts.slice(0, -1);
        const expected = whole.map((text, index) => [index + 1, text] as [number, string]);
        expect(result.seen).toEqual(expected.filter(([, text]) => text.length <= longestLine));
        expect(result.tooLong).toBe(expected.length - result.seen.length);
        expect(result.lines).toBe(expected.length);
      }),
      { numRuns: 25 },
    );
  });

  it('does not count NULs in front of a line', () => {
    for (const count of [5, longestLine, 300_000, 1_000_000]) {
      const padding = '\0'.repeat(count);
      const { seen, tooLong } = lines(`a\n${padding}b\n${padding}${'x'.repeat(longestLine + 1)}\n${padding}c`);
      expect(seen.map(([number, text]) => [number, text.replaceAll('\0', '')])).toEqual([
        [1, 'a'],
        [2, 'b'],
        [4, 'c'],
      ]);
      expect(tooLong).toBe(1);
    }
  });

  it.each([
    ['gzip', gzipSync('a\nb\n'), /log is packed with gzip; unpack it first, with gunzip/],
    ['zstd', zstdCompressSync('a\nb\n'), /packed with zstd/],
    ['xz', Buffer.from('fd377a585a000004', 'hex'), /packed with xz/],
    ['bzip2', Buffer.from('BZh91AY&SY'), /packed with bzip2/],
    ['zip', Buffer.from('PK\u0003\u0004'), /packed with zip/],
    ['UTF-16', Buffer.from('\ufeffa\nb\n', 'utf16le'), /is UTF-16 text/],
    ['UTF-16, unmarked', Buffer.from('[2026-11-22] hello\n', 'utf16le'), /is UTF-16 text/],
    ['pcap', Buffer.from('d4c3b2a102000400', 'hex'), /is a packet capture/],
  ])('refuses %s, which holds no lines', (_, content, sentence) => {
    expect(() => lines(content)).toThrow(sentence);
  });

  it('reads what only looks a little like that', () => {
    for (const content of ['BZh9 a', 'PK', '\u001f', '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a', '\ufeffa'])
      expect(lines(content).seen).toHaveLength(1);
  });

  it('reads standard input to its end', () => {
    const script = `import { readLines } from ${JSON.stringify(join(import.meta.dirname, 'parse-lines.ts'))};
      readLines('-', (b, s, e, n) => console.log(n + '=' + b.toString('utf8', s, e)));`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      input: 'a\nb',
      encoding: 'utf8',
    });
    expect(out).toBe('1=a\n2=b\n');
  });

  it('throws for a file that is not there', () => {
    expect(() => readLines(join(dir, 'none'), () => {})).toThrow(/ENOENT/);
  });
});

describe('parseFile', () => {
  const options = { path: file, format: 'auto', timezone: 'Europe/Amsterdam', year: 2026 };
  const registration = (user: string) =>
    `[Nov 22 03:04:05] NOTICE[9] chan_sip.c: Registration from '"${user}" <sip:${user}@h>' failed for '198.51.100.7:5060' - Wrong password`;

  function parse(content: string | Buffer, more: object = {}) {
    writeFileSync(file, content);
    let out = '';
    const tally = parseFile({ ...options, ...more }, (text) => {
      out += text;
    });
    return {
      tally,
      out,
      records: out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    };
  }

  it('writes one flat object a recognised line and counts the others', () => {
    const content = [
      'something else',
      registration('100'),
      "[Nov 22 03:04:05] NOTICE[9] chan_sip.c: Registration from 'x",
      "[Nov 22 03:04:05] NOTICE[9] chan_sip.c: Peer 'x' is now Reachable",
      'y'.repeat(longestLine + 1),
      registration('101'),
    ].join('\r\n');
    const { records, tally } = parse(content);
    expect(records).toEqual(
      [2, 6].map((line, index) => ({
        '@timestamp': '2026-11-22T02:04:05.000Z',
        'event.dataset': 'asterisk',
        'event.action': 'sip-auth',
        'event.outcome': 'failure',
        'event.reason': 'wrong-password',
        'source.ip': '198.51.100.7',
        'source.port': 5060,
        'user.name': `10${index}`,
        'service.name': 'sip',
        'sip.method': 'REGISTER',
        'sip.to.uri.username': `10${index}`,
        'log.line': line,
      })),
    );
    expect(tally).toEqual({ received: 6, recognised: 2, ignored: 2, malformed: 2, shed: 0 });
  });

  it('writes nothing that steers a terminal', () => {
    const hostile = 'a\u001b[2J\u0007\u009b\u202e\u2028\u007fb';
    const { out, records } = parse(registration(hostile));
    expect(out.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
    expect(records[0]['user.name']).toBe(hostile);
  });

  it('gives the same again and refuses what it does not know', () => {
    const content = Array.from({ length: 2_000 }, (_, i) => registration(`u${i}`)).join('\n');
    expect(parse(content).out).toBe(parse(content).out);
    expect(parse(content).records).toHaveLength(2_000);
    expect(() => parse(content, { format: 'x' })).toThrow('not a known format');
    expect(() => parse(content, { timezone: 'Mars/Base' })).toThrow('not a known IANA time zone');
  });
});
