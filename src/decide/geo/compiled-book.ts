import type { GeoBook, GeoCustomer, GeoGroup, GeoGuard, GeoPolicy, GeoRule } from '../../core/geo/geo-policy.ts';
import { groupMembers } from '../../core/geo/group-members.ts';
import { readSubject, subjectText } from '../../core/geo/read-subject.ts';
import type { GeoSubject } from '../../core/geo/subject.ts';
import { type Cidr, formatCidr, privateNetworks, readCidr } from '../../core/ip.ts';
import { subjectRank } from './rank.ts';

/** A subject of a rule; those of groups are here one by one. */
export interface RuleSubject {
  readonly subject: GeoSubject;
  readonly rank: number;
  /** As the rule names it: `EU` for a country that is there because of its group. */
  readonly named: string;
  /** Size of the group it came out of, 0 for none. */
  readonly group: number;
}

export interface CompiledRule {
  readonly policy: GeoPolicy;
  readonly rule: GeoRule;
  readonly subjects: readonly RuleSubject[];
}

export interface CompiledGuard {
  readonly guard: GeoGuard;
  readonly cidr: Cidr;
  readonly text: string;
}

/** A book read once: what no time and no context changes. */
export interface CompiledBook {
  readonly book: GeoBook;
  /** Of policies that are on. */
  readonly rules: readonly CompiledRule[];
  readonly guards: readonly CompiledGuard[];
  readonly customers: ReadonlyMap<string, GeoCustomer>;
}

/** Reads a book that has no faults. */
export function compileBook(book: GeoBook): CompiledBook {
  return {
    book,
    rules: book.policies
      .filter(({ state }) => state !== 'off')
      .flatMap((policy) =>
        policy.rules.map((rule) => ({ policy, rule, subjects: subjectsOf(rule.subjects, book.groups) })),
      ),
    guards: [...book.guards, ...privateGuards].flatMap((guard) => {
      const cidr = readCidr(guard.range);
      return cidr ? [{ guard, cidr, text: formatCidr(cidr) }] : [];
    }),
    customers: new Map(book.customers.map((customer) => [customer.tenant, customer])),
  };
}

const privateGuards: readonly GeoGuard[] = privateNetworks.map((network) => ({
  kind: 'private-network',
  range: formatCidr(network),
  detail: '',
  until: 0,
}));

/** Subjects with the members of groups in their place; what cannot be read is left out (faults.ts tells it). */
export function subjectsOf(texts: readonly string[], groups: readonly GeoGroup[]): RuleSubject[] {
  return texts.flatMap((text) => {
    const read = readSubject(text, groups);
    if (!read.ok) return [];
    const named = subjectText(read.value);
    if (read.value.kind !== 'group')
      return [{ subject: read.value, rank: subjectRank(read.value, 0), named, group: 0 }];
    const members = groupMembers(read.value.name, groups) ?? [];
    // A country is wider when it is meant as part of a group; a range or a network is what it is under any name.
    const size = Math.max(1, members.filter(({ kind }) => kind === 'country').length);
    return members.map((subject) => ({ subject, rank: subjectRank(subject, size), named, group: size }));
  });
}
