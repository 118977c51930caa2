import { describe, expect, it } from 'vitest';
import type { GeoAnswer, GeoContext, GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoAttack, GeoBook, GeoCustomer, GeoRule } from '../../core/geo/geo-policy.ts';
import { readAddress } from '../../core/ip.ts';
import { GeoJudge } from './geo-judge.ts';
import { bakker, makeBook, makeContext, makePolicy, makeRule, provider } from './testing/make.ts';

const address = readAddress('20.1.2.3')!;
const inTurkey: GeoPlace = { country: 'TR', asNumber: 64_500, hosting: false };

function ask(book: GeoBook, own: Partial<GeoContext> = {}, place = inTurkey, time = 1_000): GeoAnswer {
  return new GeoJudge(book).lane(makeContext(own), time).address(place, address);
}

function rules(...list: readonly GeoRule[]): GeoBook {
  return makeBook({ policies: [makePolicy('p', list)] });
}

const attack: GeoAttack = {
  ...{ id: 'a', kind: 'only-home', scope: provider, services: [], countries: ['NL'], from: 0, until: 5_000 },
  ...{ author: 'user:1', reason: '', alert: '' },
};
const exception = { owner: 'Jan', reason: 'trip', reviewOn: '' };
const open = { from: 0, until: 9_000, hours: '', timeZone: '' };

describe('the judge', () => {
  it('allows what no rule is about, and says so', () => {
    expect(ask(makeBook({}))).toMatchObject({ verdict: 'allow', because: [{ kind: 'nothing', decided: true }] });
  });

  it('lets the narrower scope win, and the narrower subject within it', () => {
    const wide = makePolicy('wide', [makeRule('refuse', ['TR'])]);
    const own = makePolicy('own', [makeRule('allow', ['any'])], { scope: bakker });
    expect(ask(makeBook({ policies: [wide, own] })).verdict).toBe('allow');
    expect(ask(makeBook({ policies: [wide, own] }), { tenant: 'smit' }).verdict).toBe('refuse');
    expect(ask(rules(makeRule('refuse', ['asia']), makeRule('allow', ['TR']))).verdict).toBe('allow');
    expect(ask(rules(makeRule('refuse', ['20.1.2.0/24']), makeRule('allow', ['AS64500', 'TR']))).verdict).toBe(
      'refuse',
    );
    expect(ask(rules(makeRule('refuse', ['western-asia']), makeRule('allow', ['asia']))).verdict).toBe('refuse');
  });

  it('takes the strictest on a tie, and of two limits the one that lets least through', () => {
    const limit = (count: number) => ({ per: 'packets' as const, count, concurrent: 0, mfa: false });
    expect(ask(rules(makeRule('allow', ['TR']), makeRule('refuse', ['TR']), makeRule('watch', ['TR']))).verdict).toBe(
      'refuse',
    );
    const answer = ask(
      rules(makeRule('limit', ['TR'], { limit: limit(60) }), makeRule('limit', ['TR'], { limit: limit(5) })),
    );
    expect(answer.limit?.count).toBe(5);
  });

  it('a policy in watch decides nothing but is told', () => {
    const watched = makePolicy('w', [makeRule('refuse', ['TR'])], { state: 'watch' });
    const answer = ask(makeBook({ policies: [watched] }));
    expect(answer).toMatchObject({ verdict: 'watch', wished: 'refuse' });
    expect(answer.because.map(({ kind, decided }) => [kind, decided])).toEqual([
      ['nothing', true],
      ['rule', false],
    ]);
  });

  it('an exception passes a mode under attack, and ends by itself', () => {
    const trip = makeRule('allow', ['TR'], { exception, when: open });
    const book = { ...rules(trip), attacks: [{ ...attack, until: 20_000 }] };
    expect(ask(book)).toMatchObject({
      verdict: 'allow',
      until: 9_000,
      because: [{ kind: 'exception' }, { kind: 'attack' }],
    });
    expect(ask(book, {}, inTurkey, 9_000)).toMatchObject({ verdict: 'refuse', until: 20_000 });
  });

  it('an exception for everybody does not beat the ordinary rule of a customer', () => {
    const trip = makePolicy('trip', [makeRule('allow', ['TR'], { exception, when: open })]);
    const own = makePolicy('own', [makeRule('refuse', ['TR'])], { scope: bakker });
    expect(ask(makeBook({ policies: [trip, own] })).verdict).toBe('refuse');
  });

  it('guards come before everything, in their order', () => {
    const book = {
      ...rules(makeRule('refuse', ['any'])),
      attacks: [attack],
      guards: [
        { kind: 'customer-network' as const, range: '20.1.0.0/16', detail: 'shop', until: 0 },
        { kind: 'trunk' as const, range: '20.1.2.3', detail: 'carrier', until: 2_000 },
      ],
    };
    const answer = ask(book);
    expect(answer).toMatchObject({ verdict: 'allow', wished: 'allow', until: 2_000 });
    expect(answer.because.slice(0, 2).map(({ of, decided }) => [of, decided])).toEqual([
      ['trunk', true],
      ['customer-network', false],
    ]);
    expect(answer.because[0].sentence.en).toContain('carrier');
  });

  it('management is closed by its own mode, and only that', () => {
    const book = makeBook({ attacks: [{ ...attack, kind: 'management-closed', countries: [] }] });
    for (const service of ['web', 'ssh', 'provisioning'] as const)
      expect(ask(book, { service }).verdict).toBe('refuse');
    for (const service of ['registration', 'calls-in', 'sip'] as const)
      expect(ask(book, { service }).verdict).toBe('allow');
  });

  it('only-known asks who worked: for a customer its own addresses, for the provider everybody’s', () => {
    const known = [{ tenant: 'smit', address: '20.1.2.3' }];
    const forAll = makeBook({ known, attacks: [{ ...attack, kind: 'only-known', countries: [] }] });
    expect(ask(forAll).verdict).toBe('allow');
    const forOne = makeBook({ known, attacks: [{ ...attack, kind: 'only-known', countries: [], scope: bakker }] });
    expect(ask(forOne).verdict).toBe('refuse');
  });

  it('knows no country by a code that is none', () => {
    const book = rules(makeRule('refuse', ['unknown']));
    expect(ask(book, {}, { ...inTurkey, country: 'EU' }).verdict).toBe('refuse');
    expect(ask(book, {}, { ...inTurkey, country: '' }).verdict).toBe('refuse');
    expect(ask(book).verdict).toBe('allow');
  });

  it('refuses a book with faults and names them all', () => {
    const book = rules(makeRule('refuse', ['nowhere']), makeRule('limit', ['NL'], { limit: undefined }));
    expect(() => new GeoJudge(book)).toThrow(RangeError);
    expect(() => new GeoJudge(book)).toThrow(/policies\.0\.rules\.0\.subjects\.0.*\n.*policies\.0\.rules\.1\.limit/);
  });
});

