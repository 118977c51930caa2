import type { GeoContext, GeoPlace } from '../../../core/geo/geo-answer.ts';
import type { GeoBook, GeoRule, GeoServiceName, GeoVerdict } from '../../../core/geo/geo-policy.ts';
import { groupMembers } from '../../../core/geo/group-members.ts';
import { readSubject } from '../../../core/geo/read-subject.ts';
import type { GeoSubject } from '../../../core/geo/subject.ts';
import { type Address, contains, privateNetworks, readCidr } from '../../../core/ip.ts';

/** How narrow something is: compared from left to right. */
type Narrowness = readonly number[];
const strictness: readonly GeoVerdict[] = ['allow', 'watch', 'limit', 'refuse'];

/**
 * The same question answered in the plainest way: every rule of the book is tried. Knows no hours, no calls out and no `sip`: a model to
 * hold the judge against.
 */
export function naiveVerdict(
  book: GeoBook,
  context: GeoContext,
  time: number,
  place: GeoPlace,
  address: Address,
): { readonly verdict: GeoVerdict; readonly wished: GeoVerdict } {
  const exact = { ...address, prefix: address.family === 4 ? 32 : 128 };
  const guards = book.guards.filter(({ until }) => until === 0 || until > time).map(({ range }) => readCidr(range)!);
  if ([...guards, ...privateNetworks].some((guard) => contains(guard, exact)))
    return { verdict: 'allow', wished: 'allow' };
  const verdict = decide(false);
  const wished = decide(true);
  const watched = verdict === 'allow' && wished !== 'allow';
  return { verdict: watched ? 'watch' : verdict, wished };

  function decide(watchToo: boolean): GeoVerdict {
    const found: { readonly rule: GeoRule; readonly narrowness: Narrowness }[] = [];
    for (const policy of book.policies) {
      if (policy.state !== 'enforced' && !(watchToo && policy.state === 'watch')) continue;
      const { level, tenant, site, asset } = policy.scope;
      if (level !== 'provider' && tenant !== context.tenant) continue;
      if (level === 'site' && site !== context.site) continue;
      if (level === 'asset' && asset !== context.asset) continue;
      for (const rule of policy.rules) {
        const { when } = rule;
        if (when && (time < when.from || (when.until !== 0 && time >= when.until))) continue;
        const service = serviceOf(rule, context.service);
        if (service < 0) continue;
        for (const text of rule.subjects) {
          const read = readSubject(text, book.groups);
          if (!read.ok) throw new Error(text);
          const members = read.value.kind === 'group' ? groupMembers(read.value.name, book.groups)! : [read.value];
          const size = read.value.kind === 'group' ? members.filter(({ kind }) => kind === 'country').length : 0;
          for (const subject of members) {
            const narrow = narrowness(subject, size);
            if (!narrow) continue;
            const scope = ['provider', 'customer', 'site', 'asset'].indexOf(level);
            found.push({ rule, narrowness: [scope, rule.exception ? 1 : 0, service, ...narrow] });
          }
        }
      }
    }
    found.sort(
      (a, b) =>
        compare(b.narrowness, a.narrowness) || strictness.indexOf(b.rule.verdict) - strictness.indexOf(a.rule.verdict),
    );
    const refused = book.attacks.some(
      (attack) =>
        attack.from <= time &&
        time < attack.until &&
        (attack.scope.level === 'provider' || attack.scope.tenant === context.tenant) &&
        (context.service === 'registration' || context.service === 'calls-in'
          ? attack.kind !== 'management-closed'
          : attack.kind === 'management-closed') &&
        refuses(attack.kind, attack.countries, attack.scope.tenant),
    );
    const exception = found.find(({ rule }) => rule.exception);
    const passes = exception && (exception.rule.verdict === 'allow' || exception.rule.verdict === 'watch');
    if (refused && !passes) return 'refuse';
    return found[0]?.rule.verdict ?? 'allow';
  }

  function refuses(kind: string, countries: readonly string[], tenant: string): boolean {
    if (kind === 'only-home') return !countries.includes(place.country);
    if (kind === 'refuse-countries') return countries.includes(place.country);
    if (kind === 'management-closed') return true;
    return !book.known.some((known) => {
      const cidr = readCidr(known.address)!;
      return (tenant === '' || known.tenant === tenant) && cidr.family === exact.family && cidr.bits === exact.bits;
    });
  }

  function narrowness(subject: GeoSubject, groupSize: number): Narrowness | undefined {
    if (subject.kind === 'range') return contains(subject.cidr, exact) ? [7, subject.cidr.prefix] : undefined;
    if (subject.kind === 'as') return subject.number === place.asNumber ? [6, 0] : undefined;
    if (subject.kind === 'hosting') return place.hosting ? [5, 0] : undefined;
    if (subject.kind === 'country' && subject.code === place.country) return groupSize ? [3, -groupSize] : [4, 0];
    if (subject.kind === 'unknown') return place.country === '' ? [2, 0] : undefined;
    return subject.kind === 'any' ? [1, 0] : undefined;
  }
}

function serviceOf({ services }: GeoRule, service: GeoServiceName): number {
  if (services.length === 0) return 0;
  if (services.includes(service)) return 2;
  return services.includes('sip') && ['registration', 'calls-in'].includes(service) ? 1 : -1;
}

function compare(a: Narrowness, b: Narrowness): number {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value - b[i];
  return 0;
}
