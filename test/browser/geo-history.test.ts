import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  GeoCheck,
  GeoGroupVersionWire,
  GeoOwnGroup,
  GeoPolicyWire,
  GeoVersion,
} from '../../src/api/schema/geo.ts';
import { type Look, reads, type Visitor } from '../lab/browser.ts';
import { until } from '../lab/until.ts';
import { newcomer } from './arriving.ts';
import { faint, nameless, ownTexts, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';
import { languageOf } from './wording.ts';

/** What was removed comes back with its history, and groups have one: as people do it on the screen. */
let room: WatchRoom;
let duty: Visitor;
let id: string;

const api = '/api/v1/geo';
const form = (note: string) => ({
  ...{ name: 'Home and around', note, scope: { level: 'provider' } },
  rules: [
    { id: 'home', verdict: 'allow', services: ['sip'], subjects: ['NL', 'BE', 'office'] },
    { id: 'rest', verdict: 'refuse', services: ['sip'], subjects: ['any'] },
  ],
});
const find = async (of: string) => (await room.serving.ask('GET', `${api}/policies/${of}`)).status;
const versions = (of: string) => room.serving.get<GeoVersion[]>(`${api}/policies/${of}/versions`);
const group = (name: string) => room.serving.get<GeoOwnGroup>(`${api}/groups/${name}`);
const put = (name: string, title: string, subjects: readonly string[]) =>
  room.serving.must<GeoOwnGroup>('PUT', `${api}/groups/${name}`, { title, subjects });

beforeAll(async () => {
  room = await WatchRoom.open('geo-history', {});
  await room.setUp();
  const { serving } = room;
  await put('office', 'Our offices', ['AS64500']);
  await put('partners', 'Partners', ['SE', '203.0.113.0/24']);
  await put('partners', 'Partners abroad', ['SE', 'NO']);
  const made = await serving.must<GeoPolicyWire>('POST', `${api}/policies`, form('first'));
  id = made.id;
  await serving.must('PUT', `${api}/policies/${id}`, { ...form('second'), rules: form('').rules.slice(1) });
  duty = await room.colleague();
}, 150_000);

afterEach(({ task }) => room.witness(task));
afterAll(() => room?.close());

describe('a removed policy', () => {
  test('comes back with its history when it is undone', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await duty.open(`/geo/policies/${id}`);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete policy' }).click();
    const dialog = page.getByRole('dialog');
    await reads(dialog, /Under Removed policies it can still be read and brought back/);
    await dialog.getByRole('button', { name: 'Delete policy' }).click();
    await duty.sees('“Home and around” is deleted');
    expect(await find(id)).toBe(404);
    await reads(page.locator('#removed-policies'), /Home and around.*Removed by Anna de Wit.*was: watching/s);
    await duty.picture('geo-history-removed', true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await duty.sees('“Home and around” is back and watches');
    expect((await versions(id)).map(({ version, by, removed }) => [version, by, removed])).toEqual([
      [3, administrator.name, false],
      [2, expect.any(String), true],
      [1, expect.any(String), false],
    ]);
    await until('it to leave what is removed', 10, async () => (await page.locator('#removed-policies').count()) === 0);
    await reads(page.locator('.bw-table'), /Home and around/);
  });

  test('can be read at its address, and be brought back as it once was', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await room.serving.must('DELETE', `${api}/policies/${id}`);
    await duty.open('/geo?view=policies');
    await page.locator('#removed-policies').getByRole('link', { name: 'History' }).click();
    await duty.sees('This policy is removed: it refuses nothing and notes nothing.');
    await reads(page.locator('#history'), /Removed by the command line.*Version 3.*Brought back after it was removed/s);
    await page.getByRole('button', { name: 'Show what version 2 changed' }).click();
    await reads(page.locator('.bw-geo-policy-difference'), /removed.*Our offices/s);
    await duty.picture('geo-history-page', true);
    await page.getByRole('button', { name: 'Bring back as in version 1' }).click();
    await duty.sees('“Home and around” is back and watches');
    await page.locator('#rules').waitFor();
    const [newest] = await versions(id);
    expect(newest).toMatchObject({ version: 4, by: administrator.name, policy: { note: 'first', state: 'watch' } });
    expect(newest!.policy.rules).toHaveLength(2);
    // Its own history has the removal between the versions.
    await reads(page.locator('#history'), /Version 4 \(now\).*Brought back.*Removed by the command line.*Version 3/s);
  });

  test('that never was is not there', { timeout: 60_000 }, async () => {
    await duty.open('/geo/policies/00000000-0000-4000-8000-000000000000');
    await duty.sees('There is no such policy. It may have been deleted.');
  });
});

