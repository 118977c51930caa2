import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AlertSummary } from '../../src/api/schema/alerts.ts';
import type {
  IncidentActForm,
  IncidentAttachmentWire,
  IncidentEntryWire,
  IncidentSummaryWire,
  IncidentWire,
} from '../../src/api/schema/incidents.ts';
import { counted, reads, type Visitor } from '../lab/browser.ts';
import { Mailbox } from '../lab/mailbox.ts';
import { until } from '../lab/until.ts';
import { newcomer } from './arriving.ts';
import { Asterisk } from './asterisk.ts';
import { faint, nameless, ownTexts, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';
import { languageOf } from './wording.ts';

/** An incident from the first alert to the closed file, as two people work on it at once; the list, the portal and the wall. */
let room: WatchRoom;
let mailbox: Mailbox;
let anna: Visitor;
let bas: Visitor;
let id: string;

const attacker = '202.112.0.1';
const hostile = '<img src=x onerror="alert(1)"> =HYPERLINK("http://evil.example") \u202egnp.exe';

const get = (incident = id) => room.serving.get<IncidentWire>(`/api/v1/incidents/${incident}`);
const act = (wish: IncidentActForm, incident = id) =>
  room.serving.must<IncidentWire>('POST', `/api/v1/incidents/${incident}/acts`, wish);
const opened = (wish: Record<string, unknown>) => room.serving.must<IncidentWire>('POST', '/api/v1/incidents', wish);
const timeline = async (incident = id) =>
  (await room.serving.get<{ items: IncidentEntryWire[] }>(`/api/v1/incidents/${incident}/timeline?limit=500`)).items;
const button = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('button', { name });
const dialog = (visitor: Visitor) => visitor.page.getByRole('dialog');
const head = (visitor: Visitor) => visitor.page.locator('.bw-incident-head');
const stage = (visitor: Visitor, name: string) => visitor.page.locator(`[data-stage=${name}]`);
const note = (visitor: Visitor) => visitor.page.getByRole('textbox', { name: 'New line' });
/** Opens a page and waits until it hears what happens elsewhere. */
async function listening(visitor: Visitor, path: string): Promise<void> {
  const stream = visitor.page.waitForResponse((response) => new URL(response.url()).pathname === '/api/v1/live');
  await visitor.open(path);
  await stream;
  await settled(visitor.page);
  await visitor.page.evaluate(() => Object.assign(window, { sameDocument: true }));
}
const sameDocument = (visitor: Visitor) => visitor.page.evaluate(() => 'sameDocument' in window);

beforeAll(async () => {
  mailbox = new Mailbox();
  await mailbox.open();
  room = await WatchRoom.open('incidents', { smtp: { host: '127.0.0.1', port: mailbox.port } });
  await room.setUp();
  const { serving } = room;
  await serving.must('POST', '/api/v1/customers', { id: 'kaasboer', name: 'Kaasboer De Waag' });
  await serving.must('POST', '/api/v1/customers', { id: 'molen', name: 'Molen Zuid' });
  await serving.must('POST', '/api/v1/sources', {
    ...{ tenant: 'kaasboer', name: 'PBX Kaasboer', asset: '', kind: 'syslog' },
    ...{ match: { hostname: 'pbx-kaas' }, format: 'auto', timeZone: 'Europe/Amsterdam' },
  });
  const settings = await serving.ask('GET', '/api/v1/incidents/settings');
  const changed = await serving.ask('PATCH', '/api/v1/incidents/settings', {
    body: { language: 'en' },
    headers: { 'if-match': settings.headers.get('etag') ?? '' },
  });
  expect(changed.status, changed.text).toBe(200);
  anna = await room.colleague();
  const engineer = { name: 'Bas Engels', email: 'bas@example.net', role: 'engineer' } as const;
  ({ visitor: bas } = await newcomer(room, engineer, {}, mailbox));
}, 150_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await mailbox?.close();
});

