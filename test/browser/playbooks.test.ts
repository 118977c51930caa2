import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunWire } from '../../src/api/schema/playbook-runs.ts';
import type { PlaybookSummaryWire, PlaybookWire } from '../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../src/core/playbook/playbook.ts';
import { counted, type Look, reads, type Visitor } from '../lab/browser.ts';
import { until } from '../lab/until.ts';
import { faint, nameless, ownTexts, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';
import { languageOf } from './wording.ts';

/** Playbooks as people meet them: found, brought in, read, drawn, changed by two people, tried, and run. */
const namespace = `bwpb${process.pid}`;
let room: WatchRoom;
let desk: Visitor;
let fraud: PlaybookSummaryWire;
let incident: string;

const shipped = new URL('../../playbooks/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, shipped), 'utf8')) as Playbook;
const playbooks = () => room.serving.get<PlaybookSummaryWire[]>('/api/v1/playbooks');
const playbook = (id: string, version = '') =>
  room.serving.get<PlaybookWire>(`/api/v1/playbooks/${id}${version && `?version=${version}`}`);
const named = (of: PlaybookWire, name: string) => of.graph.steps.find((step) => step.name === name)!;
/** A playbook of our own: a task that finds something out, a block, and a last task. */
const small = (): Playbook => ({
  ...{ type: 'playbook', spec_version: 'cacao-2.0', id: 'playbook--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c1111' },
  ...{ name: 'Guessed password', labels: ['hacked-account', 'en'] },
  created_by: 'identity--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c2222',
  ...{ created: '2026-02-01T08:00:00.000Z', modified: '2026-02-01T08:00:00.000Z' },
  playbook_variables: { __source__: { type: 'ipv4-addr', description: 'Where it comes from' } },
  workflow_start: 'start--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3331',
  agent_definitions: {
    'group--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c4441': { type: 'group', name: 'Night shift' },
    'security-category--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c4442': {
      ...{ type: 'security-category', name: 'Belwacht', category: ['orchestrator'] },
    },
  },
  workflow: {
    'start--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3331': {
      ...{ type: 'start', on_completion: 'action--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3332' },
    },
    'action--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3332': {
      ...{ type: 'action', name: 'Look where it comes from', agent: 'group--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c4441' },
      commands: [{ type: 'manual', command: 'Find the address in the alert.' }],
      out_args: ['__source__'],
      on_success: 'action--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3333',
    },
    'action--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3333': {
      type: 'action',
      name: 'Shut it out',
      agent: 'security-category--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c4442',
      commands: [{ type: 'x-belwacht', action: 'block-source', with: { address: '__source__:value', hours: '2' } }],
      on_success: 'action--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3334',
    },
    'action--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3334': {
      ...{ type: 'action', name: 'Call the customer', agent: 'group--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c4441' },
      commands: [{ type: 'manual', command: 'Say that __source__:value is blocked.' }],
      on_success: 'end--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3335',
    },
    'end--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3335': { type: 'end' },
  },
});

/** Writes a file to choose on the screen. */
function file(name: string, content: unknown): string {
  const path = join(room.serving.dir, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  room = await WatchRoom.open('playbooks', {
    enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }],
    // The map of the world has tests of its own, and takes seconds at each start.
    geo: { kernel: 'off' },
  });
  await room.setUp();
  await room.customer({ id: 'kaasboer', name: 'Kaasboer De Waag', timeZone: 'Europe/Amsterdam' });
  const body = { title: 'Hoge kosten', tenant: 'kaasboer', severity: 'high' };
  incident = (await room.serving.must<{ id: string }>('POST', '/api/v1/incidents', body)).id;
  fraud = (await playbooks()).find(({ type, language }) => type === 'toll-fraud' && language === 'en')!;
  desk = await room.colleague();
}, 150_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  execFileSync('ip', ['netns', 'del', namespace]);
});

