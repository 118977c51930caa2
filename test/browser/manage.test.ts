import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Decision } from '../../src/api/schema/alerts.ts';
import type { System } from '../../src/api/schema/keeping.ts';
import { counted, reads, type Visitor } from '../lab/browser.ts';
import { sendUdp } from '../lab/senders.ts';
import { until } from '../lab/until.ts';
import { Asterisk } from './asterisk.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';

/** The pages where people set things up and take decisions themselves. In one file because every file starts a server. */
let room: WatchRoom;
let visitor: Visitor;
let mail: SMTPServer;
const letters: string[] = [];

const { page, button, textbox, dialog, row } = {
  page: () => visitor.page,
  button: (name: string | RegExp) => visitor.page.getByRole('button', { name }),
  textbox: (name: string | RegExp) => visitor.page.getByRole('textbox', { name }),
  dialog: () => visitor.page.getByRole('dialog'),
  row: (text: string) => visitor.page.locator('[data-row], .bw-setting-line, .bw-unassigned').filter({ hasText: text }),
};
const decisions = async (query: string): Promise<Decision[]> =>
  (await room.serving.get<{ items: Decision[] }>(`/api/v1/decisions?${query}`)).items;

beforeAll(async () => {
  mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (data) => (text += data));
      stream.on('end', () => {
        letters.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve));
  const { port } = mail.server.address() as { port: number };
  room = await WatchRoom.open('manage', {
    enforcers: [{ id: 'firewall', kind: 'dry' }],
    own_networks: ['203.0.113.64/26'],
    smtp: { host: '127.0.0.1', port },
  });
  await room.setUp();
  await room.customer({ id: 'veldkamp', name: 'Veldkamp Logistiek', timeZone: 'Europe/Amsterdam' });
  visitor = await room.colleague();
});

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await new Promise<void>((resolve) => (mail ? mail.close(resolve) : resolve()));
  await room?.close();
});

describe('blocks', () => {
  test('an empty page teaches, and an address is blocked with a preview of what that touches', async () => {
    await visitor.open('/blocks');
    await visitor.sees('No blocks in force.');
    await visitor.sees('./belwacht block 203.0.113.7 --for 1h --reason "…"');
    await button('Block an address').click();
    await dialog().getByText('Fill in an address to see what a block touches.').waitFor();
    const submit = dialog().locator('button[type=submit]');
    expect(await submit.isDisabled()).toBe(true);
    await textbox('Address or range').fill('198.51.100.300');
    await dialog().getByText('This is not an address or range.').waitFor();
    await textbox('Address or range').fill('198.51.100.0/28');
    await dialog().getByText('All guards pass').waitFor();
    await reads(dialog().locator('.bw-preview'), /Addresses16/);
    await dialog().getByText('4 h', { exact: true }).click();
    await textbox('Reason').fill('seen at another customer');
    await dialog().getByRole('button', { name: 'Block 198.51.100.0/28 for 4 h' }).click();
    await visitor.sees('198.51.100.0/28 is blocked for 4 h');
    await reads(
      row('198.51.100.0/28'),
      /In force.*(3 h 59|4 h) left.*firewall \(simulated\).*Anna de Wit.*seen at another customer/,
    );
    const [block] = await decisions('state=current');
    expect(Date.parse(block!.until) - Date.parse(block!.from)).toBe(4 * 3_600_000);
    await row('198.51.100.0/28').locator('time').first().waitFor();
    await page().getByRole('status').getByRole('button').last().click();
  });

  test('what is not to be blocked is refused with the guard named, in the preview and by the server', async () => {
    for (const [value, guard] of [
      ['203.0.113.65', 'Own network'],
      ['127.0.0.1', 'Your own address'],
      ['198.0.0.0/8', 'Size of the range'],
    ] as const) {
      await button('Block an address').click();
      await textbox('Address or range').fill(value);
      await dialog().getByText(`A guard holds this block: ${guard}`).waitFor();
      expect(await dialog().locator('button[type=submit]').isDisabled(), value).toBe(true);
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().waitFor({ state: 'hidden' });
      const refused = await room.serving.ask('POST', '/api/v1/decisions', {
        body: { value, durationS: 600, reason: 'x' },
      });
      expect(refused.status, refused.text).toBe(409);
    }
    expect(await decisions('state=current')).toHaveLength(1);
  });

  test('what is only unusual warns, and a person may go on', async () => {
    await button('Block an address').click();
    await textbox('Address or range').fill('10.20.30.40');
    await dialog().getByText('Private network: Belwacht would not block this by itself. You may.').waitFor();
    await dialog().getByRole('button', { name: 'Block 10.20.30.40 for 1 h' }).click();
    await button('Undo block 10.20.30.40').last().click();
    await visitor.sees('Block of 10.20.30.40 undone');
    expect((await decisions('q=10.20.30.40')).map(({ state }) => state)).toEqual(['lifted']);
  });

  test('are found by search, open to their guards, and are undone with u', async () => {
    await room.serving.must('POST', '/api/v1/decisions', { value: '2001:db8:5::/64', durationS: 60, reason: 'short' });
    await button('Show 1 new row').click();
    await row('2001:db8:5::/64').waitFor();
    await reads(row('2001:db8:5::/64'), /(1 min|\d\d s) left/);
    await textbox('Search blocks')
      .or(page().getByRole('searchbox', { name: 'Search blocks' }))
      .fill('another customer');
    await counted(page().locator('tr[data-row]'), 1);
    expect(new URL(page().url()).searchParams.get('q')).toBe('another customer');
    await row('198.51.100.0/28').locator('td').nth(1).click();
    await dialog().getByText('Guard results').waitFor();
    await reads(dialog(), /Allowlistpassed/);
    await visitor.picture('block-detail');
    await page().keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await page().keyboard.press('j');
    await page().keyboard.press('u');
    await visitor.sees('Block of 198.51.100.0/28 undone');
    expect((await decisions('q=198.51.100.0/28')).map(({ state }) => state)).toEqual(['lifted']);
    await page().getByRole('combobox', { name: 'State' }).selectOption('lifted');
    await reads(row('198.51.100.0/28'), /Undone/);
    expect(await row('198.51.100.0/28').getByRole('button', { name: /^Undo/ }).count()).toBe(0);
  });
});