describe('a group', () => {
  const dialog = () => duty.page.getByRole('dialog');
  const edit = async (name: string) => {
    await duty.open('/geo?view=policies');
    await duty.page.getByRole('button', { name: `Change group ${name}` }).click();
  };

  test('has a history: an earlier version is taken over, and counts once it is saved', {
    timeout: 60_000,
  }, async () => {
    await edit('partners');
    await reads(
      dialog(),
      /Version 2 \(now\).*Title: Partners → Partners abroad.*Added: Norway.*Removed: 203\.0\.113\.0/s,
    );
    await reads(dialog(), /Version 1.*Made as Partners: Sweden, 203\.0\.113\.0/s);
    await duty.picture('geo-history-group');
    await dialog().getByRole('button', { name: 'Take over version 1' }).click();
    await reads(dialog(), /Above stands what was in version 1\. Nothing changes before you save/);
    expect(await group('partners')).toMatchObject({ version: 2 });
    await dialog().getByRole('button', { name: 'Save' }).click();
    await duty.sees('Group saved.');
    expect(await group('partners')).toMatchObject({
      ...{ version: 3, changedBy: administrator.name, subjects: ['SE', '203.0.113.0/24'], title: { en: 'Partners' } },
    });
  });

  test('that somebody else changed meanwhile is not overwritten unseen', { timeout: 60_000 }, async () => {
    await edit('partners');
    await dialog().getByLabel('Title').fill('Mine');
    await put('partners', 'Theirs', ['DK']);
    await dialog().getByRole('button', { name: 'Save' }).click();
    await reads(dialog().getByRole('alert'), /command line.*changed this/s);
    await duty.picture('geo-history-group-conflict');
    await dialog().getByRole('button', { name: 'Take theirs, drop mine' }).click();
    await until('theirs to be shown', 5, async () => (await dialog().getByLabel('Title').inputValue()) === 'Theirs');
    await dialog().getByLabel('Title').fill('Mine again');
    await put('partners', 'Theirs again', ['FI']);
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByRole('button', { name: 'Save mine over it' }).click();
    await until('mine to be saved', 10, async () => (await group('partners')).title.en === 'Mine again');
    expect(await group('partners')).toMatchObject({ version: 6, subjects: ['DK'] });
  });

  test('is not made over one that has its name', { timeout: 60_000 }, async () => {
    await duty.open('/geo?view=policies');
    await duty.page.getByRole('button', { name: 'New group' }).click();
    await dialog().getByLabel('Title').fill('Office');
    const members = dialog().getByLabel('What belongs to it').locator('visible=true').last();
    await members.fill('as64501');
    await members.press('Enter');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await reads(dialog().getByRole('alert'), /There is a group of this name already/);
    expect(await group('office')).toMatchObject({ version: 1, subjects: ['AS64500'] });
  });

  test('that is removed comes back with its history, at once or later', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await duty.open('/geo?view=policies');
    await page.getByRole('button', { name: 'Remove group partners' }).click();
    await duty.sees('Group partners removed.');
    await page.getByRole('button', { name: 'Undo' }).click();
    await duty.sees('Group partners is back.');
    const kept = await room.serving.get<GeoGroupVersionWire[]>(`${api}/groups/partners/versions`);
    expect(kept.map(({ version, removed }) => [version, removed]).slice(0, 2)).toEqual([
      [7, false],
      [6, true],
    ]);
    await room.serving.must('DELETE', `${api}/groups/partners`);
    await duty.open('/geo?view=policies');
    await page.getByText('1 removed group').click();
    await reads(page.locator('#groups'), /Mine again.*Removed by the command line.*Denmark/s);
    await duty.picture('geo-history-groups', true);
    await page.getByRole('button', { name: 'Bring group partners back' }).click();
    await duty.sees('Group partners is back.');
    expect(await group('partners')).toMatchObject({ version: 8, subjects: ['DK'] });
    // One that a policy names stays.
    await page.getByRole('button', { name: 'Remove group office' }).click();
    await duty.sees('These policies name it: Home and around.');
    await room.serving.must('DELETE', `${api}/groups/partners`);
  });
});

