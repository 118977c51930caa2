import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { GeoCheck, GeoExplained, GeoPolicyWire } from '../../src/api/schema/geo.ts';
import { type Look, reads, type Visitor } from '../lab/browser.ts';
import { until } from '../lab/until.ts';
import { newcomer } from './arriving.ts';
import { Asterisk } from './asterisk.ts';
import { faint, nameless, ownTexts, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';
import { languageOf } from './wording.ts';

/** A policy from its template to the day it is taken back, as somebody writes it; and the screens around it. */
let room: WatchRoom;
let duty: Visitor;
let policy: GeoPolicyWire;

const customer = 'kaasboer';
/** Addresses of the countries they stand for. */
const [home, abroad, attacker] = ['193.0.0.1', '212.156.4.1', '202.112.0.1'] as const;

const policies = () => room.serving.get<GeoPolicyWire[]>('/api/v1/geo/policies');
const explained = (subject: string, service = 'registration') =>
  room.serving.get<GeoExplained>(`/api/v1/geo/explain?subject=${subject}&service=${service}&customer=${customer}`);
const formOf = ({ id: _id, version: _version, changedAt: _at, changedBy: _by, ...form }: GeoPolicyWire) => form;

beforeAll(async () => {
  room = await WatchRoom.open('geo-policies', {});
  await room.setUp();
  const { serving } = room;
  await serving.must('POST', '/api/v1/customers', { id: customer, name: 'Kaasboer De Waag' });
  for (const name of ['201', '202', '205']) {
    await serving.must('POST', `/api/v1/customers/${customer}/accounts`, { name });
  }
  const pbx = new Asterisk(serving.port('syslog-udp'), 'pbx-kaas');
  await pbx.says('SuccessfulAuth', home, ['201', '202']);
  await pbx.says('SuccessfulAuth', abroad, ['205']);
  await pbx.guessedAt('201', attacker, 12);
  const wanted = {
    ...{ name: 'probe', scope: { level: 'provider', tenant: '', site: '', asset: '' }, state: 'watch' },
    rules: [{ verdict: 'refuse', subjects: ['any'] }],
  };
  await until('traffic to be known', 40, async () => {
    const { cuts } = await serving.must<GeoCheck>('POST', '/api/v1/geo/policies/check', { policy: wanted });
    return cuts.some(({ address }) => address === abroad) && cuts.some(({ address }) => address === home);
  });
  duty = await room.colleague();
}, 150_000);

afterEach(({ task }) => room.witness(task));
afterAll(() => room?.close());

describe('a policy', () => {
  test('begins with a template, and says before it is saved whom it would cut off', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await duty.open('/geo?view=policies');
    await duty.sees('No policy yet');
    await page.getByRole('button', { name: 'New policy' }).first().click();
    await duty.sees('it notes what it would have done');
    await page.getByRole('link', { name: /Netherlands \+ neighbours/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('Home and around');
    await reads(page.locator('#rules'), /Refuse.*everything else/s);
    await reads(page.locator('#cuts'), /205/);
    await reads(page.locator('#cuts'), new RegExp(abroad.replaceAll('.', '\\.')));
    expect(await page.locator('#cuts').textContent()).not.toContain('202.112');
    await reads(page.locator('#preview'), /Refused/);
    await reads(page.locator('#preview'), /Türkiye|Turkey/);
    await duty.picture('geo-policies-new', true);
  });

  test('is edited by keyboard: a country by its name, a network by its number', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await page.getByRole('button', { name: /^Change: Allow/ }).click();
    const subjects = page
      .getByRole('textbox', { name: 'From where' })
      .or(page.getByRole('combobox', { name: 'From where' }));
    await subjects.first().fill('pola');
    await page.getByRole('option', { name: /Poland/ }).waitFor();
    await subjects.first().press('Enter');
    await subjects.first().fill('as64500');
    await subjects.first().press('Enter');
    await duty.picture('geo-policies-rule', true);
    await page.getByRole('button', { name: 'Done' }).click();
    await reads(page.locator('#rules'), /Poland, AS64500/);
  });

  test('shows what is wrong at its place, and cannot be saved so', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await page.getByRole('button', { name: 'Add exception' }).click();
    await duty.sees('Say why.');
    await duty.sees('Choose at least one.');
    expect(await page.getByRole('button', { name: 'Save and watch' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Done' }).click();
    await page
      .locator('#exceptions')
      .getByRole('button', { name: /^Acts on/ })
      .click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await duty.sees('Rule deleted');
  });

  test('watches once it is saved: nothing is refused', { timeout: 60_000 }, async () => {
    await duty.page.getByRole('button', { name: 'Save and watch' }).click();
    await duty.sees('It notes what it would do. Nothing is refused or limited.');
    [policy] = (await until('the policy to be there', 10, async () => {
      const all = await policies();
      return all.length === 1 && all;
    })) as [GeoPolicyWire];
    expect(policy).toMatchObject({ name: 'Home and around', state: 'watch', version: 1 });
    expect(policy.rules[0]?.subjects).toEqual(expect.arrayContaining(['PL', 'AS64500']));
    expect(new URL(duty.page.url()).pathname).toBe(`/geo/policies/${policy.id}`);
    expect(await explained(attacker)).toMatchObject({ verdict: 'watch', wished: 'refuse' });
  });

  test('is not enforced over somebody who works: an exception first', { timeout: 90_000 }, async () => {
    const { page } = duty;
    await page.getByRole('button', { name: 'Enforce…' }).click();
    const dialog = page.getByRole('dialog');
    await reads(dialog, /works? now/);
    expect(await dialog.getByRole('button', { name: /^Enforce “/ }).isDisabled()).toBe(true);
    await duty.picture('geo-policies-enforce');
    await dialog.getByRole('button', { name: /Make an exception for 205/ }).click();
    await reads(page.locator('#exceptions'), /212\.156\.4\.1/);
    await reads(page.locator('#cuts'), /Nobody who works now would be cut off/);
    await page.getByRole('button', { name: 'Save and watch' }).click();
    await until('the exception to be saved', 10, async () => (await policies())[0]!.version === 2);
    await page.getByRole('button', { name: 'Enforce…' }).click();
    await dialog.getByRole('button', { name: /^Enforce “/ }).click();
    await duty.sees('“Home and around” is enforced');
    expect((await policies())[0]).toMatchObject({ state: 'enforced', version: 3 });
    expect(await explained(attacker)).toMatchObject({ verdict: 'refuse' });
    expect(await explained(home)).toMatchObject({ verdict: 'allow' });
    const traveller = await explained(abroad);
    expect(traveller).toMatchObject({ verdict: 'allow' });
    expect(traveller.because[0]).toMatchObject({ kind: 'exception', policy: policy.id });
    await duty.picture('geo-policies-enforced', true);
  });

  test('explains itself, at an address one can share', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await page
      .getByRole('button', { name: 'Explain an address' })
      .or(page.getByRole('link', { name: 'Explain an address' }))
      .first()
      .click();
    await page.getByLabel('Address or number').fill(attacker);
    await page.keyboard.press('Enter');
    await duty.sees(`${attacker} is refused for SIP.`);
    await reads(page.locator('.bw-geo-policy-reasons .decided').first(), /Refuse/);
    await page.getByLabel('Service').selectOption('registration');
    await page.getByLabel('For whom').selectOption(customer);
    await until('the question to stand in the address', 5, async () =>
      ['q=', 'service=registration', `tenant=${customer}`].every((part) => page.url().includes(part)),
    );
    const visitor = await room.colleague();
    await visitor.open(page.url().slice(room.url.length));
    await visitor.sees(`${attacker} is refused for SIP registration.`);
    await visitor.page.getByLabel('Address or number').fill('112');
    await visitor.page.keyboard.press('Enter');
    await visitor.sees(/112 is allowed for calls out|112 is allowed/);
    await visitor.leave();
    await page.getByRole('link', { name: 'to the rule' }).first().click();
    await duty.sees('It decides.');
  });

  test('of which somebody else saved a newer version is not overwritten unseen', { timeout: 60_000 }, async () => {
    const { page } = duty;
    const [now] = await policies();
    await page.getByLabel('Owner', { exact: true }).fill('Anna and Bram');
    const saved = await room.serving.ask('PUT', `/api/v1/geo/policies/${policy.id}`, {
      headers: { 'if-match': `"${now!.version}"` },
      body: { ...formOf(now!), note: 'Looked at by the other shift' },
    });
    expect(saved.status, saved.text).toBe(200);
    await page.locator('.bw-geo-policy-save').getByRole('button').last().click();
    const dialog = page.getByRole('dialog');
    await reads(dialog, /Looked at by the other shift/);
    await duty.picture('geo-policies-conflict');
    await dialog.getByRole('button', { name: 'Take theirs, drop mine' }).click();
    await until('theirs to be shown', 5, async () =>
      (await page.getByLabel('Note', { exact: true }).inputValue()).includes('other shift'),
    );
    expect(await page.getByLabel('Owner', { exact: true }).inputValue()).not.toContain('Bram');
  });

  test('goes back to the version that watched, and lets through what it refused', { timeout: 60_000 }, async () => {
    const { page } = duty;
    await page.getByRole('button', { name: 'Show what version 2 changed' }).click();
    await reads(page.locator('.bw-geo-policy-difference').first(), /added/);
    await duty.picture('geo-policies-history', true);
    await page.getByRole('button', { name: 'Go back to version 2', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back to version 2' }).click();
    await duty.sees('As in version 2 again');
    expect((await policies())[0]).toMatchObject({ state: 'watch', version: 5 });
    expect(await explained(attacker)).toMatchObject({ verdict: 'watch', wished: 'refuse' });
  });
});

test('own groups are made, used by name, and come out in the file', { timeout: 60_000 }, async () => {
  const { page } = duty;
  await duty.open('/geo?view=policies');
  await page.getByRole('button', { name: 'New group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Onze vestigingen');
  const members = dialog.getByLabel('What belongs to it').locator('visible=true').last();
  await members.fill('curaç');
  await page.getByRole('option', { name: /Curaçao/ }).waitFor();
  await members.press('Enter');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await reads(page.locator('#groups'), /Onze vestigingen.*onze-vestigingen.*Curaçao/s);
  const file = (await room.serving.ask('GET', '/api/v1/geo/policies/export')).text;
  expect(file).toContain('onze-vestigingen');
  await page.getByRole('button', { name: 'Import' }).click();
  await page
    .getByRole('dialog')
    .getByLabel('Or paste it here')
    .fill('name: Broken\nrules: [{verdict: refuse, subjects: [XX]}]\n');
  await page.getByRole('button', { name: 'Import, in watch' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page
    .getByRole('dialog')
    .getByLabel('Or paste it here')
    .fill(
      'name: From a file\nscope: provider\nrules:\n  - verdict: limit\n    subjects: [hosting]\n    services: [sip]\n    limit: {per: registrations, count: 5}\n',
    );
  await page.getByRole('button', { name: 'Look first' }).click();
  await duty.sees('1 policy would come in, to watch.');
  await page.getByRole('button', { name: 'Import, in watch' }).click();
  await duty.sees('1 policy imported; it watches.');
  await duty.picture('geo-policies-import');
  expect((await policies()).find(({ name }) => name === 'From a file')).toMatchObject({ state: 'watch' });
});

test('a rule about countries picked on the map is not saved before somebody does', { timeout: 60_000 }, async () => {
  const { page } = duty;
  await duty.open(`/geo/policies/${policy.id}?countries=FR,ES&verdict=limit&service=web`);
  await reads(page.locator('#rules .bw-geo-policy-rule-form'), /France.*Spain/s);
  await duty.sees('Not saved yet');
  await page.getByRole('button', { name: 'Done' }).click();
  await reads(page.locator('#rules'), /Limit.*web.*France, Spain.*600 packets a minute/s);
  const before = (await policies()).find(({ id }) => id === policy.id)!;
  await page.getByRole('button', { name: 'Save and watch' }).click();
  await until('it to be saved once', 10, async () => {
    const now = (await policies()).find(({ id }) => id === policy.id)!;
    return now.version === before.version + 1 && now.rules.length === before.rules.length + 1;
  });
  await until('the address to say no more of it', 5, async () => !page.url().includes('countries'));
});

test('who may only read sees all of it and changes nothing', { timeout: 60_000 }, async () => {
  const auditor = { name: 'Chris', email: 'chris@example.net', role: 'auditor' } as const;
  const { visitor } = await newcomer(room, auditor);
  const { page } = visitor;
  await visitor.open(`/geo/policies/${policy.id}`);
  await settled(page);
  await reads(page.locator('#rules'), /Refuse.*everything else/s);
  await reads(page.locator('#cuts'), /cut off/);
  expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: /Enforce|Add rule|Add exception|Go back|Save/ }).count()).toBe(0);
  await visitor.open('/geo?view=policies');
  await reads(page.locator('.bw-table'), /Home and around/);
  expect(await page.getByRole('button', { name: /New policy|Import|New group/ }).count()).toBe(0);
  await visitor.leave();
});

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', {}],
  ['dark', { theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL', touch: true }],
];

test.each(looks)('every screen of policies is whole: %s', { timeout: 120_000 }, async (name, look) => {
  const visitor = await room.colleague(look);
  const screens = [
    ['list', '/geo?view=policies'],
    ['policy', `/geo/policies/${policy.id}`],
    ['new', '/geo/policies/new?template=eu-eea'],
    ['explain', `/geo?view=explain&q=${attacker}&tenant=${customer}`],
  ] as const;
  for (const [screen, path] of screens) {
    await visitor.go(path);
    await settled(visitor.page);
    await visitor.page.waitForTimeout(1200);
    await visitor.picture(`geo-policies-${screen}-${name}`, true);
    expect([screen, await sticksOut(visitor.page)]).toEqual([screen, []]);
    expect([screen, (await nameless(visitor.page)).without]).toEqual([screen, []]);
    expect([screen, (await faint(visitor.page)).below]).toEqual([screen, []]);
    if (look.locale === 'nl-NL') {
      const { dutch, english } = languageOf(await ownTexts(visitor.page));
      expect([screen, english]).toEqual([screen, []]);
      expect(dutch).toBeGreaterThan(5);
    }
  }
  await visitor.leave();
});

test('nothing went wrong on any screen', () => {
  expect(room.troubles).toEqual([]);
});
