import { describe, expect, it } from 'vitest';
import { type AttackSigns, proposeAttack } from './propose-attack.ts';
import { type ReviewCount, type ReviewInput, reviewBook } from './review-book.ts';
import { bakker, makeBook, makePolicy, makeRule, provider } from './testing/make.ts';

const time = Date.parse('2026-07-15T00:00:00Z');
const count = (own: Partial<ReviewCount>): ReviewCount => ({
  ...{ tenant: 'bakker', country: 'NL', service: 'registration', good: 0, hostile: 0, refusedGood: 0 },
  ...own,
});

function review(own: Partial<ReviewInput>) {
  const { suggestions, attackShares } = reviewBook({
    ...{ book: makeBook({}), time, counts: [], data: { ageDays: 3, stale: false }, drift: '' },
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
    const data = { ageDays: 70, stale: true };
    expect(review({ book: makeBook({ policies }), data, drift: '3 prefixes differ' }).told).toEqual([
      'drift',
      'data-old',
      'policy-past-review due',
      'exception-past-review due/r1',
      'enforce-policy ready',
    ]);
  });

  it('suggests an exception where good traffic was refused', () => {
    const counts = [
      count({ country: 'TR', refusedGood: 4 }),
      count({ country: 'TR', refusedGood: 2, service: 'calls-in' }),
    ];
    const { told, suggestions } = review({ counts });
    expect(told).toEqual(['exception-for-good TR bakker']);
    expect(suggestions[0].evidence[0].en).toContain('6 refused');
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

  it('gives the same suggestion the same id', () => {
    const counts = [count({ country: 'TR', refusedGood: 4 }), count({ country: 'BE', refusedGood: 1 })];
    const [one, other] = [review({ counts }), review({ counts: counts.toReversed(), time: time + 1 })].map(
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
    expect(review({ counts }).attackShares).toEqual([
      { country: 'CN', share: 0.7, attempts: 70 },
      { country: 'US', share: 0.3, attempts: 30 },
    ]);
  });
});

describe('proposals under attack', () => {
  const signs = (own: Partial<AttackSigns>): AttackSigns => ({
    ...{ scope: provider, time, good: [{ country: 'NL', count: 100 }], alerts: ['a1'], home: ['NL'], standing: [] },
    hostile: [
      { country: 'CN', count: 500 },
      { country: 'VN', count: 300 },
      { country: 'BR', count: 70 },
      { country: 'NL', count: 130 },
    ],
    ...own,
  });

  it('names the fewest countries that most of the flood comes from', () => {
    const proposal = proposeAttack(signs({}))!;
    expect(proposal).toMatchObject({
      kind: 'refuse-countries',
      countries: ['CN', 'VN'],
      share: 0.8,
      durationS: 7_200,
      alerts: ['a1'],
    });
    expect(proposal.sentence.en).toBe(
      '80 % of the flood comes from 2 countries where no customer has traffic (China, Vietnam): refuse them for 2 h?',
    );
    expect(proposeAttack(signs({ hostile: [{ country: 'CN', count: 500 }] }))!.sentence.nl).toBe(
      '100 % van de stroom komt uit 1 land waar geen klant verkeer heeft (China): 2 uur weigeren?',
    );
  });

  it('spares countries where customers are', () => {
    const good = [
      { country: 'NL', count: 100 },
      { country: 'CN', count: 1 },
    ];
    expect(proposeAttack(signs({ good }))).toBeUndefined();
    expect(proposeAttack(signs({ good, home: ['CN'], hostileKnown: 10 }))).toMatchObject({
      kind: 'only-known',
      share: 0.99,
    });
    expect(proposeAttack(signs({ good, hostileKnown: 900 }))).toBeUndefined();
  });

  it('says nothing without an alert, without a flood, or twice', () => {
    expect(proposeAttack(signs({ alerts: [] }))).toBeUndefined();
    expect(proposeAttack(signs({ hostile: [{ country: 'CN', count: 20 }] }))).toBeUndefined();
    expect(proposeAttack(signs({ hostile: [{ country: '', count: 5_000 }] }))).toBeUndefined();
    const { kind, scope, services, countries } = proposeAttack(signs({}))!;
    const mode = {
      id: 'm',
      kind,
      scope,
      services,
      countries,
      from: time - 1,
      until: time + 1,
      author: '',
      reason: '',
      alert: '',
    };
    expect(proposeAttack(signs({ standing: [mode] }))).toBeUndefined();
    expect(proposeAttack(signs({ standing: [{ ...mode, until: time }] }))).toBeDefined();
  });
});
