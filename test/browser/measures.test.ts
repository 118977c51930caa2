import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { IncidentWire } from '../../src/api/schema/incidents.ts';
import type { MeasureSettings, MeasureWire } from '../../src/api/schema/measures.ts';
import { reads, type Visitor } from '../lab/browser.ts';
import { Mailbox } from '../lab/mailbox.ts';
import { until } from '../lab/until.ts';
import { newcomer } from './arriving.ts';
import { Asterisk } from './asterisk.ts';
import { nameless, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';

/** Containing and recovering on the page of an incident, as two people do it: one asks, the other agrees. */
let room: WatchRoom;
let mailbox: Mailbox;
let anna: Visitor;
let bas: Visitor;
let incident: IncidentWire;

const attacker = '202.112.0.1';
const measures = async () =>
  (await room.serving.get<{ items: MeasureWire[] }>(`/api/v1/measures?incident=${incident.id}`)).items;
const panel = (visitor: Visitor, id: string) => visitor.page.locator(`#${id}`);
const dialog = (visitor: Visitor) => visitor.page.getByRole('dialog');

beforeAll(async () => {
  mailbox = new Mailbox();
  await mailbox.open();
  room = await WatchRoom.open('measures', {
    smtp: { host: '127.0.0.1', port: mailbox.port },
    redirect: { trunk_groups: { 'carrier-b': [{ uri: 'sip:198.51.100.2' }] } },
  });
  await room.setUp();
  const { serving } = room;
  await serving.must('POST', '/api/v1/customers', { id: 'kaasboer', name: 'Kaasboer De Waag' });
  await serving.must('POST', '/api/v1/customers/kaasboer/accounts', { name: '201' });
  incident = await serving.must('POST', '/api/v1/incidents', { title: 'Calls to Gambia at night', tenant: 'kaasboer' });
  anna = await room.colleague();
  const engineer = { name: 'Bas Engels', email: 'bas@example.net', role: 'engineer' } as const;
  ({ visitor: bas } = await newcomer(room, engineer, { width: 360, height: 780, touch: true }, mailbox));
}, 150_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await mailbox?.close();
});

/** Nothing lies over what is pressed next. */
async function readToasts({ page }: Visitor): Promise<void> {
  const close = page.locator('.mantine-Notification-closeButton');
  for (let left = await close.count(); left > 0; left--) await close.first().click();
}

describe('containing', () => {
  test('an address is looked at, blocked, and said to be only written down by a dry enforcer; undo is beside it', {
    timeout: 60_000,
  }, async () => {
    await anna.open(`/incidents/${incident.id}`);
    await panel(anna, 'contain')
      .getByRole('button', { name: /Block an address/ })
      .click();
    await dialog(anna).getByLabel('Address').fill(attacker);
    await reads(dialog(anna), /202\.112\.0\.1 is blocked.*only writes down/s);
    await anna.picture('measure-dialog');
    await dialog(anna)
      .getByRole('button', { name: /^Block 202\.112\.0\.1 for/ })
      .click();
    await anna.sees('Ordered, not confirmed');
    await reads(panel(anna, 'open-measures'), /202\.112\.0\.1.*not confirmed/s);
    const [measure] = await measures();
    expect(measure).toMatchObject({ state: 'unconfirmed', askedBy: 'Anna de Wit' });
    await panel(anna, 'open-measures').getByRole('button', { name: 'Undo' }).click();
    await dialog(anna).getByRole('textbox').fill('it was the customer');
    await dialog(anna).getByRole('button', { name: 'Undo' }).click();
    await reads(panel(anna, 'open-measures'), /No temporary measure stands/);
    expect((await measures())[0]).toMatchObject({ state: 'undone', undoneBy: 'Anna de Wit' });
    await readToasts(anna);
  });

  test('what cannot be is said in the dialog, and nothing can be pressed', { timeout: 60_000 }, async () => {
    await panel(anna, 'contain')
      .getByRole('button', { name: /Divert calls/ })
      .click();
    await dialog(anna).getByLabel('To which number').fill('112');
    await reads(dialog(anna), /may be an emergency number/);
    expect(
      await dialog(anna)
        .getByRole('button', { name: /^Divert/ })
        .last()
        .isDisabled(),
    ).toBe(true);
    await dialog(anna).getByRole('button', { name: 'Cancel' }).click();
    await dialog(anna).waitFor({ state: 'detached' });
  });

  test('what touches a whole customer is asked of a second person, who agrees on a phone', {
    timeout: 90_000,
  }, async () => {
    await panel(anna, 'contain')
      .getByRole('button', { name: /Stop international calls/ })
      .click();
    await reads(dialog(anna), /touches all of Kaasboer De Waag/);
    await dialog(anna)
      .getByRole('button', { name: /^Ask a second person/ })
      .click();
    await reads(panel(anna, 'open-measures'), /waits for a second person/);
    expect(await panel(anna, 'open-measures').getByRole('button', { name: 'Agree and do it' }).count()).toBe(0);
    await anna.picture('measures-desktop', true);

    await bas.open(`/incidents/${incident.id}`);
    await reads(panel(bas, 'open-measures'), /waits for a second person/);
    await panel(bas, 'contain').scrollIntoViewIfNeeded();
    await settled(bas.page);
    expect(await sticksOut(bas.page)).toEqual([]);
    await bas.picture('measures-phone', true);
    await panel(bas, 'open-measures').getByRole('button', { name: 'Agree and do it' }).click();
    const taken = await until('it to be taken', 20, async () =>
      (await measures()).find(({ state }) => state === 'unconfirmed'),
    );
    expect(taken).toMatchObject({ action: 'stop-international', decidedBy: 'Bas Engels', askedBy: 'Anna de Wit' });
    // The other one sees it without asking again.
    await reads(panel(anna, 'open-measures'), /not confirmed.*Bas Engels/s);
  });

  test('longer is asked of a second person too; until then the old end stands', { timeout: 60_000 }, async () => {
    const stands = async () => (await measures()).find(({ state }) => state === 'unconfirmed')!;
    const { until: end } = await stands();
    await panel(anna, 'open-measures').getByRole('button', { name: '2 hours longer' }).click();
    await reads(panel(anna, 'open-measures'), /Longer, until .*waits for a second person, asked for by Anna de Wit/s);
    expect(await panel(anna, 'open-measures').getByRole('button', { name: 'Agree', exact: true }).count()).toBe(0);
    expect((await stands()).until).toBe(end);
    await anna.picture('measures-longer', true);
    await reads(panel(bas, 'open-measures'), /asked for by Anna de Wit/);
    await settled(bas.page);
    expect(await sticksOut(bas.page)).toEqual([]);
    await bas.picture('measures-longer-phone', true);
    await panel(bas, 'open-measures').getByRole('button', { name: 'Agree', exact: true }).click();
    await until('the later end', 20, async () => {
      const now = await stands();
      return now.extension === null && Date.parse(now.until!) > Date.parse(end!);
    });
    await until('the asking to be gone', 20, async () => {
      const text = await panel(anna, 'open-measures').innerText();
      return !text.includes('Longer, until');
    });
    await readToasts(anna);
  });
});

