import { describe, expect, it } from 'vitest';
import type { GeoReviewFacts } from '../../core/geo/records.ts';
import { reviewBook } from './review-book.ts';
import type { RefusedGood, ReviewCount, ReviewInput } from './review-input.ts';
import { bakker, makeBook, makePolicy, makeRule } from './testing/make.ts';

const time = Date.parse('2026-07-15T00:00:00Z');
const count = (own: Partial<ReviewCount>): ReviewCount => ({
  ...{ tenant: 'bakker', country: 'NL', service: 'registration', good: 0, hostile: 0 },
  ...own,
});

const facts: GeoReviewFacts = {
  ...{ countedDays: 90, keptDays: 30, ageDays: 3, coverage4: 0.999, coverage6: 0.96, sources: 1000, located: 990 },
};
const there = (own: Partial<RefusedGood>): RefusedGood => ({
  ...{ tenant: 'bakker', country: 'TR', worked: [], tried: [], lastWorked: 0, lastTried: 0 },
  ...own,
});

function review(own: Partial<ReviewInput>) {
  const { suggestions, attackShares } = reviewBook({
    ...{ book: makeBook({}), time, counts: [], refused: [], packets: [], facts, stale: false, drift: '' },
    ...own,
  });
  return {
    told: suggestions.map(({ kind, about, tenant }) => [kind, about, tenant].join(' ').trim()),
    suggestions,
    attackShares,
  };
}

