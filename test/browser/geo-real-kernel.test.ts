import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { GeoCheck, GeoExplained, GeoPolicyWire } from '../../src/api/schema/geo.ts';
import { type Look, reads, type Visitor } from '../lab/browser.ts';
import { GeoLab } from '../lab/geo-lab.ts';
import { GeoServing, sipInvite, sipRegister } from '../lab/geo-serving.ts';
import { until } from '../lab/until.ts';
import { Asterisk } from './asterisk.ts';
import { faint, nameless, ownTexts, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';
import { languageOf } from './wording.ts';

/**
 * Policies as somebody clicks them together, and a kernel that carries them out: packets from addresses of countries arrive or
 * die by what was just clicked.
 */
let lab: GeoLab;
let geo: GeoServing;
let room: WatchRoom;
let duty: Visitor;

const customer = 'kaasboer';
/** Addresses of the countries they stand for: the Netherlands, Turkey, China. */
const [home, abroad, attacker] = ['193.0.0.1', '212.156.4.1', '202.112.0.1'] as const;
const everybody = [home, abroad, attacker];
/** Everybody's machine, one at a site of the customer, and one that stands nowhere. */
const [anybodys, shops, loose] = ['10', '11', '12'] as const;

const policies = () => room.serving.get<GeoPolicyWire[]>('/api/v1/geo/policies');
const named = async (name: string) => (await policies()).find((policy) => policy.name === name);
const explained = (question: Record<string, string>) =>
  room.serving.get<GeoExplained>(`/api/v1/geo/explain?${new URLSearchParams(question)}`);
const arriving = (last: string = anybodys, text = sipRegister) => geo.through(everybody, text, 5060, last);
/** The kernel follows what was saved within a moment. */
const becomes = (wanted: readonly string[], last: string = anybodys) =>
  until(`packets of ${wanted} alone to arrive at .${last}`, 20, async () => {
    const came = await arriving(last);
    return came.join() === wanted.join();
  });

beforeAll(async () => {
  lab = new GeoLab('gbk');
  const [opened] = await Promise.all([
    WatchRoom.open('geo-kernel', { enforcers: [{ id: 'firewall', kind: 'nftables', netns: lab.machine }] }),
    lab.start(everybody, [5060, 22, 5999]),
  ]);
  room = opened;
  geo = new GeoServing(lab, room.serving);
  await room.setUp();
  const { serving } = room;
  await serving.must('POST', '/api/v1/customers', {
    ...{ id: customer, name: 'Kaasboer De Waag', timeZone: 'Europe/Amsterdam' },
  });
  const site = await serving.must<{ id: string }>('POST', `/api/v1/customers/${customer}/sites`, { name: 'Markthal' });
  const assets = `/api/v1/customers/${customer}/assets`;
  await serving.must('POST', assets, { name: 'PBX hal', kind: 'pbx', site: site.id, addresses: ['192.0.2.11'] });
  await serving.must('POST', assets, { name: 'SBC kantoor', kind: 'sbc', addresses: ['192.0.2.12'] });
  for (const name of ['201', '202', '205'])
    await serving.must('POST', `/api/v1/customers/${customer}/accounts`, { name });
  lab.addMachine('12');
  const pbx = new Asterisk(serving.port('syslog-udp'), 'pbx-kaas');
  await pbx.says('SuccessfulAuth', home, ['201', '202']);
  await pbx.says('SuccessfulAuth', abroad, ['205']);
  await pbx.guessedAt('201', attacker, 12);
  const probe = {
    ...{ name: 'probe', scope: { level: 'provider' }, state: 'watch' },
    rules: [{ verdict: 'refuse', subjects: ['any'] }],
  };
  await until('traffic to be known', 60, async () => {
    const { cuts } = await serving.must<GeoCheck>('POST', '/api/v1/geo/policies/check', { policy: probe });
    return cuts.some(({ address }) => address === abroad) && cuts.some(({ address }) => address === home);
  });
  await geo.loaded();
}, 300_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await lab?.close();
});

const button = (name: string | RegExp) => duty.page.getByRole('button', { name });
const box = (name: string) => duty.page.getByLabel(name, { exact: true });

