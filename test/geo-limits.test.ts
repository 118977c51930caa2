import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GeoLimit } from '../src/core/geo/geo-policy.ts';
import type { LaneAct } from '../src/core/geo/lane-plan.ts';
import { GeoJudge } from '../src/decide/geo/geo-judge.ts';
import { planLanes } from '../src/decide/geo/plan-lanes.ts';
import { makeBook, makePolicy, makeRule, provider } from '../src/decide/geo/testing/make.ts';
import { GeoKernel } from '../src/enforce/geo/kernel/geo-kernel.ts';
import { GeoLab } from './lab/geo-lab.ts';
import { act, lane, plan, sip, smallWorld } from './lab/geo-world.ts';
import { until } from './lab/until.ts';

/*
 * Limits on a source, to the packet, over UDP and SIP: how many arrive of those that real sockets send. A source of IPv6 is
 * the network of one site.
 */
const world = smallWorld({ TR: ['78.160.0.0/11', '2a01:358::/32'], NL: ['145.97.0.0/16', '2001:610::/32'] });
const [one, two, home] = ['78.160.1.1', '78.161.2.2', '145.97.20.1'];
/** The first two are of one site. */
const [one6, neighbour6, two6] = ['2a01:358::1', '2a01:358::2', '2a01:358:0:7::1'];
const table = 'bwlim';
const ports = { udp: [], tcp: [443] };

const register = 'REGISTER sip:pbx.example SIP/2.0\r\nCSeq: 1 REGISTER\r\n\r\n';
const invite = 'INVITE sip:2001@pbx.example SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n';

let lab: GeoLab;
let kernel: GeoKernel;
let echo: ChildProcess;

/** Answers every packet to port 5062, from the address it was sent to. */
const echoes = `
let open = 0;
for (const [type, address] of [['udp4', '192.0.2.10'], ['udp6', '2001:db8::10']]) {
  const socket = require('node:dgram').createSocket(type);
  socket.on('message', (data, peer) => socket.send(data, peer.port, peer.address));
  socket.bind(5062, address, () => ++open === 2 && console.log('ready'));
}
`;

const limited = (per: GeoLimit['per'], count: number, concurrent = 0): LaneAct =>
  act('limit', { limit: { per, count, concurrent, mfa: false } });

/**
 * Packets that are answered of each, sent in this order from sockets that stay open: one for each address and port. The kernel
 * takes a flow for new until somebody answered.
 */
function answered(sent: readonly { from: string; port: number; count: number }[]): number[] {
  const script = `
import socket, json, sys
sockets = {}
counts = []
for one in json.loads(sys.argv[1]):
    six = ':' in one['from']
    key = (one['from'], one['port'])
    if key not in sockets:
        sockets[key] = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
        sockets[key].bind(key)
        sockets[key].settimeout(0.4)
    counts.append(0)
    for i in range(one['count']):
        sockets[key].sendto(b'OPTIONS sip:pbx.example SIP/2.0', ('2001:db8::10' if six else '192.0.2.10', 5062))
        try:
            sockets[key].recv(2000)
            counts[-1] += 1
        except TimeoutError:
            pass
print(json.dumps(counts))
`;
  return JSON.parse(lab.fromWorld('python3', '-c', script, JSON.stringify(sent)));
}

/** Packets that arrive of each, sent in this order from sockets that stay open: one for each address and port. */
async function arriving(sent: readonly { from: string; port: number; count?: number; text?: string }[]) {
  const script = `
import socket, json, sys
sockets = {}
for one in json.loads(sys.argv[1]):
    six = ':' in one['from']
    key = (one['from'], one['port'])
    if key not in sockets:
        sockets[key] = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
        sockets[key].bind(key)
    for i in range(one.get('count', 1)):
        sockets[key].sendto(one['text'].encode(), ('2001:db8::10' if six else '192.0.2.10', 5060))
`;
  const texts = sent.map((each, i) => ({ ...each, text: `${each.text ?? register}#${i}#` }));
  const arrived = await lab.arriving(async () => {
    lab.fromWorld('taskset', '-c', '0', 'python3', '-c', script, JSON.stringify(texts));
  });
  return sent.map((_, i) => arrived.filter(({ text }) => text.endsWith(`#${i}#`)).length);
}

