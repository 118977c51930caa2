import { fork } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LaneAct } from '../src/core/geo/lane-plan.ts';
import { formatAddress, readCidr } from '../src/core/ip.ts';
import { GeoKernel } from '../src/enforce/geo/kernel/geo-kernel.ts';
import { GeoLab } from './lab/geo-lab.ts';
import { act, actUntil, lane, plan, sip, smallWorld } from './lab/geo-world.ts';
import { until } from './lab/until.ts';

/*
 * Policies by country against a real kernel: packets from addresses of ten countries, and whether they arrive decides.
 */

/** One address of each family in ten countries, in ranges of operators there. */
const places: Readonly<Record<string, { ranges: readonly string[]; ip4: string; ip6: string }>> = {
  NL: { ranges: ['145.97.0.0/16', '2001:610::/32'], ip4: '145.97.20.1', ip6: '2001:610:188::1' },
  BE: { ranges: ['193.190.0.0/15', '2001:6a8::/32'], ip4: '193.190.198.1', ip6: '2001:6a8:3c80::1' },
  DE: { ranges: ['141.1.0.0/16', '2003::/19'], ip4: '141.1.1.1', ip6: '2003:180:2::1' },
  FR: { ranges: ['194.2.0.0/16', '2001:660::/32'], ip4: '194.2.0.20', ip6: '2001:660:3003::1' },
  GB: { ranges: ['212.58.224.0/19', '2001:630::/32'], ip4: '212.58.244.1', ip6: '2001:630:301::1' },
  US: { ranges: ['12.0.0.0/8', '2600:300::/24'], ip4: '12.34.56.78', ip6: '2600:300::1' },
  CN: { ranges: ['1.12.0.0/14', '240e::/20'], ip4: '1.12.34.56', ip6: '240e:1::1' },
  RU: { ranges: ['5.3.0.0/16', '2a00:1fa0::/32'], ip4: '5.3.1.1', ip6: '2a00:1fa0::1' },
  TR: { ranges: ['78.160.0.0/11', '2a01:358::/32'], ip4: '78.160.1.1', ip6: '2a01:358::1' },
  BR: { ranges: ['177.0.0.0/14', '2804:14c::/31'], ip4: '177.1.1.1', ip6: '2804:14c::1' },
};
const world = smallWorld(Object.fromEntries(Object.entries(places).map(([country, { ranges }]) => [country, ranges])));
const countries = Object.keys(places);
const table = 'bwgeo';
const ten = (count: number, per: 'registrations' | 'calls' | 'packets', concurrent = 0): LaneAct =>
  act('limit', { limit: { per, count, concurrent, mfa: false } });

const register = 'REGISTER sip:pbx.example SIP/2.0\r\nCSeq: 1 REGISTER\r\n\r\n';
const invite = 'INVITE sip:2001@pbx.example SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n';
const options = 'OPTIONS sip:pbx.example SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n';

let lab: GeoLab;
let kernel: GeoKernel;

function open(): GeoKernel {
  return new GeoKernel({ table, netns: lab.machine }, Date.now);
}

/** Sends one text from both addresses of countries; gives who got through, as `NL4 NL6 …`. */
async function through(from: readonly string[], text: string, port = 5060, last = '10'): Promise<string> {
  const arrived = await lab.arriving(async () => {
    for (const country of from) {
      await lab.send({ from: places[country].ip4, to: `192.0.2.${last}`, port, text });
      await lab.send({ from: places[country].ip6, to: `2001:db8::${last}`, port, text });
    }
  });
  const seen = new Set(arrived.map(({ from: address }) => address));
  return from
    .flatMap((country) => [
      seen.has(places[country].ip4) && `${country}4`,
      seen.has(places[country].ip6) && `${country}6`,
    ])
    .filter(Boolean)
    .join(' ');
}

/** Number of datagrams that arrive of `count` sent. */
async function arriveOf(count: number, from: string, text: string): Promise<number> {
  const to = from.includes(':') ? '2001:db8::10' : '192.0.2.10';
  return (await lab.arriving(() => lab.send({ from, to, port: 5060, text, count }))).length;
}

beforeAll(async () => {
  lab = new GeoLab('geo');
  const addresses = Object.values(places).flatMap(({ ip4, ip6 }) => [ip4, ip6]);
  await lab.start([...addresses, '2a01:358::2', '198.18.0.7'], [5060, 5062, 443, 5999]);
  kernel = open();
});

afterEach(async () => {
  await kernel.remove();
});

