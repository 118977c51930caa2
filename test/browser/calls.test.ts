import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AlertSummary } from '../../src/api/schema/alerts.ts';
import type { Call, CallAnswer, CallStop } from '../../src/api/schema/calls.ts';
import { type Look, reads, type Visitor } from '../lab/browser.ts';
import { type CapturedCall, SipCapture } from '../lab/sip-capture.ts';
import { until } from '../lab/until.ts';
import { zoneWhere } from '../lab/zone-where.ts';
import { FreeSwitchStandIn } from '../stand-ins/freeswitch.ts';
import { faint, nameless, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';

/** A fraud from its first call to the stop and the way back, as the person on duty sees it; and the screens around it. */
let room: WatchRoom;
let capture: SipCapture;
let duty: Visitor;
let asker: string;
let alert: AlertSummary;

const customer = 'kaasboer';
const calls: CapturedCall[] = [];

const verdict = async (to: string): Promise<CallAnswer> => {
  const answer = await room.serving.ask<CallAnswer>('POST', '/api/v1/calls/authorise', {
    token: asker,
    body: { from: '201', to, account: '201' },
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.json();
};
const running = async (): Promise<Call[]> =>
  (await room.serving.get<{ items: Call[] }>(`/api/v1/calls?state=running&tenant=${customer}`)).items;
const stops = async (state: string): Promise<CallStop[]> =>
  (await room.serving.get<{ items: CallStop[] }>(`/api/v1/call-stops?state=${state}&tenant=${customer}`)).items;

beforeAll(async () => {
  room = await WatchRoom.open('calls', {});
  await room.setUp();
  const { serving } = room;
  await serving.must('POST', '/api/v1/customers', {
    id: customer,
    name: 'Kaasboer De Waag',
    timeZone: zoneWhere(3),
  });
  await serving.must('POST', `/api/v1/customers/${customer}/accounts`, { name: '201' });
  await serving.must('POST', `/api/v1/customers/${customer}/call-settings/enforce`);
  await serving.must('POST', '/api/v1/customers', {
    id: 'tuincentrum',
    name: 'Tuincentrum Groenrijk',
    timeZone: 'Europe/Amsterdam',
  });
  await serving.must('POST', '/api/v1/customers/tuincentrum/accounts', { name: '301' });
  asker = (
    await serving.must<{ secret: string }>('POST', '/api/v1/tokens', { kind: 'api', name: 'sbc', preset: 'authorise' })
  ).secret;
  capture = new SipCapture(serving.port('hep-udp'));
  duty = await room.colleague();
}, 120_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  capture?.close();
  await room?.close();
});

describe('a fraud', () => {
  test('is seen from its first call, with what it costs so far', { timeout: 60_000 }, async () => {
    await duty.open('/calls');
    await duty.sees('No call is running.');
    const home = { id: 'home', account: '301', dialled: '0201112233' };
    const first = { id: 'gm-0', account: '201', dialled: '002207701234' };
    calls.push(home, first);
    for (const call of calls) capture.invite(call);
    await duty.sees('+2207701234');
    await duty.sees('ringing');
    for (const call of calls) capture.answer(call);
    await until('money to be counted', 20, async () => (await running()).some(({ costEur }) => costEur > 0));
    const row = duty.page.locator('#running-calls tr', { hasText: '+2207701234' });
    await reads(row, /€\s?0[.,]\d*[1-9]/);
    await reads(row, /Gambia/);
    await reads(row, /201 · Kaasboer De Waag/);
  });

  test('becomes an alert that reads like a story, and is stopped by its rule', { timeout: 90_000 }, async () => {
    for (let number = 1; number <= 24; number++) {
      const call = { id: `gm-${number}`, account: '201', dialled: `0022077012${String(40 + number)}` };
      calls.push(call);
      capture.invite(call);
      await new Promise((resolve) => setTimeout(resolve, 150));
      capture.answer(call);
    }
    const [stop] = await until('a stop of the account', 60, async () => {
      const found = await stops('in-force');
      return found.length > 0 && found;
    });
    expect(stop).toMatchObject({ author: `rule:${stop!.rule}`, tenant: customer });
    alert = await until('an alert about it', 10, async () => {
      const { items } = await room.serving.get<{ items: AlertSummary[] }>('/api/v1/alerts');
      return items.find(({ id }) => id === stop!.alert);
    });
    expect(alert.calls?.countries).toEqual(['GM']);
    expect((await verdict('002207701299')).verdict).toBe('refuse');
    expect((await verdict('112')).verdict).toBe('pass');
    expect((await verdict('0201112233')).verdict).toBe('pass');

    await duty.open(`/alerts/${alert.id}`);
    await settled(duty.page);
    await duty.sees('The money');
    const money = duty.page.locator('#money');
    await reads(money, /Cost so far\s*€/);
    await reads(money, /Gambia/);
    await reads(money, /\+2207701/);
    await reads(duty.page.locator('#stops'), /In force/);
  });

  test('is let through again with one click, and the kernel of it: the next call passes', {
    timeout: 60_000,
  }, async () => {
    const undo = duty.page.locator('#stops').getByRole('button', { name: /Undo/ });
    await undo.first().click();
    await duty.sees('Stop undone');
    await until('no stop to be in force', 10, async () => (await stops('in-force')).length === 0);
    expect((await verdict('002207701299')).verdict).toBe('pass');
  });

  test('can be stopped by hand, for the whole customer', { timeout: 60_000 }, async () => {
    await duty.page.locator('#stops').getByRole('button', { name: 'Stop calls' }).click();
    const dialog = duty.page.getByRole('dialog');
    await dialog.getByLabel('Whose calls').selectOption('customer');
    await dialog.getByLabel('Which calls').selectOption('abroad');
    await duty.picture('calls-stop-dialog');
    await dialog.getByRole('button', { name: /Stop for 4 h/ }).click();
    await duty.sees('Calls are stopped');
    expect(await verdict('004930123456')).toMatchObject({ verdict: 'refuse', reason: 'stopped-customer' });
    expect((await verdict('0201112233')).verdict).toBe('pass');
    for (const call of calls) capture.bye(call);
  });
});

describe('the settings of a customer', () => {
  test('change a cap, and it holds', { timeout: 60_000 }, async () => {
    await duty.open(`/customers/${customer}/calls`);
    await settled(duty.page);
    await duty.sees('Caps and figures');
    const cap = duty.page.locator('#call-figures input').first();
    await cap.fill('7');
    await duty.page.locator('#call-figures').getByRole('button', { name: 'Save' }).click();
    await duty.sees('Saved');
    const { figures } = await room.serving.get<{ figures: Record<string, number> }>(
      `/api/v1/customers/${customer}/call-settings`,
    );
    expect(Object.values(figures)).toEqual([7]);
    await duty.sees('1 figure differs from usual');
  });

  test('take a rate deck with a broken line, and tell what a number costs', { timeout: 60_000 }, async () => {
    await duty.open('/settings?section=rates');
    await duty.sees('No rate deck yet.');
    await duty.page.getByRole('button', { name: 'Import a deck' }).click();
    await duty.page.locator('input[type=file]').setInputFiles({
      name: 'carrier.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('prefix,name,eur_per_minute\n31,Netherlands,0.01\n2207,Gambia mobile,0.63\nnonsense,x,y\n'),
    });
    await duty.sees('2 lines read well.');
    await duty.sees('1 line is refused; the rest holds.');
    await duty.page.getByRole('button', { name: 'Use this deck' }).click();
    await duty.sees('in use');
    await duty.page.getByLabel('Number with country code').fill('+220 770 1234');
    await duty.page.getByRole('button', { name: 'Look up' }).click();
    await duty.sees(/€\s?0\.63 a minute/);
    await duty.page.getByRole('button', { name: 'Import a deck' }).click();
    await duty.page.locator('input[type=file]').setInputFiles({
      name: 'dollars.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('prefix,Destination,What we ask,currency\n2207,Gambia,0.50,USD\n31,Netherlands,0.01,EUR\n'),
    });
    await duty.page.getByLabel('Column “What we ask” is').selectOption('price per minute');
    await duty.page.getByLabel('Other currency').fill('usd');
    await duty.page.getByLabel('1 USD in euro').fill('0,92');
    await duty.page.getByRole('button', { name: 'Read again' }).click();
    await duty.sees('2 lines read well.');
    await duty.picture('calls-rates-import');
    await duty.page.getByRole('button', { name: 'Use this deck' }).click();
    await duty.sees('1 USD = € 0.92');
    await duty.page.getByRole('button', { name: 'Look up' }).click();
    await duty.sees(/€\s?0\.46 a minute/);
  });
});

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', {}],
  ['dark', { theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL', touch: true }],
];

test.each(looks)('every screen of calls is whole: %s', { timeout: 120_000 }, async (name, look) => {
  const visitor = await room.colleague(look);
  const screens = [
    ['now', '/calls'],
    ['list', '/calls?view=list'],
    ['destinations', '/calls?view=destinations'],
    ['stops', '/calls?view=stops&state=all'],
    ['report', '/calls?view=report'],
    ['sources', '/calls?view=sources'],
    ['customer', `/customers/${customer}/calls`],
    ['alert', `/alerts/${alert.id}`],
    ['rates', '/settings?section=rates'],
    ['numbers', '/settings?section=numbers'],
  ] as const;
  for (const [screen, path] of screens) {
    await visitor.go(path);
    await settled(visitor.page);
    await visitor.page.waitForTimeout(300);
    await visitor.picture(`calls-${screen}-${name}`, true);
    expect([screen, await sticksOut(visitor.page)]).toEqual([screen, []]);
    expect([screen, (await nameless(visitor.page)).without]).toEqual([screen, []]);
    expect([screen, (await faint(visitor.page)).below]).toEqual([screen, []]);
  }
  await visitor.leave();
});

test('a PBX that does not give back what it holds is let go of only when a person says so', {
  timeout: 90_000,
}, async () => {
  const { serving } = room;
  const pbx = new FreeSwitchStandIn({ password: 'gouda-en-edam' });
  await serving.must('POST', '/api/v1/call-sources', {
    ...{ tenant: customer, name: 'Centrale kaasboer', kind: 'freeswitch-esl', host: '127.0.0.1' },
    ...{ port: await pbx.listen(), control: true, domain: 'pbx.example', secret: 'gouda-en-edam' },
  });
  await serving.must('POST', '/api/v1/call-stops', {
    ...{ tenant: customer, scope: 'account', payer: '201', reach: 'abroad', durationS: 3600, reason: 'gekaapt' },
  });
  await until('the account to be shut', 20, () => Object.keys(pbx.stored).length === 1);
  await pbx.close();
  for (const [name, look, words] of [
    [
      'desktop',
      {},
      [
        'Remove',
        /may go on refusing what/,
        'Remove all the same',
        /kaasboer may go on refusing calls of 201: No connection/,
      ],
    ],
    [
      'phone-nl',
      { width: 360, height: 780, locale: 'nl-NL', touch: true },
      [
        'Verwijder',
        /blijft misschien weigeren wat/,
        'Toch verwijderen',
        /kaasboer blijft misschien gesprekken weigeren van 201: Geen verbinding/,
      ],
    ],
  ] as const) {
    const visitor = await room.colleague(look);
    const [remove, said, anyway, left] = words;
    await visitor.go('/calls?view=sources');
    await visitor.page.getByRole('button', { name: remove, exact: true }).click();
    const dialog = visitor.page.getByRole('dialog');
    await dialog.getByRole('button', { name: remove, exact: true }).click();
    await visitor.sees(said);
    await reads(dialog, left);
    await visitor.picture(`calls-source-holds-${name}`);
    expect(await sticksOut(visitor.page)).toEqual([]);
    expect((await faint(visitor.page)).below).toEqual([]);
    if (name === 'phone-nl') await dialog.getByRole('button', { name: anyway, exact: true }).click();
    else await dialog.getByRole('button', { name: 'Cancel' }).click();
    if (name === 'phone-nl') await until('it to be gone', 10, async () => (await dialog.count()) === 0);
    await visitor.leave();
  }
  expect(await serving.get('/api/v1/call-sources')).toEqual([]);
});

test('nothing went wrong on any screen', () => {
  expect(room.troubles).toEqual([]);
});