describe('an alert becomes an incident', () => {
  test('a calm wall, an empty list that teaches; the incident appears by itself, in the list, the menu and the overview', async () => {
    await anna.open('/wall');
    await reads(anna.page.locator('.bw-wall'), /All calm.*No open incidents/s);
    await anna.picture('wall-calm');
    await anna.page.keyboard.press('Escape');
    await anna.page.waitForURL('**/incidents');
    await listening(anna, '/incidents');
    await anna.sees('No open incidents.');
    await anna.sees('A severe alert opens one by itself');
    await anna.picture('incidents-empty');
    await listening(bas, '/');
    await new Asterisk(room.serving.port('syslog-udp'), 'pbx-kaas').guessedAt('201', attacker, 40);
    const row = anna.page.locator('tr[data-row]');
    await reads(row.first(), /High.*INC-1.*Kaasboer De Waag.*New/);
    await reads(anna.page.locator('.bw-sidebar a', { hasText: 'Incidents' }), /1 open incident/);
    await reads(bas.page.locator('#incidents'), /INC-1.*Kaasboer De Waag.*nobody leads/);
    expect(await sameDocument(anna)).toBe(true);
    expect(await sameDocument(bas)).toBe(true);
    id = (await row.first().getAttribute('data-row'))!;
    expect((await get()).alerts.map(({ tenant }) => tenant)).toContain('kaasboer');
  });

  test('the alert leads to it', async () => {
    const { items } = await room.serving.get<{ items: AlertSummary[] }>('/api/v1/alerts?severity=high');
    await bas.open(`/alerts/${items[0]!.id}`);
    await bas.page.locator('#incident').getByRole('link', { name: /INC-1/ }).click();
    await bas.page.waitForURL(`**/incidents/${id}`);
    await settled(bas.page);
    await reads(bas.page.locator('#alerts'), /SIP brute force.*Evidence/s);
  });
});

