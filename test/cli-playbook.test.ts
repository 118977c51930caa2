import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** `./belwacht playbook check`, as people run it: no server, no network. */
const root = fileURLToPath(new URL('..', import.meta.url));
const shipped = readdirSync(join(root, 'playbooks')).map((name) => join(root, 'playbooks', name));
const good = readFileSync(join(root, 'playbooks', 'toll-fraud.en.json'), 'utf8');
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'belwacht-playbook-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Line {
  readonly file: string;
  readonly ok: boolean;
  readonly reason: string;
}

function check(words: readonly string[], input = ''): { code: number | null; lines: Line[]; told: string } {
  const run = spawnSync(join(root, 'belwacht'), ['playbook', 'check', ...words], {
    cwd: directory,
    encoding: 'utf8',
    input,
  });
  const lines = run.stdout.split('\n').filter(Boolean);
  return { code: run.status, lines: lines.map((line) => JSON.parse(line)), told: run.stderr };
}

/** A file with the shipped playbook after a change. */
function changed(
  name: string,
  change: (playbook: { workflow: Record<string, Record<string, unknown>> }) => void,
): string {
  const playbook = JSON.parse(good);
  change(playbook);
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify(playbook));
  return file;
}

test('the playbooks that come along are accepted, one line each', () => {
  const { code, lines } = check(shipped);
  expect(code).toBe(0);
  expect(lines.map(({ file, ok, reason }) => [file, ok, reason])).toEqual(shipped.map((file) => [file, true, '']));
});

test('one that is refused names the step, and the others are still told', () => {
  const bad = changed('bad.json', ({ workflow }) => {
    const step = Object.values(workflow).find(({ type }) => type === 'action')!;
    step.name = 'Broken\nstep';
    step.on_success = 'end--00000000-0000-4000-8000-000000000000';
  });
  const { code, lines } = check([bad, shipped[0], 'none.json', directory]);
  expect(code).toBe(1);
  expect(lines.map(({ ok }) => ok)).toEqual([false, true, false, false]);
  expect(lines[0].reason).toMatch(/^step “Broken step” \(action--[0-9a-f-]+\): on_success goes to end--/);
  expect(lines[2]).toMatchObject({ file: 'none.json', reason: 'it does not exist' });
  expect(lines[3].reason).toBe('it is no file');
});

test('a draft may have what can be mended, and has to be CACAO', () => {
  const mendable = changed('draft.json', ({ workflow }) => {
    for (const id of Object.keys(workflow)) if (id.startsWith('end--')) delete workflow[id];
    const step = Object.values(workflow).find(({ type }) => type === 'action')!;
    delete step.agent;
    step.commands = [];
  });
  const unknown = changed('unknown.json', ({ workflow }) => {
    const step = Object.values(workflow).find(({ type }) => type === 'action')!;
    step.commands = [{ type: 'telepathy' }];
  });
  expect(check([mendable]).code).toBe(1);
  expect(check(['--draft', mendable])).toMatchObject({ code: 0, lines: [{ ok: true, reason: '' }] });
  expect(check(['--draft', unknown])).toMatchObject({ code: 1, lines: [{ ok: false }] });
  expect(check(['--draft', '-'], '{"type":"playbook"')).toMatchObject({ code: 1, lines: [{ file: '-', ok: false }] });
});

test('reads standard input', () => {
  expect(check(['-'], good)).toMatchObject({ code: 0, lines: [{ file: '-', ok: true, reason: '' }] });
  expect(check(['-'], '')).toMatchObject({ code: 1, lines: [{ file: '-', ok: false }] });
});

test('what is no text or too large is a line too', () => {
  const bytes = join(directory, 'bytes.json');
  writeFileSync(bytes, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
  const large = join(directory, 'large.json');
  writeFileSync(large, ' '.repeat(2_000_000));
  const { code, lines, told } = check([bytes, large, '/dev/zero']);
  expect(code).toBe(1);
  expect(lines.map(({ reason }) => reason)).toEqual([
    'it is no UTF-8 text',
    'it is larger than 1 MiB',
    'it is no file',
  ]);
  expect(told).toBe('');
});

test('says how it is used', () => {
  const { code, told } = check([]);
  expect(code).not.toBe(0);
  expect(told).toContain('playbook check');
});
