import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** `./belwacht geo` with a policy file, as people run it: no server, no network. */
const root = fileURLToPath(new URL('..', import.meta.url));
let directory: string;
let policy: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'belwacht-geo-offline-'));
  policy = join(directory, 'policy.yaml');
  writeFileSync(
    policy,
    `policies:
  - name: Home
    rules:
      - {id: home, verdict: allow, services: [sip], subjects: [EU]}
      - {id: rest, verdict: refuse, services: [sip], subjects: any}
      - {id: dear, verdict: refuse, services: [calls-out], subjects: [+88213]}
  - name: Bakker
    scope: {customer: bakker}
    rules:
      - id: trip
        verdict: allow
        services: [sip]
        subjects: [US]
        when: {from: 2026-07-01, until: 2026-07-14}
        exception: {owner: Jan, reason: on a trip}
`,
  );
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function geo(
  words: readonly string[],
  input = '',
): { code: number | null; lines: Record<string, unknown>[]; told: string } {
  const run = spawnSync(join(root, 'belwacht'), ['geo', ...words], { cwd: directory, encoding: 'utf8', input });
  const lines = run.stdout.split('\n').filter(Boolean);
  return { code: run.status, lines: lines.map((line) => JSON.parse(line)), told: run.stderr };
}

test('explains addresses and numbers, one line each', () => {
  const { code, lines } = geo([
    'explain',
    '--policy',
    policy,
    '145.97.39.155',
    '8.8.8.8',
    '2001:610::1',
    '+88213123456',
    '112',
  ]);
  expect(code).toBe(0);
  expect(lines.map(({ subject, country, verdict }) => [subject, country, verdict])).toEqual([
    ['145.97.39.155', 'NL', 'allow'],
    ['8.8.8.8', 'US', 'refuse'],
    ['2001:610::1', 'NL', 'allow'],
    ['+88213123456', '', 'refuse'],
    ['112', 'NL', 'allow'],
  ]);
});

test('an exception holds for its customer, within its days', () => {
  const verdict = (...words: string[]) => geo(['explain', '--policy', policy, ...words, '8.8.8.8']).lines[0].verdict;
  expect(verdict('--customer', 'bakker', '--at', '2026-07-14T23:59:59Z')).toBe('allow');
  expect(verdict('--customer', 'bakker', '--at', '2026-07-15')).toBe('refuse');
  expect(verdict('--customer', 'smit', '--at', '2026-07-10')).toBe('refuse');
  expect(verdict('--customer', 'bakker', '--at', '2026-07-10', '--service', 'web')).toBe('allow');
});

test('reads a list, tells what is neither, and ends with 1', () => {
  const { code, lines } = geo(['explain', '--policy', policy, '-'], '8.8.8.8\nnowhere\n\n10.1.2.3\n');
  expect(code).toBe(1);
  expect(lines.map(({ subject, verdict, error }) => [subject, verdict ?? typeof error])).toEqual([
    ['8.8.8.8', 'refuse'],
    ['nowhere', 'string'],
    ['10.1.2.3', 'allow'],
  ]);
});

test('checks files: one line each, 1 when any is refused', () => {
  const broken = join(directory, 'broken.yaml');
  writeFileSync(broken, 'rules:\n  - {verdict: refuse, subjects: [Nowhere]}\n');
  expect(geo(['check', policy])).toMatchObject({ code: 0, lines: [{ file: policy, ok: true, reason: '' }] });
  const { code, lines } = geo(['check', policy, broken, join(directory, 'none.yaml')]);
  expect(code).toBe(1);
  expect(lines.map(({ ok }) => ok)).toEqual([true, false, false]);
  expect(lines[1].reason).toContain(`${broken}:2:34: rules.0.subjects.0: `);
  expect(geo(['explain', '--policy', broken, '8.8.8.8'])).toMatchObject({ code: 2, lines: [] });
});