beforeAll(async () => {
  lab = new GeoLab('lim');
  await lab.start([one, two, home, one6, neighbour6, two6], [5060, 443, 5999]);
  echo = spawn('ip', ['netns', 'exec', lab.machine, process.execPath, '-e', echoes], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => echo.stdout!.once('data', resolve));
  kernel = new GeoKernel({ table, netns: lab.machine }, Date.now);
});
afterEach(() => kernel.remove());
afterAll(async () => {
  await kernel?.stop();
  if (echo) {
    const gone = new Promise((resolve) => echo.once('exit', resolve));
    echo.kill('SIGKILL');
    await gone;
  }
  await lab?.close();
});

describe('so many a minute', () => {
  it('each source has its own count, however they take turns', async () => {
    await kernel.apply(plan(world, sip(world, { TR: limited('registrations', 7) })));
    const turns = Array.from({ length: 12 }, () => [one, two, one6, two6, home].map((from) => ({ from, port: 4001 })));
    const came = await arriving(turns.flat());
    const of = (at: number) => came.filter((_, i) => i % 5 === at).reduce((sum, count) => sum + count, 0);
    expect([0, 1, 2, 3, 4].map(of)).toEqual([7, 7, 7, 7, 12]);
    // The first of a burst pass, not some of it; another port of the same source is the same source.
    expect(came.slice(0, 35).every((count) => count === 1)).toBe(true);
    expect(await arriving([{ from: one, port: 4002, count: 5 }])).toEqual([0]);
    expect(await arriving([{ from: neighbour6, port: 4001, count: 5 }])).toEqual([0]);
  });

  it('of calls: requests that begin one are counted, and nothing else of them', async () => {
    await kernel.apply(plan(world, sip(world, { TR: limited('calls', 4) })));
    const rest = ['ACK', 'BYE', 'CANCEL'].map((method) => invite.replaceAll('INVITE', method));
    for (const from of [one, one6]) {
      expect(await arriving([{ from, port: 4001, count: 9, text: invite }])).toEqual([4]);
      expect(await arriving(rest.map((text) => ({ from, port: 4001, count: 9, text })))).toEqual([9, 9, 9]);
      expect(await arriving([{ from, port: 4001, count: 9 }])).toEqual([9]);
    }
  });

  it('comes back as the minute goes by, and no faster', async () => {
    await kernel.apply(plan(world, sip(world, { TR: limited('packets', 30) })));
    const began = Date.now();
    expect(await arriving([{ from: one, port: 4001, count: 60 }])).toEqual([30]);
    let more = 0;
    await until('a few more', 30, async () => {
      [more] = [more + (await arriving([{ from: one, port: 4001, count: 5 }]))[0]];
      return more >= 3;
    });
    // One every two seconds since the first packet, which may have left before it was noted.
    expect(more).toBeLessThanOrEqual((Date.now() - began) / 2000 + 1);
  });

  it('holds for those who alone are let in under attack, too', async () => {
    const now = Date.now();
    const shut = { id: 'a', kind: 'only-known' as const, scope: provider, services: [], countries: [] };
    const limit = { per: 'registrations' as const, count: 3, concurrent: 0, mfa: false };
    const book = makeBook({
      policies: [makePolicy('p', [makeRule('limit', ['TR'], { limit })])],
      attacks: [{ ...shut, from: now - 1000, until: now + 600_000, author: '', reason: '', alert: '' }],
      known: [one, one6, home].map((address) => ({ tenant: 'bakker', address })),
    });
    const wishes = (['registration', 'calls-in'] as const).map((service) => ({
      ...{ id: `all_${service.slice(0, 4)}`, context: { tenant: '', site: '', asset: '', service }, destinations: [] },
      ports: { udp: [5060], tcp: [5060] },
    }));
    await kernel.apply(plan(world, planLanes(new GeoJudge(book), world, wishes, now)));
    const sent = [one, one6, home, two, two6].map((from) => ({ from, port: 4001, count: 9 }));
    expect(await arriving(sent)).toEqual([3, 3, 9, 0, 0]);
  });

  it('of connections over TCP, where no request can be seen', async () => {
    await kernel.apply(plan(world, sip(world, { TR: limited('registrations', 3) })));
    const five = async (from: string, port: number) => {
      const answers: string[] = [];
      for (let i = 0; i < 5; i++) answers.push(await lab.connect({ from, to: '192.0.2.10', port, text: register }));
      return answers;
    };
    const three = ['connected', 'connected', 'connected', 'silent', 'silent'];
    expect(await five(one, 5060)).toEqual(three);
    expect(await five(two, 5060)).toEqual(three);
    expect(await five(home, 5060)).toEqual(Array(5).fill('connected'));
    // Where only registrations are limited a connection may be there for a call: it gets the milder.
    await kernel.apply(
      plan(world, [
        ...[lane(world, 'registration', { TR: limited('registrations', 3) }), lane(world, 'calls-in', {})],
        lane(world, 'web', { TR: limited('registrations', 3) }, { ports }),
      ]),
    );
    expect(await five(one, 5060)).toEqual(Array(5).fill('connected'));
    expect(await five(one, 443)).toEqual(three);
  });
});