describe('recovering', () => {
  test('phase by phase; the route to 112 is confirmed with a name', { timeout: 90_000 }, async () => {
    const recovery = panel(anna, 'recovery');
    await recovery.getByRole('button', { name: 'Begin the return' }).click();
    await reads(recovery, /One phone.*to do/s);
    for (const name of ['Test registering', 'Test calling in', 'Test calling out']) {
      await recovery.getByRole('button', { name }).click();
      await dialog(anna).getByLabel('What was seen').fill('phone 201 works');
      await dialog(anna).getByRole('button', { name: 'Write it down' }).click();
      await dialog(anna).waitFor({ state: 'detached' });
    }
    expect(await recovery.getByRole('button', { name: 'Go on to one site' }).isDisabled()).toBe(true);
    await recovery.getByRole('button', { name: 'Confirm the route to 112' }).click();
    await dialog(anna).getByLabel('What was seen').fill('goes by trunk B');
    expect(await dialog(anna).getByRole('button', { name: 'Write it down' }).isDisabled()).toBe(true);
    await dialog(anna).getByLabel('Who looked').fill('Jan de Vries');
    await anna.picture('recovery-112');
    await dialog(anna).getByRole('button', { name: 'Write it down' }).click();
    await recovery.getByRole('button', { name: 'Go on to one site' }).click();
    await reads(recovery, /One phone.*done.*One site.*to do/s);
    await recovery.getByRole('button', { name: /^Watch for/ }).click();
    await reads(recovery, /End the extra watch/);
    await recovery.scrollIntoViewIfNeeded();
    await anna.picture('recovery', true);
    await recovery.getByRole('button', { name: 'Back to this phase…' }).click();
    await dialog(anna).getByRole('textbox').fill('phone 201 fell silent');
    await anna.picture('recovery-back');
    await dialog(anna).getByRole('button', { name: 'Go back' }).click();
    await recovery.getByRole('button', { name: 'Back to this phase…' }).waitFor({ state: 'detached' });
    await reads(recovery, /Register: to do.*2\. One site\s*3\. Everybody/s);
    expect((await nameless(anna.page)).without).toEqual([]);
  });

  test('in the dark, in Dutch', { timeout: 60_000 }, async () => {
    const night = await room.colleague({ theme: 'dark', locale: 'nl-NL' });
    await night.open(`/incidents/${incident.id}`);
    await reads(panel(night, 'recovery'), /Eén toestel|één toestel/i);
    await settled(night.page);
    await night.picture('measures-dark', true);
  });

  test('under the thumb, in Dutch', { timeout: 60_000 }, async () => {
    const phone = await room.colleague({ width: 360, height: 780, touch: true, locale: 'nl-NL' });
    await phone.open(`/incidents/${incident.id}`);
    await phone.page.getByRole('button', { name: 'Ongedaan maken' }).first().waitFor();
    await settled(phone.page);
    expect(await sticksOut(phone.page)).toEqual([]);
    await phone.picture('incident-thumbs-dutch');
    await panel(phone, 'recovery').scrollIntoViewIfNeeded();
    await phone.picture('recovery-phone-dutch', true);
  });
});

