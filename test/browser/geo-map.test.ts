import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  GeoAttackWire,
  GeoCorrectionWire,
  GeoExplained,
  GeoMap,
  GeoPolicyWire,
  GeoReview,
  GeoStanding,
} from '../../src/api/schema/geo.ts';
import { type Look, reads, type Visitor } from '../lab/browser.ts';
import { DebianDatabase } from '../lab/database.ts';
import { until } from '../lab/until.ts';
import { newcomer } from './arriving.ts';
import { Asterisk } from './asterisk.ts';
import { faint, nameless, sticksOut } from './audit.ts';
import type { Authenticator } from './authenticator.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';

/** The map, the doors in an emergency, the monthly check and the data, in a browser, with a kernel that carries it out. */
const namespace = `bwgm${process.pid}`;
let database: DebianDatabase;
let room: WatchRoom;
let desk: Visitor;
let phone: Visitor;
let app: Authenticator;
let pbx: Asterisk;

/** Addresses of access networks; nothing is ever sent to them. */
const dutch = '145.53.10.20';
const vietnam = '14.161.22.40';
const russia = '77.88.8.8';

const { get, must } = {
  get: <T>(path: string) => room.serving.get<T>(path),
  must: <T>(method: string, path: string, body?: unknown) => room.serving.must<T>(method, path, body),
};
const explain = (subject: string, service = 'sip') =>
  get<GeoExplained>(`/api/v1/geo/explain?subject=${encodeURIComponent(subject)}&service=${service}`);
const running = async () =>
  (await get<GeoAttackWire[]>('/api/v1/geo/attacks')).filter(({ state }) => state === 'in-force');
const policies = () => get<GeoPolicyWire[]>('/api/v1/geo/policies');
const chosen = (visitor: Visitor) => visitor.page.locator('.bw-geo-map-selection');
const land = (visitor: Visitor, country: string) =>
  visitor.page.locator(`.bw-geo-map-land[data-country="${country}"]`).first();

/** Draws a square around a country; `reach` in pixels from the middle of its shape. */
async function drawAround(visitor: Visitor, country: string, reach: number): Promise<void> {
  await land(visitor, country).scrollIntoViewIfNeeded();
  const box = (await land(visitor, country).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const { mouse } = visitor.page;
  await mouse.move(x - reach, y - reach);
  await mouse.down();
  for (const [dx, dy] of [
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const)
    await mouse.move(x + dx * reach, y + dy * reach, { steps: 5 });
  await mouse.up();
}

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  database = await DebianDatabase.make();
  room = await WatchRoom.open('geo-map', {
    database_url: database.url,
    enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }],
    security: { mfa_roles: ['coordinator'] },
  });
  await room.setUp();
  await room.customer({ id: 'kaasboer', name: 'Kaasboer De Waag', timeZone: 'Europe/Amsterdam' });
  await must('POST', '/api/v1/sources', {
    ...{ tenant: 'kaasboer', name: 'PBX Kaasboer', asset: '', kind: 'syslog', format: 'auto' },
    ...{ match: { hostname: 'pbx-kaasboer' }, timeZone: 'Europe/Amsterdam' },
  });
  pbx = new Asterisk(room.serving.port('syslog-udp'), 'pbx-kaasboer');
  await pbx.says('SuccessfulAuth', dutch, ['201', '202', '203']);
  await pbx.guessedAt('204', vietnam);
  await until('the traffic by country', 60, async () => {
    const { countries } = await get<GeoMap>('/api/v1/geo/map');
    const of = (code: string) => countries.find(({ country }) => country === code);
    return (of('NL')?.good ?? 0) > 0 && (of('VN')?.failed ?? 0) > 0;
  });
  desk = await room.colleague();
  const look = { width: 360, height: 780, touch: true };
  const person = { name: 'Cor Bakker', email: 'cor@example.net', role: 'coordinator' } as const;
  const arrived = await newcomer(room, person, look);
  phone = arrived.visitor;
  app = arrived.app!;
}, 180_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await database?.remove();
  execFileSync('ip', ['netns', 'del', namespace]);
});