describe('the first minute', () => {
  test('the top line answers, a acknowledges, l takes the lead: the other screen has it without reload', async () => {
    await listening(bas, `/incidents/${id}`);
    await listening(anna, `/incidents/${id}`);
    await reads(head(anna), /High.*INC-1.*Lead.*nobody.*Since.*Hit.*Kaasboer De Waag.*Contained.*not yet.*Due next/s);
    // Engineers and coordinators are asked first: Bas, by a mail that arrived.
    await reads(bas.page.locator('#asked'), /You are asked to take this.*Asking, round 1 of \d, step 1/s);
    await reads(anna.page.locator('#asked'), /Bas Engels mail · delivered/);
    expect(await anna.page.locator('.bw-asks-you').count()).toBe(0);
    expect(mailbox.of('bas@example.net').some(({ text }) => text.includes(attacker))).toBe(true);
    await bas.picture('incident-new');
    await bas.page.keyboard.press('a');
    await reads(bas.page.locator('#asked'), /Bas Engels acknowledged/);
    await reads(anna.page.locator('#asked'), /Acknowledged.*Bas Engels acknowledged/s);
    await reads(stage(bas, 'triage'), /Bas Engels/);
    await reads(stage(anna, 'triage'), /Bas Engels/);
    await button(anna, /^Acknowledge/).waitFor({ state: 'detached' });
    await reads(head(anna), /Lead\s*Bas Engels/);
    await anna.page.keyboard.press('l');
    await reads(head(anna), /Lead\s*Anna de Wit/);
    await reads(head(bas), /Lead\s*Anna de Wit/);
    await bas.page.keyboard.press('l');
    await reads(head(anna), /Lead\s*Bas Engels/);
    const { roleHistory } = await get();
    expect(roleHistory.filter(({ role }) => role === 'coordinator').map(({ person }) => person.name)).toEqual(
      expect.arrayContaining(['Anna de Wit', 'Bas Engels']),
    );
    expect(await sameDocument(anna)).toBe(true);
  });

  test('n writes a line with the time it happened; a draft survives a reload; the other sees it at once', async () => {
    await anna.page.keyboard.press('n');
    await anna.page.keyboard.type('half a thought');
    await anna.page.reload();
    await settled(anna.page);
    await until('the draft to be back', 10, async () => (await note(anna).inputValue()) === 'half a thought');
    await note(anna).fill('');
    await anna.page.keyboard.press('Escape');
    await anna.page.keyboard.press('n');
    await anna.page.keyboard.type('yesterday 23:10 carrier called back');
    await anna.page.keyboard.press('Enter');
    const line = (visitor: Visitor) => visitor.page.locator('#timeline li', { hasText: 'carrier called back' });
    await reads(line(bas), /23:10.*carrier called back.*Note.*Anna de Wit.*written down/s);
    await until('the field to be empty', 10, async () => (await note(anna).inputValue()) === '');
    const entry = (await timeline()).find(({ text }) => text.en.includes('carrier called back'))!;
    expect(Date.parse(entry.at)).toBeLessThan(Date.parse(entry.enteredAt));
    expect(entry.text.en).not.toContain('23:10');
    // A time to come is refused with a sentence, and what was typed stays.
    const late = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await note(anna).fill(`${late} 14:05 not yet`);
    await anna.page.keyboard.press('Enter');
    await reads(anna.page.locator('.bw-quick [role=alert]'), /Not kept yet: .*has not come yet/);
    expect(await note(anna).inputValue()).toBe(`${late} 14:05 not yet`);
    await note(anna).fill('');
  });

  test('lines can be internal, of a kind, and filtered by it; hostile text stays text', async () => {
    await note(anna).fill(hostile);
    await anna.page.getByLabel('Kind of line').selectOption('communication');
    await anna.page.getByRole('checkbox', { name: 'Internal' }).check();
    await button(anna, 'Keep it').click();
    const line = anna.page.locator('#timeline li', { hasText: 'evil.example' });
    await reads(line, /<img src=x onerror.*\\u202egnp\.exe.*Message.*internal/s);
    await anna.page.getByLabel('Kinds of lines').selectOption('communication');
    await until('only messages', 10, async () => {
      const kinds = await anna.page
        .locator('#timeline li[data-kind]')
        .evaluateAll((lines) => lines.map((one) => (one as HTMLElement).dataset.kind));
      return kinds.length > 0 && kinds.every((kind) => kind === 'communication');
    });
    expect(new URL(anna.page.url()).searchParams.get('kind')).toBe('communication');
    await anna.page.getByLabel('Kinds of lines').selectOption('');
  });

  test('a file is attached with its hash and comes back as it was', async () => {
    await anna.open(`/incidents/${id}?view=timeline`);
    await settled(anna.page);
    const content = Buffer.from('INVITE sip:\u0000 one capture\n'.repeat(50));
    await anna.page.locator('input[type=file]').setInputFiles({
      ...{ name: '<b>trace</b>.pcap', mimeType: 'text/html', buffer: content },
    });
    const sha = createHash('sha256').update(content).digest('hex');
    await reads(anna.page.locator('#files'), new RegExp(sha));
    const [file] = await room.serving.get<IncidentAttachmentWire[]>(`/api/v1/incidents/${id}/attachments`);
    expect(file).toMatchObject({ size: content.length, sha256: sha });
    const saved = anna.page.waitForEvent('download');
    await button(anna, /^Download/).click();
    expect(readFileSync((await (await saved).path())!)).toEqual(content);
    // Dropped on the timeline, as from a desktop.
    const carried = await anna.page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['two'], 'second.txt', { type: 'text/plain' }));
      return data;
    });
    await anna.page.locator('#timeline section').dispatchEvent('drop', { dataTransfer: carried });
    await reads(anna.page.locator('#files'), /second\.txt/);
    await reads(anna.page.locator('#timeline'), /second\.txt/);
  });
});

