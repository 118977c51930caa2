import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AlertDetail, AlertSummary, Decision } from '../../src/api/schema/alerts.ts';
import { counted, reads, type Visitor } from '../lab/browser.ts';
import { until } from '../lab/until.ts';
import { Asterisk } from './asterisk.ts';
import { sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';

/** An attack as the person on duty lives it: it appears by itself, and one key acknowledges, blocks or undoes. */
let room: WatchRoom;
let pbx: Asterisk;
let overview: Visitor;
let list: Visitor;

/** Addresses of access networks; nothing is ever sent to them. */
const vietnam = '14.161.22.40';
const egypt = '41.33.120.8';
const turkey = '78.186.44.10';
const mexico = '189.203.11.4';
const own = '203.0.113.70';

const alertOf = async (address: string): Promise<AlertSummary | undefined> =>
  (await room.serving.get<{ items: AlertSummary[] }>(`/api/v1/alerts?q=${address}`)).items.find(
    ({ sourceIp, rule }) => sourceIp === address && rule === 'sip-brute-force',
  );
const detailOf = async (address: string): Promise<AlertDetail> => {
  const { id } = await until(`an alert about ${address}`, 10, () => alertOf(address));
  return room.serving.get<AlertDetail>(`/api/v1/alerts/${id}`);
};
const blocksOf = async (address: string, state: string): Promise<Decision[]> =>
  (await room.serving.get<{ items: Decision[] }>(`/api/v1/decisions?q=${address}&state=${state}`)).items;

/** Opens a page and waits until it hears what happens. */
async function listening(visitor: Visitor, path: string): Promise<void> {
  const stream = visitor.page.waitForResponse((response) => new URL(response.url()).pathname === '/api/v1/live');
  await visitor.open(path);
  expect((await stream).status()).toBe(200);
  await settled(visitor.page);
}

async function place(locator: Locator): Promise<{ x: number; y: number }> {
  const { x, y } = (await locator.boundingBox())!;
  return { x: Math.round(x), y: Math.round(y) };
}

beforeAll(async () => {
  room = await WatchRoom.open('live', {
    mode: 'enforce',
    enforcers: [{ id: 'firewall', kind: 'dry' }],
    own_networks: ['203.0.113.64/26'],
  });
  await room.setUp();
  await room.customer({ id: 'zilverlinde', name: 'Apotheek Zilverlinde', timeZone: 'Europe/Amsterdam' });
  await room.serving.must('POST', '/api/v1/sources', {
    tenant: 'zilverlinde',
    name: 'PBX Zilverlinde',
    asset: '',
    kind: 'syslog',
    match: { hostname: 'pbx-zilverlinde' },
    format: 'auto',
    timeZone: 'Europe/Amsterdam',
  });
  pbx = new Asterisk(room.serving.port('syslog-udp'), 'pbx-zilverlinde');
  overview = await room.colleague();
  list = await room.colleague();
});

afterEach(({ task }) => room.witness(task));
afterAll(() => room?.close());

describe('an attack', () => {
  test('appears on the overview without reload: alert, country, block with rule and time left', async () => {
    await listening(overview, '/');
    await listening(list, '/alerts');
    const { page } = overview;
    await overview.sees('Nothing to do.');
    await list.sees('No alerts.');
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));

    const began = Date.now();
    await pbx.guessedAt('204', vietnam);
    const row = page.locator('#todo tr[data-row]');
    await row.filter({ hasText: `${vietnam} (Vietnam` }).waitFor({ timeout: 5000 });
    const seen = Date.now() - began;
    console.log(`from the last guess to the alert on the screen: ${seen} ms`);
    await reads(row, /guessing passwords: \d refused attempts/);
    await reads(row, /Apotheek Zilverlinde/);
    await reads(row, /14\.161\.22\.40 blocked \(simulated\).*left/);
    // Blocks are only simulated here, so nothing stops it yet.
    await reads(page.locator('h1'), /^1 alert needs attention now$/);
    expect(await row.getAttribute('data-tint')).toBe('red');
    const block = page.locator('#blocks li[data-row]').filter({ hasText: vietnam });
    await reads(block, /SIP brute force 14\.161\.22\.40 \(Vietnam.*(59 min|1 h) left/);
    await page.locator('#where-from tbody tr').filter({ hasText: 'Vietnam' }).waitFor();
    await reads(page.locator('#where-from tbody tr').filter({ hasText: 'Vietnam' }), /^Vietnam9/);
    await until('the country on the map', 5, async () =>
      (await page.locator('#where-from svg [data-known] title').allTextContents()).some((text) =>
        text.startsWith('Vietnam: 9 failed'),
      ),
    );
    await page.getByRole('link', { name: 'Alerts 1 open alert' }).first().waitFor();
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    await overview.picture('live-attack');
  });

  test('is announced in the list and waits there', async () => {
    const { page } = list;
    const rows = page.locator('tr[data-row]');
    await page.getByRole('button', { name: 'Show 1 new row' }).waitFor();
    expect(await rows.count()).toBe(0);
    await page.getByRole('button', { name: 'Show 1 new row' }).click();
    await rows.filter({ hasText: vietnam }).waitFor();
    await counted(page.getByRole('button', { name: /^Show \d+ new row/ }), 0);

    await rows.first().hover();
    const before = await place(rows.first());
    await pbx.guessedAt('205', egypt);
    await page.getByRole('button', { name: 'Show 1 new row' }).waitFor();
    expect(await rows.count()).toBe(1);
    expect(await place(rows.first())).toEqual(before);
    await page.getByRole('button', { name: 'Show 1 new row' }).click();
    await rows.filter({ hasText: egypt }).waitFor();
  });

  test('moves nothing on the overview while somebody points at it', async () => {
    const { page } = overview;
    const rows = page.locator('#todo tr[data-row]');
    await rows.filter({ hasText: egypt }).waitFor();
    await rows.first().hover();
    const before = await place(rows.first());
    await pbx.guessedAt('206', turkey);
    await page.locator('#todo').getByRole('button', { name: 'Show 1 new row' }).waitFor();
    expect(await rows.filter({ hasText: turkey }).count()).toBe(0);
    expect(await place(rows.first())).toEqual(before);
    await page.mouse.move(5, 500);
    await rows.filter({ hasText: turkey }).waitFor();
  });

  test('opens to its evidence, timeline and reason', async () => {
    const { page } = overview;
    await page
      .locator('#todo')
      .getByRole('link', { name: new RegExp(`^SIP brute force ${vietnam.replaceAll('.', '\\.')} \\(`) })
      .click();
    await page.locator('#evidence').waitFor();
    await reads(page.locator('h1'), /^14\.161\.22\.40 \(Vietnam, .+\) is guessing passwords/);
    const evidence = page.getByRole('table', { name: 'Evidence' });
    await counted(evidence.locator('tbody tr'), 9);
    await reads(evidence.locator('tbody tr'), /SIP sign-in: .*204.*14\.161\.22\.40 VN/);
    await evidence.getByRole('button', { name: 'Show original record and all fields' }).first().click();
    await overview.sees(/SecurityEvent="ChallengeResponseFailed".*RemoteAddress="IPV4\/UDP\/14\.161\.22\.40\/5071"/);
    await overview.sees('source.geo.country_iso_code');
    // An opened record leaves the columns as wide as the table.
    const widths = await evidence.evaluate((table) => [
      table.clientWidth,
      table.querySelector('tbody tr')!.lastElementChild!.getBoundingClientRect().right -
        table.getBoundingClientRect().left,
    ]);
    expect(Math.abs(widths[0]! - widths[1]!)).toBeLessThan(2);
    await reads(page.locator('#timeline'), /In force: 14\.161\.22\.40.*Alert opened/);
    await overview.sees('Why this alert?');
    await page.getByRole('link', { name: 'SIP brute force', exact: true }).waitFor();
    await overview.sees('block 1 h, doubling up to 1 week');
    await overview.sees(/^Guards: all guards pass$/);
    await page.getByText(/^Guards: all guards pass$/).click();
    await reads(page.locator('#decisions'), /Own network.*passed.*Customer site.*passed/);
    await overview.picture('live-alert', true);
  });

  test('is acknowledged with a, its block undone with u, and blocked again with b', async () => {
    const { page } = overview;
    await page.keyboard.press('a');
    await overview.sees(/^Acknowledged: 14\.161\.22\.40/);
    expect(await detailOf(vietnam)).toMatchObject({ state: 'acknowledged', acknowledgedBy: administrator.name });
    await reads(page.locator('#timeline'), /Acknowledged by Anna de Wit/);

    await page.keyboard.press('u');
    await overview.sees(`Block of ${vietnam} undone`);
    expect(await blocksOf(vietnam, 'current')).toEqual([]);
    expect(await blocksOf(vietnam, 'lifted')).toHaveLength(1);
    await reads(page.locator('#decisions'), /Undone/);
    await reads(page.locator('#timeline'), /Undone: 14\.161\.22\.40/);
    await reads(list.page.locator('tr[data-row]').filter({ hasText: vietnam }), /block of 14\.161\.22\.40 undone/);

    await page.keyboard.press('b');
    const dialog = page.getByRole('dialog', { name: 'Block an address or range' });
    await dialog.getByText('All guards pass').waitFor();
    await reads(dialog.locator('.bw-preview'), /Addresses1.*Vietnam.*nobody/);
    await overview.picture('block-dialog');
    const submit = dialog.getByRole('button', { name: `Block ${vietnam} for 1 h` });
    await submit.click();
    await dialog.waitFor({ state: 'hidden' });
    const toast = page.getByRole('status').filter({ hasText: `${vietnam} is blocked for 1 h` });
    await reads(toast, /Simulated only: nothing is stopped/);
    const [again] = await until('the block', 5, async () => {
      const found = await blocksOf(vietnam, 'current');
      return found.length > 0 && found;
    });
    expect(again).toMatchObject({ state: 'in-force', authorName: administrator.name });
    // The alert says so at once, here and at the colleague who has the list open.
    await reads(page.getByRole('region', { name: 'Alert' }), /14\.161\.22\.40 blocked \(simulated\).*left/);
    await page
      .getByRole('region', { name: 'Alert' })
      .getByRole('button', { name: `Undo block ${vietnam}` })
      .waitFor();
    const inList = list.page.locator('tr[data-row]').filter({ hasText: vietnam });
    await reads(inList, /14\.161\.22\.40 blocked/);
    await reads(inList, /Acknowledged/);
    // What can be undone stays; what only tells goes by itself.
    await page.getByText(/^Acknowledged: 14\.161\.22\.40/).waitFor({ state: 'hidden' });
    await toast.getByRole('button', { name: `Undo block ${vietnam}` }).click();
    await overview.sees(`Block of ${vietnam} undone`);
    await until('the block gone', 5, async () => (await blocksOf(vietnam, 'current')).length === 0);
    await page
      .getByRole('region', { name: 'Alert' })
      .getByRole('button', { name: `Block ${vietnam}` })
      .waitFor();
    await reads(inList, /block of 14\.161\.22\.40 undone/);
  });

  test('from our own network is held by its guard, and a person is held as well', async () => {
    const { page } = overview;
    await pbx.guessedAt('207', own);
    const { id } = await detailOf(own);
    await listening(overview, `/alerts/${id}`);
    await reads(page.locator('#decisions'), /203\.0\.113\.70Held by a guard/);
    await reads(page.locator('#decisions'), /Own networkholds · 203\.0\.113\.64\/26/);
    await reads(page.getByRole('region', { name: 'Alert' }), /Check with the customer before you block/);
    await overview.picture('held-alert');
    await page.keyboard.press('b');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A guard holds this block: Own network').waitFor();
    expect(await dialog.getByRole('button', { name: /^Block 203/ }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await blocksOf(own, 'current')).toEqual([]);
    await listening(overview, '/');
    await page.getByRole('link', { name: '1 block held by a guard in 24 h' }).click();
    await page.locator('tr[data-row]').filter({ hasText: own }).filter({ hasText: 'Held by a guard' }).waitFor();
  });
});

describe('hostile text', () => {
  const named = '<svg/onload=alert(2)>';
  const account = '<img src=x onerror=alert(document.domain)>';
  const agent = `\u202e${'W'.repeat(60)}"><script>alert(1)</script>${'='.repeat(140)}`;

  test('is text and nothing else, wherever it shows', async () => {
    const token = await room.serving.token('ingest', named, 'zilverlinde');
    const event = (number: number) => ({
      'event.action': 'sip-auth',
      'event.outcome': 'failure',
      'event.reason': 'wrong-password',
      'source.ip': mexico,
      'source.port': 5060 + number,
      'user.name': account,
      'user_agent.original': agent,
    });
    const answer = await room.serving.deliver(
      token.secret,
      Array.from({ length: 9 }, (_, number) => event(number)),
    );
    expect(answer.status).toBe(200);
    const { id } = await detailOf(mexico);
    // What delivers over HTTP is a source with the name of its token.
    const sources = await room.serving.get<{ id: string; name: string }[]>('/api/v1/sources');
    const source = sources.find(({ name }) => name === named)!;
    const paths = [
      '/',
      '/alerts',
      `/alerts/${id}`,
      `/search?q=${mexico}`,
      '/blocks',
      '/sources',
      `/sources/${source.id}`,
    ];

    for (const look of [{}, { width: 360, height: 740, touch: true }]) {
      const reader = await room.colleague(look);
      for (const path of paths) {
        await reader.go(path);
        await settled(reader.page);
        if (path.startsWith('/alerts/')) {
          await reader.page.locator('#evidence tbody tr').first().click();
          await reader.page
            .getByText(/\\u202eWWW.*<script>alert\(1\)<\/script>===/)
            .first()
            .waitFor();
          await reader.page.getByText(account).first().waitFor();
          await reader.picture(`hostile${look.width ? '-phone' : ''}`, true);
        }
        if (path.startsWith('/sources')) await reader.page.getByText(named).first().waitFor();
        const { made, raw } = await reader.page.evaluate(() => ({
          made: document.querySelectorAll('img[src="x"], svg[onload], body script:not([src])').length,
          raw: document.body.textContent!.includes('\u202e'),
        }));
        expect({ made, raw }, path).toEqual({ made: 0, raw: false });
        expect(await sticksOut(reader.page), `${path} at ${look.width ?? 1440} px`).toEqual([]);
      }
      expect(reader.troubles).toEqual([]);
      await reader.leave();
    }
  });
});

describe('on a phone', () => {
  test('acknowledge, block and undo are under the thumb', async () => {
    const phone = await room.colleague({ width: 360, height: 740, touch: true });
    const { page } = phone;
    await listening(phone, '/');
    const card = page.locator('#todo tr[data-row]').filter({ hasText: turkey });
    await card.getByRole('button', { name: `Undo block ${turkey}` }).tap();
    await phone.sees(`Block of ${turkey} undone`);
    await card.getByRole('button', { name: `Block ${turkey}` }).waitFor();
    await page.getByRole('status').getByRole('button').first().tap();
    await card.getByRole('button', { name: 'Acknowledge' }).tap();
    await phone.sees(/^Acknowledged: 78\.186\.44\.10/);
    await card.waitFor({ state: 'hidden' });
    expect((await detailOf(turkey)).state).toBe('acknowledged');

    await phone.open(`/alerts/${(await detailOf(turkey)).id}`);
    const block = page.getByRole('button', { name: `Block ${turkey}` });
    const box = (await block.boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(740);
    expect(box.height).toBeGreaterThanOrEqual(40);
    await block.tap();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('All guards pass').waitFor();
    await phone.picture('block-dialog-phone');
    expect(await sticksOut(page)).toEqual([]);
    await dialog.getByRole('button', { name: `Block ${turkey} for 1 h` }).tap();
    await phone.sees(`${turkey} is blocked for 1 h`);
    await until('the block', 5, async () => (await blocksOf(turkey, 'current')).length === 1);
    await phone.picture('blocked-phone');
    await page
      .getByRole('status')
      .getByRole('button', { name: `Undo block ${turkey}` })
      .tap();
    await until('the block gone', 5, async () => (await blocksOf(turkey, 'current')).length === 0);
    await phone.leave();
  });

  test('nothing went wrong on any screen', () => {
    expect(room.troubles).toEqual([]);
  });
});