afterAll(async () => {
  await kernel?.stop();
  await lab?.close();
});

describe('packets', () => {
  it('of refused countries die in the kernel, those of others arrive, over IPv4 and IPv6', async () => {
    const lanes = sip(world, { CN: act('refuse'), RU: act('refuse'), BR: act('watch') });
    expect(await kernel.apply(plan(world, lanes))).toMatchObject({ inForce: true, world: 'loaded' });
    const others = countries.filter((country) => country !== 'CN' && country !== 'RU');
    for (const text of [register, invite, options])
      expect(await through(countries, text)).toBe(
        others.flatMap((country) => [`${country}4`, `${country}6`]).join(' '),
      );
    const hits = await kernel.readHits();
    const count = (id: string, country: string, verdict: string) =>
      hits
        .filter((hit) => hit.lane === id && hit.country === country && hit.verdict === verdict)
        .reduce((sum, { packets }) => sum + packets, 0);
    // A request to register, a call, and a question that may belong to either: it counts for one of them.
    expect(count('_calls_in', 'CN', 'refuse') + count('_registration', 'CN', 'refuse')).toBe(6);
    expect(count('_registration', 'RU', 'refuse')).toBeGreaterThanOrEqual(2);
    expect(count('_calls_in', 'BR', 'watch') + count('_registration', 'BR', 'watch')).toBe(6);
    expect(new Set(hits.map(({ country }) => country))).toEqual(new Set(['CN', 'RU', 'BR']));
    expect(await kernel.readHits()).toEqual([]);
    // The kernel's own counter says the same as we do.
    const drops = [
      ...lab.nft('list', 'map', 'inet', table, 'b__registration').matchAll(/counter packets (\d+) bytes \d+ : drop/g),
    ];
    expect(drops.map(([, packets]) => packets).sort()).toEqual(['2', '2']);
  });

  it('to other ports, pings and what stays on the machine are left alone', async () => {
    await kernel.apply(plan(world, sip(world, { CN: act('refuse') })));
    expect(await through(['CN'], register, 5062)).toBe('CN4 CN6');
    expect(lab.pings(places.CN.ip4, '192.0.2.10')).toBe(true);
    expect(lab.pings(places.CN.ip6, '2001:db8::10')).toBe(true);
  });

  it('of registrations and of calls over one port are told apart, all else gets the milder', async () => {
    const lanes = [
      lane(world, 'registration', { DE: act('refuse'), FR: act('refuse') }),
      lane(world, 'calls-in', { FR: act('refuse') }),
    ];
    await kernel.apply(plan(world, lanes));
    expect(await through(['DE', 'FR'], register)).toBe('');
    expect(await through(['DE', 'FR'], invite)).toBe('DE4 DE6');
    expect(await through(['DE', 'FR'], options)).toBe('DE4 DE6');
    expect(await lab.connect({ from: places.DE.ip4, to: '192.0.2.10', port: 5060, text: register })).toBe('connected');
    expect(await lab.connect({ from: places.FR.ip4, to: '192.0.2.10', port: 5060, text: register })).toBe('silent');
  });

  it('to a service over TCP follow its own lane', async () => {
    const web = lane(world, 'web', { TR: act('refuse') }, { ports: { udp: [], tcp: [443] } });
    await kernel.apply(plan(world, [web, ...sip(world, {})]));
    expect(await lab.connect({ from: places.TR.ip4, to: '192.0.2.10', port: 443, text: 'x' })).toBe('silent');
    expect(await lab.connect({ from: places.TR.ip6, to: '2001:db8::10', port: 443, text: 'x' })).toBe('silent');
    expect(await lab.connect({ from: places.NL.ip6, to: '2001:db8::10', port: 443, text: 'x' })).toBe('connected');
    expect(await lab.connect({ from: places.TR.ip4, to: '192.0.2.10', port: 5060, text: 'x' })).toBe('connected');
  });

  it('to addresses of a customer follow the lanes of that customer, and only they', async () => {
    const own = sip(world, { GB: act('refuse') }, { tenant: 'bakery', destinations: ['192.0.2.11', '2001:db8::11'] });
    await kernel.apply(plan(world, [...sip(world, { US: act('refuse') }), ...own]));
    for (const text of [register, options]) {
      expect(await through(['GB', 'US'], text)).toBe('GB4 GB6');
      expect(await through(['GB', 'US'], text, 5060, '11')).toBe('US4 US6');
    }
  });

  it('of two customers behind one address get the milder of both', async () => {
    const own = (tenant: string, refused: readonly string[]) =>
      sip(world, Object.fromEntries(refused.map((country) => [country, act('refuse')])), {
        tenant,
        destinations: ['192.0.2.11'],
      });
    await kernel.apply(plan(world, [...own('bakery', ['GB', 'US']), ...own('florist', ['US'])]));
    expect(await through(['GB', 'US'], register, 5060, '11')).toContain('GB4');
    expect(await through(['GB', 'US'], register, 5060, '11')).not.toContain('US4');
  });
});