describe('work', () => {
  test('tasks: added, taken, done with what shows it, or not applicable with a reason', async () => {
    await anna.open(`/incidents/${id}`);
    await settled(anna.page);
    const task = (title: string) => anna.page.locator('#tasks li', { hasText: title });
    for (const title of ['Replace the password of 201', 'Call the carrier', 'Warn the customer']) {
      await button(anna, 'Add a task').click();
      await dialog(anna).getByLabel('What has to be done?').fill(title);
      await dialog(anna).getByLabel('Due').selectOption('15');
      await dialog(anna).getByRole('button', { name: 'Add a task' }).click();
      // The news may be quicker than the answer.
      await dialog(anna).waitFor({ state: 'detached' });
      await task(title).waitFor();
    }
    await button(anna, 'Done: Call the carrier').click();
    await anna.page.locator('#tasks summary', { hasText: '1 finished' }).waitFor();
    await button(anna, 'More: Warn the customer').click();
    await anna.page.getByRole('menuitem', { name: 'Does not apply…' }).click();
    expect(await dialog(anna).getByRole('button', { name: 'Does not apply' }).isDisabled()).toBe(true);
    await dialog(anna).getByLabel('Reason').fill('they called us');
    await dialog(anna).getByRole('button', { name: 'Does not apply' }).click();
    await button(anna, 'More: Replace the password of 201').click();
    await anna.page.getByRole('menuitem', { name: 'Take it' }).click();
    await reads(task('Replace the password'), /Anna de Wit · yours/);
    await button(anna, 'More: Replace the password of 201').click();
    await anna.page.getByRole('menuitem', { name: 'Done…' }).click();
    await dialog(anna).getByLabel('What shows it').fill('new one set 04:12');
    await dialog(anna).getByRole('button', { name: 'Done', exact: true }).click();
    await anna.page.locator('#tasks summary', { hasText: '3 finished' }).waitFor();
    const { tasks } = await get();
    expect(tasks.map(({ title, state, evidence, reason }) => [title, state, evidence, reason])).toEqual([
      ['Replace the password of 201', 'done', 'new one set 04:12', ''],
      ['Call the carrier', 'done', '', ''],
      ['Warn the customer', 'not-applicable', '', 'they called us'],
    ]);
  });

  test('r runs a playbook that fits; its steps become tasks', async () => {
    await anna.page.keyboard.press('r');
    await dialog(anna).getByRole('radio').first().waitFor();
    await anna.picture('incident-playbook');
    await dialog(anna)
      .getByRole('button', { name: /^Run “/ })
      .click();
    await reads(anna.page.locator('#playbooks'), /Runs.*Anna de Wit/s);
    const [run] = await room.serving.get<{ id: string; name: string }[]>(`/api/v1/incidents/${id}/runs`);
    await reads(bas.page.locator('#playbooks'), new RegExp(run!.name.slice(0, 12).replace(/[^\w ]/g, '.')));
    // A task of a playbook asks what it wants to know, and goes on by the answer.
    const triage = anna.page.locator('#tasks li', { hasText: 'Triage: who uses this account?' });
    await triage.getByRole('button', { name: /^Done/ }).click();
    expect(await dialog(anna).getByRole('button', { name: 'Done', exact: true }).isDisabled()).toBe(true);
    await dialog(anna).locator('select').first().selectOption('false');
    await dialog(anna).getByLabel('What shows it').fill('a test of the customer, says their manager');
    await anna.picture('incident-task-asks');
    await dialog(anna).getByRole('button', { name: 'Done', exact: true }).click();
    await anna.page.locator('#tasks li', { hasText: 'Write down why it is no incident' }).waitFor();
    await room.serving.must('POST', `/api/v1/runs/${run!.id}/stop`, { reason: 'seen enough' });
    await reads(anna.page.locator('#playbooks'), /Stopped/);
  });

  test('severity by the matrix: of two ticked levels the higher; it never falls by itself', async () => {
    await anna.open(`/incidents/${id}?view=facts`);
    await settled(anna.page);
    const panel = anna.page.locator('#assessment');
    const tick = (group: string, level: string) => panel.getByRole('group', { name: group }).getByLabel(level);
    for (const group of ['Impact', 'Urgency']) {
      await tick(group, 'Low').setChecked(false);
      await tick(group, 'Medium').setChecked(true);
      await tick(group, 'High').setChecked(true);
    }
    await reads(panel, /comes to\s*Critical/);
    await button(anna, 'Keep this').click();
    await reads(head(anna), /Critical/);
    await reads(head(bas), /Critical/);
    await tick('Impact', 'High').setChecked(false);
    await tick('Urgency', 'High').setChecked(false);
    await reads(panel, /comes to\s*Medium.*It stays critical/s);
    await button(anna, 'Keep this').click();
    await until('the levels to be kept', 10, async () => (await get()).assessment.impact.join() === 'medium');
    expect((await get()).severity).toBe('critical');
    await button(anna, 'Make it less severe…').click();
    await dialog(anna).getByLabel('Severity').selectOption('high');
    await dialog(anna).getByLabel('Reason').fill('only one phone');
    await dialog(anna).getByRole('button', { name: 'Make it high' }).click();
    await reads(head(bas), /High/);
  });

  test('two people change the same words: both versions stand beside each other, and nothing typed is lost', async () => {
    for (const visitor of [anna, bas]) {
      await listening(visitor, `/incidents/${id}?view=facts`);
      await visitor.page.locator('#kind').getByRole('button', { name: 'Change…' }).click();
      await dialog(visitor)
        .getByLabel('Summary')
        .fill(`as ${visitor === anna ? 'Anna' : 'Bas'} saw it`);
    }
    // Somebody else's note in between is no conflict.
    await act({ act: 'note', text: 'meanwhile', kind: 'note', internal: false });
    await dialog(anna).getByRole('button', { name: 'Save' }).click();
    await dialog(anna).waitFor({ state: 'detached' });
    await until('what Anna wrote', 10, async () => (await get()).summary === 'as Anna saw it');
    await dialog(bas).getByRole('button', { name: 'Save' }).click();
    const conflict = bas.page.locator('.bw-conflict');
    await reads(conflict, /Anna de Wit changed this.*as Anna saw it.*as Bas saw it/s);
    expect((await get()).summary).toBe('as Anna saw it');
    await bas.picture('incident-conflict');
    await bas.page.reload();
    await settled(bas.page);
    await bas.page.locator('#kind').getByRole('button', { name: 'Change…' }).click();
    expect(await dialog(bas).getByLabel('Summary').inputValue()).toBe('as Bas saw it');
    await dialog(bas).getByRole('button', { name: 'Save' }).click();
    await conflict.getByRole('button', { name: 'Put mine' }).click();
    await until('what Bas wrote', 10, async () => (await get()).summary === 'as Bas saw it');
    await reads(anna.page.locator('#kind'), /as Bas saw it/);
  });

  test('impact and roles', async () => {
    await anna.page.locator('#impact').getByRole('button', { name: 'Change…' }).click();
    await dialog(anna).getByLabel('People').fill('12');
    await dialog(anna).getByLabel('Emergency calling affected').selectOption('no');
    await dialog(anna).getByRole('button', { name: 'Save' }).click();
    await reads(head(bas), /12 people · 112 works/);
    await anna.page.locator('#roles').getByLabel('Scribe').selectOption('Bas Engels');
    await until('Bas to be scribe', 10, async () =>
      (await get()).roles.some(({ role, person }) => role === 'scribe' && person?.name === 'Bas Engels'),
    );
  });
});