describe('sources', () => {
  test('the connect page shows the real ports and turns green with the first line', async () => {
    await visitor.open('/sources/connect');
    const code = page().locator('.bw-steps');
    await reads(code, new RegExp(`target="127\\.0\\.0\\.1" port="${room.serving.port('syslog-tcp')}"`));
    await reads(code, new RegExp(`capture_address = 127\\.0\\.0\\.1:${room.serving.port('hep-udp')}`));
    for (const product of ['FreeSWITCH', 'Kamailio', 'rsyslog', 'ssh']) {
      await page()
        .getByRole('navigation', { name: 'Product' })
        .getByRole('link', { name: new RegExp(product) })
        .click();
      await reads(page().locator('.bw-steps'), new RegExp(`"${room.serving.port('syslog-tcp')}"`));
    }
    await page()
      .getByRole('navigation', { name: 'Product' })
      .getByRole('link', { name: /rsyslog/ })
      .click();
    await reads(page().locator('.bw-steps'), new RegExp(`--port ${room.serving.port('syslog-udp')} --udp`));
    await visitor.sees('Waiting for the first line…');
    await visitor.picture('connect-waiting');
    const waited = page().locator('.bw-waiting');
    expect(await waited.getAttribute('data-arrived')).toBe('false');
    await new Asterisk(room.serving.port('syslog-udp'), 'pbx-veldkamp').says('SuccessfulAuth', '192.0.2.41', ['301']);
    await page().locator('.bw-waiting[data-arrived=true]').waitFor();
    await reads(waited, /The first line has arrived from pbx-veldkamp.*It belongs to no customer yet/);
    await reads(waited, /Recognised.*SecurityEvent="SuccessfulAuth"/);
    await visitor.picture('connect-arrived');
  });

  test('an unknown sender appears by itself and is given to its customer', async () => {
    await visitor.open('/sources');
    await settled(page());
    const pbx = new Asterisk(room.serving.port('syslog-udp'), 'pbx-loods');
    expect(await row('pbx-loods').count()).toBe(0);
    await pbx.says('SuccessfulAuth', '192.0.2.42', ['302']);
    await row('pbx-loods').waitFor();
    await visitor.sees('They deliver, but belong to no customer yet. Their events are kept.');
    await button(/^Assign pbx-loods.* to a customer$/).click();
    await dialog().getByRole('combobox', { name: 'Customer' }).click();
    await page().getByRole('option', { name: 'Veldkamp Logistiek' }).click();
    await visitor.picture('assign-source');
    await dialog().getByRole('button', { name: 'Assign to customer' }).click();
    await visitor.sees(/now belongs to Veldkamp Logistiek\./);
    await page()
      .locator('tr[data-row]')
      .filter({ hasText: 'pbx-loods' })
      .filter({ hasText: 'Veldkamp Logistiek' })
      .waitFor();
    await counted(page().locator('.bw-unassigned').filter({ hasText: 'pbx-loods' }), 0);

    // From now on what it sends is the customer's.
    await pbx.guessedAt('302', '14.161.22.41');
    const alert = await until('an alert of the customer', 5, async () =>
      (await room.serving.get<{ items: { tenant: string }[] }>('/api/v1/alerts?q=14.161.22.41')).items.at(0),
    );
    expect(alert.tenant).toBe('veldkamp');
    await page()
      .locator('tr[data-row]')
      .getByRole('link', { name: /pbx-loods/ })
      .click();
    await reads(page().locator('#tail'), /Recognised.*ChallengeResponseFailed/);
    await reads(page().locator('.bw-tally'), /Received10.*Recognised10/);
  });

  test('a sender whose clock is an hour ahead is told of, under the sources and in the settings', async () => {
    await visitor.open('/sources');
    await settled(page());
    expect(await page().locator('#intake').count()).toBe(0);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const line = `<133>1 ${ahead} pbx-loods asterisk 1 - - NOTICE[1]: chan_sip.c:1 in x: Registration from '<sip:1@h>' failed for '192.0.2.42:1' - Wrong password`;
    await sendUdp(room.serving.port('syslog-udp'), [line]);
    await until('the count', 10, async () => {
      const { intake } = await room.serving.get<System>('/api/v1/system');
      return intake.skewedTimes === 1;
    });
    await visitor.open('/sources');
    await reads(page().locator('#intake'), /1 event with a time that cannot be right.*Check clock and time zone/);
    await visitor.picture('sources-intake');
    await visitor.open('/settings?section=system');
    await reads(page().locator('#intake'), /Not taken as it came.*1 event with a time that cannot be right/);
    await visitor.picture('system-intake');
    const phone = await room.colleague({ width: 360, height: 780, locale: 'nl-NL', theme: 'dark', touch: true });
    await phone.open('/sources');
    await phone.sees(/1 gebeurtenis met een tijd die niet kan kloppen/);
    await phone.picture('sources-intake-phone', true);
  });
});

