import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { laneWishes, type ReachedAsset } from '../src/app/geo/lane-wishes.ts';
import type { GeoPlace } from '../src/core/geo/geo-answer.ts';
import type { GeoBook, GeoServiceName, GeoVerdict } from '../src/core/geo/geo-policy.ts';
import type { KernelPlan } from '../src/core/geo/lane-plan.ts';
import { type Address, canonicalAddress, contains, formatAddress, privateNetworks, readCidr } from '../src/core/ip.ts';
import { featuresOf } from '../src/decide/geo/features.ts';
import { GeoJudge } from '../src/decide/geo/geo-judge.ts';
import { type LaneWish, planLanes } from '../src/decide/geo/plan-lanes.ts';
import { makeWorld } from '../src/decide/geo/testing/make-world.ts';
import { GeoKernel } from '../src/enforce/geo/kernel/geo-kernel.ts';
import { anyBook, ranges } from './geo/arbitrary-book.ts';
import { GeoLab } from './lab/geo-lab.ts';
import { until } from './lab/until.ts';

/*
 * What the screen explains is what the kernel does: random books over a small invented world, planned and loaded as the server
 * does it, and every address at a border of anything in it, at each side, asked of the judge, of the maps of the kernel, and as
 * packets that arrive or die. What a limited source may send is proven elsewhere.
 */

const places: readonly (readonly [string, GeoPlace])[] = [
  ['20.0.0.0/8', { country: 'NL', asNumber: 64_500, hosting: false }],
  ['20.1.2.0/24', { country: 'TR', asNumber: 64_501, hosting: true }],
  ['20.1.2.128/25', { country: 'CN', asNumber: 64_502, hosting: false }],
  ['20.1.3.0/24', { country: 'BE', asNumber: 64_500, hosting: true }],
  ['21.0.0.0/8', { country: 'US', asNumber: 0, hosting: false }],
  ['2600::/12', { country: 'US', asNumber: 64_501, hosting: true }],
  ['2600:1::/32', { country: 'NL', asNumber: 64_500, hosting: false }],
  ['2600:1:2:4::/64', { country: 'CN', asNumber: 64_502, hosting: true }],
];
/** What books name besides: guards, and addresses that worked. */
const others = ['20.1.2.0/26', '20.1.9.0/24', '20.1.2.200', '20.1.3.1', '2600:1:2::/64', '2600:1:2:1::1'];

/** Everybody's machine, and the PBX of a customer each; all of them are this one machine. */
const machines = [
  { ip4: '192.0.2.10', ip6: '2001:db8::10', of: { tenant: '', site: '', asset: '' } },
  { ip4: '192.0.2.11', ip6: '2001:db8::11', of: { tenant: 'bakker', site: 'shop', asset: 'pbx' } },
  { ip4: '192.0.2.12', ip6: '2001:db8::12', of: { tenant: 'smit', site: 'shop', asset: 'pbx' } },
];
const assets: readonly ReachedAsset[] = machines.slice(1).map(({ ip4, ip6, of }) => ({
  ...{ tenant: of.tenant, id: of.asset, kind: 'pbx', site: of.site, addresses: [ip4, ip6] },
}));

const ports = {
  sip: { udp: [5060], tcp: [5060] },
  web: { udp: [443], tcp: [443] },
  ssh: { udp: [22], tcp: [22] },
  provisioning: { udp: [69], tcp: [] },
};
/** A packet that belongs to each service; `sip` is one that may be of a registration or of a call. */
const packets: readonly { readonly service: GeoServiceName; readonly port: number; readonly begin: string }[] = [
  { service: 'registration', port: 5060, begin: 'REGISTER sip:pbx SIP/2.0\r\n' },
  { service: 'calls-in', port: 5060, begin: 'INVITE sip:100@pbx SIP/2.0\r\n' },
  { service: 'sip', port: 5060, begin: 'OPTIONS sip:pbx SIP/2.0\r\n' },
  { service: 'web', port: 443, begin: 'x' },
  { service: 'ssh', port: 22, begin: 'x' },
  { service: 'provisioning', port: 69, begin: 'x' },
];
const services = ['registration', 'calls-in', 'web', 'ssh', 'provisioning'] as const;