describe('the end', () => {
  test('stages: containing and recovering side by side, one passed over with a reason', async () => {
    await anna.open(`/incidents/${id}`);
    await settled(anna.page);
    await button(anna, 'More').first().click();
    await anna.page.getByRole('menuitem', { name: 'Something done by hand…' }).click();
    await dialog(anna).getByLabel('What was done').fill('International calls off at the PBX');
    await dialog(anna).getByRole('button', { name: 'Keep it on the list' }).click();
    await reads(anna.page.locator('#in-place'), /International calls off at the PBX.*owner: Anna de Wit/s);
    await stage(anna, 'contained').getByRole('button', { name: 'It is contained' }).click();
    await reads(head(anna), /Contained\s*yes, since/);
    await stage(anna, 'recovering').getByRole('button', { name: 'Does not apply…' }).click();
    await dialog(anna).getByLabel('Reason').fill('nothing was broken');
    await dialog(anna).getByRole('button', { name: 'Pass over “Recovering”' }).click();
    await reads(stage(bas, 'recovering'), /does not apply: nothing was broken/);
    await stage(anna, 'monitoring').getByRole('button', { name: 'Begin watching' }).click();
    await stage(anna, 'resolved').getByRole('button', { name: 'It is resolved' }).click();
    await reads(stage(anna, 'resolved'), /Anna de Wit/);
  });

  test('the gate names every reason, and opens when the last one is gone', async () => {
    await anna.open(`/incidents/${id}?view=closing`);
    await settled(anna.page);
    const gate = anna.page.locator('#gate');
    await reads(gate, /Before it can be closed:.*International calls off at the PBX.*review is missing/s);
    expect(await gate.getByRole('button', { name: 'Close the incident' }).isDisabled()).toBe(true);
    await anna.picture('incident-gate');
    await anna.page.getByRole('textbox', { name: 'Cause' }).fill('password was the extension');
    await anna.page.getByRole('textbox', { name: 'What helped' }).fill('new passwords for all phones');
    await anna.page.locator('#lessons').getByRole('button', { name: 'Save' }).click();
    await until('the lesson to be kept', 10, async () => (await get()).cause === 'password was the extension');
    await anna.open(`/incidents/${id}`);
    await settled(anna.page);
    await button(anna, 'Undone: International calls off at the PBX').click();
    await anna.page.locator('#in-place').waitFor({ state: 'detached' });
    await stage(anna, 'reviewed').getByRole('button', { name: 'It is reviewed' }).click();
    await reads(stage(anna, 'reviewed'), /Anna de Wit/);
    await anna.open(`/incidents/${id}?view=closing`);
    await reads(gate, /Nothing stands in the way/);
    await gate.getByRole('button', { name: 'Close the incident' }).click();
    await reads(head(bas), /Closed/);
    expect((await get()).over).toBe(true);
  });

  test('reopens with a reason', async () => {
    await button(anna, 'More').first().click();
    await anna.page.getByRole('menuitem', { name: 'Reopen…' }).click();
    await dialog(anna).getByLabel('Reason').fill('it began again');
    await dialog(anna).getByRole('button', { name: 'Reopen the incident' }).click();
    await until('it to be open', 10, async () => !(await get()).over);
    await anna.open(`/incidents/${id}?view=facts`);
    await reads(anna.page.locator('#kind'), /Reopened.*it began again/s);
  });
});