describe('rules', () => {
  const switchOf = () =>
    page().locator('tr[data-row="sip-brute-force"]').getByRole('radiogroup', { name: 'Mode of SIP brute force' });

  test('change mode only after a question that says what it means', async () => {
    await visitor.open('/rules');
    await switchOf().getByText('Off').click();
    await dialog().getByText('Set “SIP brute force” to Off?').waitFor();
    await dialog().getByText('In the last 24 h it raised 1 alert.').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'hidden' });
    expect(await switchOf().getByRole('radio', { name: 'Enforce' }).isChecked()).toBe(true);

    await switchOf().getByText('Report only').click();
    await dialog().getByRole('button', { name: 'Set to Report only' }).click();
    await visitor.sees('SIP brute force: Report only');
    expect(await switchOf().getByRole('radio', { name: 'Report only' }).isChecked()).toBe(true);
    const rules = await room.serving.get<{ id: string; mode: string }[]>('/api/v1/rules');
    expect(rules.find(({ id }) => id === 'sip-brute-force')?.mode).toBe('report-only');
  });

  test('run over the past and say what they would have done', async () => {
    await page().getByRole('link', { name: 'SIP brute force', exact: true }).click();
    await page().getByRole('heading', { name: 'SIP brute force' }).waitFor();
    await page().locator('#backtest').getByText('1 day', { exact: true }).click();
    await button('Run over the last day').click();
    await reads(page().locator('#backtest'), /1 alert in \d+ events, .+; would have blocked 1 address/);
    await reads(page().locator('#backtest tbody tr'), /14\.161\.22\.41 .*guessing passwords.*Veldkamp Logistiek/);
    expect(new URL(page().url()).searchParams.get('backtest')).toBeTruthy();
    await visitor.picture('backtest');
    // The run stands in the address: it is found again.
    await page().reload();
    await reads(page().locator('#backtest'), /1 alert in \d+ events/);
    expect(await decisions('q=14.161.22.41&state=current')).toEqual([]);
  });
});