/** A new policy at a screen of its own: what was left open on another is not asked about. */
async function fromTemplate(title: RegExp, name: string): Promise<void> {
  await duty?.leave();
  duty = await room.colleague();
  await duty.open('/geo?view=policies');
  await button('New policy').first().click();
  await duty.page.getByRole('dialog').getByRole('link', { name: title }).click();
  await box('Name').fill(name);
}

/** Saves what is typed, to watch, and waits until it is there. */
async function saves(name: string): Promise<GeoPolicyWire> {
  await button('Save and watch').click();
  const saved = await until(`${name} to be saved`, 10, () => named(name));
  await duty.page.getByText('Not saved yet').waitFor({ state: 'hidden' });
  expect(saved.state).toBe('watch');
  return saved;
}

/** Enforces the policy on the screen; whoever works now and is cut off is cut off knowingly. */
async function enforces(name: string, cut: readonly string[] = []): Promise<void> {
  await button('Enforce…').click();
  const dialog = duty.page.getByRole('dialog');
  for (const who of cut) await dialog.getByRole('checkbox', { name: new RegExp(`^Cut off ${who}`) }).check();
  await dialog.getByRole('button', { name: /^Enforce “/ }).click();
  await duty.sees(`“${name}” is enforced`);
}

async function switchesOff(name: string): Promise<void> {
  await button('Switch off').click();
  // Without it another policy may refuse somebody; here none does.
  await until(`${name} to be off`, 10, async () => (await named(name))?.state === 'off');
}

/** Adds a rule about everything with this verdict to an empty policy and leaves its form open. */
async function addsRule(verdict: string, services: readonly string[], subject: string): Promise<void> {
  await button('Add rule').click();
  await duty.page.getByRole('radio', { name: new RegExp(`^${verdict}`) }).check();
  const group = duty.page.locator('.bw-geo-policy-services');
  for (const service of await group.getByRole('checkbox').all()) {
    const label = await service.evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? '');
    await service.setChecked(services.includes(label));
  }
  const subjects = duty.page
    .getByRole('textbox', { name: 'From where' })
    .or(duty.page.getByRole('combobox', { name: 'From where' }));
  await subjects.first().fill(subject);
  await duty.page.getByRole('option', { name: new RegExp(`^${subject}`, 'i') }).waitFor();
  await subjects.first().press('Enter');
}

describe('from a template to the day it is taken back', () => {
  const name = 'Home and around';

  test('the preview says beforehand what it would have refused; saved it watches, and packets arrive', {
    timeout: 90_000,
  }, async () => {
    await fromTemplate(/Netherlands \+ neighbours/, name);
    await reads(duty.page.locator('#cuts'), /205/);
    await reads(duty.page.locator('#preview'), /Refused.*12/s);
    await saves(name);
    expect(await arriving()).toEqual(everybody);
    await until('the kernel to watch', 20, async () => {
      const { kernel } = await explained({ subject: attacker, service: 'registration' });
      return kernel === 'watch';
    });
    expect(await arriving()).toEqual(everybody);
  });

  test('enforced, packets from elsewhere die and the page says who carries it out', { timeout: 90_000 }, async () => {
    await enforces(name, ['205']);
    await becomes([home]);
    expect(await arriving(anybodys, sipInvite)).toEqual([home]);
    await duty.sees('The kernel: it holds it.');
    await duty.picture('geo-kernel-enforced', true);
  });

  test('the explanation is what the kernel does', { timeout: 60_000 }, async () => {
    await duty.open(`/geo?view=explain&q=${attacker}`);
    await duty.sees(`${attacker} is refused for SIP.`);
    await duty.sees('The kernel does the same.');
    await reads(duty.page.locator('.bw-geo-policy-reasons .decided').first(), /Refuse.*refuses/s);
    await duty.picture('geo-kernel-explained');
    await box('Address or number').fill(home);
    await duty.page.keyboard.press('Enter');
    await duty.sees(`${home} is allowed for SIP.`);
    await duty.sees('The kernel does the same.');
  });

  test('taken back to the version that watched, packets arrive again', { timeout: 60_000 }, async () => {
    const { id } = (await named(name))!;
    await duty.open(`/geo/policies/${id}`);
    await button('Show what version 1 changed').click();
    await button('Go back to version 1').click();
    await duty.page.getByRole('dialog').getByRole('button', { name: 'Go back to version 1' }).click();
    await duty.sees('As in version 1 again');
    expect(await named(name)).toMatchObject({ state: 'watch', version: 3 });
    await becomes(everybody);
    await duty.open(`/geo?view=explain&q=${attacker}`);
    await duty.sees(`${attacker} is allowed for SIP, and noted.`);
    await duty.sees('The kernel does the same.');
    await duty.open(`/geo/policies/${id}`);
    await switchesOff(name);
  });
});

