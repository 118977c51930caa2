import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire } from '../src/api/schema/incidents.ts';
import { IncidentsLab } from './lab/incidents-lab.ts';

/** Incidents from the shell, from the first word to the last. */
let lab: IncidentsLab;
beforeAll(async () => {
  lab = new IncidentsLab('cli');
  await lab.start();
});
afterAll(() => lab?.close());

const cli = (...words: string[]) => lab.serving.server.cli('incident', ...words);
const json = async (...words: string[]) => JSON.parse(await cli(...words, '--json')) as IncidentWire;
const fails = async (...words: string[]) => {
  const { code, out, err } = await lab.serving.server.tryCli('incident', ...words);
  return [code, `${out}${err}`] as const;
};

test('an incident is opened, worked on, closed, merged and split from the shell', { timeout: 120_000 }, async () => {
  expect(await cli('list')).toBe('nothing goes on\n');
  const made = await json(
    'open',
    'Trunk hacked',
    '--tenant',
    'acme',
    '--impact',
    'high',
    '--urgency',
    'medium',
    '--key',
    'k-1',
  );
  expect(made.severity).toBe('high');
  const number = String(made.number);
  expect(await cli('list')).toMatch(/Trunk hacked/);
  await cli('note', number, 'carrier called', '--kind', 'communication');
  const [code, said] = await fails('note', number, '2099-01-01 10:00 not yet');
  expect([code, said]).toEqual([1, expect.stringMatching(/has not come yet/)]);
  expect(await cli('timeline', number)).toMatch(/communication .*: carrier called/);
  await cli('assign', number, 'coordinator', 'me');
  const { tasks } = await json('task', number, 'add', 'Change passwords', '--role', 'coordinator');
  expect(await cli('tasks')).toContain('Change passwords');
  for (const stage of ['triage', 'contained', 'recovering', 'monitoring', 'resolved', 'reviewed'])
    await cli('reach', number, stage);
  const shut = await fails('reach', number, 'closed');
  expect(shut).toEqual([1, expect.stringContaining('This task is still open: “Change passwords”')]);
  expect(await cli('show', number)).toContain('keeps it open: This task is still open');
  await cli('task', number, 'done', tasks[0].id, '--evidence', 'done at 14:00');
  expect((await json('reach', number, 'closed')).state).toBe('closed');
  expect(await cli('list')).toBe('nothing goes on\n');

  const content = Buffer.from('a capture');
  const file = join(lab.serving.dir, 'capture.pcap');
  writeFileSync(file, content);
  const [one, other] = [await json('open', 'One', '--tenant', 'acme'), await json('open', 'Other', '--tenant', 'acme')];
  expect(await cli('attach', String(one.number), file)).toContain(createHash('sha256').update(content).digest('hex'));
  expect((await json('merge', String(one.number), String(other.number), '--reason', 'the same')).id).toBe(other.id);
  expect(await cli('export', String(other.number))).toMatch(/^happened \(UTC\),entered \(UTC\)/);
  const { tasks: more } = await json('task', other.id, 'add', 'Goes along');
  const split = await json('split', other.id, 'On its own', '--reason', 'apart', '--tasks', more[0].id);
  expect(split.splitFrom?.id).toBe(other.id);
  expect(await fails('show', '999999')).toEqual([1, expect.stringContaining('there is no incident 999999')]);
  expect((await fails('reach', other.id, 'nowhere'))[0]).not.toBe(0);
  expect(JSON.parse(await cli('settings', '--open-from', 'critical'))).toMatchObject({ openFrom: 'critical' });
});