describe('settings', () => {
  test('mode: enforce asks first and the notice goes', async () => {
    await visitor.open('/');
    await visitor.sees('Report only: nothing is blocked automatically.');
    await page().locator('[data-banner=mode]').getByRole('link', { name: 'Change' }).click();
    await page().getByRole('radio', { name: 'Enforce' }).click();
    await dialog()
      .getByText('Rules set to enforce block automatically from now on, unless a guard holds it.')
      .waitFor();
    await dialog().getByRole('button', { name: 'Set everything to enforce' }).click();
    await page().locator('[data-banner=mode]').waitFor({ state: 'hidden' });
    expect(await room.serving.get('/api/v1/settings')).toMatchObject({ mode: 'enforce' });
  });

  test('allowlist: what is on it is never blocked', async () => {
    await visitor.open('/settings?section=guards');
    await visitor.sees('Nothing on the allowlist.');
    const form = page().locator('#allowlist form');
    await form.getByRole('textbox', { name: 'Address or range' }).fill('192.0.2.128/25');
    await form.getByRole('textbox', { name: 'Note' }).fill('carrier');
    await form.getByRole('button', { name: 'Add to allowlist' }).click();
    await row('192.0.2.128/25').filter({ hasText: 'carrier' }).waitFor();
    await page().keyboard.press('Escape');
    await page().keyboard.press('b');
    await textbox('Address or range').last().fill('192.0.2.200');
    await dialog().getByText('A guard holds this block: Allowlist').waitFor();
    await page().keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await button('Remove 192.0.2.128/25 from the allowlist').click();
    await visitor.sees('Nothing on the allowlist.');
  });

  test('recipients: a test arrives by real mail, and a failure says why', async () => {
    await visitor.open('/settings?section=recipients');
    await visitor.sees('Nobody is notified yet.');
    await textbox('Mail address or URL').fill('noc@example.net');
    await page().getByRole('combobox', { name: 'From severity' }).selectOption('medium');
    await page().locator('#recipients').getByRole('combobox', { name: 'Language' }).selectOption('nl');
    await button('Add recipient').click();
    await button('Send a test to noc@example.net').click();
    await visitor.sees('The test to noc@example.net was accepted.');
    await until('the letter', 5, () => letters.some((letter) => /^To: noc@example\.net/m.test(letter)));
    await reads(row('noc@example.net'), /from severity medium · NL.*delivered/);
    await visitor.picture('recipients');

    await new Promise<void>((resolve) => mail.close(resolve));
    await button('Send a test to noc@example.net').click();
    const failure = page().getByRole('alert').filter({ hasText: 'The test to noc@example.net failed' });
    await failure.waitFor();
    expect(
      ((await failure.textContent()) ?? '').replace('The test to noc@example.net failed', '').length,
    ).toBeGreaterThan(10);
    await reads(row('noc@example.net'), /failed/);
    await button('Remove recipient noc@example.net').click();
    await row('noc@example.net').waitFor({ state: 'detached' });
    expect(await room.serving.get<unknown[]>('/api/v1/recipients')).toEqual([]);
  });

  test('tokens: shown once, work, and are refused when revoked', async () => {
    await visitor.open('/settings?section=tokens');
    await page().locator('#tokens').getByRole('button', { name: 'Make token' }).click();
    await dialog().getByRole('combobox', { name: 'For' }).selectOption('ingest');
    await dialog().getByRole('textbox', { name: 'Name of the token' }).fill('pbx-script');
    await dialog().getByRole('combobox', { name: 'Customer of the token' }).selectOption('veldkamp');
    await dialog().getByRole('button', { name: 'Make token' }).click();
    await dialog().getByText('Copy it now: it is shown once.').waitFor();
    const secret = (await dialog().locator('.bw-copy-line code').first().textContent())!;
    expect(secret.length).toBeGreaterThan(20);
    expect(
      (await room.serving.deliver(secret, [{ 'event.action': 'sip-auth', 'source.ip': '192.0.2.9' }])).status,
    ).toBe(200);
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await dialog().waitFor({ state: 'hidden' });
    await page().reload();
    await row('pbx-script').filter({ hasText: 'Veldkamp Logistiek' }).waitFor();
    expect(await page().content()).not.toContain(secret);
    await button('Revoke token pbx-script').click();
    await dialog().getByText('Whatever uses it is refused from now on.').waitFor();
    await dialog().getByRole('button', { name: 'Revoke token pbx-script' }).click();
    await row('pbx-script').waitFor({ state: 'hidden' });
    expect((await room.serving.deliver(secret, [{ 'event.action': 'sip-auth' }])).status).toBe(401);
  });
});

