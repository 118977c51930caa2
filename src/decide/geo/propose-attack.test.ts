import { describe, expect, it } from 'vitest';
import type { GeoBook, GeoScope } from '../../core/geo/geo-policy.ts';
import { readAddress } from '../../core/ip.ts';
import { AttackEffect, type HostileSource, HostileTally, scopesOf } from './attack-doors.ts';
import { GeoJudge } from './geo-judge.ts';
import type { AttackCuts } from './proposal-sentence.ts';
import { type AttackSigns, attackWishes, helps, proposeAttack, wishedAttack } from './propose-attack.ts';
import { bakker, makeBook, makePolicy, makeRule, provider } from './testing/make.ts';

const time = Date.parse('2026-07-15T00:00:00Z');
const noCuts: AttackCuts = { phone: 0, session: 0, trunk: 0, token: 0, 'customer-network': 0, more: 0 };
const signs = (own: Partial<AttackSigns> = {}): AttackSigns => ({
  ...{ doors: 'sip', scope: provider, name: '', time, minutes: 12, needed: new Set(['NL']), alerts: ['a1'] },
  ...own,
});
let next = 0;
/** Somebody at an address of their own. */
const source = (country: string, hostile: number, own: Partial<HostileSource> = {}): HostileSource => ({
  ...{ tenant: 'bakker', site: '', asset: '', service: 'registration', address: `198.51.100.${next++ % 250}`, country },
  ...{ asNumber: 0, hosting: false, hostile },
  ...own,
});
const flood = [source('CN', 500), source('VN', 300), source('BR', 70), source('NL', 130)];

/** What is proposed about sources over a book, as a look at them does. */
function proposed(
  sources: readonly HostileSource[],
  own: Partial<AttackSigns> = {},
  book: GeoBook = makeBook({}),
  cuts = noCuts,
) {
  const about = signs(own);
  const judge = new GeoJudge(book);
  const tally = () => new HostileTally(judge, about.scope, about.doors, time);
  const hostile = tally();
  for (const one of sources) hostile.add(one, readAddress(one.address));
  for (const wish of attackWishes(about, hostile)) {
    const effect = new AttackEffect(book, wishedAttack(wish, time), tally(), time);
    for (const one of sources) effect.add(one, readAddress(one.address));
    if (helps(effect, about.doors)) return proposeAttack(wish, about, effect, cuts);
  }
  return undefined;
}

describe('a flood on telephony', () => {
  it('out of countries where nobody works: the fewest that most of it comes from', () => {
    const proposal = proposed(flood)!;
    expect(proposal).toMatchObject({
      ...{ kind: 'refuse-countries', countries: ['CN', 'VN'], share: 0.8, durationS: 7_200, alerts: ['a1'] },
    });
    expect(proposal.sentence).toEqual({
      en: '80 % of the flood comes from 2 countries where nothing succeeded for any customer in 30 days (China, Vietnam): refuse them for 2 h? That is 800 of 1,000 hostile attempts in the last 12 minutes. Nobody who worked in the last 30 days is cut off.',
      nl: '80 % van de stroom komt uit 2 landen waar in 30 dagen bij geen klant iets lukte (China, Vietnam): 2 uur weigeren? Dat zijn 800 van 1.000 vijandige pogingen in de laatste 12 minuten. Niemand die de laatste 30 dagen werkte, wordt afgesloten.',
    });
  });

  it('counts no attempt that a guard lets pass, or that something refuses already', () => {
    const guards = [{ kind: 'allowlist' as const, range: '198.51.100.0/24', detail: '', until: 0 }];
    expect(proposed(flood, {}, makeBook({ guards }))).toBeUndefined();
    const book = makeBook({ policies: [makePolicy('p', [makeRule('refuse', ['CN'])])] });
    expect(proposed(flood, {}, book)).toMatchObject({ countries: ['VN'], share: 0.6 });
    // The mode that is on refuses them: what is left is no flood.
    const on = wishedAttack(
      { kind: 'refuse-countries', scope: provider, services: [], countries: ['CN', 'VN', 'BR'] },
      time,
    );
    expect(proposed(flood, {}, makeBook({ attacks: [on] }))).toBeUndefined();
    expect(proposed(flood, {}, makeBook({ attacks: [{ ...on, from: time - 60_000, until: time }] }))).toBeDefined();
  });

  it('out of countries where customers are: only addresses that worked, with how many of the hostile ones did', () => {
    const known = [flood[3]!, flood[2]!].map(({ address }) => ({ tenant: 'bakker', address }));
    const needed = new Set(['NL', 'CN', 'BR']);
    const proposal = proposed(flood, { needed }, makeBook({ known }))!;
    expect(proposal).toMatchObject({ kind: 'only-known', countries: [], share: 0.8 });
    expect(proposal.sentence.en).toBe(
      '80 % of the flood comes from addresses that did not work in the last 30 days: let only known addresses in for 2 h? That is 800 of 1,000 hostile attempts in the last 12 minutes; of 4 addresses, 2 worked before. Nobody who worked in the last 30 days is cut off.',
    );
    expect(proposal.sentence.nl).toBe(
      '80 % van de stroom komt van adressen die de laatste 30 dagen niet werkten: 2 uur alleen bekende adressen toelaten? Dat zijn 800 van 1.000 vijandige pogingen in de laatste 12 minuten; van 4 adressen werkten er 2 eerder. Niemand die de laatste 30 dagen werkte, wordt afgesloten.',
    );
    // Most of it comes from phones that work: shutting the door on strangers would not help.
    const all = flood.map(({ address }) => ({ tenant: 'bakker', address }));
    expect(proposed(flood, { needed }, makeBook({ known: all }))).toBeUndefined();
    // What worked for another customer is not known to this one.
    const others = makeBook({ known: all.map((one) => ({ ...one, tenant: 'smit' })) });
    expect(proposed(flood, { needed, scope: bakker, name: 'Bakkerij Vis' }, others)?.sentence.en).toContain(
      '100 % of the flood on Bakkerij Vis comes from addresses',
    );
  });

  it('too large to keep its addresses apart says that there are more', () => {
    const needed = new Set(['CN']);
    const sentence = proposed([source('CN', 900, { address: '' }), source('CN', 100)], { needed })!.sentence;
    expect(sentence.en).toContain('of more than 1 addresses, 0 worked before');
    expect(sentence.nl).toContain('van meer dan 1 adressen werkten er 0 eerder');
  });

  it('says nothing without an alert or without a flood', () => {
    expect(proposed(flood, { alerts: [] })).toBeUndefined();
    expect(proposed([source('CN', 199)])).toBeUndefined();
    expect(proposed([source('CN', 200)])).toBeDefined();
    expect(proposed(flood.map((one) => ({ ...one, service: 'ssh' as const })))).toBeUndefined();
  });
});