describe('parts of the whole', () => {
  test('one is opened by hand, split, and merged into another', async () => {
    await anna.open('/incidents');
    await settled(anna.page);
    await anna.page.keyboard.press('c');
    await dialog(anna).getByLabel('What is going on?').fill(`Mill cannot be called ${hostile}`);
    await dialog(anna).getByLabel('Customer').selectOption('molen');
    await dialog(anna).getByRole('button', { name: 'Open the incident' }).click();
    await anna.page.waitForURL(/\/incidents\/(?!$)[^/?]+$/);
    const mill = new URL(anna.page.url()).pathname.split('/').at(-1)!;
    await act({ act: 'add-task', title: 'Ring the mill', details: '', owner: '', role: '', due: null }, mill);
    await anna.page.locator('#tasks li', { hasText: 'Ring the mill' }).waitFor();
    await button(anna, 'More').first().click();
    await anna.page.getByRole('menuitem', { name: 'Split off a part…' }).click();
    await dialog(anna).getByLabel('Title of the new one').fill('The mill rings back');
    await dialog(anna).getByLabel('Ring the mill').check();
    await dialog(anna).getByLabel('Reason').fill('another cause');
    await dialog(anna).getByRole('button', { name: 'Split off' }).click();
    await reads(anna.page.locator('h1').first(), /The mill rings back/);
    const part = new URL(anna.page.url()).pathname.split('/').at(-1)!;
    expect((await get(part)).tasks.map(({ title }) => title)).toEqual(['Ring the mill']);
    await button(anna, 'More').first().click();
    await anna.page.getByRole('menuitem', { name: 'Merge into another…' }).click();
    await dialog(anna).getByRole('combobox', { name: 'Into which one?' }).click();
    await anna.page.getByRole('option', { name: /Mill cannot be called/ }).click();
    await dialog(anna).getByLabel('Reason').fill('the same after all');
    await dialog(anna)
      .getByRole('button', { name: /^Merge into INC-/ })
      .click();
    await anna.page.waitForURL(`**/incidents/${mill}`);
    await reads(anna.page.locator('#tasks'), /Ring the mill/);
    await anna.open(`/incidents/${part}`);
    await reads(head(anna), /This became part of INC-/);
  });

  test('the list filters in the address, and finds words of the timeline', async () => {
    await anna.open('/incidents?state=all');
    await settled(anna.page);
    await counted(anna.page.locator('tr[data-row]'), 3);
    await anna.page.getByRole('searchbox', { name: 'Search incidents' }).fill('carrier called');
    await counted(anna.page.locator('tr[data-row]'), 1);
    await reads(anna.page.locator('tr[data-row]'), /INC-1.*found: .*carrier called back/s);
    expect(new URL(anna.page.url()).searchParams.get('q')).toBe('carrier called');
    await anna.open('/incidents?severity=critical&q=nothing-like-it');
    await anna.sees('No incident fits these filters.');
  });

  test('an earlier one with what helped is shown at the next', async () => {
    const next = await opened({ tenant: 'kaasboer', title: 'Again at the Kaasboer' });
    await act({ act: 'traits', addresses: [attacker] }, next.id);
    await anna.open(`/incidents/${next.id}`);
    await reads(anna.page.locator('#similar'), /INC-1.*what helped: new passwords for all phones/s);
  });

  test('an alert that opened none is added to one that is open', async () => {
    const settings = await room.serving.ask('GET', '/api/v1/incidents/settings');
    const body = { openFrom: 'off', joinBelow: false };
    const headers = { 'if-match': settings.headers.get('etag') ?? '' };
    expect((await room.serving.ask('PATCH', '/api/v1/incidents/settings', { body, headers })).status).toBe(200);
    const from = '202.112.0.77';
    await new Asterisk(room.serving.port('syslog-udp'), 'pbx-kaas').guessedAt('202', from, 40);
    const alert = await until('the alert', 20, async () =>
      (await room.serving.page<AlertSummary>('/api/v1/alerts')).find(({ sourceIp }) => sourceIp === from),
    );
    await anna.open(`/alerts/${alert.id}`);
    await button(anna, 'Add to an incident').click();
    await dialog(anna).getByRole('combobox', { name: 'To which one?' }).click();
    // The incident of its own customer stands first.
    await reads(anna.page.getByRole('option', { name: /^INC-/ }).first(), /Again at the Kaasboer/);
    await anna.picture('alert-join');
    await anna.page.getByRole('option', { name: /Again at the Kaasboer/ }).click();
    await dialog(anna)
      .getByRole('button', { name: /^Add to INC-/ })
      .click();
    const link = anna.page.locator('#incident').getByRole('link', { name: /Again at the Kaasboer/ });
    await link.click();
    await reads(anna.page.locator('#alerts'), /SIP brute force/);
    const incident = new URL(anna.page.url()).pathname.split('/').at(-1)!;
    expect((await get(incident)).alerts.map((one) => one.id)).toEqual([alert.id]);
  });
});

