import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GeoGroup } from '../../../core/geo/geo-policy.ts';
import { geoServiceNames, geoStates, geoVerdicts } from '../../../core/geo/geo-policy.ts';
import { checkPolicyText, faultsText } from './check-policy-files.ts';
import { type FilePolicy, readPolicyFile } from './read-policy-file.ts';
import { writePolicyFile } from './write-policy-file.ts';

const time = Date.parse('2026-06-01T00:00:00Z');

/** The reason a text is refused for, as `check` says it; '' when it is not. */
function reason(text: string): string {
  const checked = checkPolicyText(text, time);
  return checked.ok ? '' : faultsText('p.yaml', checked.reason);
}

/** A file of one policy with one rule, and something about it changed. */
const file = (rule: string, policy = '') =>
  `name: Test\n${policy}rules:\n  - verdict: refuse\n    subjects: [NL]\n${rule}`;

describe('a policy file', () => {
  it('reads the least there can be: enforced, for everybody, for all services', () => {
    const read = readPolicyFile(file(''));
    expect(read.ok && read.value.policies).toEqual([
      {
        ...{ id: 'Test', name: 'Test', state: 'enforced', proposeOn: '', reviewOn: '', owner: '', note: '' },
        scope: { level: 'provider', tenant: '', site: '', asset: '' },
        rules: [
          {
            ...{ id: 'rule-1', verdict: 'refuse', services: [], subjects: ['NL'], note: '' },
            ...{ limit: undefined, when: undefined, exception: undefined },
          },
        ],
      },
    ]);
  });

  it('reads everything there can be', () => {
    const text = `
groups:
  - {name: partners, title: Our partners, subjects: [203.0.113.0/24, AS64500]}
policies:
  - id: trip
    name: Trip to Turkey
    scope: {customer: bakker, site: shop}
    state: watch
    owner: Jan
    rules:
      - verdict: limit
        services: [sip, calls-out]
        subjects: [+90, NO, 2001:db8::/32, partners]
        limit: {per: registrations, count: 10, concurrent: 2, mfa: yes}
        when: {from: 2026-07-01, until: 2026-07-14, timeZone: Europe/Istanbul, hours: Mo-Fr 08:00-18:00}
        exception: {owner: Jan, reason: holiday, reviewOn: 2026-07-10}
`;
    expect(reason(text)).toBe('');
    const read = readPolicyFile(text);
    expect(read.ok && read.value.policies[0]).toMatchObject({
      scope: { level: 'site', tenant: 'bakker', site: 'shop', asset: '' },
      rules: [
        {
          subjects: ['+90', 'NO', '2001:db8::/32', 'partners'],
          limit: { per: 'registrations', count: 10, concurrent: 2, mfa: true },
          // The last day counts: until midnight in Istanbul, which is three hours ahead.
          when: { from: Date.parse('2026-06-30T21:00:00Z'), until: Date.parse('2026-07-14T21:00:00Z') },
        },
      ],
    });
  });

  it.each([
    [
      'a subject nobody knows',
      file('').replace('NL', 'BE, Nowhere'),
      'p.yaml:4:20: rules.0.subjects.1: “Nowhere” is no',
    ],
    ['a field nobody knows', file('    verdct: allow\n'), 'p.yaml:5:13: rules.0.verdct: there is no field “verdct”'],
    [
      'a verdict nobody knows',
      file('').replace('refuse', 'deny'),
      'p.yaml:3:14: rules.0.verdict: this has to be one of allow',
    ],
    ['a limit without figures', file('').replace('refuse', 'limit'), 'a limit needs its figures'],
    ['a limit of none', file('    limit: {count: 0}\n').replace('refuse', 'limit'), 'from 1 to 100000'],
    ['an exception without an end', file('    exception: {owner: Jan, reason: trip}\n'), 'an exception has to end'],
    ['a scope that is none', file('', 'scope: everybody\n'), 'p.yaml:2:8: scope: write provider'],
    ['a site of nobody', file('', 'scope: {site: shop}\n'), 'say of which customer'],
    ['hours that are none', file('    when: {hours: sometimes}\n'), 'these hours cannot be read'],
    ['a zone that is none', file('    when: {timeZone: Mars/Olympus}\n'), 'there is no such time zone'],
    ['a day that is none', file('    when: {until: 2026-02-30}\n'), 'this has to be a time'],
    [
      'numbers in a rule about addresses',
      file('    services: [sip]\n').replace('NL', '+31'),
      'only calls out go to numbers',
    ],
    [
      'networks in a rule about calls out',
      file('    services: [calls-out]\n').replace('NL', 'AS64500'),
      'calls out go to numbers',
    ],
    ['ids given twice', `${file('    id: a\n')}  - {id: a, verdict: allow, subjects: BE}\n`, 'two rules have this id'],
    ['keys given twice', 'name: a\nname: b\n', 'p.yaml:2:1: Map keys must be unique'],
    ['aliases', 'name: &a x\nnote: *a\nrules: []\n', 'p.yaml:1:'],
    ['tags', 'name: !!js/function x\n', 'Unresolved tag'],
    ['several documents', `${file('')}---\n${file('')}`, 'multiple documents'],
    ['depth without end', '['.repeat(50_000), 'nested too deep'],
    ['a text without end', `name: ${'x'.repeat(2_000_000)}`, 'too long for a policy'],
    ['nothing', '', 'this has to be fields with values'],
    ['a list', '- a', 'this has to be fields with values'],
    ['a prototype', file('    __proto__: {verdict: allow}\n'), 'there is no field “__proto__”'],
    [
      'a group within a group',
      'groups: [{name: a, subjects: [EU]}]\npolicies: [{rules: [{verdict: allow, subjects: a}]}]',
      'cannot contain another group',
    ],
    ['two policies of one name', 'policies: [{name: a, rules: []}, {name: a, rules: []}]', 'two policies are called a'],
  ])('refuses %s, and says where', (_, text, wanted) => {
    expect(reason(text)).toContain(wanted);
  });

  it('is what its description shows', () => {
    const page = readFileSync(new URL('../../../../docs/geo-policy-file.md', import.meta.url), 'utf8');
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(reason(example)).toBe('');
  });

  it('says nothing that steers a screen', () => {
    const said = reason(file('').replace('NL', '"\\e[2Jx", "\\u202ey"')) + reason('name: !<\u202e> x\n');
    expect(said).not.toMatch(/[\u001b\u202e]/);
  });

  it('never throws, whatever it is given', () => {
    const pieces = fc.constantFrom(
      'name:',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a',
      '*a',
      ':',
      '!x',
      '|',
      '#',
      'rules',
      'NL',
      '\t',
      '%',
      '\0',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        expect([true, false]).toContain(checkPolicyText(given, time).ok);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is written so that it reads as the same', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((text) => text.replace(/\p{C}/gu, '').trim())
      .filter((text) => !/^(|null|~)$/.test(text));
    const maybe = fc.oneof(fc.constant(''), word);
    const day = fc.constantFrom('', '2026-12-31');
    const instant = fc.constantFrom(0, Date.parse('2026-07-01T00:00:00Z'), Date.parse('2026-07-01T08:00:00.123Z'));
    const rule = fc.record({
      id: word,
      verdict: fc.constantFrom(...geoVerdicts),
      services: fc.uniqueArray(fc.constantFrom(...geoServiceNames)),
      subjects: fc.array(
        fc.constantFrom('NL', 'NO', '+31', 'any', '::/0', '203.0.113.0/24', 'AS64500', 'kind:premium'),
        { minLength: 1 },
      ),
      limit: fc.option(
        fc.record({
          per: fc.constantFrom('registrations', 'calls', 'packets'),
          count: fc.integer({ min: 1, max: 100_000 }),
          concurrent: fc.nat(10_000),
          mfa: fc.boolean(),
        }),
        { nil: undefined },
      ),
      when: fc.option(
        fc.record({
          from: instant,
          until: instant,
          hours: fc.constantFrom('', 'closed', 'Mo-Fr 08:00-18:00'),
          timeZone: fc.constantFrom('', 'Europe/Amsterdam'),
        }),
        { nil: undefined },
      ),
      exception: fc.option(fc.record({ owner: maybe, reason: word, reviewOn: day }), { nil: undefined }),
      note: maybe,
    });
    const policy = fc.record({
      ...{
        id: word,
        name: word,
        state: fc.constantFrom(...geoStates),
        proposeOn: day,
        reviewOn: day,
        owner: maybe,
        note: maybe,
      },
      scope: fc.oneof(
        fc.constant({ level: 'provider', tenant: '', site: '', asset: '' }),
        word.map((tenant) => ({ level: 'customer', tenant, site: '', asset: '' })),
        fc.tuple(word, word).map(([tenant, site]) => ({ level: 'site', tenant, site, asset: '' })),
        fc.tuple(word, word).map(([tenant, asset]) => ({ level: 'asset', tenant, site: '', asset })),
      ),
      rules: fc.array(rule, { maxLength: 4 }),
    }) as fc.Arbitrary<FilePolicy>;
    const group: fc.Arbitrary<GeoGroup> = fc.record({
      name: fc.constantFrom('a', 'on', '007'),
      title: word,
      subjects: fc.constant(['NL', 'NO']),
    });
    fc.assert(
      fc.property(
        fc.array(policy, { minLength: 1, maxLength: 3 }),
        fc.array(group, { maxLength: 2 }),
        (policies, groups) => {
          const read = readPolicyFile(writePolicyFile(policies, groups));
          expect(read.ok ? read.value : read).toMatchObject({ policies, groups });
        },
      ),
      { numRuns: 500 },
    );
  });
});