describe('for whom', () => {
  test('one site: packets to its PBX alone die', { timeout: 90_000 }, async () => {
    await fromTemplate(/An empty policy/, 'Markthal only');
    await box('For whom').selectOption('One site');
    await box('Customer').selectOption('Kaasboer De Waag');
    await box('Site').selectOption('Markthal');
    await addsRule('Refuse', ['SIP (registration and calls in)'], 'china');
    await button('Done').click();
    await duty.picture('geo-kernel-site', true);
    const saved = await saves('Markthal only');
    expect(saved.scope).toMatchObject({ level: 'site', tenant: customer, asset: '' });
    await enforces('Markthal only');
    await becomes([home, abroad], shops);
    expect(await arriving(loose)).toEqual(everybody);
    expect(await arriving()).toEqual(everybody);
    await duty.sees('The kernel: it holds it at 1 address of its own.');
    await reads(duty.page.locator('#history'), /Made for .* with 1 rule,/);
    await switchesOff('Markthal only');
    await becomes(everybody, shops);
  });

  test('one system: packets to it alone die', { timeout: 90_000 }, async () => {
    await fromTemplate(/An empty policy/, 'Office SBC');
    await box('For whom').selectOption('One system');
    await box('Customer').selectOption('Kaasboer De Waag');
    await box('System').selectOption('SBC kantoor');
    await addsRule('Refuse', ['SIP (registration and calls in)'], 'china');
    await button('Done').click();
    const saved = await saves('Office SBC');
    expect(saved.scope).toMatchObject({ level: 'asset', tenant: customer, site: '' });
    await enforces('Office SBC');
    await becomes([home, abroad], loose);
    expect(await arriving(shops)).toEqual(everybody);
    await duty.open(`/geo?view=explain&q=${attacker}&tenant=${customer}&asset=${saved.scope.asset}`);
    await duty.sees(`${attacker} is refused for SIP.`);
    await duty.sees('The kernel does the same.');
    await duty.open(`/geo/policies/${saved.id}`);
    await switchesOff('Office SBC');
    await becomes(everybody, loose);
  });
});

describe('when', () => {
  test('a schedule of its own: inside it packets die, outside it they arrive', { timeout: 120_000 }, async () => {
    const name = 'Only some hours';
    await fromTemplate(/An empty policy/, name);
    await addsRule('Refuse', ['SIP (registration and calls in)'], 'china');
    await box('Hours').selectOption('A schedule of its own');
    await box('Schedule').fill('Mo-Ho 25:00');
    await duty.page.getByRole('alert').or(duty.page.locator('.mantine-InputWrapper-error')).first().waitFor();
    expect(await button('Save and watch').isDisabled()).toBe(true);
    await duty.picture('geo-kernel-schedule-wrong', true);
    await box('Schedule').fill('Mo-Su 00:00-24:00');
    await box('Time zone').fill('Europe/Amsterdam');
    await button('Done').click();
    const saved = await saves(name);
    expect(saved.rules[0].when).toMatchObject({ hours: 'Mo-Su 00:00-24:00', timeZone: 'Europe/Amsterdam' });
    await enforces(name);
    await becomes([home, abroad]);
    // A day on which it is not.
    const { weekday } = Object.fromEntries(
      new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'Europe/Amsterdam' })
        .formatToParts(Date.now() + 3 * 86_400_000)
        .map(({ type, value }) => [type, value]),
    );
    await button(/^Change: Refuse/).click();
    await box('Schedule').fill(`${weekday.slice(0, 2)} 00:00-24:00`);
    await button('Done').click();
    await button('Save, and enforce at once').click();
    await until('it to be saved', 10, async () => (await named(name))!.version === 3);
    await becomes(everybody);
    const then = new Date(Date.now() + 3 * 86_400_000).toISOString();
    expect(await explained({ subject: attacker, service: 'sip', at: then })).toMatchObject({ verdict: 'refuse' });
    expect(await explained({ subject: attacker, service: 'sip' })).toMatchObject({ verdict: 'allow', kernel: 'allow' });
    await switchesOff(name);
  });
});