describe('who passes whatever a policy says', () => {
  it('guards, until they end', async () => {
    const guards = [
      { address: places.CN.ip4, until: 0 },
      { address: places.CN.ip6, until: Date.now() + 3000 },
    ];
    await kernel.apply(plan(world, sip(world, { CN: act('refuse'), RU: act('refuse') }), guards));
    expect(await through(['CN', 'RU'], register)).toBe('CN4 CN6');
    await until('the end of a guard', 10, async () => (await through(['CN'], register)) === 'CN4');
    expect(await kernel.verdictsOf([places.CN.ip4, places.CN.ip6], '_registration')).toEqual(['allow', 'refuse']);
  });

  it('emergency calls with what follows them, but no more of the same source', async () => {
    const emergency = invite.replace('sip:2001@', 'sip:112@');
    await kernel.apply(plan(world, sip(world, { CN: act('refuse'), RU: ten(1, 'packets') })));
    expect(await through(['CN', 'RU'], emergency)).toBe('CN4 CN6 RU4 RU6');
    expect(await through(['CN'], emergency.replace('INVITE', 'ACK'))).toBe('CN4 CN6');
    expect(await through(['CN'], register)).toBe('');
    expect(await through(['CN'], invite)).toBe('');
    expect(await arriveOf(5, places.RU.ip4, emergency)).toBe(5);
  });

  it('emergency calls as phones at home write them, and no number that only begins or ends like one', async () => {
    await kernel.apply(plan(world, sip(world, { CN: act('refuse') })));
    const call = (uri: string) => invite.replace(/sip:2001@\S+/, uri);
    for (const uri of ['sip:999@h', 'sips:0112@h', 'sip:+44999@h', 'sip:+31112@h', 'tel:00999;phone-context=+44'])
      expect([uri, await through(['CN'], call(uri))]).toEqual([uri, 'CN4 CN6']);
    // What follows an emergency call passes for an hour: the others come from elsewhere.
    await kernel.apply(plan(world, sip(world, { RU: act('refuse'), CN: act('refuse') })));
    for (const uri of ['sip:1120@h', 'sip:5999@h', 'sip:+4499900@h', 'sip:000@h'])
      expect([uri, await through(['RU'], call(uri))]).toEqual([uri, '']);
  });

  it('known addresses while only they are let in, but not out of their limit', async () => {
    const known = { addresses: [places.DE.ip4, places.DE.ip6, places.TR.ip4], until: Date.now() + 60_000 };
    const all = Object.fromEntries(
      ['', ...countries].map((country) => [country, country === 'TR' ? ten(2, 'packets') : act('refuse')]),
    );
    await kernel.apply(plan(world, sip(world, all, { known })));
    expect(await through(['NL', 'DE'], register)).toBe('DE4 DE6');
    expect(await through(['NL', 'DE'], options)).toBe('DE4 DE6');
    expect(await arriveOf(5, places.TR.ip4, register)).toBe(2);
    const hits = await kernel.readHits();
    expect(hits.filter(({ country }) => country === 'DE')).toEqual([]);
  });
});

