import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertSummary } from '../src/api/schema/alerts.ts';
import type { CallStop } from '../src/api/schema/calls.ts';
import { RunningBelwacht } from './lab/belwacht.ts';
import { SbcLab } from './lab/sbc-lab.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';

/** The whole of it: a real Kamailio asks a real Belwacht, which sees the calls in HEP, knows what they cost, and stops a fraudster at its cap. */
const customerAccounts = 200;
const random = (from: number, span: number) => from + Math.floor(Math.random() * span);
const honest: [string, string][] = Array.from({ length: 540 }, (_, i) => [
  `customer-${i % customerAccounts}`,
  `+3120${random(1_000_000, 8_999_999)}`,
]);
const fraud: [string, string][] = Array.from({ length: 60 }, () => ['fraudster', `002207${random(100_000, 899_999)}`]);

let dir: string;
let lab: SbcLab;
let belwacht: RunningBelwacht;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Asks the API from inside the lab, one after the other; the answers. */
async function api<T>(...requests: readonly Asked[]): Promise<T[]> {
  const { url, token } = JSON.parse(readFileSync(join(belwacht.dataDir, 'cli.json'), 'utf8')) as Record<string, string>;
  const script = `
    const [url, token] = process.argv.slice(1);
    const requests = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    (async () => {
      const answers = [];
      for (const { method, path, body } of requests) {
        const headers = { authorization: 'Bearer ' + token, ...(body !== undefined && { 'content-type': 'application/json' }) };
        const answer = await fetch(url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(method + ' ' + path + ': ' + answer.status + ' ' + text);
        answers.push(text === '' ? null : JSON.parse(text));
      }
      console.log(JSON.stringify(answers));
    })();`;
  const file = join(dir, 'requests.json');
  writeFileSync(file, JSON.stringify(requests));
  const { code, out, err } = await lab.network.run(lab.network.server, 'sh', [
    ...['-c', 'exec "$1" -e "$2" "$3" "$4" <"$5"', 'sh', process.execPath, script, url.replace(/\/$/, ''), token, file],
  ]);
  expect(code, err).toBe(0);
  return JSON.parse(out) as T[];
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-guard-'));
  lab = new SbcLab('rg', join(dir, 'lab'));
  belwacht = new RunningBelwacht(
    join(dir, 'belwacht'),
    {
      redirect: {
        ...lab.judgeAt,
        udp: true,
        peers: [{ id: 'sbc', networks: ['192.0.2.10/32'], trusted: true, trunk: 'carrier' }],
      },
    },
    { network: lab.network, host: lab.network.server },
  );
  await belwacht.start();
  await lab.start('sip', 'none', true);
  const accounts = Array.from({ length: customerAccounts }, (_, i) => `customer-${i}`);
  await api(
    { method: 'POST', path: '/api/v1/customers', body: { id: 'honest', name: 'Honest', timeZone: zoneWhere(3) } },
    { method: 'POST', path: '/api/v1/customers', body: { id: 'hacked', name: 'Hacked', timeZone: zoneWhere(3) } },
    ...accounts.map((name) => ({ method: 'POST', path: '/api/v1/customers/honest/accounts', body: { name } })),
    { method: 'POST', path: '/api/v1/customers/hacked/accounts', body: { name: 'fraudster' } },
    {
      method: 'PUT',
      path: '/api/v1/customers/hacked/call-settings',
      body: { mode: 'enforce', figures: { 'account-cap.hour': 0.1 } },
    },
    { method: 'POST', path: '/api/v1/customers/honest/call-settings/enforce' },
  );
}, 180_000);

afterAll(async () => {
  await belwacht?.stop();
  await lab?.close();
  if (dir && !process.env.BELWACHT_KEEP) rmSync(dir, { recursive: true, force: true });
});

test('50 calls a second: the fraudster is declined after its cap, 112 goes through, customers notice nothing', async () => {
  const others = lab.play(lab.customers, { calls: honest, scenario: 'customer-call', perSecond: 45, count: 540 });
  const fraudster = lab.play(lab.fraudster, { calls: fraud, scenario: 'fraud-call', perSecond: 5, count: 60 });
  const [served, refused] = await Promise.all([others, fraudster]);
  const declined = refused.log.filter((line) => line.startsWith('declined'));
  expect([refused.code, refused.made, refused.failed], refused.out).toEqual([0, 60, 0]);
  expect(declined.length).toBeGreaterThan(10);
  expect(declined.length).toBeLessThan(60);
  // Once stopped, stopped: the last calls were all declined.
  expect(refused.log.slice(-10).every((line) => line.startsWith('declined'))).toBe(true);
  expect([served.code, served.made, served.failed], served.out).toEqual([0, 540, 0]);

  const [{ items: stops }] = await api<{ items: CallStop[] }>({
    method: 'GET',
    path: '/api/v1/call-stops?tenant=hacked&state=current',
  });
  expect(stops.length).toBeGreaterThan(0);
  expect(stops[0].author).toMatch(/^rule:/);
  const [{ items: alerts }] = await api<{ items: AlertSummary[] }>({
    method: 'GET',
    path: '/api/v1/alerts?tenant=hacked',
  });
  expect(alerts.some(({ calls }) => calls?.countries.includes('GM'))).toBe(true);
  const [{ items: harmed }] = await api<{ items: CallStop[] }>({
    method: 'GET',
    path: '/api/v1/call-stops?tenant=honest&state=current',
  });
  expect(harmed).toEqual([]);
});

test('112 goes through while everything is stopped; without Belwacht everything does', async () => {
  await api({
    method: 'POST',
    path: '/api/v1/call-stops',
    body: { tenant: 'honest', scope: 'customer', reach: 'outgoing', durationS: 600, reason: 'test' },
  });
  const stopped = await lab.play(lab.customers, { calls: honest, scenario: 'fraud-call', perSecond: 10, count: 10 });
  expect(stopped.log.filter((line) => line.startsWith('declined'))).toHaveLength(10);
  const help: [string, string][] = ['112', '+31112', '116117'].map((number) => ['customer-1', number]);
  const emergency = await lab.play(lab.customers, { calls: help, scenario: 'customer-call', perSecond: 5, count: 3 });
  expect([emergency.code, emergency.failed], emergency.out).toEqual([0, 0]);
  await belwacht.stop('SIGKILL');
  const alone = await lab.play(lab.customers, { calls: honest, scenario: 'customer-call', perSecond: 10, count: 20 });
  expect([alone.code, alone.failed], alone.out).toEqual([0, 0]);
  await belwacht.start();
  const again = await until('the stop to hold again', 30, async () => {
    const { log } = await lab.play(lab.customers, { calls: honest, scenario: 'fraud-call', perSecond: 5, count: 5 });
    return log.filter((line) => line.startsWith('declined')).length === 5;
  });
  expect(again).toBe(true);
});