describe('the map', () => {
  test('shows what came from where; a click chooses, a line around several chooses them, Esc lets go', {
    timeout: 60_000,
  }, async () => {
    await desk.open('/geo');
    await settled(desk.page);
    await reads(land(desk, 'NL').locator('title'), /^Netherlands: allow, 3 succeeded/);
    await reads(desk.page.locator('tr[data-row="VN"]'), /Vietnam.*Allow.*9/);

    await land(desk, 'BR').click();
    await reads(chosen(desk), /^1 country chosen: Brazil/);
    await drawAround(desk, 'NL', 15);
    const several = await reads(chosen(desk), /^\d+ countries chosen: .*Netherlands.*3 attempts succeeded there/);
    expect(several).not.toMatch(/Brazil/);
    const before = Number(/^\d+/.exec(several)![0]);
    await land(desk, 'AU').click({ modifiers: ['Shift'] });
    await reads(chosen(desk), new RegExp(`^${before + 1} countries chosen`));
    await desk.picture('geo-map-lasso');
    await desk.page.keyboard.press('Escape');
    await chosen(desk).waitFor({ state: 'detached' });
  });

  test('leads from chosen countries to a rule about them, in a new policy and in an old one', {
    timeout: 60_000,
  }, async () => {
    await land(desk, 'IN').click();
    await land(desk, 'BR').click({ modifiers: ['Shift'] });
    await chosen(desk).getByRole('button', { name: 'Make a rule' }).click();
    await desk.page.getByRole('menuitem', { name: 'New policy: limit' }).click();
    await desk.page.getByRole('button', { name: 'Save and watch' }).click();
    const policy = await until('the policy', 10, async () => (await policies())[0]);
    await desk.page.getByText('Not saved yet').waitFor({ state: 'hidden' });
    expect(policy).toMatchObject({
      ...{ state: 'watch', scope: { level: 'provider' } },
      rules: [{ verdict: 'limit', services: ['sip'], subjects: ['IN', 'BR'] }],
    });

    // The next ones go into the same policy, as a rule that is not saved before somebody saves it.
    await desk.open('/geo?service=ssh');
    await settled(desk.page);
    await land(desk, 'AU').click();
    await chosen(desk).getByRole('button', { name: 'Make a rule' }).click();
    await desk.page.getByRole('menuitem', { name: `Add to “${policy.name}”` }).click();
    await settled(desk.page);
    await desk.sees('Not saved yet');
    expect((await policies())[0]!.version).toBe(policy.version);
    await desk.page.getByRole('button', { name: 'Save and watch' }).click();
    await until('the second rule', 10, async () => (await policies())[0]!.rules.length === 2);
    expect((await policies())[0]!.rules[1]).toMatchObject({
      ...{ verdict: 'refuse', services: ['ssh'], subjects: ['AU'] },
    });
    await desk.page.getByText('Not saved yet').waitFor({ state: 'hidden' });
  });

  test('has a table that needs no mouse: j, space and Enter', { timeout: 60_000 }, async () => {
    await desk.open('/geo?sort=failed');
    await settled(desk.page);
    const { keyboard } = desk.page;
    await keyboard.press('j');
    await desk.page.locator('tr[data-row="VN"][data-chosen]').waitFor();
    await keyboard.press(' ');
    await reads(chosen(desk), /^1 country chosen: Vietnam/);
    await keyboard.press(' ');
    await chosen(desk).waitFor({ state: 'detached' });
    await keyboard.press('Enter');
    await until('the events of that country', 10, () => desk.page.url().includes('/search?'));
    expect(new URL(desk.page.url()).searchParams.get('country')).toBe('VN');
    await desk.sees(vietnam);
  });

  test('leads to a preview that names the sites that would break', { timeout: 60_000 }, async () => {
    const of = '/api/v1/customers/kaasboer';
    const { id: site } = await must<{ id: string }>('POST', `${of}/sites`, { name: 'Winkel Alkmaar', country: 'NL' });
    for (const name of ['201', '202']) await must('POST', `${of}/accounts`, { name, site });
    await desk.open('/geo/policies/new?countries=NL&verdict=refuse&service=sip');
    await settled(desk.page);
    const preview = desk.page.locator('#preview');
    await reads(
      preview,
      /3 that worked would not work any more.*At 1 site, as far as that is known:.*Winkel Alkmaar.*Kaasboer.*2 accounts/,
    );
    await reads(preview.locator('.bw-geo-policy-cuts'), /Kaasboer De Waag, Winkel Alkmaar/);
    await desk.picture('geo-preview-sites', true);
  });

  test('tells what would be refused, what is, and what came through all the same apart, and since when', {
    timeout: 120_000,
  }, async () => {
    const scope = { level: 'provider', tenant: '', site: '', asset: '' };
    const rules = [{ verdict: 'refuse', services: ['sip'], subjects: ['VN'] }];
    const { id } = await must<GeoPolicyWire>('POST', '/api/v1/geo/policies', { name: 'No Vietnam', scope, rules });
    const ofVietnam = async () =>
      (await get<GeoMap>('/api/v1/geo/map')).countries.find(({ country }) => country === 'VN')!;
    await pbx.guessedAt('205', vietnam, 4);
    await until('what would be refused', 20, async () => (await ofVietnam()).wouldRefuse === 4);
    await desk.open('/geo');
    await settled(desk.page);
    const row = desk.page.locator('tr[data-row="VN"]');
    const head = desk.page.locator('#geo-countries thead');
    await reads(head, /Succeeded.*Failed.*Refused.*Came through.*Would be refused/);
    // Succeeded, failed, refused, came through, would be refused.
    const figures = async () => (await row.locator('td').allTextContents()).slice(3, 8).map(Number);
    await reads(row, /Vietnam.*Watch would be: refuse/);
    await until('the figures', 10, async () => (await figures()).join(' ') === '0 13 0 0 4');
    await reads(land(desk, 'VN').locator('title'), /^Vietnam: watch, 13 failed, 4 would be refused$/);
    await reads(desk.page.locator('.bw-geo-map-side'), /Counted since .*, by the whole hour/);

    // Enforced, and past a PBX whose packets no kernel here sees.
    await must('POST', `/api/v1/geo/policies/${id}/state`, { state: 'enforced' });
    await until('what comes through', 40, async () => {
      await pbx.guessedAt('205', vietnam, 1);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return (await ofVietnam()).passed > 0;
    });
    expect((await ofVietnam()).refused).toBe(0);
    await reads(row, /Vietnam.*Refuse/);
    await until('the figures', 15, async () => {
      const [good, failed, refused, passed, wouldRefuse] = await figures();
      return good === 0 && failed! > 13 && refused === 0 && passed! > 0 && wouldRefuse === 4;
    });
    await reads(desk.page.locator('.bw-geo-map-legend'), /packets refused\s*0.*came through all the same\s*\d/);
    await desk.picture('geo-map-came-through', true);
    await must('DELETE', `/api/v1/geo/policies/${id}`);
    // What is about the seconds of an emergency begins with a kernel that has the whole world.
    await until('the kernel to hold the world', 60, async () => {
      const { kernel } = await get<GeoStanding>('/api/v1/geo/standing');
      return kernel.ok && kernel.classes > 200;
    });
  });
});

