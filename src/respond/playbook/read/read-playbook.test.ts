import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPlaybook, isSound } from '../check/check-playbook.ts';
import { dryRun } from '../dry-run.ts';
import { faultSentence } from '../fault-sentence.ts';
import { readJson } from './read-json.ts';
import { readPlaybook } from './read-playbook.ts';

const folder = new URL('../../../../playbooks/', import.meta.url);
const shipped = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const example = shipped.find(([name]) => name === 'toll-fraud.en.json')![1];

describe('the playbooks that come along', () => {
  test('are there for each type of incident, in both languages', () => {
    const types = [
      'carrier-outage',
      'data-leak',
      'ddos-sip',
      'hacked-account',
      'phishing-cloned-voice',
      'sbc-pbx-outage',
      'supplier-incident',
      'toll-fraud',
    ];
    expect(shipped.map(([name]) => name).sort()).toEqual(
      types.flatMap((type) => [`${type}.en.json`, `${type}.nl.json`]),
    );
  });
  test.each(shipped)('%s is sound, and comes out as it went in', (_name, text) => {
    const read = readPlaybook(text);
    expect(read.ok ? checkPlaybook(read.value).map((fault) => faultSentence(fault).en) : read.reason).toEqual([]);
    if (!read.ok) return;
    expect(JSON.parse(JSON.stringify(read.value))).toEqual(JSON.parse(text));
    const lines = dryRun(read.value, {});
    const steps = Object.values(read.value.workflow).filter(({ type }) => type !== 'start' && type !== 'end');
    expect(lines.length).toBe(steps.length);
  });
  test('both languages have the same steps', () => {
    const kinds = (name: string) =>
      Object.values(JSON.parse(shipped.find(([each]) => each === name)![1]).workflow).map(
        (step) => (step as { type: string }).type,
      );
    for (const [name] of shipped.filter(([each]) => each.endsWith('.nl.json')))
      expect(kinds(name)).toEqual(kinds(name.replace('.nl.', '.en.')));
  });
});

describe('JSON that is not accepted', () => {
  test.each([
    ['{"a":1,"a":2}', /“?"a" is there twice/],
    ['{"__proto__":{}}', /__proto__/],
    ['{"a":1} x', /something follows/],
    ['{"a":01}', /line 1, column 7/],
    ['{"a":1e999}', /too large/],
    ['["\\ud800"]', /half a character/],
    ['["\\u0000"]', /NUL/],
    ['["a\nb"]', /control character/],
    ['["\\x"]', /escape/],
    ['[1,]', /JSON value is expected/],
    ['{a:1}', /name in quotes/],
    ['', /JSON value is expected/],
    ['nul', /JSON value is expected/],
    ['['.repeat(100_000), /nested deeper/],
  ])('%.20s', (text, told) => {
    const read = readJson(text);
    expect(read.ok ? 'accepted' : read.reason.en).toMatch(told);
  });
  test('what JSON.parse reads it reads the same', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const read = readJson(text);
        if (read.ok) expect(JSON.parse(JSON.stringify(read.value))).toEqual(JSON.parse(text));
        else expect(read.reason.en).toMatch(/half a character|__proto__|twice/);
      }),
    );
  });
});

test('too large a text, and what is no JSON value', () => {
  expect(readPlaybook(' '.repeat(1_048_577))).toMatchObject({
    ok: false,
    reason: [{ sentence: { en: 'it is larger than 1 MiB' } }],
  });
  for (const value of [undefined, () => 1, Symbol('x'), 10n, null, 3, [], {}])
    expect(readPlaybook(value).ok).toBe(false);
  expect(readPlaybook(JSON.parse(example)).ok).toBe(true);
  expect(readPlaybook(`\ufeff${example}`).ok).toBe(true);
});

describe('hostile input', () => {
  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(null, -1, 1e308, '', '__proto__', 'constructor', '=cmd()', '<b>', [], {}, ['a'], {
      type: 'action',
    }),
  );
  /** All places in a value, as paths. */
  const places = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))]
      : [path];
  const all = places(JSON.parse(example)).filter((path) => path.length > 0);

  test('a playbook with anything anywhere is judged, never thrown at', () => {
    const ids = Object.keys(JSON.parse(example).workflow);
    const change = fc.record({
      path: fc.constantFrom(...all),
      value: fc.oneof(junk, fc.constantFrom(...ids)),
      drop: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const playbook = JSON.parse(example);
        for (const { path, value, drop } of changes) {
          const parent = path
            .slice(0, -1)
            .reduce((each, key) => (typeof each === 'object' && each !== null ? each[key] : undefined), playbook);
          if (typeof parent !== 'object' || parent === null) continue;
          if (drop) delete parent[path.at(-1)!];
          else parent[path.at(-1)!] = value;
        }
        const read = readPlaybook(JSON.stringify(playbook));
        const faults = read.ok ? checkPlaybook(read.value) : read.reason;
        if (!read.ok) expect(faults.length).toBeGreaterThan(0);
        for (const fault of faults) {
          const { en, nl } = faultSentence(fault);
          expect(`${en}${nl}`).not.toMatch(/[\r\n\u0000-\u001f]/);
        }
        // What is found sound can be walked through.
        if (read.ok && isSound(faults)) dryRun(read.value, {});
      }),
      { numRuns: 300 },
    );
  });
  test('what a command is told is not nothing', () => {
    const playbook = JSON.parse(example);
    const step = Object.values<{ commands?: { with?: unknown }[] }>(playbook.workflow).find(
      ({ commands }) => commands?.[0]?.with,
    )!;
    step.commands![0]!.with = null;
    expect(readPlaybook(JSON.stringify(playbook)).ok).toBe(false);
  });
  test('so is any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(example.length), (text, at) => {
        expect(typeof readPlaybook(text).ok).toBe('boolean');
        expect(typeof readPlaybook(example.slice(0, at) + text + example.slice(at)).ok).toBe('boolean');
      }),
      { numRuns: 100 },
    );
  });
  test('many branches and long names do not keep it busy', () => {
    const playbook = JSON.parse(example);
    const id = (n: number) => `parallel--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    for (let i = 0; i < 440; i++)
      playbook.workflow[id(i)] = {
        type: 'parallel',
        name: 'x'.repeat(500),
        next_steps: [id((i + 1) % 440), id((i * 7) % 440)],
        on_success: id((i * 3) % 440),
      };
    const read = readPlaybook(JSON.stringify(playbook));
    expect(read.ok && checkPlaybook(read.value).length).toBeGreaterThan(0);
  });
});