test('an attack mode that somebody raised elsewhere is undone beside it, in the incident', {
  timeout: 90_000,
}, async () => {
  const { serving } = room;
  await serving.must('POST', '/api/v1/sources', {
    ...{ tenant: 'kaasboer', name: 'PBX', asset: '', kind: 'syslog', format: 'auto', timeZone: 'UTC' },
    match: { hostname: 'pbx-waag' },
  });
  await new Asterisk(serving.port('syslog-udp'), 'pbx-waag').guessedAt('201', '202.112.0.77', 40);
  const opened = await until('the incident of the alert', 40, async () => {
    const { items } = await serving.get<{ items: { id: string }[] }>('/api/v1/incidents');
    return items.find(({ id }) => id !== incident.id);
  });
  const [alert] = (await serving.get<IncidentWire>(`/api/v1/incidents/${opened.id}`)).alerts;
  await serving.must('POST', '/api/v1/geo/attacks', {
    ...{ kind: 'refuse-countries', scope: { level: 'customer', tenant: 'kaasboer', site: '', asset: '' } },
    ...{ countries: ['KP'], reason: 'while we look', alert: alert.id },
  });
  await anna.open(`/incidents/${opened.id}`);
  const inPlace = panel(anna, 'in-place');
  await inPlace.getByRole('button', { name: /^Undo/ }).first().waitFor({ timeout: 40_000 });
  await anna.picture('in-place-undo', true);
  await inPlace.getByRole('button', { name: /^Undo/ }).first().click();
  await dialog(anna).getByRole('textbox').fill('it is over');
  await dialog(anna).getByRole('button', { name: 'Undo' }).click();
  await anna.sees('Undone, confirmed');
  const { measures: after } = await serving.get<IncidentWire>(`/api/v1/incidents/${opened.id}`);
  expect(after.find(({ kind }) => kind === 'attack-mode')).toMatchObject({ network: { state: 'lifted' } });
  expect(after.find(({ kind }) => kind === 'attack-mode')?.undoneAt).not.toBeNull();
});

test('who has to agree, and where tests look, is set on one page; the password is not shown again', async () => {
  const { serving } = room;
  const pbx = { name: 'Centrale Waag', kind: 'pbx', addresses: ['192.0.2.77'] };
  const { id } = await serving.must<{ id: string }>('POST', '/api/v1/customers/kaasboer/assets', pbx);
  await anna.open('/settings?section=containment');
  await anna.page.getByLabel('Block a country').selectOption('always');
  await anna.page.locator('#approvals').getByRole('button', { name: 'Save' }).click();
  await until('the choice to be kept', 10, async () => {
    const { approvals } = await serving.get<MeasureSettings>('/api/v1/measure-settings');
    return approvals['block-country'] === 'always' && approvals['block-source'] === 'wide';
  });
  const targets = panel(anna, 'probe-targets');
  await targets.getByText('No system to test yet').waitFor();
  await targets.getByLabel('Customer').selectOption('kaasboer');
  await targets.getByLabel('Where').selectOption(id);
  await targets.getByLabel('Address').fill('192.0.2.77');
  await targets.getByLabel('Account').fill('201');
  await targets.getByLabel('Password', { exact: true }).fill('paars fietsbel');
  await targets.getByRole('button', { name: 'Keep it' }).click();
  await targets.getByText('192.0.2.77:5060').waitFor();
  await anna.picture('settings-containment', true);
  const said = await serving.server.cli('measure', 'targets', 'kaasboer');
  expect(said).toContain('192.0.2.77:5060 udp');
  expect(said).toContain('201');
  expect(JSON.stringify(await serving.get('/api/v1/probe-targets'))).not.toContain('fietsbel');
  // A test of this incident is offered this system by its name, and none of another customer.
  await serving.must('POST', '/api/v1/customers', { id: 'molen', name: 'De Molen' });
  const other = await serving.must<{ id: string }>('POST', '/api/v1/customers/molen/assets', {
    ...{ name: 'Molen', kind: 'pbx', addresses: ['192.0.2.88'] },
  });
  await serving.must('PUT', `/api/v1/customers/molen/probe-targets/${other.id}`, { host: '192.0.2.88' });
  await anna.open(`/incidents/${incident.id}`);
  await panel(anna, 'recovery').getByRole('button', { name: 'Test registering' }).click();
  await dialog(anna).getByText('measured by Belwacht').click();
  expect(await dialog(anna).getByLabel('Where').locator('option').allInnerTexts()).toEqual([
    'Centrale Waag – Kaasboer De Waag (192.0.2.77)',
  ]);
  await anna.picture('recovery-probe');
  const after = await serving.server.cli('measure', 'approvals', 'hang-up=never');
  expect(after).toMatch(/hang-up\s+never/);
  expect(after).toMatch(/block-country\s+always/);
});