describe('so many at a time, over UDP', () => {
  const three = () => plan(world, sip(world, { TR: limited('packets', 1000, 3) }));
  const flows = (from: string, some: readonly number[], count = 1) => some.map((port) => ({ from, port, count }));

  it('lets the first flows of a source through with all their packets, and no other', async () => {
    await kernel.apply(
      plan(world, sip(world, { TR: limited('packets', 1000, 3) }, { ports: { udp: [5062], tcp: [] } })),
    );
    for (const from of [one, one6]) {
      expect(answered(flows(from, [4001, 4002, 4003, 4004, 4005], 3))).toEqual([3, 3, 3, 0, 0]);
      // Those that were first go on; those that came late do not come in for asking again.
      expect(answered(flows(from, [4001, 4005, 4002, 4004, 4003, 4001], 2))).toEqual([2, 0, 2, 0, 2, 2]);
    }
    expect(answered(flows(home, [4001, 4002, 4003, 4004], 2))).toEqual([2, 2, 2, 2]);
  });

  it('counts each source by itself, the site of an IPv6 address as one, and tells what was too many', async () => {
    await kernel.apply(three());
    await kernel.readHits();
    expect(await arriving(flows(one, [4001, 4002, 4003, 4004]))).toEqual([1, 1, 1, 0]);
    expect(await arriving(flows(one6, [4001, 4002, 4003, 4004]))).toEqual([1, 1, 1, 0]);
    expect(await arriving(flows(two, [4001, 4002, 4003, 4004]))).toEqual([1, 1, 1, 0]);
    expect(await arriving(flows(neighbour6, [4001, 4002]))).toEqual([0, 0]);
    expect(await arriving(flows(two6, [4001, 4002, 4003, 4004]))).toEqual([1, 1, 1, 0]);
    expect(await arriving(flows(home, [4001, 4002, 4003, 4004, 4005]))).toEqual([1, 1, 1, 1, 1]);
    const over = (await kernel.readHits()).filter(({ verdict }) => verdict === 'limit');
    expect(over.reduce((sum, { packets }) => sum + packets, 0)).toBe(1 + 1 + 1 + 2 + 1);
    expect(new Set(over.map(({ country }) => country))).toEqual(new Set(['TR']));
  });

  it('counts calls alone where calls alone are limited', async () => {
    const lanes = [lane(world, 'registration', {}), lane(world, 'calls-in', { TR: limited('calls', 1000, 2) })];
    await kernel.apply(plan(world, lanes));
    const calls = flows(one, [4001, 4002, 4003]).map((flow) => ({ ...flow, text: invite }));
    expect(await arriving(calls)).toEqual([1, 1, 0]);
    expect(await arriving(flows(one, [4004, 4005, 4006]))).toEqual([1, 1, 1]);
  });

  it('holds together with so many a minute: whichever is reached first', async () => {
    await kernel.apply(plan(world, sip(world, { TR: limited('packets', 5, 2) })));
    expect(await arriving(flows(one, [4001, 4002, 4003], 2))).toEqual([2, 2, 0]);
    // Five a minute: four have passed, and two were thrown away, of which the first took the fifth place.
    expect(await arriving(flows(one, [4001], 4))).toEqual([0]);
    expect(await arriving(flows(two, [4001], 9))).toEqual([5]);
  });

  it('gives the place of a flow that ended to another one', async () => {
    // As after half a minute in which nobody answered.
    lab.feed(['tee', '/proc/sys/net/netfilter/nf_conntrack_udp_timeout'], '2\n');
    await kernel.apply(three());
    expect(await arriving(flows(one, [4001, 4002, 4003, 4004]))).toEqual([1, 1, 1, 0]);
    await until('a place to be free', 20, async () => (await arriving(flows(one, [4004])))[0] === 1);
  });
});
