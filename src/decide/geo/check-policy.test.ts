import { describe, expect, it } from 'vitest';
import type { GeoPolicy } from '../../core/geo/geo-policy.ts';
import { checkPolicy } from './check-policy.ts';
import { policyChanges } from './diff-policies.ts';
import { faultsOf } from './faults.ts';
import { policyTemplates } from './templates.ts';
import { bakker, makeBook, makePolicy, makeRule } from './testing/make.ts';

const time = Date.parse('2026-07-15T00:00:00Z');
const until = (text: string) => ({ from: 0, until: Date.parse(text), hours: '', timeZone: '' });
const exception = { owner: 'Jan', reason: 'trip', reviewOn: '' };

function check(policy: GeoPolicy, others: readonly GeoPolicy[] = [], id = '') {
  const { faults, notes } = checkPolicy(policy, { book: makeBook({ policies: others }), id, time });
  return { faults: faults.map(({ field }) => field), notes: notes.map(({ en }) => en) };
}

describe('checking a policy', () => {
  it('finds nothing wrong with the templates', () => {
    for (const home of ['NL', 'BE', 'US'])
      for (const { policy } of policyTemplates(home)) {
        const made = makePolicy('new', policy.rules, policy);
        expect(check(made)).toEqual({ faults: [], notes: [] });
        expect(made.state).toBe('watch');
        expect(faultsOf(makeBook({ policies: [made] }))).toEqual([]);
      }
  });

  it('refuses a new exception that is over, not one that was there', () => {
    const old = makePolicy('p', [makeRule('allow', ['TR'], { exception, when: until('2026-07-14T00:00:00Z') })]);
    expect(check(old).faults).toEqual(['rules.0.when.until']);
    expect(check(old, [old], 'p')).toEqual({ faults: [], notes: ['Exception r1 ended on 2026-07-14.'] });
  });

  it('refuses scopes that are nowhere', () => {
    const policy = makePolicy('p', [makeRule('allow', ['NL'])], { scope: bakker });
    const around = { book: makeBook({}), id: '', time };
    expect(checkPolicy(policy, { ...around, exists: () => false }).faults.map(({ field }) => field)).toEqual(['scope']);
    expect(checkPolicy(policy, { ...around, exists: () => true }).faults).toEqual([]);
    for (const scope of [
      { ...bakker, tenant: '' },
      { ...bakker, level: 'site' as const },
      { ...bakker, level: 'asset' as const, site: 'shop' },
      { ...bakker, level: 'provider' as const },
    ])
      expect(check({ ...policy, scope }).faults).toEqual(['scope']);
  });

  it.each([
    ['everybody shut out', [makeRule('refuse', ['any'], { services: [] })], 'refuses everybody every service'],
    ['calls out forgotten', [makeRule('refuse', ['CN'], { services: [] })], 'is about calls out as well'],
    ['a range that is the world', [makeRule('refuse', ['0.0.0.0/0'])], 'goes before every country'],
    [
      'a rule nothing reaches',
      [makeRule('allow', ['NL']), makeRule('refuse', ['NL', 'BE'])],
      'Nothing reaches rule r1',
    ],
    ['the same twice', [makeRule('allow', ['NL']), makeRule('allow', ['nl'])], 'Nothing reaches rule r2'],
    [
      'a contradiction',
      [makeRule('allow', ['NL', 'DE']), makeRule('refuse', ['NL', 'BE'])],
      'NL: r1 and r2 are equally narrow',
    ],
  ])('notes %s', (_, rules, wanted) => {
    const { faults, notes } = check(makePolicy('p', rules));
    expect(faults).toEqual([]);
    expect(notes.some((note) => note.includes(wanted))).toBe(true);
  });

  it('notes contradictions with other policies of the same scope, and no others', () => {
    const one = makePolicy('one', [makeRule('allow', ['NL'])]);
    const other = makePolicy('other', [makeRule('refuse', ['NL'])]);
    expect(check(one, [other]).notes).toEqual([
      'NL: r1 and other: r1 are equally narrow and disagree; the strictest holds.',
    ]);
    expect(check(one, [{ ...other, scope: bakker }]).notes).toEqual([]);
    expect(check(one, [{ ...other, state: 'off' }]).notes).toEqual([]);
  });

  it('a narrower rule beside a wider one is no contradiction', () => {
    const rules = [makeRule('allow', ['NL']), makeRule('refuse', ['any']), makeRule('refuse', ['AS64500'])];
    expect(check(makePolicy('p', rules)).notes).toEqual([]);
  });
});

describe('history', () => {
  const before = makePolicy('p', [makeRule('allow', ['NL']), makeRule('refuse', ['any'])]);

  it('tells what changed', () => {
    expect(policyChanges(undefined, before)).toHaveLength(1);
    expect(policyChanges(before, before)).toEqual([]);
    const after = makePolicy('p', [
      makeRule('limit', ['NL', 'BE'], { id: 'r1', when: until('2026-08-01T00:00:00Z') }),
      makeRule('allow', ['TR'], { id: 'trip', exception, when: until('2026-08-01T00:00:00Z') }),
    ]);
    const changes = policyChanges(before, { ...after, state: 'watch', owner: 'Piet' });
    expect(changes.map(({ en }) => en)).toEqual([
      'State: enforced → watching.',
      'Owner: – → Piet.',
      'Rule NL, BE: allow → limit.',
      'Rule NL, BE: added BE.',
      'Rule NL, BE: limit none → 60 packets a minute.',
      'Rule NL, BE: holds always → until 2026-08-01 00:00 UTC.',
      'Rule added: allow TR (SIP).',
      'Rule removed: refuse any (SIP).',
    ]);
    expect(changes.every(({ nl }) => nl.length > 0)).toBe(true);
  });
});