describe('under attack, on a phone with one thumb', () => {
  test('a door is shut: seen beforehand, asked who one is, and the kernel confirms', { timeout: 120_000 }, async () => {
    await phone.open('/geo?view=attack');
    await settled(phone.page);
    expect(await sticksOut(phone.page)).toEqual([]);
    // As after five minutes: the session began before.
    await database.query(`update auth_session set "freshUntil" = now()`);
    await phone.page.getByRole('button', { name: /^Refuse countries…/ }).tap();
    const sheet = phone.page.getByRole('dialog', { name: 'Refuse countries' });
    await sheet.getByRole('button', { name: /^Vietnam/ }).tap();
    await sheet.getByRole('combobox', { name: 'Countries' }).fill('russ');
    await phone.page.getByRole('option', { name: 'Russia' }).tap();
    await phone.page.getByRole('listbox').waitFor({ state: 'hidden' });
    await sheet.getByText('Nobody who works now is cut off.').waitFor();
    await reads(sheet, /would have refused \d+ hostile, \d+ failed and 0 good attempts/);
    await phone.picture('geo-attack-sheet-phone');
    expect(await sticksOut(phone.page)).toEqual([]);
    const submit = sheet.getByRole('button', { name: 'Refuse 2 countries for 2 h' });
    expect((await submit.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await submit.tap();
    const question = phone.page.getByRole('dialog', { name: 'Is this you?' });
    await question.getByRole('textbox', { name: 'Code from your app' }).fill(await app.code());
    await reads(phone.page.locator('#geo-running'), /Refuse countries \(Vietnam and Russia\).*Kernel confirmed at/);
    const [mode] = await running();
    expect(mode).toMatchObject({ kind: 'refuse-countries', countries: ['VN', 'RU'], by: 'Cor Bakker' });
    expect(Date.parse(mode!.until) - Date.parse(mode!.from)).toBe(7_200_000);
    expect(await explain(russia)).toMatchObject({ verdict: 'refuse', kernel: 'refuse' });
    expect(await explain(dutch)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
    await phone.picture('geo-attack-on-phone', true);
  });

  test('everybody sees on every page that it is on, and for how long', { timeout: 60_000 }, async () => {
    await desk.open('/sources');
    const banner = desk.page.locator('[data-banner="attack"]');
    await reads(banner, /Under attack: Refuse countries \(Vietnam and Russia\), for everybody\. (2 h|1 h 5\d) left/);
    await desk.picture('geo-attack-banner');
    await banner.getByRole('link').click();
    await desk.page.locator('#geo-running').waitFor();
  });

  test('it is extended with one tap, and the map shows it', { timeout: 60_000 }, async () => {
    await phone.page
      .locator('#geo-running')
      .getByRole('button', { name: /^Extend/ })
      .tap();
    await until('the later end', 20, async () => {
      const [mode] = await running();
      return mode && Date.parse(mode.until) - Date.parse(mode.from) > 14_000_000;
    });
    await desk.open('/geo');
    await desk.page.locator('.bw-geo-map-land[data-country="RU"][data-verdict="refuse"]').first().waitFor();
    await reads(desk.page.locator('.bw-geo-map-standing'), /The kernel holds the policy: [\d,]+ prefixes/);
  });

  test('it is lifted with one tap, verified, and can be shut again from the toast', { timeout: 60_000 }, async () => {
    await phone.page.locator('#geo-running').getByRole('button', { name: /^Lift/ }).tap();
    await phone.sees(/The kernel let go at/);
    expect(await running()).toEqual([]);
    expect(await explain(russia)).toMatchObject({ verdict: 'allow' });
    expect((await explain(russia)).kernel).not.toBe('refuse');
    await phone.page.getByRole('button', { name: 'Shut again' }).tap();
    await until('the door to be shut again', 20, async () => (await running()).length === 1);
    expect((await explain(russia)).kernel).toBe('refuse');
    const [again] = await running();
    await must('POST', `/api/v1/geo/attacks/${again!.id}/lift`);
    await phone.page.locator('#geo-history').getByText('Lifted').first().waitFor();
  });
});

describe('is it still right', () => {
  test('a check now, and a decision that is recorded with its reason', { timeout: 60_000 }, async () => {
    await desk.open('/geo?view=review');
    await settled(desk.page);
    await desk.sees('No check was done yet.');
    await desk.page.getByRole('button', { name: 'Check now' }).click();
    // The packaged data are older than a quarter of a year on any day from now on.
    const line = desk.page.locator('.bw-geo-review-line').filter({ hasText: 'The country data are' });
    await line.getByRole('button', { name: /^Reject/ }).click();
    const dialog = desk.page.getByRole('dialog');
    await dialog.getByLabel('Note').fill('Updated by the distribution next week');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await reads(line, /Rejected.*Anna de Wit.*Updated by the distribution next week/);
    const [review] = await get<GeoReview[]>('/api/v1/geo/reviews');
    expect(review!.suggestions.find(({ kind }) => kind === 'data-old')).toMatchObject({
      ...{ decision: 'rejected', decidedBy: 'Anna de Wit', note: 'Updated by the distribution next week' },
    });
  });

  test('says what it is founded on, and is taken along as a report', { timeout: 60_000 }, async () => {
    const panel = desk.page.locator('#geo-review');
    await reads(panel, /Looked at\s*1 day of successes.*Country data.*old; [\d.]+% of IPv4.*Seen with a country/);
    await reads(desk.page.locator('#geo-shares'), /the last day.*Attempts.*Packets.*Vietnam/);
    const take = async (menuItem: string) => {
      await panel.getByRole('button', { name: /^Report of the check of/ }).click();
      const [file] = await Promise.all([
        desk.page.waitForEvent('download'),
        desk.page.getByRole('menuitem', { name: menuItem }).click(),
      ]);
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'latin1') };
    };
    const markdown = await take('Markdown, Dutch');
    expect(markdown.name).toMatch(/^controle-geoblokkade-\d{4}-\d\d-\d\d\.md$/);
    expect(markdown.text).toContain('# Geoblokkade: klopt het nog?');
    expect(markdown.text).toContain('Afgewezen: Anna de Wit');
    const pdf = await take('PDF, English');
    expect([pdf.name.slice(-4), pdf.text.slice(0, 5)]).toEqual(['.pdf', '%PDF-']);
  });

  test('has an owner and a day', { timeout: 60_000 }, async () => {
    const panel = desk.page.locator('#geo-review-settings');
    await panel.getByLabel('Owner').fill('Cor Bakker');
    await panel.getByLabel('Day of the month').fill('5');
    await panel.getByRole('button', { name: 'Save' }).click();
    await desk.sees('Saved');
    expect(await get('/api/v1/geo/reviews/settings')).toEqual({ owner: 'Cor Bakker', dayOfMonth: 5 });
  });
});

describe('own corrections', () => {
  const range = '77.88.8.0/24';
  const corrections = () => get<GeoCorrectionWire[]>('/api/v1/geo/corrections');
  const line = () => desk.page.locator('#geo-corrections li', { hasText: range });

  test('come before the data, are changed, removed and brought back', { timeout: 90_000 }, async () => {
    expect((await explain(russia)).country).toBe('RU');
    await desk.open('/geo?view=data');
    await settled(desk.page);
    await reads(desk.page.locator('#geo-data-parts'), /Countries.*geo-whois-asn-country.*days, old/);
    await desk.page.getByRole('button', { name: 'Add a correction' }).click();
    const dialog = desk.page.getByRole('dialog');
    await dialog.getByLabel('Range').fill(range);
    await dialog.getByRole('combobox', { name: 'Country' }).fill('cura');
    await desk.page.getByRole('option', { name: 'Curaçao' }).click();
    await dialog.getByLabel('Note').fill('Our customer');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await reads(line(), /77\.88\.8\.0\/24 → Curaçao.*Our customer/);
    await until('the correction to count', 30, async () => (await explain(russia)).country === 'CW');

    await line()
      .getByRole('button', { name: /^Change/ })
      .click();
    await dialog.getByLabel('Kind of network').selectOption('hosting or VPN');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await reads(line(), /Curaçao, hosting or VPN/);
    expect(await corrections()).toMatchObject([{ range, country: 'CW', hosting: true, note: 'Our customer' }]);

    await line()
      .getByRole('button', { name: /^Remove/ })
      .click();
    await desk.sees(`Correction of ${range} removed`);
    await until('none', 10, async () => (await corrections()).length === 0);
    await desk.page.getByRole('button', { name: 'Undo' }).click();
    await reads(line(), /Curaçao, hosting or VPN/);
    // The line may still be the old one, from before it was removed.
    const [back] = await until('it to be back', 10, async () => {
      const all = await corrections();
      return all.length > 0 && all;
    });
    expect(back).toMatchObject({ range, country: 'CW', hosting: true, note: 'Our customer' });
  });
});

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', {}],
  ['dark', { theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL', touch: true }],
];

test.each(looks)('every screen is whole: %s', { timeout: 120_000 }, async (name, look) => {
  const visitor = await room.colleague(look);
  const screens = [
    ['map', '/geo'],
    ['attack', '/geo?view=attack'],
    ['review', '/geo?view=review'],
    ['data', '/geo?view=data'],
  ] as const;
  for (const [screen, path] of screens) {
    await visitor.go(path);
    await settled(visitor.page);
    await visitor.page.waitForTimeout(300);
    await visitor.picture(`geo-${screen}-${name}`, true);
    expect([screen, await sticksOut(visitor.page)]).toEqual([screen, []]);
    expect([screen, (await nameless(visitor.page)).without]).toEqual([screen, []]);
    expect([screen, (await faint(visitor.page)).below]).toEqual([screen, []]);
  }
  await visitor.leave();
});

test('the kernel held what was asked, and nothing went wrong on any screen', async () => {
  const { kernel } = await get<GeoStanding>('/api/v1/geo/standing');
  expect(kernel).toMatchObject({ present: true, ok: true, drift: '' });
  expect(room.troubles).toEqual([]);
});