describe('calls out', () => {
  const number = (book: GeoBook, digits: string, kind: 'fixed' | 'premium' | 'satellite', country: string) =>
    new GeoJudge(book)
      .lane(makeContext({ service: 'calls-out' }), 1_000)
      .number({ country, kind, number: digits, dialledKind: 'international' });
  const out = { services: ['calls-out' as const] };

  it('a longer beginning wins over a shorter, that over the kind, that over the country', () => {
    const book = rules(
      makeRule('refuse', ['+3190'], out),
      makeRule('allow', ['+319012'], out),
      makeRule('limit', ['kind:premium'], out),
      makeRule('watch', ['NL'], out),
    );
    expect(number(book, '31901234567', 'premium', 'NL').verdict).toBe('allow');
    expect(number(book, '31901334567', 'premium', 'NL').verdict).toBe('refuse');
    expect(number(book, '31881334567', 'premium', 'NL').verdict).toBe('limit');
    expect(number(book, '31201334567', 'fixed', 'NL').verdict).toBe('watch');
    expect(number(book, '3', 'fixed', '').verdict).toBe('allow');
  });

  it('the group of high-risk destinations holds kinds and countries', () => {
    const book = rules(makeRule('refuse', ['high-risk-destinations'], out));
    expect(number(book, '88213123', 'satellite', '').verdict).toBe('refuse');
    expect(number(book, '5351234567', 'fixed', 'CU').verdict).toBe('refuse');
    expect(number(book, '31201234567', 'fixed', 'NL').verdict).toBe('allow');
  });

  it('calls inside are nobody’s business', () => {
    const lane = new GeoJudge(rules(makeRule('refuse', ['any'], out))).lane(
      makeContext({ service: 'calls-out' }),
      1_000,
    );
    const inside = { country: 'NL', kind: 'unknown', number: '', dialledKind: 'internal' } as const;
    expect(lane.number(inside).verdict).toBe('allow');
    expect(lane.numberVerdict(inside).verdict).toBe('allow');
  });
});

