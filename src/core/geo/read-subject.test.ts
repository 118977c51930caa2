import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destinationKinds } from '../phone/destination.ts';
import { countries } from './countries.ts';
import type { GeoGroup } from './geo-policy.ts';
import { groupFaults, groupMembers } from './group-members.ts';
import { readSubject, subjectText } from './read-subject.ts';

const partners: GeoGroup = { name: 'partners', title: 'Partners', subjects: ['203.0.113.0/24', 'AS64500', 'BE'] };

function text(subject: string, groups: readonly GeoGroup[] = [partners]): string | undefined {
  const read = readSubject(subject, groups);
  return read.ok ? subjectText(read.value) : undefined;
}

describe('subjects', () => {
  it.each([
    ['nl', 'NL'],
    [' NL ', 'NL'],
    ['eu', 'EU'],
    ['Benelux', 'benelux'],
    ['PARTNERS', 'partners'],
    ['as64500', 'AS64500'],
    ['AS', 'AS'],
    ['ANY', 'any'],
    ['Hosting', 'hosting'],
    ['unknown', 'unknown'],
    ['203.0.113.9/24', '203.0.113.0/24'],
    ['203.0.113.9', '203.0.113.9'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['+882 13', '+88213'],
    ['kind:Premium', 'kind:premium'],
  ])('%s is %s', (given, wanted) => {
    expect(text(given)).toBe(wanted);
  });

  it.each([
    '',
    'UK',
    'XX',
    'nowhere',
    'AS0',
    'AS4294967296',
    '203.0.113.0/33',
    '203.0.113',
    '203.0.113.007',
    '+0031',
    '+',
    '+1234567890123456',
    'kind:emergency',
    'kind:nonsense',
    '__proto__',
    'NL,BE',
  ])('%s is refused with a sentence in both languages', (given) => {
    const read = readSubject(given, [partners]);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.reason.nl.length * read.reason.en.length).toBeGreaterThan(0);
  });

  it('shows nothing that steers a screen', () => {
    const read = readSubject('\u001b[2J\u202eNL', []);
    expect(read.ok || /[\u001b\u202e]/.test(read.reason.en)).toBe(false);
  });

  it('reads its own text as the same subject', () => {
    const some = fc.oneof(
      fc.constantFrom(...countries),
      fc.constantFrom('any', 'unknown', 'hosting', 'EU', 'europe', 'high-risk-destinations', 'partners'),
      fc.constantFrom(...destinationKinds.filter((kind) => kind !== 'emergency').map((kind) => `kind:${kind}`)),
      fc.integer({ min: 1, max: 4_294_967_295 }).map((number) => `AS${number}`),
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, prefix]) => `${ip}/${prefix}`),
    );
    fc.assert(
      fc.property(some, (given) => {
        const read = readSubject(given, [partners]);
        // Mapped addresses have a prefix of their IPv6 form, which not every number is.
        if (!read.ok) expect(given).toMatch(/ffff|^::/i);
        else expect(readSubject(subjectText(read.value), [partners])).toEqual(read);
      }),
    );
  });
});

describe('groups of one’s own', () => {
  it('hold any subject', () => {
    expect(groupFaults(partners, [])).toEqual([]);
    expect(groupMembers('Partners', [partners])!.map(subjectText)).toEqual(partners.subjects);
    expect(groupMembers('nobody', [partners])).toBeUndefined();
  });

  it.each([
    ['itself', { ...partners, subjects: ['partners'] }],
    ['a built-in group', { ...partners, subjects: ['EU'] }],
    ['another group', { ...partners, subjects: ['others'] }],
    ['nothing', { ...partners, subjects: [] }],
    ['what is unknown', { ...partners, subjects: ['nowhere'] }],
  ])('do not hold %s', (_, group) => {
    const others = [{ name: 'others', title: 'Others', subjects: ['partners'] }];
    expect(groupFaults(group, others).length).toBeGreaterThan(0);
  });

  it.each(['eu', 'nl', 'europe', 'any', 'hosting', 'home', 'as64500', 'Partners', 'a b', '', 'others'])(
    'cannot be called %s',
    (name) => {
      const others = [{ name: 'others', title: 'Others', subjects: ['NL'] }];
      expect(groupFaults({ name, title: 'x', subjects: ['NL'] }, others).length).toBeGreaterThan(0);
    },
  );
});
