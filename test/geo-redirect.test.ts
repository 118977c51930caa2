import { createSocket, type Socket } from 'node:dgram';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GeoPolicyWire } from '../src/api/schema/geo.ts';
import { inviteText } from '../src/enforce/redirect/testing/invite.ts';
import { freePort } from './lab/free-port.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/*
 * Where calls may go, as an SBC hears it: INVITEs over UDP to the SIP redirect server of a real Belwacht, whose policies came
 * in over its API. 404 says that nobody objects: the SBC goes on to its next route.
 */
const goesOn = 404;
const gambia = '002207123456';
const dutch = '0031201234567';
const satellite = '00881612345678';
const api = '/api/v1/geo';

let it: Serving;
let phone: Socket;
/** Of the redirect server, and of ourselves. */
let port: number;
let own: number;
const answers = new Map<string, { status: number; text: string }>();
let calls = 0;

beforeAll(async () => {
  port = await freePort();
  const peers = [{ id: 'sbc', networks: ['127.0.0.0/8'], trusted: true, trunk: 'carrier' }];
  it = new Serving('geo-redirect', { redirect: { host: '127.0.0.1', port, udp: true, peers } });
  await it.start();
  for (const id of ['bakkerij', 'smederij']) {
    await it.must('POST', '/api/v1/customers', { id, name: id, timeZone: 'Europe/Amsterdam' });
    await it.must('POST', `/api/v1/customers/${id}/accounts`, { name: `${id}-201` });
  }
  phone = createSocket('udp4');
  phone.on('message', (data) => {
    const text = data.toString('latin1');
    const id = /^Call-ID: (\S+)/im.exec(text)?.[1] ?? '';
    const status = Number(text.split(' ')[1]);
    if (status >= 200) answers.set(id, { status, text });
  });
  await new Promise<void>((resolve) => phone.bind(0, '127.0.0.1', resolve));
  own = phone.address().port;
}, 120_000);
afterAll(async () => {
  phone?.close();
  await it?.close();
});

/** The final answer to a call of a customer's account. */
async function call(number: string, customer = 'bakkerij', uri = `sip:${number}@127.0.0.1`) {
  const id = `c${++calls}@geo`;
  const text = inviteText(
    {
      ...{ Via: `SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK${id}`, 'Call-ID': id, To: `<${uri}>` },
      ...{ From: `<sip:${customer}-201@pbx.example>;tag=${id}`, Contact: `<sip:100@127.0.0.1:${own}>` },
      'X-Belwacht-Account': `${customer}-201`,
    },
    { uri },
  );
  phone.send(text, port, '127.0.0.1');
  return until(`an answer to ${number}`, 10, () => answers.get(id));
}
const statuses = async (numbers: readonly string[], customer?: string) => {
  const said: number[] = [];
  for (const number of numbers) said.push((await call(number, customer)).status);
  return said;
};

const rule = (id: string, verdict: string, subjects: readonly string[], more: object = {}) => ({
  ...{ id, verdict, services: ['calls-out'], subjects },
  ...more,
});
const policy = (name: string, rules: readonly object[], more: object = {}) => ({
  ...{ name, scope: { level: 'provider' }, state: 'enforced', rules },
  ...more,
});
const make = (form: object) => it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
/** The call thread hears of a book a moment after the API answered. */
const becomes = (number: string, status: number, customer?: string) =>
  until(`${number} to get ${status}`, 20, async () => (await call(number, customer)).status === status);

test('a refused destination is declined, others go on, and a customer may have an exception', async () => {
  expect(await statuses([gambia, dutch, satellite])).toEqual([goesOn, goesOn, goesOn]);
  const rules = [rule('gm', 'refuse', ['GM']), rule('sat', 'refuse', ['kind:satellite', 'kind:premium'])];
  const { id } = await make(policy('Out', rules, { state: 'watch' }));
  expect(await statuses([gambia, dutch])).toEqual([goesOn, goesOn]);
  await it.must('POST', `${api}/policies/${id}/state`, { state: 'enforced' });
  await becomes(gambia, 603);
  expect(await statuses([satellite, '00319061234', '+2207123456', dutch, '+31612345678', '0015551234567'])).toEqual([
    ...[603, 603, 603, goesOn, goesOn, goesOn],
  ]);
  expect((await call(gambia)).text).toMatch(/^Reason: SIP;cause=603;text=".+"\r$/m);
  // An account nobody knows is somebody's all the same: the policy of the provider holds.
  expect(await statuses([gambia, dutch], 'nobody')).toEqual([603, goesOn]);

  const until_ = new Date(Date.now() + 3_600_000).toISOString();
  const trip = rule('trip', 'allow', ['GM'], {
    when: { until: until_ },
    exception: { owner: 'Ann', reason: 'A project' },
  });
  const scope = { level: 'customer', tenant: 'bakkerij' };
  const spared = await make(policy('Bakery in Gambia', [trip], { scope }));
  await becomes(gambia, goesOn);
  expect(await statuses([gambia, satellite], 'smederij')).toEqual([603, 603]);
  expect(await statuses([satellite])).toEqual([603]);
  await it.must('DELETE', `${api}/policies/${spared.id}`);
  await becomes(gambia, 603);
  await it.must('DELETE', `${api}/policies/${id}`);
  await becomes(gambia, goesOn);
}, 60_000);

test('calls for help go on whatever is refused, written in any way', async () => {
  const { id } = await make(policy('Nothing goes out', [rule('all', 'refuse', ['any', 'unknown'])]));
  await becomes(dutch, 603);
  const help = ['112', '0112', '+31112', '0031112', '911'];
  expect(await statuses(help)).toEqual(help.map(() => goesOn));
  for (const uri of ['sip:112@127.0.0.1;user=phone', 'tel:112', 'sip:112;phone-context=+31@127.0.0.1'])
    expect([uri, (await call('112', 'bakkerij', uri)).status]).toEqual([uri, goesOn]);
  expect(await statuses([gambia, dutch])).toEqual([603, 603]);
  await it.must('DELETE', `${api}/policies/${id}`);
  await becomes(dutch, goesOn);
}, 60_000);

test('a limit lets so many calls a minute through and declines the next', async () => {
  const limit = { per: 'calls', count: 3, concurrent: 0, mfa: false };
  const { id } = await make(policy('Few to Gambia', [rule('gm', 'limit', ['GM'], { limit })]));
  await until('the limit to hold', 20, async () =>
    (await statuses([gambia, gambia, gambia, gambia], 'smederij')).includes(603),
  );
  expect(await statuses(Array(5).fill(gambia))).toEqual([goesOn, goesOn, goesOn, 603, 603]);
  expect(await statuses([dutch])).toEqual([goesOn]);
  await it.must('DELETE', `${api}/policies/${id}`);
}, 60_000);

test('killed and started again, with 403 set as the refusal, it refuses from the first call on', async () => {
  await make(policy('Out', [rule('gm', 'refuse', ['GM'])]));
  await becomes(gambia, 603);
  await it.server.stop('SIGKILL');
  const file = join(it.dir, 'belwacht.yaml');
  const settings = readFileSync(file, 'utf8');
  writeFileSync(file, settings.replace(/^redirect:\n/m, 'redirect:\n  refusal: 403\n'));
  await it.start();
  expect(await statuses([gambia, dutch, '112'])).toEqual([403, goesOn, goesOn]);
}, 120_000);