describe('the monthly check', () => {
  it('has nothing to say about what is in order', () => {
    expect(review({ counts: [count({ good: 5 })] })).toMatchObject({ told: [], attackShares: [] });
  });

  it('tells of drift, old data, and of what should have been looked at', () => {
    const when = (until: string) => ({ from: 0, until: Date.parse(until), hours: '', timeZone: '' });
    const exception = { owner: 'Jan', reason: 'trip', reviewOn: '2026-07-10' };
    const policies = [
      makePolicy('due', [makeRule('allow', ['TR'], { exception, when: when('2026-08-01') })], {
        reviewOn: '2026-07-15',
      }),
      makePolicy('over', [makeRule('allow', ['TR'], { exception, when: when('2026-07-12') })], {
        reviewOn: '2026-07-16',
      }),
      makePolicy('ready', [], { state: 'watch', proposeOn: '2026-07-01' }),
      makePolicy('early', [], { state: 'watch', proposeOn: '2026-08-01' }),
      makePolicy('off', [], { state: 'off', reviewOn: '2026-01-01' }),
    ];
    const old = { facts: { ...facts, ageDays: 70 }, stale: true };
    expect(review({ book: makeBook({ policies }), ...old, drift: '3 prefixes differ' }).told).toEqual([
      'drift',
      'data-old',
      'policy-past-review due',
      'exception-past-review due/r1',
      'enforce-policy ready',
    ]);
  });

  it('tells when the data know too little of the addresses there are, or of those that came', () => {
    const told = (own: Partial<GeoReviewFacts>) => {
      const [one, ...others] = review({ facts: { ...facts, ...own } }).suggestions;
      expect(others).toEqual([]);
      return one && [one.kind, ...one.evidence.map(({ en }) => en)];
    };
    expect(told({ coverage4: 0.95, located: 950 })).toBeUndefined();
    expect(told({ coverage4: 0.9494 })).toEqual([
      ...['data-thin', '5.1 % of the IPv4 addresses announced on the internet have no country.'],
    ]);
    expect(told({ coverage6: 0.5, located: 949 })).toEqual([
      'data-thin',
      '50 % of the IPv6 addresses announced on the internet have no country.',
      '51 of the 1000 sources with a public address that came in the last 30 days have no country.',
    ]);
    // A handful says nothing.
    expect(told({ sources: 19, located: 0 })).toBeUndefined();
    expect(told({ sources: 20, located: 0 })?.[0]).toBe('data-thin');
  });

  it('suggests an exception where accounts worked that are refused now, or that work elsewhere', () => {
    const counts = [
      count({ country: 'TR', hostile: 4 }),
      count({ country: 'TR', hostile: 2, service: 'ssh' }),
      count({ country: 'TR', hostile: 70, tenant: 'smit' }),
    ];
    const many = ['201', '202', '203', '204', '205', '206', '207'];
    const refused = [
      there({ country: 'MA', tried: ['301'], lastTried: Date.parse('2026-07-14T23:00:00Z') }),
      there({ worked: many, lastWorked: Date.parse('2026-07-01T10:00:00Z') }),
      there({ country: 'FR' }),
    ];
    const { told, suggestions } = review({ counts, refused });
    expect(told).toEqual(['exception-for-good TR bakker', 'exception-for-good MA bakker']);
    expect(suggestions[0].sentence.en).toBe(
      'Traffic from Türkiye is refused, but accounts worked from there in the last 30 days: make an exception?',
    );
    expect(suggestions[0].evidence.map(({ en }) => en)).toEqual([
      'Worked from there, last on 2026-07-01: 201, 202, 203, 204, 205 and 2 more.',
      '6 hostile attempts from there at this customer in the last 30 days.',
    ]);
    expect(suggestions[1].evidence[0].nl).toBe(
      'Werkt elders en kwam er daar niet door, het laatst op 2026-07-14: 301.',
    );
  });

  it('suggests closing what is let in and never good, but not where nothing was measured', () => {
    const policies = [makePolicy('eu', [makeRule('allow', ['NL', 'BE']), makeRule('refuse', ['any'])])];
    const book = makeBook({ policies });
    const seen = [count({ good: 5 }), count({ country: 'CN', hostile: 900 })];
    expect(review({ book, counts: seen }).told).toEqual(['close-country BE']);
    expect(review({ counts: seen }).told).toEqual(['close-country CN']);
    expect(review({ book, counts: [count({ country: 'CN', hostile: 900 })] }).told).toEqual([]);
    const own = makeBook({ policies: [makePolicy('own', [makeRule('allow', ['BE'])], { scope: bakker })] });
    expect(review({ book: own, counts: [count({ good: 5 })] }).told).toEqual(['close-country BE bakker']);
    expect(review({ book: own, counts: [count({ good: 5, tenant: 'smit' })] }).told).toEqual([]);
  });

  it('says for how long it was counted, and doubts no rule in its first week', () => {
    const book = makeBook({ policies: [makePolicy('eu', [makeRule('allow', ['NL', 'BE'])])] });
    const counts = [count({ good: 5 })];
    const counted = (countedDays: number) => review({ book, counts, facts: { ...facts, countedDays } }).suggestions;
    expect(counted(6)).toEqual([]);
    expect(counted(7)[0].sentence.en).toBe(
      'Belgium is let in, but nothing good came from there in the last 7 days: close it?',
    );
    expect(counted(90)[0].sentence.nl).toContain('in de afgelopen 90 dagen niets goeds');
  });

  it('names the service that nothing good came to where something good came to another', () => {
    const counts = [count({ country: 'FR', good: 3, service: 'web' }), count({ country: 'FR', hostile: 900 })];
    const [one] = review({ counts }).suggestions;
    expect(one.sentence.en).toBe(
      'France is let in, but nothing good came from there to registration in the last 90 days: close it?',
    );
  });

  it('gives the same suggestion the same id', () => {
    const refused = [there({ worked: ['1', '2'] }), there({ country: 'BE', worked: ['1'] })];
    const [one, other] = [review({ refused }), review({ refused: refused.toReversed(), time: time + 1 })].map(
      ({ suggestions }) => suggestions.map(({ id }) => id),
    );
    expect(one).toEqual(other);
    expect(new Set(one).size).toBe(2);
  });

  it('shares out attacks by country', () => {
    const counts = [
      count({ country: 'CN', hostile: 60 }),
      count({ country: 'US', hostile: 30 }),
      count({ country: 'CN', hostile: 10, tenant: 'smit' }),
    ];
    const bare = { packets: 0, packetShare: 0 };
    expect(review({ counts }).attackShares).toEqual([
      { country: 'CN', share: 0.7, attempts: 70, ...bare },
      { country: 'US', share: 0.3, attempts: 30, ...bare },
    ]);
    // Refused in the kernel it makes no attempts any more, and is no less where attacks come from.
    const packets = [
      { country: 'RU', packets: 9000 },
      { country: 'CN', packets: 1000 },
      { country: 'FR', packets: 0 },
    ];
    expect(review({ counts, packets }).attackShares).toEqual([
      { country: 'RU', share: 0, attempts: 0, packets: 9000, packetShare: 0.9 },
      { country: 'CN', share: 0.7, attempts: 70, packets: 1000, packetShare: 0.1 },
      { country: 'US', share: 0.3, attempts: 30, ...bare },
    ]);
  });
});