describe('attempts to get in where people administer', () => {
  const knocks = [
    source('CN', 500, { service: 'ssh', tenant: 'provider' }),
    source('NL', 90, { service: 'web', tenant: 'provider' }),
    source('NL', 10, { service: 'provisioning', address: '192.0.2.7' }),
    source('CN', 5_000),
  ];

  it('is management closed, told by door, with whom it cuts off', () => {
    const guards = [{ kind: 'own-network' as const, range: '192.0.2.0/24', detail: '', until: 0 }];
    const cuts = { ...noCuts, phone: 1, session: 3, token: 2, more: 40 };
    const proposal = proposed(knocks, { doors: 'management' }, makeBook({ guards }), cuts)!;
    expect(proposal).toMatchObject({ kind: 'management-closed', countries: [], services: [] });
    expect(proposal.share).toBeCloseTo(590 / 600);
    expect(proposal.sentence).toEqual({
      en: 'Closed management would refuse 98 % of the attempts to get in: close it for 2 h? That is 590 of 600 hostile attempts in the last 12 minutes (500 on SSH, 90 on web, and 10 on provisioning), from 3 addresses. Cut off of what worked in the last 30 days: 1 phone, 3 people, 2 API tokens, and 40 more.',
      nl: 'Met beheer dicht wordt 98 % van de pogingen om binnen te komen geweigerd: 2 uur dicht? Dat zijn 590 van 600 vijandige pogingen in de laatste 12 minuten (500 op SSH, 90 op web en 10 op provisioning), van 3 adressen. Afgesloten van wat de laatste 30 dagen werkte: 1 toestel, 3 personen, 2 API-tokens en nog 40.',
    });
    const mine = proposed(knocks.slice(0, 1), { doors: 'management', name: 'Bakkerij Vis, PBX' })!;
    expect(mine.sentence.en).toContain('of the attempts to get in on Bakkerij Vis, PBX:');
    expect(mine.sentence.en).toContain('(500 on SSH), from 1 address.');
  });

  it('is nothing when they come from own networks, or are few', () => {
    const guards = [{ kind: 'own-network' as const, range: '198.51.100.0/24', detail: '', until: 0 }];
    expect(proposed(knocks, { doors: 'management' }, makeBook({ guards }))).toBeUndefined();
    expect(proposed([source('CN', 59, { service: 'ssh' })], { doors: 'management' })).toBeUndefined();
  });
});

describe('whom it is for', () => {
  const siteOf = (_tenant: string, asset: string) => (asset === 'spare' ? '' : 'shop');
  const levels = (...alerts: { tenant: string; asset: string }[]) => scopesOf(alerts, siteOf);
  const scope = (level: GeoScope['level'], site = '', asset = ''): GeoScope => ({
    level,
    tenant: 'bakker',
    site,
    asset,
  });

  it('the asset, the site or the customer that all alerts are about, and else everybody', () => {
    const at = (asset: string, tenant = 'bakker') => ({ tenant, asset });
    expect(levels(at('pbx'), at('pbx'))).toEqual([
      ...[scope('asset', '', 'pbx'), scope('site', 'shop'), scope('customer'), provider],
    ]);
    expect(levels(at('pbx'), at('sbc'))).toEqual([scope('site', 'shop'), scope('customer'), provider]);
    expect(levels(at('pbx'), at('spare'))).toEqual([scope('customer'), provider]);
    expect(levels(at('spare'))).toEqual([scope('asset', '', 'spare'), scope('customer'), provider]);
    expect(levels(at('pbx'), at(''))).toEqual([scope('customer'), provider]);
    expect(levels(at('pbx'), at('pbx', 'smit'))).toEqual([provider]);
    for (const tenant of ['provider', 'unassigned']) expect(levels(at('pbx', tenant))).toEqual([provider]);
  });

  it('counts what came to it alone', () => {
    const here = flood.map((one) => ({ ...one, site: 'shop', asset: 'pbx' }));
    const elsewhere = [source('RU', 9_000), source('RU', 9_000, { tenant: 'smit', asset: 'pbx', site: 'shop' })];
    for (const own of [scope('asset', '', 'pbx'), scope('site', 'shop')])
      expect(proposed([...here, ...elsewhere], { scope: own, name: 'PBX' })).toMatchObject({
        ...{ scope: own, countries: ['CN', 'VN'], share: 0.8 },
        sentence: {
          en: expect.stringContaining(
            'flood on PBX comes from 2 countries where nothing succeeded for this customer in 30 days',
          ),
        },
      });
  });
});
