import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { variablesOf } from './condition.ts';
import { holds } from './evaluate.ts';
import { readCondition } from './read-condition.ts';

const values = {
  __attacker__: '203.0.113.7',
  __calls__: '12',
  __state__: "it's open",
  __number__: '0201234567',
  __flag__: 'true',
  __unknown__: null,
};

function answer(source: string): boolean | string {
  const read = readCondition(source);
  return read.ok ? holds(read.value, values) : read.reason.en;
}

describe('conditions that can be read', () => {
  test.each([
    ["__attacker__:value = '203.0.113.7'", true],
    ["__attacker__:value == '203.0.113.8'", false],
    ["[__attacker__:value != '203.0.113.8']", true],
    ["__attacker__:value ISSUBSET '203.0.113.0/24'", true],
    ["__attacker__:value NOT ISSUBSET '203.0.113.0/24'", false],
    ["'203.0.0.0/16' ISSUPERSET __attacker__:value", true],
    ["'::1' ISSUBSET '203.0.113.0/24'", false],
    ['__calls__:value > 9', true],
    ["__calls__:value > '9'", true],
    ['__calls__:value <= 11.5', false],
    ["__state__:value = 'it\\'s open'", true],
    ["__state__:value LIKE 'it%o_en'", true],
    ["__state__:value LIKE 'open'", false],
    ["__state__:value MATCHES '^it.*n$'", true],
    ["__state__:value IN ('closed', 'it\\'s open')", true],
    ['__number__:value = 201234567', false],
    ['__flag__:value = true', true],
    ['__flag__:value <> true', false],
    ['NOT __flag__:value = true OR __calls__:value = 12', true],
    ['NOT (__flag__:value = true OR __calls__:value = 12)', false],
    ['__calls__:value = 1 AND __calls__:value = 2 OR __flag__:value = true', true],
    ['__calls__:value = 1 AND (__calls__:value = 2 OR __flag__:value = true)', false],
    ['EXISTS __calls__:value', true],
    ['EXISTS __unknown__:value', false],
    ["__unknown__:value != 'x'", false],
    ["__nowhere__:value = 'x'", false],
    ["__toString__:value = 'x'", false],
    ['true', true],
  ])('%s', (source, expected) => expect(answer(source)).toBe(expected));
});

test.each([
  '',
  '   ',
  '__calls__:value',
  '__calls__ > 3',
  '__calls__:value >',
  '__calls__:value > 3 3',
  '(__calls__:value > 3',
  '__calls__:value > 3)',
  '[__calls__:value > 3',
  "__calls__:value = 'x",
  '__calls__:value = x',
  '__calls__:value ~ 3',
  '__calls__:value > 3; rm -rf /',
  "[ipv4-addr:value = '1.2.3.4']",
  '[__calls__:value = 3] FOLLOWEDBY [__calls__:value = 4]',
  '__calls__:value = 3 WITHIN 5 SECONDS',
  '__calls__:value IN ()',
  "__state__:value MATCHES '(a+)+$'",
  "__state__:value MATCHES 'a.*b.*c.*d.*'",
  "__state__:value MATCHES '['",
  '__calls__:value > 3abc',
  `${'('.repeat(5_000)}`,
  `${'NOT '.repeat(500)}__calls__:value > 3`,
])('cannot be read: %s', (source) => expect(typeof answer(source)).toBe('string'));

test('says which variables are asked about', () => {
  const read = readCondition("__a__:value = __b__:value AND (EXISTS __c__:value OR __d__:value IN ('x', __e__:value))");
  expect(read.ok && variablesOf(read.value)).toEqual(['__a__', '__b__', '__c__', '__d__', '__e__']);
});

test('no text makes it throw', () => {
  const word = fc.constantFrom(
    '__a__:value',
    "'x'",
    '3',
    '=',
    'AND',
    'NOT',
    '(',
    ')',
    '[',
    'IN',
    ',',
    'MATCHES',
    ' ',
    '\\',
    "'",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (source) => {
        const read = readCondition(source);
        if (read.ok) expect(typeof holds(read.value, values)).toBe('boolean');
        else expect(read.reason.nl).not.toBe('');
      },
    ),
    { numRuns: 500 },
  );
});
