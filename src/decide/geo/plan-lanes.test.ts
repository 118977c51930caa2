import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAddress, anyBook, anyContext, anyTime } from '../../../test/geo/arbitrary-book.ts';
import type { GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoWorld } from '../../core/geo/geo-world.ts';
import type { LanePlan } from '../../core/geo/lane-plan.ts';
import { contains, formatAddress, readAddress, readCidr } from '../../core/ip.ts';
import { classAt } from './class-at.ts';
import { featuresOf } from './features.ts';
import { GeoJudge } from './geo-judge.ts';
import { type LaneWish, planLanes } from './plan-lanes.ts';
import { makeBook, makeContext, makePolicy, makeRule, provider } from './testing/make.ts';
import { makeWorld } from './testing/make-world.ts';
import { naiveVerdict } from './testing/naive-judge.ts';

const places: readonly (readonly [string, GeoPlace])[] = [
  ['20.0.0.0/8', { country: 'NL', asNumber: 64_500, hosting: false }],
  ['20.1.2.0/24', { country: 'TR', asNumber: 64_501, hosting: true }],
  ['20.1.2.128/25', { country: 'CN', asNumber: 64_502, hosting: false }],
  ['20.1.3.0/24', { country: 'BE', asNumber: 64_500, hosting: true }],
  ['21.0.0.0/8', { country: 'US', asNumber: 0, hosting: false }],
  ['2600::/12', { country: 'US', asNumber: 64_501, hosting: true }],
  ['2600:1::/32', { country: 'NL', asNumber: 64_500, hosting: false }],
];

function placeOf(text: string): GeoPlace {
  const exact = readCidr(text)!;
  return (
    places.findLast(([range]) => contains(readCidr(range)!, exact))?.[1] ?? { country: '', asNumber: 0, hosting: false }
  );
}

/** Verdict, until when, and what holds afterwards. */
function actOn(plan: LanePlan, world: GeoWorld, address: string): unknown[] {
  const act = plan.acts[plan.classes[classAt(world, readAddress(address)!)]];
  return [act.verdict, act.until, act.then?.verdict];
}

const ports = { udp: [5060], tcp: [5060, 5061] };

describe('a plan of lanes', () => {
  it('does with every address what the judge says, and afterwards what it says then', () => {
    fc.assert(
      fc.property(
        ...[anyBook, anyContext, anyTime, fc.array(anyAddress, { minLength: 5, maxLength: 30 }), fc.nat(99)],
        (book, context, time, addresses, percent) => {
          const world = makeWorld(places, featuresOf(book, time));
          const judge = new GeoJudge(book);
          const wish: LaneWish = { id: 'all', context: context as LaneWish['context'], ports, destinations: [] };
          const [plan] = planLanes(judge, world, [wish], time);
          for (const address of addresses) {
            const text = formatAddress(address);
            const act = plan.acts[plan.classes[classAt(world, address)]];
            const at = (moment: number) => naiveVerdict(book, context, moment, placeOf(text), address).verdict;
            const isKnown = book.known.some((known) => known.address === text);
            if (isKnown) {
              // What an act refuses from others gets from known addresses what policies say of it, which may be a refusal too.
              const spared = plan.known?.addresses.includes(text) ? plan.known : undefined;
              const own = spared ? plan.acts[spared.classes[classAt(world, address)]] : act;
              expect([text, own.verdict]).toEqual([text, at(time)]);
              expect(own.limit !== undefined).toBe(own.verdict === 'limit');
              continue;
            }
            expect(plan.known?.addresses ?? []).not.toContain(text);
            expect([text, act.verdict]).toEqual([text, at(time)]);
            expect(act.limit !== undefined).toBe(act.verdict === 'limit');
            const until = Math.min(act.until, 103);
            const between = time + Math.floor(((until - time) * percent) / 100);
            expect([text, between, act.verdict]).toEqual([text, between, at(between)]);
            expect(act.then === undefined).toBe(act.until === Number.POSITIVE_INFINITY);
            if (act.then) expect([text, act.until, act.then.verdict]).toEqual([text, act.until, at(act.until)]);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('looks ahead over changes that change nothing for a class', () => {
    const window = (from: number, until: number) => ({ from, until, hours: '', timeZone: '' });
    const book = makeBook({
      policies: [
        makePolicy('p', [
          makeRule('refuse', ['CN'], { when: window(0, 50) }),
          makeRule('refuse', ['BE'], { when: window(0, 20) }),
          makeRule('limit', ['CN'], { when: window(40, 90) }),
        ]),
      ],
    });
    const world = makeWorld(places, featuresOf(book, 10));
    const wish: LaneWish = { id: 'all', context: { ...makeContext(), service: 'calls-in' }, ports, destinations: [] };
    const [plan] = planLanes(new GeoJudge(book), world, [wish], 10);
    expect(actOn(plan, world, '20.1.2.200')).toEqual(['refuse', 50, 'limit']);
    expect(actOn(plan, world, '20.1.3.9')).toEqual(['refuse', 20, 'allow']);
    expect(actOn(plan, world, '20.9.9.9')).toEqual(['allow', Number.POSITIVE_INFINITY, undefined]);
    expect(plan).toMatchObject({ id: 'all', ports, destinations: [], known: undefined });
  });

  it('promises nothing beyond the changes it looks ahead to', () => {
    const rules = Array.from({ length: 40 }, (_, i) =>
      makeRule('limit', ['BE'], { id: `r${i}`, when: { from: i + 20, until: i + 21, hours: '', timeZone: '' } }),
    );
    const book = makeBook({
      policies: [makePolicy('p', rules)],
      attacks: [
        {
          ...{
            id: 'a',
            kind: 'refuse-countries',
            scope: provider,
            services: [],
            countries: ['CN'],
            from: 0,
            until: 70,
          },
          ...{ author: '', reason: '', alert: '' },
        },
      ],
    });
    const world = makeWorld(places, featuresOf(book, 10));
    const wish: LaneWish = { id: 'all', context: { ...makeContext(), service: 'calls-in' }, ports, destinations: [] };
    const [plan] = planLanes(new GeoJudge(book), world, [wish], 10);
    const [verdict, until, then] = actOn(plan, world, '20.1.2.200');
    expect([verdict, then]).toEqual(['refuse', 'refuse']);
    expect(until).toBeLessThan(70);
  });

  it('lets known addresses through while only these may pass, but none that a policy refuses', () => {
    const book = makeBook({
      policies: [makePolicy('p', [makeRule('refuse', ['CN'])])],
      attacks: [
        {
          ...{ id: 'a', kind: 'only-known', scope: provider, services: [], countries: [], from: 0, until: 100 },
          ...{ author: '', reason: '', alert: '' },
        },
      ],
      known: [
        { tenant: 'bakker', address: '20.1.9.9' },
        { tenant: 'smit', address: '20.1.2.200' },
      ],
    });
    const world = makeWorld(places, featuresOf(book, 10));
    const wish: LaneWish = {
      id: 'all',
      context: { ...makeContext(), service: 'registration' },
      ports,
      destinations: [],
    };
    const [plan] = planLanes(new GeoJudge(book), world, [wish], 10);
    expect(plan.known).toMatchObject({ addresses: ['20.1.9.9'], until: 100 });
    expect(actOn(plan, world, '20.1.9.9')).toEqual(['refuse', 100, 'allow']);
    const { known } = plan;
    expect(actOn({ ...plan, classes: known!.classes }, world, '20.1.9.9')[0]).toBe('allow');
  });
});
