import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Certificates } from './lab/certificates.ts';
import { JudgeProcess, SbcLab } from './lab/sbc-lab.ts';
import { until } from './lab/until.ts';

/** A real Kamailio with the configuration of deploy/sbc asks the real redirect server while SIPp plays calls. */
const customers: [string, string][] = Array.from({ length: 40 }, (_, i) => [
  `customer-${i}`,
  `+3120555${String(1000 + i)}`,
]);
const fraud: [string, string][] = Array.from({ length: 10 }, (_, i) => ['fraudster', `0022099${10_000 + i}`]);

let dir: string;
let lab: SbcLab;
let judge: JudgeProcess;

const options = {
  listeners: [{ id: 'udp', transport: 'udp' as const, host: '192.0.2.10', port: 5070 }],
  peers: [{ id: 'sbc', networks: ['192.0.2.10'], trusted: true, trunk: 'carrier' }],
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-redirect-'));
  lab = new SbcLab('rd', dir);
  judge = await JudgeProcess.start(lab.network.server, options);
  await lab.start();
});

afterAll(async () => {
  await judge?.stop();
  await lab?.close();
  if (dir && !process.env.BELWACHT_KEEP) rmSync(dir, { recursive: true, force: true });
});

afterEach(() => judge.say('pass'));

describe('an SBC that asks', () => {
  test('50 calls a second: the fraudster is declined once the verdict turns, customers notice nothing', async () => {
    const others = lab.play(lab.customers, { calls: customers, scenario: 'customer-call', perSecond: 45, count: 540 });
    const fraudster = lab.play(lab.fraudster, { calls: fraud, scenario: 'fraud-call', perSecond: 5, count: 60 });
    await until('twenty calls of the fraudster', 15, async () => ((await judge.counts()).asked.fraudster ?? 0) >= 20);
    judge.say('refuse fraudster');
    const [served, refused] = await Promise.all([others, fraudster]);
    expect([served.code, served.made, served.failed], served.out).toEqual([0, 540, 0]);
    expect([refused.code, refused.made, refused.failed], refused.out).toEqual([0, 60, 0]);
    const answered = refused.log.filter((line) => line.startsWith('answered'));
    const declined = refused.log.filter((line) => line.startsWith('declined'));
    expect(answered.length + declined.length).toBe(60);
    expect(answered.length).toBeGreaterThanOrEqual(20);
    expect(declined.length).toBeGreaterThanOrEqual(25);
    expect(declined[0]).toContain('cause=603;text="Stopped by the test."');
    const counts = await judge.counts();
    // Whose call it is, the SBC says and not the fraudster.
    expect(counts.asked['somebody-else']).toBeUndefined();
    expect([counts.refused, counts.inAll, counts.late, counts.failed]).toEqual([declined.length, 600, 0, 0]);
  });

  test('while everything is stopped, 112 goes through in every spelling, and nobody is asked about it', async () => {
    const before = await judge.counts();
    judge.say('refuse-all');
    const spellings = ['112', '0112', '9112', '+31112', '0031112', '911'];
    const emergency = await lab.play(lab.customers, {
      calls: spellings.map((number, i): [string, string] => [`customer-${i}`, number]),
      scenario: 'customer-call',
      perSecond: 10,
      count: spellings.length,
    });
    expect([emergency.code, emergency.failed], emergency.out).toEqual([0, 0]);
    const stopped = await lab.play(lab.customers, {
      calls: customers,
      scenario: 'fraud-call',
      perSecond: 10,
      count: 10,
    });
    expect(stopped.log.filter((line) => line.startsWith('declined'))).toHaveLength(10);
    const after = await judge.counts();
    expect(after.inAll - before.inAll).toBe(10);
    for (const spelling of spellings) expect(after.asked[spelling], spelling).toBeUndefined();
  });

  test('a judge that is too slow stops nobody', async () => {
    judge.say('refuse-all');
    judge.say('slow 600');
    const slow = await lab.play(lab.customers, { calls: customers, scenario: 'customer-call', perSecond: 1, count: 2 });
    judge.say('slow 0');
    expect([slow.code, slow.failed], slow.out).toEqual([0, 0]);
  });

  test('killed in the middle of it: the SBC goes on, no call is lost', async () => {
    const others = lab.play(lab.customers, { calls: customers, scenario: 'customer-call', perSecond: 25, count: 200 });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await judge.stop('SIGKILL');
    const served = await others;
    expect([served.code, served.made, served.failed], served.out).toEqual([0, 200, 0]);
    judge = await JudgeProcess.start(lab.network.server, options);
    judge.say('refuse-all');
    const again = await lab.play(lab.customers, { calls: customers, scenario: 'fraud-call', perSecond: 5, count: 5 });
    expect(again.log.filter((line) => line.startsWith('declined'))).toHaveLength(5);
  });
});