describe('hours', () => {
  const customer: GeoCustomer = {
    ...{ tenant: 'bakker', timeZone: 'Europe/Amsterdam', hours: 'Mo-Fr 08:05-18:00' },
    closedDays: ['2026-12-25'],
  };
  const book = (hours: string, timeZone = '', customers = [customer]) => ({
    ...rules(makeRule('refuse', ['any'], { when: { from: 0, until: 0, hours, timeZone } })),
    customers,
  });
  const at = (of: GeoBook, time: string) => ask(of, {}, inTurkey, Date.parse(time));

  it('open and closed are the customer’s, right to the minute, and say when they change', () => {
    const closed = book('closed');
    expect(at(closed, '2026-11-23T07:04:59Z')).toMatchObject({
      verdict: 'refuse',
      until: Date.parse('2026-11-23T07:05Z'),
    });
    expect(at(closed, '2026-11-23T07:05:00Z')).toMatchObject({
      verdict: 'allow',
      until: Date.parse('2026-11-23T17:00Z'),
    });
    expect(at(closed, '2026-11-27T17:00:00Z')).toMatchObject({
      verdict: 'refuse',
      until: Date.parse('2026-11-30T07:05Z'),
    });
    expect(at(book('open'), '2026-11-23T07:05:00Z').verdict).toBe('refuse');
  });

  it('days it is closed are closed', () => {
    const closed = book('closed');
    expect(at(closed, '2026-12-25T10:00:00Z').verdict).toBe('refuse');
    expect(at(closed, '2026-12-24T18:00:00Z').until).toBe(Date.parse('2026-12-28T07:05Z'));
  });

  it('without opening hours it is always open', () => {
    const none = book('closed', '', [{ ...customer, hours: '' }]);
    expect(at(none, '2026-12-25T03:00:00Z')).toMatchObject({ verdict: 'allow', until: Number.POSITIVE_INFINITY });
    expect(at(book('closed', '', []), '2026-12-25T03:00:00Z').verdict).toBe('allow');
  });

  it('summer time begins and ends within a schedule', () => {
    const nights = book('Mo-Su 01:30-02:30', 'Europe/Amsterdam');
    // 29 March 2026: at 02:00 the clock goes to 03:00, so the night ends then.
    expect(at(nights, '2026-03-29T00:45:00Z')).toMatchObject({
      verdict: 'refuse',
      until: Date.parse('2026-03-29T01:00Z'),
    });
    // 25 October 2026: 02:00 to 03:00 happens twice: open until 02:30, and again after the clock went back.
    expect(at(nights, '2026-10-25T00:00:00Z')).toMatchObject({
      verdict: 'refuse',
      until: Date.parse('2026-10-25T00:30Z'),
    });
    expect(at(nights, '2026-10-25T00:45:00Z')).toMatchObject({
      verdict: 'allow',
      until: Date.parse('2026-10-25T01:00Z'),
    });
    expect(at(nights, '2026-10-25T01:15:00Z')).toMatchObject({
      verdict: 'refuse',
      until: Date.parse('2026-10-25T01:30Z'),
    });
  });

  it('holds until it says, minute by minute over a change of the clock', () => {
    const some = book('Mo-Fr 08:05-12:00,13:00-17:30; Sa-Su 01:59-03:01', 'Europe/Amsterdam');
    for (const begin of ['2026-03-27T12:00:00Z', '2026-10-23T12:00:00Z']) {
      let { verdict, until } = at(some, begin);
      for (let time = Date.parse(begin); time < Date.parse(begin) + 4 * 86_400_000; time += 60_000) {
        const now = ask(some, {}, inTurkey, time);
        if (time < until) expect([time, now.verdict]).toEqual([time, verdict]);
        else ({ verdict, until } = now);
        expect(now.until).toBe(until);
      }
    }
  });
});