describe('keyboard', () => {
  test('/ searches, and letters are letters while typing', async () => {
    await visitor.open('/alerts');
    await page().locator('tr[data-row]').first().waitFor();
    const before = visitor.requests.length;
    await page().keyboard.press('/');
    await page().keyboard.type('a b u j 14.161.22.41');
    const box = page().getByRole('searchbox', { name: 'Search', exact: true });
    expect(await box.inputValue()).toBe('a b u j 14.161.22.41');
    expect(await dialog().count()).toBe(0);
    expect(visitor.requests.slice(before).filter((request) => request.startsWith('POST'))).toEqual([]);
    await box.fill('14.161.22.41');
    await page().keyboard.press('Enter');
    await page().waitForURL('**/search?q=14.161.22.41');
    await reads(page().locator('main'), /14\.161\.22\.41/);
  });

  test('g and a letter goes, j and k choose, Enter opens, Escape goes back', async () => {
    for (const [key, heading] of [
      ['b', 'Blocks'],
      ['s', 'Sources'],
      ['r', 'Rules'],
      ['i', 'Settings'],
      ['a', 'Alerts'],
    ] as const) {
      await page().keyboard.press('g');
      await page().keyboard.press(key);
      await page().getByRole('heading', { name: heading, exact: true }).waitFor();
    }
    await page().keyboard.press('g');
    await page().keyboard.press('r');
    const rows = page().locator('tr[data-row]');
    await rows.nth(3).waitFor();
    const chosen = page().locator('tr[aria-current=true]');
    await page().keyboard.press('j');
    expect(await chosen.getAttribute('data-row')).toBe(await rows.nth(0).getAttribute('data-row'));
    await page().keyboard.press('j');
    await page().keyboard.press('j');
    await page().keyboard.press('k');
    expect(await chosen.count()).toBe(1);
    const second = (await rows.nth(1).getAttribute('data-row'))!;
    expect(await chosen.getAttribute('data-row')).toBe(second);
    await page().keyboard.press('Enter');
    await page().waitForURL(`**/rules/${second}`);
    // The address changes before the list is gone.
    await page().locator('#backtest').waitFor();
    await page().keyboard.press('Escape');
    await page().waitForURL('**/rules');
  });

  test('? shows every key, Ctrl K goes anywhere and blocks', async () => {
    await page().keyboard.press('?');
    await dialog().getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await reads(dialog(), /acknowledge.*undo the block/);
    await visitor.picture('keyboard-help');
    await page().keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await page().keyboard.press('Control+k');
    await page()
      .getByRole('textbox', { name: 'Command palette' })
      .or(page().getByRole('searchbox', { name: 'Command palette' }))
      .fill('sources');
    await page().keyboard.press('ArrowDown');
    await visitor.picture('palette');
    await page().getByText('Go to Sources').click();
    await page().waitForURL('**/sources');
    await page().keyboard.press('Control+k');
    // At once: the first letter is not lost.
    await page().keyboard.type('198.51.100.77');
    await page().getByText('Block 198.51.100.77…').waitFor();
    await page().keyboard.press('Enter');
    await page().getByRole('dialog', { name: 'Block an address or range' }).waitFor();
    expect(await textbox('Address or range').inputValue()).toBe('198.51.100.77');
    await page().keyboard.press('Escape');
  });

  test('the focus can be seen wherever Tab takes it', async () => {
    await visitor.open('/blocks');
    await settled(page());
    const unseen: string[] = [];
    const visited = new Set<string>();
    for (let step = 0; step < 20; step++) {
      await page().keyboard.press('Tab');
      const { name, visible } = await page().evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const look = (of: Element) => {
          const style = getComputedStyle(of);
          return `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor} ${style.borderColor} ${style.boxShadow}`;
        };
        const around = [element, element.parentElement!];
        for (const one of around) for (const change of one.getAnimations()) change.finish();
        const focused = around.map(look).join();
        element.blur();
        for (const one of around) for (const change of one.getAnimations()) change.finish();
        const plain = around.map(look).join();
        element.focus({ preventScroll: true });
        return {
          name: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30)}`,
          visible: focused !== plain,
        };
      });
      visited.add(name);
      if (!visible && !name.startsWith('BODY')) unseen.push(name);
    }
    expect(visited.size).toBeGreaterThan(12);
    expect([...visited][0]).toMatch(/Skip to content/);
    expect(unseen).toEqual([]);
  });

  test('nothing went wrong on any screen', () => {
    expect(room.troubles).toEqual([]);
  });
});