describe('limits', () => {
  it('let exactly as many registrations of a source through as they say', async () => {
    await kernel.apply(plan(world, sip(world, { TR: ten(7, 'registrations') })));
    expect(await arriveOf(30, places.TR.ip4, register)).toBe(7);
    expect(await arriveOf(30, places.TR.ip6, register)).toBe(7);
    // Another source of the same network of IPv6 is no other source.
    expect(await arriveOf(30, '2a01:358::2', register)).toBe(0);
    expect(await arriveOf(30, places.TR.ip4, invite)).toBe(30);
    expect(await arriveOf(30, places.TR.ip4, options)).toBe(30);
    expect(await arriveOf(30, places.NL.ip4, register)).toBe(30);
    expect(await kernel.readHits()).toEqual([
      { lane: '_registration', country: 'TR', hosting: false, verdict: 'limit', packets: 76 },
    ]);
  });

  it('count calls, or all packets together, and stay counted when something else of the policy changes', async () => {
    const lanes = (more: Record<string, LaneAct>) => [
      lane(world, 'registration', { US: ten(5, 'packets'), ...more }),
      lane(world, 'calls-in', { TR: ten(3, 'calls'), US: ten(5, 'packets'), ...more }),
    ];
    await kernel.apply(plan(world, lanes({})));
    expect(await arriveOf(10, places.TR.ip4, invite)).toBe(3);
    expect(await arriveOf(10, places.TR.ip4, register)).toBe(10);
    expect(await arriveOf(4, places.US.ip4, register)).toBe(4);
    await kernel.apply(plan(world, lanes({ CN: act('refuse') })));
    expect(await arriveOf(10, places.US.ip4, register)).toBe(1);
    expect(await arriveOf(10, places.TR.ip4, invite)).toBe(0);
  });

  it('hold a source to so many connections at a time', async () => {
    const web = lane(world, 'web', { TR: ten(1000, 'packets', 3) }, { ports: { udp: [], tcp: [443] } });
    await kernel.apply(plan(world, [web]));
    const answers: string[] = [];
    for (let i = 0; i < 5; i++)
      answers.push(await lab.connect({ from: places.TR.ip4, to: '192.0.2.10', port: 443, text: 'x' }));
    expect(answers).toEqual(['connected', 'connected', 'connected', 'silent', 'silent']);
    expect(await lab.connect({ from: places.NL.ip4, to: '192.0.2.10', port: 443, text: 'x' })).toBe('connected');
    expect(await kernel.readHits()).toMatchObject([{ country: 'TR', verdict: 'limit' }]);
  });
});

describe('time', () => {
  it('ends an exception in front of a refusal, and a refusal, with nobody there', async () => {
    const soon = Date.now() + 3000;
    const lanes = sip(world, {
      TR: actUntil(soon, 'allow', 'refuse'),
      FR: actUntil(soon, 'refuse', 'allow'),
    });
    await kernel.apply(plan(world, lanes));
    await kernel.stop();
    expect(await through(['TR', 'FR'], register)).toBe('TR4 TR6');
    await until('the exception to end', 10, async () => (await through(['TR', 'FR'], register)) === 'FR4 FR6');
    kernel = open();
  });
});

