import { readOpeningHours } from '../../core/calls/opening-hours-text.ts';
import { isZone } from '../../core/calls/zone-country.ts';
import { isCountry } from '../../core/geo/countries.ts';
import type { GeoAttack, GeoBook, GeoGroup, GeoPolicyForm, GeoRule, GeoScope } from '../../core/geo/geo-policy.ts';
import { groupFaults } from '../../core/geo/group-members.ts';
import { readSubject } from '../../core/geo/read-subject.ts';
import { readCidr } from '../../core/ip.ts';
import type { Text } from '../../core/text.ts';

/** What is wrong, and where: `rules.0.subjects.2`. */
export interface GeoFault {
  readonly field: string;
  readonly sentence: Text;
}

/** Everything in a book that keeps a judge from judging. Time makes no faults: what is over is over. */
export function faultsOf(book: GeoBook): GeoFault[] {
  const within = (path: string, faults: readonly GeoFault[]) =>
    faults.map(({ field, sentence }) => ({ field: field ? `${path}.${field}` : path, sentence }));
  return [
    ...book.groups.flatMap((group, i) =>
      groupFaults(
        group,
        book.groups.filter((_, other) => other !== i),
      ).map((sentence) => ({ field: `groups.${i}`, sentence })),
    ),
    ...book.policies.flatMap((policy, i) => within(`policies.${i}`, policyFaults(policy, book.groups))),
    ...twice(book.policies.map(({ id }) => id)).map((i) => ({
      field: `policies.${i}.id`,
      sentence: { en: 'two policies have this id', nl: 'twee beleidsregels hebben dit kenmerk' },
    })),
    ...book.attacks.flatMap((attack, i) => within(`attacks.${i}`, attackFaults(attack))),
    ...book.guards.flatMap(({ range }, i) =>
      readCidr(range) ? [] : [{ field: `guards.${i}.range`, sentence: noRange }],
    ),
  ];
}

const noRange: Text = { en: 'this is no address or range', nl: 'dit is geen adres of reeks' };

/** Faults of a policy that hold at any time. Fields are relative to the policy. */
export function policyFaults(policy: GeoPolicyForm, groups: readonly GeoGroup[]): GeoFault[] {
  return [
    ...scopeFaults(policy.scope).map((sentence) => ({ field: 'scope', sentence })),
    ...policy.rules.flatMap((rule, i) =>
      ruleFaults(rule, groups).map(({ field, sentence }) => ({ field: `rules.${i}.${field}`, sentence })),
    ),
    ...twice(policy.rules.map(({ id }) => id)).map((i) => ({
      field: `rules.${i}.id`,
      sentence: { en: 'two rules have this id', nl: 'twee regels hebben dit kenmerk' },
    })),
  ];
}

/** Places of values that were there before; empty ones do not count. */
function twice(values: readonly string[]): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, i) => {
    if (value === '' || !seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [i];
  });
}

/** Sentences about a scope that says too much or too little for its level. */
export function scopeFaults({ level, tenant, site, asset }: GeoScope): Text[] {
  const missing =
    (level !== 'provider' && tenant === '') || (level === 'site' && site === '') || (level === 'asset' && asset === '');
  if (missing) return [{ en: `a scope of level ${level} has to say which`, nl: `zeg om welke het gaat (${level})` }];
  const surplus =
    (level === 'provider' && tenant !== '') || (level !== 'site' && site !== '') || (level !== 'asset' && asset !== '');
  if (!surplus) return [];
  return [
    {
      en: `the scope names more than its level ${level} says`,
      nl: `het bereik noemt meer dan past bij zijn niveau (${level})`,
    },
  ];
}

function ruleFaults(rule: GeoRule, groups: readonly GeoGroup[]): GeoFault[] {
  const faults: GeoFault[] = [];
  const add = (field: string, en: string, nl: string) => faults.push({ field, sentence: { en, nl } });
  if (rule.subjects.length === 0) add('subjects', 'a rule needs a subject', 'een regel moet ergens over gaan');
  for (const [i, text] of rule.subjects.entries()) {
    const read = readSubject(text, groups);
    if (!read.ok) faults.push({ field: `subjects.${i}`, sentence: read.reason });
  }
  if (rule.verdict === 'limit' && !rule.limit)
    add('limit', 'a limit needs its figures', 'een begrenzing heeft getallen nodig');
  if (rule.verdict !== 'limit' && rule.limit)
    add('limit', 'figures go with the verdict “limit” only', 'getallen horen alleen bij het oordeel “begrenzen”');
  if (rule.limit && !(rule.limit.count >= 1 && rule.limit.count <= 100_000 && Number.isInteger(rule.limit.count)))
    add('limit.count', 'between 1 and 100,000 a minute', 'tussen 1 en 100.000 per minuut');
  if (rule.limit && !(rule.limit.concurrent >= 0 && Number.isInteger(rule.limit.concurrent)))
    add('limit.concurrent', '0 or more at a time', '0 of meer tegelijk');
  const { when } = rule;
  if (when && when.until !== 0 && when.until <= when.from)
    add('when.until', 'it ends before it begins', 'het eindigt voordat het begint');
  if (when?.timeZone && !isZone(when.timeZone))
    add('when.timeZone', 'there is no such time zone', 'deze tijdzone bestaat niet');
  if (when && !readableHours(when.hours))
    add(
      'when.hours',
      'these hours cannot be read; write open, closed or Mo-Fr 08:00-18:00',
      'deze uren zijn niet te lezen; schrijf open, closed of ma-vr 08:00-18:00',
    );
  if (rule.exception && !when?.until)
    add('exception', 'an exception has to end: give the day', 'een uitzondering moet eindigen: geef de dag');
  if (rule.exception && rule.exception.owner.trim() === '')
    add('exception.owner', 'somebody has to answer for an exception', 'een uitzondering heeft een eigenaar nodig');
  return faults;
}

function readableHours(hours: string): boolean {
  if (hours === '' || /^(open|closed)$/i.test(hours)) return true;
  const read = readOpeningHours(hours);
  return read.ok && read.value !== undefined;
}

/** Faults of a mode under attack. */
export function attackFaults(attack: GeoAttack): GeoFault[] {
  const faults: GeoFault[] = scopeFaults(attack.scope).map((sentence) => ({ field: 'scope', sentence }));
  const add = (field: string, en: string, nl: string) => faults.push({ field, sentence: { en, nl } });
  if (!(attack.until > attack.from) || !Number.isFinite(attack.until))
    add('until', 'it has to end after it begins', 'het moet eindigen nadat het begint');
  if ((attack.kind === 'only-home' || attack.kind === 'refuse-countries') && attack.countries.length === 0)
    add('countries', 'name at least one country', 'noem ten minste één land');
  for (const [i, code] of attack.countries.entries())
    if (!isCountry(code)) add(`countries.${i}`, 'this is no country code', 'dit is geen landcode');
  return faults;
}