describe('who may only look', () => {
  test('a customer sees theirs without what is internal, and nothing of another', async () => {
    const role = 'customer-viewer' as const;
    const els = { name: 'Els Kaas', email: 'els@kaas.example', role, tenant: 'kaasboer' };
    const { visitor } = await newcomer(room, els, {}, mailbox);
    await visitor.open('/incidents?state=all');
    await settled(visitor.page);
    await reads(visitor.page.locator('table'), /INC-1/);
    expect(await visitor.page.locator('main').innerText()).not.toContain('Mill cannot');
    await visitor.open(`/incidents/${id}?view=timeline`);
    await settled(visitor.page);
    await reads(visitor.page.locator('#timeline'), /carrier called back/);
    const text = await visitor.page.locator('main').innerText();
    expect(text).not.toContain('evil.example');
    expect(await note(visitor).count()).toBe(0);
    expect(await visitor.page.locator('.bw-thumb-bar').count()).toBe(0);
    await visitor.picture('incident-portal', true);
    const all = await room.serving.get<{ items: IncidentSummaryWire[] }>('/api/v1/incidents?limit=50');
    const other = all.items.find(({ tenant }) => tenant === 'molen')!;
    await visitor.page.goto(`/incidents/${other.id}`);
    await visitor.sees('There is no such incident, or it is not yours to see.');
    expect(visitor.troubles).toEqual([]);
    await visitor.leave();
  });
});