describe('what is in force', () => {
  it('is found by a later process, which changes nothing and counts on', async () => {
    const lanes = sip(world, { CN: act('refuse'), TR: ten(3, 'registrations') });
    await kernel.apply(plan(world, lanes));
    await through(['CN'], register);
    await kernel.stop();
    kernel = open();
    expect(await kernel.apply(plan(world, lanes))).toMatchObject({ world: 'kept', laneElements: 0 });
    expect(await kernel.check()).toBe('');
    expect(await kernel.readHits()).toEqual([]);
    await through(['CN'], register);
    expect(await kernel.readHits()).toMatchObject([
      { lane: '_registration', country: 'CN', verdict: 'refuse', packets: 2 },
    ]);
  });

  it('comes back after a flush, a removed rule, or elements taken out by others', async () => {
    const wanted = plan(world, sip(world, { CN: act('refuse') }));
    const damages: (readonly string[])[] = [
      ['flush', 'ruleset'],
      ['flush', 'chain', 'inet', table, 'prerouting'],
      ['flush', 'map', 'inet', table, 'b__registration'],
      ['flush', 'map', 'inet', table, 'w1_4_16'],
      ['flush', 'chain', 'inet', table, 'w1_4'],
      ['add', 'rule', 'inet', table, 'dispatch', 'accept'],
    ];
    for (const damage of damages) {
      await kernel.apply(wanted);
      expect(await kernel.check()).toBe('');
      // The world may have been loaded anew, as another generation.
      const generation = /map (w\d+)_4_16 /.exec(lab.nft('-t', 'list', 'ruleset'))![1];
      lab.nft(...damage.map((word) => word.replace('w1', generation)));
      expect(await kernel.check()).not.toBe('');
      await kernel.apply(wanted);
      expect(await kernel.check()).toBe('');
      expect(await through(['CN', 'NL'], register)).toBe('NL4 NL6');
    }
  });

  it('never has a gap: not while a world is replaced, nor lanes', async () => {
    const other = smallWorld({
      ...Object.fromEntries(countries.map((country) => [country, places[country].ranges])),
      SE: ['130.235.0.0/16'],
    });
    const refusing = (where: typeof world, more: string) =>
      plan(where, sip(where, { CN: act('refuse'), [more]: act('refuse') }));
    await kernel.apply(refusing(world, 'RU'));
    let going = true;
    const arrived = lab.arriving(async () => {
      while (going) await lab.send({ from: places.CN.ip4, to: '192.0.2.10', port: 5060, text: register, count: 20 });
    });
    expect(await kernel.apply(refusing(other, 'TR'))).toMatchObject({ world: 'changed' });
    // Somebody emptied a map of the world: all of it is loaded beside the old one.
    lab.nft('delete', 'element', 'inet', table, 'w1_4_16', '{', '145.97.0.0', '}');
    await until('the hole to be seen', 20, async () => (await kernel.check()) !== '');
    expect(await kernel.apply(refusing(other, 'RU'))).toMatchObject({ world: 'loaded' });
    going = false;
    expect(await arrived).toEqual([]);
    const packets = (await kernel.readHits())
      .filter(({ country }) => country === 'CN')
      .reduce((sum, hit) => sum + hit.packets, 0);
    expect(packets).toBeGreaterThan(0);
    expect(lab.nft('-t', 'list', 'ruleset')).not.toContain('w1_');
  });

  it('stays when the process dies in the middle of loading another world', async () => {
    await kernel.apply(plan(world, sip(world, { CN: act('refuse') })));
    await kernel.stop();
    const child = fork(new URL('lab/geo-load-host.ts', import.meta.url), [table, lab.machine], { stdio: 'inherit' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    await until('half a world to be in', 30, async () => loadedHalf());
    child.kill('SIGKILL');
    await gone;
    expect(await through(['CN', 'NL'], register)).toBe('NL4 NL6');
    expect(lab.nft('-t', 'list', 'ruleset')).toContain('w2_');
    kernel = open();
    expect(await kernel.apply(plan(world, sip(world, { CN: act('refuse'), NL: act('refuse') })))).toMatchObject({
      world: 'kept',
    });
    expect(lab.nft('-t', 'list', 'ruleset')).not.toContain('w2_');
    expect(await through(['CN', 'NL'], register)).toBe('');
  });

  it('follows the plan asked last, also while a world is being loaded for an older one', async () => {
    const big = manyRuns(20_000, 7, 24);
    await kernel.apply(plan(world, sip(world, { CN: act('refuse') })));
    const slow = kernel.apply(plan(big, sip(big, { X1: act('refuse') })));
    const quick = await kernel.apply(plan(world, sip(world, { NL: act('refuse') })));
    expect(quick).toMatchObject({ inForce: true, world: 'kept' });
    expect(await through(['CN', 'NL'], register)).toBe('CN4 CN6');
    expect(await slow).toMatchObject({ inForce: false });
    expect(await through(['CN', 'NL'], register)).toBe('CN4 CN6');
    expect(await kernel.apply(plan(big, sip(big, { X1: act('refuse') })))).toMatchObject({ inForce: true });
  });

  it('gets there though somebody flushes everything while a world is being loaded', async () => {
    const big = manyRuns(20_000, 7, 24);
    const wanted = plan(big, sip(big, { X1: act('refuse') }));
    const applying = kernel.apply(wanted).catch(() => undefined);
    await until('a world to be on its way', 30, async () => lab.nft('-t', 'list', 'ruleset').includes('w1_4_24'));
    lab.nft('flush', 'ruleset');
    await applying;
    expect(await kernel.apply(wanted)).toMatchObject({ inForce: true });
    expect(await kernel.check()).toBe('');
    const refused = borders(big).filter(({ value }) => value === 1)[0];
    expect(await kernel.verdictOf(refused.text, '_registration')).toBe('refuse');
  });

  it('stays when a plan cannot be carried out, and the fault is told', async () => {
    await kernel.apply(plan(world, sip(world, { CN: act('refuse') })));
    const odd = [
      plan(world, [{ ...sip(world, {})[0], id: 'x } ; flush ruleset' }]),
      plan(world, sip(world, { NL: act('refuse') }), [{ address: '1.2.3.4 } ; flush ruleset', until: 0 }]),
      plan(world, sip(world, { NL: act('limit') })),
    ];
    for (const each of odd)
      await expect(kernel.apply(each)).rejects.toMatchObject({ name: 'NftError', retryable: false });
    expect(kernel.health().ok).toBe(false);
    expect(await through(['CN', 'NL'], register)).toBe('NL4 NL6');
    await kernel.apply(plan(world, sip(world, { NL: act('refuse') })));
    expect(kernel.health().ok).toBe(true);
    const nowhere = new GeoKernel({ table, netns: `nowhere${process.pid}` }, Date.now);
    await expect(nowhere.apply(plan(world, []))).rejects.toMatchObject({ name: 'NftError', retryable: true });
  });
});

describe('the maps of the kernel', () => {
  it('say what the world says, at every border of random worlds, and packets follow them', async () => {
    let asked = 0;
    for (let round = 0; round < 3; round++) {
      const random = manyRuns(250, round + 1);
      const acts = { X1: act('refuse'), X2: act('watch'), X3: ten(5, 'packets') };
      const lanes = sip(random, acts);
      await kernel.apply(plan(random, lanes));
      const addresses = borders(random);
      asked += addresses.length;
      const said = await kernel.verdictsOf(
        addresses.map(({ text }) => text),
        '_registration',
      );
      expect(said).toEqual(
        addresses.map(({ value }) => acts[random.classes[value].country as 'X1']?.verdict ?? 'allow'),
      );
      // What was just confirmed at once is confirmed step by step as well.
      expect(await kernel.verdictOf(addresses[7].text, '_calls_in')).toBe(said[7]);
    }
    expect(asked).toBeGreaterThan(1500);
  });
});

/** Whether the first element of a second world is in: the kernel would let go of it. */
function loadedHalf(): boolean {
  if (!lab.nft('-t', 'list', 'ruleset').includes('map w2_6_128 ')) return false;
  try {
    lab.nft('-c', 'delete', 'element', 'inet', table, 'w2_4_24', '{', '1.0.0.0', '}');
    return true;
  } catch {
    return false;
  }
}

/** A world of random runs with borders at all lengths, in classes X0 to X4. */
function manyRuns(count: number, seed = 7, deepest = 128) {
  const [base] = fc.sample(fc.infiniteStream(fc.nat(2 ** 31 - 1)), { numRuns: 1, seed });
  const next = () => base.next().value as number;
  const runs = (lanes: number) => {
    const starts = new Set<bigint>([0n]);
    while (starts.size < count) {
      const kept = BigInt(8 + (next() % (Math.min(deepest, lanes * 32) - 7)));
      let bits = 0n;
      for (let i = 0; i < lanes; i++) bits = (bits << 32n) | BigInt(next() * 2 + (next() & 1));
      const host = BigInt(lanes * 32) - kept;
      starts.add((bits >> host) << host);
    }
    const sorted = [...starts].sort((a, b) => (a < b ? -1 : 1));
    const values = sorted.map((_, i) => (i % 2) * 2 + (next() % 2));
    return {
      starts: Uint32Array.from(
        sorted.flatMap((start) =>
          Array.from({ length: lanes }, (_, i) => Number((start >> BigInt(32 * (lanes - 1 - i))) & 0xffffffffn)),
        ),
      ),
      values: Uint32Array.from(values),
    };
  };
  const classes = ['X0', 'X1', 'X2', 'X3', 'X4'].map((country) => ({
    country,
    asNumber: 0,
    hosting: false,
    special: false,
    ranges: [],
  }));
  return { classes, ranges: [], v4: runs(1), v6: runs(4), madeAt: 0, key: `${count} ${seed}` };
}

/** Addresses at both sides of each border, with the class each has. */
function borders(random: ReturnType<typeof manyRuns>) {
  const all: { text: string; value: number }[] = [];
  for (const family of [4, 6] as const) {
    const { starts, values } = family === 4 ? random.v4 : random.v6;
    const lanes = family === 4 ? 1 : 4;
    for (let row = 0; row < values.length; row++) {
      let bits = 0n;
      for (let i = 0; i < lanes; i++) bits = (bits << 32n) | BigInt(starts[row * lanes + i]);
      all.push({ text: textOf(family, bits), value: values[row] });
      if (row > 0) all.push({ text: textOf(family, bits - 1n), value: values[row - 1] });
    }
  }
  return all;
}

function textOf(family: 4 | 6, bits: bigint): string {
  return formatAddress({ family, bits });
}

it('knows the address ranges it speaks of', () => {
  for (const { ranges, ip4, ip6 } of Object.values(places)) {
    expect(readCidr(ranges[0])!.prefix).toBeGreaterThan(0);
    expect([ip4, ip6].every((text) => readCidr(text) !== undefined)).toBe(true);
  }
});