describe('the list', () => {
  test('has those that come along, and finds one by type and language', { timeout: 60_000 }, async () => {
    const { page } = desk;
    await desk.open('/playbooks');
    await settled(page);
    await counted(page.locator('tr[data-row]'), 16);
    const bar = page.locator('.bw-toolbar');
    await bar.getByRole('combobox', { name: 'Type' }).selectOption('toll-fraud');
    await counted(page.locator('tr[data-row]'), 2);
    await bar.getByRole('combobox', { name: 'Language' }).selectOption('en');
    await counted(page.locator('tr[data-row]'), 1);
    await reads(page.locator('tr[data-row]'), /Toll fraud.*English.*In use.*Never/);
    await desk.picture('playbooks-list');
    await page.getByRole('searchbox', { name: 'Search playbooks' }).fill('nothing like it');
    await desk.sees('No playbook fits these filters');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await counted(page.locator('tr[data-row]'), 16);
  });

  test('a file that is no playbook is refused with every fault by its step, and nothing is kept', {
    timeout: 60_000,
  }, async () => {
    const { page } = desk;
    const hostile = read('toll-fraud.en.json') as unknown as { id: string; workflow: Record<string, unknown> };
    hostile.id = 'playbook--00000000-0000-4000-8000-00000000aaaa';
    const [id] = Object.entries(hostile.workflow).find(([key]) => key.startsWith('action--'))!;
    const evil = '<img src=x onerror=alert(1)>';
    Object.assign(hostile.workflow[id] as object, { name: evil, commands: [{ type: 'format-disk' }] });
    await page.getByRole('button', { name: 'Import' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a playbook' });
    const choose = dialog.locator('input[type=file]');
    for (const [content, sentence] of [
      ['{ "type": ', /Refused: this is no CACAO playbook/],
      [hostile, /onerror=alert\(1\)>.*format-disk/s],
    ] as const) {
      await choose.setInputFiles(file('hostile.json', content));
      await dialog.getByRole('button', { name: 'Check' }).click();
      await reads(dialog.getByRole('status'), sentence);
      expect(await dialog.getByRole('button', { name: /^Import/ }).count()).toBe(0);
    }
    await desk.picture('playbooks-import-refused');
    expect(await page.locator('img').count()).toBe(0);
    await choose.setInputFiles(file('big.json', ' '.repeat(1_100_000)));
    await desk.sees(/a playbook is at most 1 MiB/);
    expect(await dialog.getByRole('button', { name: 'Check' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await playbooks()).toHaveLength(16);
  });

  test('what can be mended comes in as a draft, straight into the editor', { timeout: 60_000 }, async () => {
    const { page } = desk;
    const broken = small();
    const last = 'action--7f2b3d0a-56a4-4f0e-9d0a-2f6f0a6c3334';
    const workflow = { ...broken.workflow, [last]: { ...broken.workflow[last]!, on_success: undefined } };
    await page.getByRole('button', { name: 'Import' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a playbook' });
    await dialog.locator('input[type=file]').setInputFiles(file('mend.json', { ...broken, workflow }));
    await dialog.getByRole('button', { name: 'Check' }).click();
    await reads(dialog.getByRole('status'), /can be mended in the editor.*Call the customer/s);
    await dialog.getByRole('button', { name: 'Import as draft' }).click();
    await reads(page.locator('#edit-check'), /Call the customer.*comes after this step/s);
    // From the fault to the step, and its way to an end.
    await page.locator('#edit-check').getByRole('button', { name: 'Call the customer' }).click();
    await page.locator('#edit-step').getByRole('combobox', { name: 'then', exact: true }).selectOption('new end');
    await desk.sees('It can be run: no faults.');
    await page.getByRole('button', { name: 'Save and put to use' }).click();
    await until('it to be in use', 10, async () =>
      (await playbooks()).some(({ name, state }) => name === 'Guessed password' && state === 'active'),
    );
  });
});

describe('reading', () => {
  test('says who does what within what time, what Belwacht does, and what happens when it fails', {
    timeout: 60_000,
  }, async () => {
    const { page } = desk;
    await desk.open(`/playbooks/${fraud.id}`);
    await settled(page);
    const steps = page.locator('#read-steps');
    await reads(steps, /1Triage: is this fraud\?.*Technical lead, within 10 min.*confirmed Is it a real incident\?/s);
    await reads(steps, /Hang up running calls.*at most once.*If it fails.*by hand.*Then on with step 2a\.1a\.3/s);
    await reads(steps, /When something fails for which nothing is written.*x1/s);
    await desk.picture('playbook-read', true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bw-views').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    await page.pdf({ path: join(room.serving.dir, 'read.pdf'), format: 'A4' });
    await page.emulateMedia({ media: 'screen' });
  });

  test('the graph needs no mouse: arrows follow the ways, Enter opens a step', { timeout: 60_000 }, async () => {
    const { page } = desk;
    await desk.open(`/playbooks/${fraud.id}?view=graph`);
    await page.locator('.react-flow__node').first().waitFor();
    const shown = await playbook(fraud.id);
    const triage = named(shown, 'Triage: is this fraud?').id;
    await page.locator(`.react-flow__node[data-id="${shown.graph.start}"]`).focus();
    await page.keyboard.press('ArrowDown');
    await page.locator(`.react-flow__node[data-id="${triage}"]:focus`).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await reads(page.locator('#graph-step'), /Triage: is this fraud\?/);
    expect(new URL(page.url()).searchParams.get('step')).toBe(triage);
    await reads(page.locator('.bw-playbook-way-word').filter({ hasText: 'if it fails' }), /if it fails/);
    await desk.picture('playbook-graph');
    await page.getByRole('button', { name: 'Fit the whole' }).click();
    const frame = (await page.locator('.bw-playbook-graph').boundingBox())!;
    await until('all steps to be in sight', 10, async () => {
      const boxes = await Promise.all(
        (await page.locator('.react-flow__node').all()).map((node) => node.boundingBox()),
      );
      return boxes.every((box) => box && box.y >= frame.y && box.y + box.height <= frame.y + frame.height);
    });
  });

  test('a dry run says for each step what it would do with the values that are filled in', {
    timeout: 60_000,
  }, async () => {
    const { page } = desk;
    await desk.open(`/playbooks/${fraud.id}?view=dry`);
    await desk.sees('To start it, these have to be filled in: customer');
    await page.getByRole('textbox', { name: 'attacker' }).fill('203.0.113.9');
    await reads(page.locator('#dry-result'), /block 203\.0\.113\.9 for 24 h/);
    await page.getByRole('combobox', { name: 'With the values of an incident' }).selectOption(incident);
    await reads(page.locator('#dry-result'), /stop international calls of kaasboer for 24 h/);
    expect(await room.serving.get('/api/v1/runs')).toEqual([]);
    await desk.picture('playbook-dry-run');
  });
});

describe('the editor', () => {
  let own: PlaybookSummaryWire;
  const nodes = () => desk.page.locator('.react-flow__node');
  const panel = () => desk.page.locator('#edit-step');

  test('adds steps of every kind on the way where they belong, and undoes', { timeout: 90_000 }, async () => {
    const { page } = desk;
    await desk.open('/playbooks');
    await page.getByRole('button', { name: 'New playbook' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Night watch');
    await page.getByRole('combobox', { name: 'Language' }).last().selectOption('en');
    await page.getByRole('button', { name: 'Make draft' }).click();
    await nodes().first().waitFor();
    own = (await playbooks()).find(({ name }) => name === 'Night watch')!;
    const before = await nodes().count();
    await nodes().filter({ hasText: 'Task' }).first().click();
    await panel().getByRole('textbox', { name: 'Name' }).fill('Look around');
    await panel().getByRole('button', { name: 'Add step here: then' }).click();
    await page.getByRole('menuitem', { name: 'Automatic step' }).click();
    await counted(nodes(), before + 1);
    await panel().getByRole('textbox', { name: 'Name' }).fill('Send word');
    await panel().getByRole('combobox', { name: 'Action' }).selectOption('notify');
    // Nothing yet says to whom: the fault names the step.
    await reads(page.locator('#edit-check'), /Send word.*needs “to”/s);
    expect(await page.getByRole('button', { name: 'Save and put to use' }).isDisabled()).toBe(true);
    // A name that is nobody's is a fault too.
    await panel().getByLabel(/^To/).fill('on-call');
    await reads(page.locator('#edit-check'), /nobody is meant by “on-call”/);
    await panel().getByLabel(/^To/).fill('technical-lead');
    await panel()
      .getByLabel(/^Message/)
      .fill('All is quiet');
    await panel().getByRole('button', { name: 'Add step here: if it fails' }).click();
    await page.getByRole('menuitem', { name: 'Task for a person' }).click();
    await panel().getByRole('textbox', { name: 'Name' }).fill('Call them');
    await panel().getByRole('textbox', { name: 'What this person does' }).fill('Call the people on duty.');
    await counted(nodes(), before + 2);
    await panel().getByRole('button', { name: 'Close step' }).click();
    await nodes().filter({ hasText: 'Send word' }).click();
    await panel().getByRole('button', { name: 'Add step here: then' }).click();
    await page.getByRole('menuitem', { name: 'Branches at the same time' }).click();
    await panel().getByRole('textbox', { name: 'Name' }).fill('Both');
    for (const name of ['Left', 'Right']) {
      await panel().getByRole('button', { name: 'Add branch' }).click();
      await page.getByRole('menuitem', { name: 'Task for a person' }).click();
      await panel().getByRole('textbox', { name: 'Name' }).fill(name);
      await panel().getByRole('textbox', { name: 'What this person does' }).fill(`Do ${name}.`);
      await nodes().filter({ hasText: 'Both' }).click();
    }
    await desk.sees('It can be run: no faults.');
    await desk.picture('playbook-editor');
    const grown = await nodes().count();
    await nodes().filter({ hasText: 'Left' }).focus();
    await page.keyboard.press('Delete');
    await until('the step to be gone', 10, async () => (await nodes().count()) < grown);
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await counted(nodes(), grown);
  });

  test('keeps what is not saved over a reload', { timeout: 60_000 }, async () => {
    const { page } = desk;
    expect(JSON.stringify((await playbook(own.id)).content)).not.toContain('Send word');
    await page.reload();
    await desk.sees(/What you had not saved is back/);
    await nodes().filter({ hasText: 'Send word' }).waitFor();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await desk.sees('Everything is saved.');
    const { content, graph } = await playbook(own.id);
    expect(graph.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Look around', 'Send word', 'Call them', 'Both', 'Left', 'Right']),
    );
    const { workflow } = content as unknown as Playbook;
    const word = Object.values(workflow).find(({ name }) => name === 'Send word')!;
    expect(word).toMatchObject({
      commands: [{ type: 'x-belwacht', action: 'notify', with: { to: 'technical-lead', message: 'All is quiet' } }],
    });
    expect(workflow[word.on_failure!]?.name).toBe('Call them');
    expect(workflow[word.on_success!]?.name).toBe('Both');
  });

  test('loses nothing between two people: both are kept until one decides', { timeout: 60_000 }, async () => {
    const { page } = desk;
    // Typed here first, then saved elsewhere, then saved here.
    await page.locator('#edit-whole').getByRole('textbox', { name: 'Name' }).fill('Night watch of mine');
    const theirs = await playbook(own.id);
    const changed = { ...theirs.content, description: 'Theirs' };
    await room.serving.must('PUT', `/api/v1/playbooks/${own.id}/draft`, { playbook: changed });
    await page.getByRole('button', { name: 'Save draft' }).click();
    const dialog = page.getByRole('dialog');
    await reads(dialog, /Nothing is lost.*Night watch.*Night watch of mine/s);
    await desk.picture('playbook-conflict');
    expect(await playbook(own.id)).toMatchObject({ name: 'Night watch', description: 'Theirs' });
    await dialog.getByRole('button', { name: 'Go on with theirs' }).click();
    await reads(page.locator('.bw-playbook-save'), /Everything is saved/);
    expect(await page.locator('#edit-whole').getByRole('textbox', { name: 'Description' }).inputValue()).toBe('Theirs');
    // Mine is one step back, and goes over theirs when I say so.
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('button', { name: 'Save and put to use' }).click();
    await until('it to be in use', 10, async () => (await playbook(own.id, 'active')).name === 'Night watch of mine');
  });

  test('versions are compared, and an earlier one is put to use again', { timeout: 60_000 }, async () => {
    const { page } = desk;
    const { content } = await playbook(own.id);
    await room.serving.must('PUT', `/api/v1/playbooks/${own.id}/draft`, {
      playbook: { ...content, description: 'A second one' },
    });
    await room.serving.must('POST', `/api/v1/playbooks/${own.id}/activate`, {});
    await desk.open(`/playbooks/${own.id}?view=versions`);
    await counted(page.locator('#versions li'), 2);
    await reads(page.locator('#compare'), /Whole playbook.*description.*A second one/s);
    await desk.picture('playbook-versions');
    await page.locator('#versions').getByRole('button', { name: 'Put to use' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Put to use' }).click();
    await until('the first one', 10, async () => (await playbook(own.id, 'active')).description !== 'A second one');
  });
});

describe('a run', () => {
  let run: string;
  const shown = () => room.serving.get<RunWire>(`/api/v1/runs/${run}`);
  const waits = (visitor: Visitor) => visitor.page.locator('#run-waits');
  let phone: Visitor;

  test('is started for an incident, and a task is answered on a phone', { timeout: 90_000 }, async () => {
    const { page } = desk;
    const { id } = (await playbooks()).find(({ name }) => name === 'Guessed password')!;
    await desk.open(`/playbooks/${id}`);
    await page.getByRole('button', { name: 'Start for an incident' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Incident' }).selectOption(incident);
    await dialog.getByRole('button', { name: 'Start playbook' }).click();
    await page.waitForURL(/\/runs\//);
    run = new URL(page.url()).pathname.split('/').at(-1)!;
    await reads(waits(desk), /Look where it comes from.*Night shift.*Find the address in the alert/s);

    phone = await room.colleague({ width: 360, height: 780, touch: true, theme: 'dark' } satisfies Look);
    await phone.open(`/runs/${run}`);
    await settled(phone.page);
    await waits(phone).getByRole('textbox', { name: 'source' }).fill('no address');
    await waits(phone).getByRole('button', { name: 'Done', exact: true }).tap();
    await phone.sees(/ipv4-addr/);
    expect((await shown()).variables.find(({ name }) => name === '__source__')?.value ?? null).toBeNull();
    await waits(phone).getByRole('textbox', { name: 'source' }).fill('203.0.113.77');
    await phone.picture('run-phone', true);
    expect(await sticksOut(phone.page)).toEqual([]);
    expect(
      (await waits(phone).getByRole('button', { name: 'Done', exact: true }).boundingBox())!.height,
    ).toBeGreaterThanOrEqual(44);
    await waits(phone).getByRole('button', { name: 'Done', exact: true }).tap();
    await reads(phone.page.locator('#run-course'), /Look where it comes from.*Anna de Wit.*Done/s);
  });

  test('goes on by itself, and everybody sees where it is without asking', { timeout: 180_000 }, async () => {
    const { page } = desk;
    // The kernel has the block, and the last task shows what was found out.
    await reads(waits(desk), /Call the customer.*Say that 203\.0\.113\.77 is blocked/s);
    await reads(page.locator('#run-course'), /Shut it out.*Done/s);
    const kernel = execFileSync('ip', ['netns', 'exec', namespace, 'nft', 'list', 'ruleset'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect(kernel).toContain('203.0.113.77');
    const last = (await shown()).books[0]!.graph.steps.find(({ name }) => name === 'Call the customer')!;
    await reads(page.locator(`.react-flow__node[data-id="${last.id}"]`), /Waits for a person/);
    await reads(page.locator('#run-values'), /source.*203\.0\.113\.77/s);
    await desk.picture('run', true);
    const key = (await shown()).steps.find(({ waits: waiting }) => waiting)!.waits!.key;
    await room.serving.must('POST', `/api/v1/runs/${run}/answers`, { key, ok: true, detail: 'They know' });
    await reads(page.locator('.bw-page-header'), /Done/);
    await reads(page.locator('#run-course'), /Call the customer.*They know/s);
    await waits(desk).waitFor({ state: 'detached' });
    await reads(page.locator('.bw-facts'), /Hoge kosten/);
  });

  test('is stopped with a reason', { timeout: 60_000 }, async () => {
    const { page } = desk;
    const body = { playbook: fraud.id, values: {} };
    run = (await room.serving.must<{ id: string }>('POST', `/api/v1/incidents/${incident}/runs`, body)).id;
    await desk.open(`/runs/${run}`);
    await reads(waits(desk), /Triage: is this fraud\?/);
    await page.getByRole('button', { name: 'Stop run' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Stop run' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Why' }).fill('A drill of the customer');
    await dialog.getByRole('button', { name: 'Stop run' }).click();
    await reads(page.locator('.bw-page-header'), /Stopped/);
    expect(await shown()).toMatchObject({ state: 'stopped' });
    await desk.open('/playbooks?view=runs');
    await counted(page.locator('tr[data-row]'), 2);
  });

  test('fits a phone, reads Dutch, and can be told apart in the dark', { timeout: 120_000 }, async () => {
    const dutch = await room.colleague({ width: 360, height: 780, touch: true, theme: 'dark', locale: 'nl-NL' });
    const belfraude = (await playbooks()).find(({ type, language }) => type === 'toll-fraud' && language === 'nl')!;
    const body = { playbook: belfraude.id, values: {} };
    const going = await room.serving.must<{ id: string }>('POST', `/api/v1/incidents/${incident}/runs`, body);
    const step = named(await playbook(belfraude.id), (await playbook(belfraude.id)).graph.steps[1]!.name).id;
    for (const [name, path] of [
      ['list', '/playbooks'],
      ['read', `/playbooks/${belfraude.id}`],
      ['graph', `/playbooks/${belfraude.id}?view=graph`],
      ['edit', `/playbooks/${belfraude.id}?view=edit&step=${step}`],
      ['dry', `/playbooks/${belfraude.id}?view=dry`],
      ['versions', `/playbooks/${belfraude.id}?view=versions`],
      ['run', `/runs/${going.id}`],
    ] as const) {
      await dutch.go(path);
      await settled(dutch.page);
      if (/graph|edit|run/.test(name)) await dutch.page.locator('.react-flow__node').first().waitFor();
      await dutch.picture(`playbooks-phone-${name}`, name !== 'list');
      expect(await sticksOut(dutch.page), name).toEqual([]);
      expect((await faint(dutch.page)).below, name).toEqual([]);
      expect((await nameless(dutch.page)).without, name).toEqual([]);
      const { dutch: words, english } = languageOf(await ownTexts(dutch.page));
      expect(english, name).toEqual([]);
      expect(words, name).toBeGreaterThan(5);
    }
  });

  test('nothing went wrong on any screen', () => {
    expect(room.troubles).toEqual([]);
  });
});