describe('whom a change would cut off who works now', () => {
  const german = '141.2.1.1';
  let enforced: GeoPolicyWire;

  beforeAll(async () => {
    const { serving } = room;
    await serving.must('POST', '/api/v1/customers', { id: 'kaasboer', name: 'Kaasboer De Waag' });
    const { secret } = await serving.token('ingest', 'pbx', 'kaasboer');
    const event = { 'event.action': 'sip-register', 'event.outcome': 'success', 'event.dataset': 'asterisk.log' };
    await serving.deliver(secret, [
      { ...event, '@timestamp': new Date().toISOString(), 'source.ip': german, 'user.name': '205' },
    ]);
    await put('abroad', 'Abroad', ['DE', 'DK']);
    const rules = [
      { id: 'in', verdict: 'allow', services: ['sip'], subjects: ['abroad'] },
      { id: 'out', verdict: 'refuse', services: ['sip'], subjects: ['any'] },
    ];
    const wish = { name: 'Only abroad', scope: { level: 'provider' }, rules };
    await until('the phone to be known', 40, async () => {
      const policy = { ...wish, rules: rules.slice(1) };
      const { cuts } = await serving.must<GeoCheck>('POST', `${api}/policies/check`, { policy });
      return cuts.some(({ address }) => address === german);
    });
    enforced = await serving.must<GeoPolicyWire>('POST', `${api}/policies`, { ...wish, state: 'enforced' });
  }, 60_000);

  test('is named when a group is changed, and nothing changes before it is meant', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await duty.open('/geo?view=policies');
    await page.getByRole('button', { name: 'Change group abroad' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change group abroad' });
    const cuts = page.getByRole('dialog', { name: 'Who would be cut off' });
    await dialog.getByLabel('Remove Germany').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await reads(cuts, /205.*141\.2\.1\.1.*Germany/s);
    await duty.picture('geo-history-group-cuts');
    await cuts.getByRole('button', { name: 'Cancel' }).click();
    expect(await group('abroad')).toMatchObject({ version: 1, subjects: ['DE', 'DK'] });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await cuts.getByRole('button', { name: 'Cut them off all the same' }).click();
    await duty.sees('Group saved.');
    expect(await group('abroad')).toMatchObject({ version: 2, subjects: ['DK'] });
  });

  test('is let in again by going back, without a question', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await duty.open('/geo?view=policies');
    await page.getByRole('button', { name: 'Change group abroad' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change group abroad' });
    await dialog.getByRole('button', { name: 'Take over version 1' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await duty.sees('Group saved.');
    expect(await group('abroad')).toMatchObject({ version: 3, subjects: ['DE', 'DK'] });
    // An enforced policy that is undone after it was deleted watches.
    await duty.open(`/geo/policies/${enforced.id}`);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete policy' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete policy' }).click();
    await duty.sees('“Only abroad” is deleted');
    await page.getByRole('button', { name: 'Undo' }).click();
    await duty.sees('“Only abroad” is back and watches');
    const [newest] = await versions(enforced.id);
    expect(newest).toMatchObject({ version: 2, policy: { state: 'watch' } });
    expect(newest!.changes.map(({ en }) => en).slice(0, 2)).toEqual([
      'Brought back after it was removed.',
      'State: enforced → watching.',
    ]);
    await room.serving.must('DELETE', `${api}/policies/${enforced.id}`);
  });
});

test('who may only read sees what was and brings nothing back', { timeout: 60_000 }, async () => {
  const gone = await room.serving.must<GeoPolicyWire>('POST', `${api}/policies`, { ...form(''), name: 'Short-lived' });
  await room.serving.must('DELETE', `${api}/policies/${gone.id}`);
  const { visitor } = await newcomer(room, { name: 'Chris', email: 'chris@example.net', role: 'auditor' });
  await visitor.open('/geo?view=policies');
  await reads(visitor.page.locator('#removed-policies'), /Short-lived/);
  await visitor.page.getByText('1 removed group').click();
  expect(await visitor.page.getByRole('button', { name: /Bring|Remove|Change group/ }).count()).toBe(0);
  await visitor.open(`/geo/policies/${gone.id}`);
  await visitor.sees('This policy is removed');
  expect(await visitor.page.getByRole('button', { name: /Bring/ }).count()).toBe(0);
  await visitor.leave();
});

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', { width: 1280, height: 800 }],
  ['dark', { width: 1280, height: 800, theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL', touch: true }],
];

test.each(looks)('what was is whole on every screen: %s', { timeout: 120_000 }, async (name, look) => {
  const removed = await room.serving.get<{ id: string }[]>(`${api}/removed/policies`);
  const visitor = await room.colleague(look);
  const { page } = visitor;
  const whole = async (screen: string) => {
    await settled(page);
    await page.waitForTimeout(600);
    await visitor.picture(`geo-history-${screen}-${name}`, true);
    expect([screen, await sticksOut(page)]).toEqual([screen, []]);
    expect([screen, (await nameless(page)).without]).toEqual([screen, []]);
    expect([screen, (await faint(page)).below]).toEqual([screen, []]);
    if (look.locale !== 'nl-NL') return;
    const { dutch, english } = languageOf(await ownTexts(page));
    expect([screen, english]).toEqual([screen, []]);
    expect(dutch).toBeGreaterThan(5);
  };
  await visitor.go('/geo?view=policies');
  await page.locator('#groups summary').click();
  await whole('list');
  await page.getByRole('button', { name: /^(Change group office|Groep office wijzigen)$/ }).click();
  await page.getByRole('dialog').locator('.bw-geo-policy-versions').waitFor();
  await whole('dialog');
  await visitor.go(`/geo/policies/${removed[0]!.id}`);
  await whole('removed');
  await visitor.leave();
});

test('nothing went wrong on any screen', () => {
  // A policy that is not there is asked for at its address, and a name that is taken is refused.
  expect(room.troubles.filter((trouble) => !/40[49]|412/.test(trouble))).toEqual([]);
});