test('a limit on web that asks for a second factor says so, and is kept so', { timeout: 90_000 }, async () => {
  const name = 'Second factor';
  await fromTemplate(/An empty policy/, name);
  await addsRule('Limit', ['web and administration'], 'china');
  await box('At most a minute, per source').fill('30');
  await box('Web sign-in only with a second factor').check();
  await duty.picture('geo-kernel-mfa', true);
  await button('Done').click();
  await reads(duty.page.locator('#rules'), /Limit.*China.*30 packets a minute.*web sign-in only with a second factor/s);
  const saved = await saves(name);
  expect(saved.rules[0]).toMatchObject({
    ...{ verdict: 'limit', services: ['web'], subjects: ['CN'], limit: { count: 30, mfa: true } },
  });
  await enforces(name);
  await duty.open(`/geo?view=explain&q=${attacker}&service=web`);
  await duty.sees(
    new RegExp(`${attacker.replaceAll('.', '\\.')} is limited for web and administration: .*second factor`),
  );
  await duty.open(`/geo/policies/${saved.id}`);
  await switchesOff(name);
});

describe('the other templates', () => {
  test('management from own networks alone: ssh from elsewhere dies, telephony goes on', {
    timeout: 90_000,
  }, async () => {
    const name = 'Managed from here';
    await fromTemplate(/Only own networks for management/, name);
    await saves(name);
    expect(await geo.connect(home, 22)).toBe('connected');
    await enforces(name);
    await until('ssh from anywhere to die', 30, async () => (await geo.connect(home, 22)) === 'silent');
    expect(await arriving()).toEqual(everybody);
    await switchesOff(name);
    await until('ssh to be open again', 30, async () => (await geo.connect(home, 22)) === 'connected');
  });

  test('no calls to high-risk destinations: the explanation of a number says so', { timeout: 90_000 }, async () => {
    const name = 'Nothing risky';
    await fromTemplate(/No calls to high-risk destinations/, name);
    const saved = await saves(name);
    await enforces(name);
    await duty.open('/geo?view=explain&q=%2B2207123456');
    await duty.sees(/\+2207123456 is refused for calls out\./);
    for (const [number, verdict] of [
      ['+31201234567', 'allow'],
      ['112', 'allow'],
      ['+2207123456', 'refuse'],
    ])
      expect([number, (await explained({ subject: number, service: 'calls-out' })).verdict]).toEqual([number, verdict]);
    await duty.open(`/geo/policies/${saved.id}`);
    await switchesOff(name);
  });

  test('closed hours stricter: by the opening hours of the customer', { timeout: 90_000 }, async () => {
    const name = 'Strict at night';
    await fromTemplate(/Closed hours stricter/, name);
    await reads(duty.page.locator('#rules'), /While closed/i);
    const saved = await saves(name);
    expect(saved.rules.map(({ when }) => when?.hours)).toEqual(['closed', 'closed', 'closed']);
    await duty.picture('geo-kernel-closed', true);
    await duty.open(`/geo?view=explain&q=${attacker}`);
    await duty.sees(`${attacker} is allowed for SIP`);
    await duty.open(`/geo/policies/${saved.id}`);
    await switchesOff(name);
  });
});

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', { width: 1280 }],
  ['dark', { width: 1280, theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL', touch: true }],
];

test.each(looks)(
  'a policy of a site with hours and a limit is whole on any screen: %s',
  {
    timeout: 60_000,
  },
  async (look, view) => {
    const visitor = await room.colleague(view);
    for (const name of ['Only some hours', 'Second factor', 'Markthal only']) {
      await visitor.go(`/geo/policies/${(await named(name))!.id}`);
      await settled(visitor.page);
      await visitor.picture(`geo-kernel-${name.replaceAll(' ', '-')}-${look}`.toLowerCase(), true);
      expect([name, await sticksOut(visitor.page)]).toEqual([name, []]);
      expect([name, (await nameless(visitor.page)).without]).toEqual([name, []]);
      expect([name, (await faint(visitor.page)).below]).toEqual([name, []]);
      if (view.locale === 'nl-NL') expect([name, languageOf(await ownTexts(visitor.page)).english]).toEqual([name, []]);
    }
    await visitor.leave();
  },
);

test('nothing went wrong on any screen', () => {
  expect(room.troubles).toEqual([]);
});