const books = 8;
/** Packets sent for each of them. */
const mostSent = 800;
const seed = Number(process.env.BELWACHT_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Both sides of both ends of everything that may be a border, as far as it is an address that somebody can have. */
const addresses = bordersOf([...ranges, ...places.map(([range]) => range), ...others, '10.0.0.0/8', 'fc00::/7']);
const senders = addresses.filter(canSend);

let lab: GeoLab;
let kernel: GeoKernel;

beforeAll(async () => {
  lab = new GeoLab('gex');
  lab.addMachine('12');
  await lab.start(senders.map(formatAddress), [5060, 443, 22, 69, 5999]);
  // The first packet to an address asks who has it, and what follows at once may be lost.
  for (const { ip4, ip6 } of machines)
    for (const [from, to] of [
      ['192.0.2.1', ip4],
      ['2001:db8::1', ip6],
    ] as const)
      await until(`${to} to answer`, 10, () => lab.pings(from, to));
  kernel = new GeoKernel({ table: 'bwgex', netns: lab.machine }, Date.now);
}, 60_000);

afterAll(async () => {
  await kernel?.remove();
  await kernel?.stop();
  await lab?.close();
});

test('without a policy every one of these addresses gets its packets through', async () => {
  expect(senders.filter(({ family }) => family === 4).length).toBeGreaterThan(25);
  expect(senders.filter(({ family }) => family === 6).length).toBeGreaterThan(15);
  const all = senders.flatMap((from) => machines.map((to) => ({ from, to, packet: packets[0] })));
  expect(await dying(all)).toEqual([]);
});

test('explain says of every address at a border what the kernel holds, and its packets live or die by it', {
  timeout: 240_000,
}, async () => {
  const seen: Record<GeoVerdict, number> = { allow: 0, watch: 0, limit: 0, refuse: 0 };
  const fates = { lives: 0, dies: 0 };
  for (const [round, { timeless, moment }] of tellingBooks().entries()) {
    const now = Date.now();
    const book = atClock(timeless, moment, now);
    const judge = new GeoJudge(book);
    const wishes = laneWishes(book, ports, assets);
    expect(await kernel.apply(planned(book, judge, wishes, now))).toMatchObject({ inForce: true });
    const explained = (address: Address, to: (typeof machines)[number]['of'], service: GeoServiceName) =>
      judge.lane({ ...to, service }, now).address(placeOf(address), address).verdict;
    const about = `seed ${seed}, book ${round}: ${JSON.stringify(timeless)} at ${moment}`;

    const kernelSays = new Map<string, readonly GeoVerdict[]>();
    for (const { of, ip4 } of machines) {
      for (const service of services) {
        const { id } = laneTo(wishes, ip4, service);
        const held = kernelSays.get(id) ?? (await kernel.verdictsOf(addresses.map(formatAddress), id));
        kernelSays.set(id, held);
        const said = addresses.map((address) => explained(address, of, service));
        const differs = addresses.flatMap((address, i) =>
          held[i] === said[i]
            ? []
            : [`${formatAddress(address)}: ${service} of ${of.tenant}: explained ${said[i]}, kernel ${held[i]}`],
        );
        expect(differs, about).toEqual([]);
        for (const verdict of said) seen[verdict]++;
      }
    }

    const all = senders.flatMap((from) => machines.flatMap((to) => packets.map((packet) => ({ from, to, packet }))));
    const some = fc.sample(fc.shuffledSubarray(all, { minLength: mostSent, maxLength: mostSent }), {
      numRuns: 1,
      seed: seed + round,
    })[0];
    const sent = some
      .map((one) => ({ ...one, verdict: explained(one.from, one.to.of, one.packet.service) }))
      .filter(({ verdict }) => verdict !== 'limit');
    const wanted = sent.filter(({ verdict }) => verdict === 'refuse').map(nameOf);
    expect((await dying(sent)).toSorted(), about).toEqual(wanted.toSorted());
    fates.dies += wanted.length;
    fates.lives += sent.length - wanted.length;
    // A new connection shows no request: it gets the milder of registrations and calls.
    for (const { from, to } of [
      ...some.filter(({ from: { family } }) => family === 4).slice(0, 2),
      ...some.slice(0, 1),
    ]) {
      const verdict = explained(from, to.of, 'sip');
      if (verdict === 'limit') continue;
      const ends = { from: formatAddress(from), to: from.family === 4 ? to.ip4 : to.ip6 };
      const answer = await lab.connect({ ...ends, port: 5060, text: 'x' });
      expect([ends, answer], about).toEqual([ends, verdict === 'refuse' ? 'silent' : 'connected']);
    }
  }
  // Books that refuse nobody, or everybody, would prove little.
  expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(20);
  expect(seen.refuse, JSON.stringify(seen)).toBeGreaterThan(500);
  expect(Math.min(...Object.values(fates)), JSON.stringify(fates)).toBeGreaterThan(200);
});

/** Random books at random moments at which they refuse somebody something, some of them with limits or watches besides. */
function tellingBooks(): readonly { readonly timeless: GeoBook; readonly moment: number }[] {
  const any = fc.sample(fc.record({ timeless: anyBook, moment: fc.integer({ min: 0, max: 102 }) }), {
    ...{ numRuns: 400, seed },
  });
  const told = any.map((one) => ({ one, verdicts: verdictsOf(new GeoJudge(one.timeless), one.moment) }));
  const refusing = told.filter(({ verdicts }) => verdicts.has('refuse'));
  const picked = new Set(
    (['limit', 'watch', 'refuse'] as const).flatMap((verdict, i) =>
      refusing.filter(({ verdicts }) => verdicts.has(verdict)).slice(i * 10, i * 10 + Math.ceil(books / 3)),
    ),
  );
  return [...picked].slice(0, books).map(({ one }) => one);
}

function verdictsOf(judge: GeoJudge, moment: number): ReadonlySet<GeoVerdict> {
  const found = new Set<GeoVerdict>();
  for (const { of } of machines)
    for (const service of services) {
      const lane = judge.lane({ ...of, service }, moment);
      for (const address of senders) found.add(lane.verdictOf(placeOf(address), address).verdict);
    }
  return found;
}

interface Sent {
  readonly from: Address;
  readonly to: (typeof machines)[number];
  readonly packet: (typeof packets)[number];
}

/** Sends one packet of each and gives those that did not arrive. */
async function dying(all: readonly Sent[]): Promise<readonly string[]> {
  const arrived = await lab.arriving(async () => {
    for (const one of all) {
      const { from, to, packet } = one;
      const text = `${packet.begin}\r\n${nameOf(one)}`;
      await lab.send({ from: formatAddress(from), to: from.family === 4 ? to.ip4 : to.ip6, port: packet.port, text });
    }
  });
  const names = new Set(arrived.map(({ text }) => text.slice(text.lastIndexOf('\r\n') + 2)));
  return all.map(nameOf).filter((name) => !names.has(name));
}

function nameOf({ from, to, packet }: Sent): string {
  return `${formatAddress(from)} to ${to.ip4}, ${packet.service}`;
}

/** As the server plans it: single addresses that are spared are no part of the world. */
function planned(book: GeoBook, judge: GeoJudge, wishes: readonly LaneWish[], now: number): KernelPlan {
  const inRanges = book.guards.filter(({ range }) => canonicalAddress(range) === undefined);
  const world = makeWorld(places, featuresOf({ ...book, guards: inRanges }, now));
  const guards = book.guards.flatMap(({ range, until }) => {
    const address = canonicalAddress(range);
    return address === undefined || (until !== 0 && until <= now) ? [] : [{ address, until }];
  });
  return { world, guards, emergency: [], lanes: planLanes(judge, world, wishes, now) };
}

/** The lane of packets to an address of ours: the one that names it, or else everybody's. */
function laneTo(wishes: readonly LaneWish[], address: string, service: LaneWish['context']['service']): LaneWish {
  const of = wishes.filter(({ context }) => context.service === service);
  return (
    of.find(({ destinations }) => destinations.includes(address)) ??
    of.find(({ destinations }) => destinations.length === 0)!
  );
}

/** The same book with an hour for each of its moments, `moment` being now; 0 stays for ever. */
function atClock(book: GeoBook, moment: number, now: number): GeoBook {
  const at = (time: number) => (time === 0 ? 0 : now + (time - moment) * 3_600_000);
  return {
    ...book,
    policies: book.policies.map((policy) => ({
      ...policy,
      rules: policy.rules.map((rule) => ({
        ...rule,
        when: rule.when && { ...rule.when, from: at(rule.when.from), until: at(rule.when.until) },
      })),
    })),
    attacks: book.attacks.map((attack) => ({ ...attack, from: at(attack.from), until: at(attack.until) })),
    guards: book.guards.map((guard) => ({ ...guard, until: at(guard.until) })),
  };
}

function placeOf({ family, bits }: Address): GeoPlace {
  const exact = { family, bits, prefix: family === 4 ? 32 : 128 };
  return (
    places.findLast(([range]) => contains(readCidr(range)!, exact))?.[1] ?? { country: '', asNumber: 0, hosting: false }
  );
}

function bordersOf(texts: readonly string[]): readonly Address[] {
  const found = new Map<string, Address>();
  for (const { family, bits, prefix } of [...texts.map((text) => readCidr(text)!), ...privateNetworks]) {
    const width = family === 4 ? 32 : 128;
    const end = bits + (1n << BigInt(width - prefix));
    for (const at of [bits - 1n, bits, end - 1n, end]) {
      if (at < 0n || at >= 1n << BigInt(width)) continue;
      const address = { family, bits: at };
      found.set(formatAddress(address), address);
    }
  }
  return [...found.values()];
}

/** Addresses from which a machine may send, and that are none of the laboratory's own. */
function canSend({ family, bits }: Address): boolean {
  if (family === 6) return bits >> 125n === 1n && bits >> 64n !== 0x20010db800000000n;
  const first = Number(bits >> 24n);
  return first > 0 && first !== 127 && first < 224 && bits >> 8n !== 0xc00002n;
}
