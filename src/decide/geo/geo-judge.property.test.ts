import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAddress, anyBook, anyContext, anyPlace, anyTime } from '../../../test/geo/arbitrary-book.ts';
import { countryDialling } from '../../core/phone/countries.ts';
import { destinationOf } from '../../core/phone/destination.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { emergencyNumbers } from '../../core/phone/emergency.ts';
import { normalise } from '../../core/phone/normalise.ts';
import { GeoJudge } from './geo-judge.ts';
import { makeBook, makePolicy, makeRule } from './testing/make.ts';
import { naiveVerdict } from './testing/naive-judge.ts';

const runs = { numRuns: 1_000 };
const question = fc.tuple(
  anyBook,
  anyContext,
  anyTime,
  fc.array(fc.tuple(anyPlace, anyAddress), { minLength: 1, maxLength: 20 }),
);

describe('any book', () => {
  it('gets the verdicts of the plainest model: the narrowest wins, the strictest on a tie', () => {
    fc.assert(
      fc.property(question, ([book, context, time, asked]) => {
        const lane = new GeoJudge(book).lane(context, time);
        for (const [place, address] of asked) {
          const { verdict, wished } = lane.verdictOf(place, address);
          expect({ verdict, wished }).toEqual(naiveVerdict(book, context, time, place, address));
        }
      }),
      runs,
    );
  });

  it('explains what it decides: one reason decided, and it comes first', () => {
    fc.assert(
      fc.property(question, ([book, context, time, asked]) => {
        const lane = new GeoJudge(book).lane(context, time);
        for (const [place, address] of asked) {
          const answer = lane.address(place, address);
          const { verdict, wished, limit } = lane.verdictOf(place, address);
          expect([answer.verdict, answer.wished, answer.limit]).toEqual([verdict, wished, limit]);
          expect(answer.limit !== undefined).toBe(answer.verdict === 'limit');
          expect(answer.because.map(({ decided }) => decided)).toEqual([
            true,
            ...answer.because.slice(1).map(() => false),
          ]);
          const [first] = answer.because;
          expect(first.verdict === verdict || (verdict === 'watch' && first.verdict === 'allow')).toBe(true);
        }
      }),
      runs,
    );
  });

  it('holds until it says', () => {
    fc.assert(
      fc.property(question, anyTime, ([book, context, time, asked], later) => {
        const lane = new GeoJudge(book).lane(context, time);
        expect(lane.until).toBeGreaterThan(time);
        const at = time + later;
        if (at >= lane.until) return;
        for (const [place, address] of asked) {
          const { verdict, wished } = lane.verdictOf(place, address);
          expect({ verdict, wished }).toEqual(naiveVerdict(book, context, at, place, address));
        }
      }),
      runs,
    );
  });

  it('answers alike whatever was asked before', () => {
    fc.assert(
      fc.property(
        question,
        fc.array(fc.tuple(anyContext, anyTime), { maxLength: 10 }),
        ([book, context, time, asked], before) => {
          const judge = new GeoJudge(book);
          for (const [other, at] of before) judge.lane(other, at).verdictOf(...asked[0]);
          const lane = judge.lane(context, time);
          for (const [place, address] of asked) {
            const { verdict, wished } = lane.verdictOf(place, address);
            expect({ verdict, wished }).toEqual(naiveVerdict(book, context, time, place, address));
          }
        },
      ),
      runs,
    );
  });

  it('sip is the milder of registration and calls in', () => {
    fc.assert(
      fc.property(question, ([book, context, time, asked]) => {
        const judge = new GeoJudge(book);
        const sip = judge.lane({ ...context, service: 'sip' }, time);
        const order = ['allow', 'watch', 'limit', 'refuse'];
        for (const [place, address] of asked) {
          const both = (['registration', 'calls-in'] as const).map((service) =>
            judge.lane({ ...context, service }, time).verdictOf(place, address),
          );
          const mildest = (verdicts: readonly string[]) => order.find((verdict) => verdicts.includes(verdict));
          const answer = sip.address(place, address);
          expect(answer.verdict).toBe(mildest(both.map(({ verdict }) => verdict)));
          expect(answer.wished).toBe(mildest(both.map(({ wished }) => wished)));
          expect(sip.verdictOf(place, address)).toMatchObject({ verdict: answer.verdict, limit: answer.limit });
        }
      }),
      runs,
    );
  });
});

describe('calls for help', () => {
  const shut = makePolicy('shut', [
    makeRule('refuse', ['any', 'unknown', '+1', '+3', '+9', 'kind:short'], { services: [] }),
  ]);
  const attack = {
    ...{ id: 'a', kind: 'only-home' as const, scope: shut.scope, services: ['calls-out' as const], countries: ['AQ'] },
    ...{ from: 0, until: 1e15, author: '', reason: '', alert: '' },
  };

  it('pass any book, of every country, in every spelling', () => {
    const spellings = (country: string, number: string) => {
      const { code, international, national } = countryDialling.get(country)!;
      const abroad = [...international, '+'].map((prefix) => `${prefix}${code}${number}`);
      return [
        number,
        `sip:${number}@192.0.2.1`,
        `tel:${number}`,
        `${national}${number}`,
        ...(number.length > 2 ? [`0${number}`, `9${number}`] : []),
        `*31#${number}`,
        ...abroad,
      ];
    };
    const all = [...countryDialling.keys()];
    fc.assert(
      fc.property(anyBook, fc.constantFrom(...all), anyContext, anyTime, (book, country, context, time) => {
        const judge = new GeoJudge({ ...book, policies: [...book.policies, shut], attacks: [...book.attacks, attack] });
        const lane = judge.lane({ ...context, service: 'calls-out' }, time);
        const plan = defaultDialPlan(country);
        for (const number of emergencyNumbers(country))
          for (const spelling of spellings(country, number)) {
            const dialled = normalise(plan, spelling);
            const { kind } = destinationOf(dialled.e164);
            const asked = { country: dialled.country, kind, number: dialled.e164, dialledKind: dialled.kind };
            expect([country, spelling, dialled.kind]).toEqual([country, spelling, 'emergency']);
            expect([spelling, lane.numberVerdict(asked).verdict]).toEqual([spelling, 'allow']);
            expect(lane.number(asked).because[0].kind).toBe('emergency');
          }
      }),
      { numRuns: 300 },
    );
  });

  it('are the only ones that pass a book that refuses everything', () => {
    const lane = new GeoJudge(makeBook({ policies: [shut] })).lane(
      { tenant: '', site: '', asset: '', service: 'calls-out' },
      1,
    );
    const plan = defaultDialPlan('NL');
    for (const number of ['0031201234567', '+882131234', '+19005551234', '144']) {
      const { country, e164, kind } = normalise(plan, number);
      const asked = { country, kind: destinationOf(e164).kind, number: e164, dialledKind: kind };
      expect([number, lane.number(asked).verdict]).toEqual([number, kind === 'internal' ? 'allow' : 'refuse']);
    }
  });
});