describe('every screen', () => {
  test('the wall shows it all at once: no controls, no scrolling, live', async () => {
    const wall = await room.colleague({ width: 1920, height: 1080 });
    await listening(wall, '/wall');
    await reads(wall.page.locator('.bw-wall'), /3 open incidents.*INC-/s);
    expect(await wall.page.locator('.bw-wall :is(a, button, input, select)').count()).toBe(0);
    const fits = () =>
      wall.page.evaluate(() => {
        const place = document.querySelector('.bw-wall')!;
        return place.scrollHeight <= innerHeight && place.scrollWidth <= innerWidth;
      });
    expect(await fits()).toBe(true);
    const smallest = await wall.page
      .locator('.bw-wall :is(h2, dd)')
      .evaluateAll((parts) => Math.min(...parts.map((part) => Number.parseFloat(getComputedStyle(part).fontSize))));
    expect(smallest).toBeGreaterThanOrEqual(24);
    await wall.picture('wall');
    for (let count = 0; count < 5; count++) await opened({ title: `Drill ${count}`, drill: true });
    await reads(wall.page.locator('.bw-wall'), /8 open incidents.*and 2 more/s);
    expect(await fits()).toBe(true);
    expect(await sameDocument(wall)).toBe(true);
    await wall.picture('wall-full');
    await wall.leave();
  });

  test('is legible in light and dark, named for screen readers, and Dutch for who reads Dutch', async () => {
    const paths = [
      `/incidents/${id}`,
      ...['timeline', 'facts', 'closing'].map((view) => `/incidents/${id}?view=${view}`),
    ];
    for (const look of [{ theme: 'dark' }, { locale: 'nl-NL' }] as const) {
      const visitor = await room.colleague(look);
      for (const path of ['/incidents', '/wall', ...paths]) {
        await visitor.go(path);
        await settled(visitor.page);
        const name = `${path.replace(/^\//, '').replace(id, 'one').replace(/\W+/g, '-')}-${'theme' in look ? 'dark' : 'nl'}`;
        await visitor.picture(name, true);
        expect((await faint(visitor.page)).below, path).toEqual([]);
        expect((await nameless(visitor.page)).without, path).toEqual([]);
        if ('theme' in look) continue;
        expect(languageOf(await ownTexts(visitor.page)).english, path).toEqual([]);
      }
      await visitor.leave();
    }
  });

  test('on a phone of 360 px everything fits, and six acts are under the thumb', async () => {
    const phone = await room.colleague({ width: 360, height: 740, touch: true });
    for (const path of [
      '/incidents',
      ...['', '?view=timeline', '?view=facts', '?view=closing'].map((view) => `/incidents/${id}${view}`),
    ]) {
      await phone.go(path);
      await settled(phone.page);
      await phone.picture(`phone-${path.replace(/^\//, '').replace(id, 'one').replace(/\W+/g, '-')}`, true);
      expect(await sticksOut(phone.page), path).toEqual([]);
    }
    await phone.open(`/incidents/${id}`);
    await settled(phone.page);
    const thumb = phone.page.locator('.bw-thumb-bar button');
    expect(await thumb.allTextContents()).toEqual(['Acknowledge', 'Lead', 'Block', 'Undo', 'Divert', 'Note']);
    for (const box of await Promise.all((await thumb.all()).map((one) => one.boundingBox()))) {
      expect(box!.height).toBeGreaterThanOrEqual(44);
      expect(box!.width).toBeGreaterThanOrEqual(44);
    }
    await thumb.nth(1).tap();
    await reads(head(phone), /Lead\s*Anna de Wit/);
    await thumb.nth(5).tap();
    await note(phone).waitFor();
    await until('the field to have the keyboard', 10, () =>
      phone.page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'),
    );
    await phone.page.keyboard.type('from the phone');
    await phone.page.keyboard.press('Enter');
    await reads(phone.page.locator('#timeline'), /from the phone/);
    await phone.leave();
  });

  test('nothing went wrong on any screen', () => {
    expect(room.troubles).toEqual([]);
  });
});
