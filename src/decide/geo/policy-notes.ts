import {
  type GeoPolicy,
  type GeoPolicyForm,
  type GeoRule,
  type GeoServiceName,
  geoServices,
} from '../../core/geo/geo-policy.ts';
import { subjectText } from '../../core/geo/read-subject.ts';
import type { Text } from '../../core/text.ts';
import type { PolicyAround } from './check-policy.ts';
import { type RuleSubject, subjectsOf } from './compiled-book.ts';
import { isStricter, serviceRank } from './rank.ts';

const day = 86_400_000;
/** Notes of one kind: more would not be read. */
const mostNotes = 10;

/** Sentences to think about before a policy without faults is saved. */
export function policyNotes(form: GeoPolicyForm, around: PolicyAround): Text[] {
  const rules = form.rules.map((rule) => ({ rule, subjects: subjectsOf(rule.subjects, around.book.groups) }));
  return [
    ...lockouts(form),
    ...forgottenCalls(form),
    ...wholeWorld(rules),
    ...unreached(rules).slice(0, mostNotes),
    ...contradictions(rules).slice(0, mostNotes),
    ...contradictionsWith(form, around).slice(0, mostNotes),
    ...over(form, around.time).slice(0, mostNotes),
  ];
}

interface Read {
  readonly rule: GeoRule;
  readonly subjects: readonly RuleSubject[];
}

function name(rule: GeoRule): string {
  return rule.id === '' ? rule.subjects.slice(0, 3).join(', ') : rule.id;
}

function lockouts(form: GeoPolicyForm): Text[] {
  const all = form.rules.filter(
    ({ verdict, services, subjects, when }) =>
      verdict === 'refuse' && services.length === 0 && !when && subjects.some((text) => /^any$/i.test(text.trim())),
  );
  if (all.length === 0 || form.scope.level !== 'provider') return [];
  return [
    {
      en: 'A rule refuses everybody every service, calls out included: only guards and narrower rules let anybody through.',
      nl: 'Een regel weigert iedereen elke dienst, ook uitgaande gesprekken: alleen wat altijd mag en preciezere regels laten nog iemand door.',
    },
  ];
}

function forgottenCalls({ rules }: GeoPolicyForm): Text[] {
  const both = rules.filter(({ verdict, services }) => services.length === 0 && isStricter(verdict, 'watch'));
  if (both.length === 0) return [];
  return [
    {
      en: `A rule without services (${name(both[0])}) is about calls out as well: there its countries are where calls go.`,
      nl: `Een regel zonder diensten (${name(both[0])}) gaat ook over uitgaande gesprekken: daar zijn de landen de bestemmingen.`,
    },
  ];
}

function wholeWorld(rules: readonly Read[]): Text[] {
  const found = rules.flatMap(({ subjects }) =>
    subjects.filter(({ subject }) => subject.kind === 'range' && subject.cidr.prefix < 8),
  );
  return found.slice(0, mostNotes).map(({ named }) => ({
    en: `${named} is a range and so goes before every country; for everybody write “any”.`,
    nl: `${named} is een reeks en gaat dus voor elk land; schrijf “any” voor iedereen.`,
  }));
}

/** Rules that another of the same policy covers wholly and always beats. */
function unreached(rules: readonly Read[]): Text[] {
  return rules.flatMap(({ rule, subjects }, i) => {
    const beater = rules.find(
      (other, at) =>
        at !== i &&
        other.rule.when === undefined &&
        Boolean(other.rule.exception) === Boolean(rule.exception) &&
        (isStricter(other.rule.verdict, rule.verdict) || (at < i && same(other.rule, rule))) &&
        services(rule).every((service) => serviceRank(other.rule, service) >= serviceRank(rule, service)) &&
        subjects.every((subject) => other.subjects.some((wide) => beats(wide, subject))),
    );
    if (!beater) return [];
    return [
      {
        en: `Nothing reaches rule ${name(rule)}: rule ${name(beater.rule)} is as narrow and comes first.`,
        nl: `Regel ${name(rule)} wordt nooit bereikt: regel ${name(beater.rule)} is even precies en gaat voor.`,
      },
    ];
  });
}

function same(a: GeoRule, b: GeoRule): boolean {
  return a.verdict === b.verdict && JSON.stringify(a.limit) === JSON.stringify(b.limit);
}

/** Whether `wide` covers all that `subject` covers, and is not less narrow: then both are the same subject. */
function beats(wide: RuleSubject, subject: RuleSubject): boolean {
  return wide.rank >= subject.rank && subjectText(wide.subject) === subjectText(subject.subject);
}

function services(rule: GeoRule): readonly GeoServiceName[] {
  return geoServices.filter((service) => serviceRank(rule, service) >= 0);
}

/** Two rules equally narrow about the same, with different verdicts: the strictest holds. */
function contradictions(rules: readonly Read[]): Text[] {
  const notes: Text[] = [];
  for (const [i, one] of rules.entries())
    for (const other of rules.slice(i + 1)) {
      const subject = clash(one, other);
      if (subject !== '') notes.push(tie(subject, name(one.rule), name(other.rule)));
    }
  return notes;
}

/** The same with rules of other policies of the very same scope. */
function contradictionsWith(form: GeoPolicyForm, { book, id }: PolicyAround): Text[] {
  const others = book.policies.filter(
    (policy) => policy.id !== id && policy.state !== 'off' && sameScope(policy, form),
  );
  const notes: Text[] = [];
  for (const policy of others)
    for (const rule of policy.rules) {
      const read = { rule, subjects: subjectsOf(rule.subjects, book.groups) };
      for (const own of form.rules) {
        if (notes.length >= mostNotes) return notes;
        const subject = clash({ rule: own, subjects: subjectsOf(own.subjects, book.groups) }, read);
        if (subject !== '') notes.push(tie(subject, name(own), `${policy.name}: ${name(rule)}`));
      }
    }
  return notes;
}

function sameScope(policy: GeoPolicy, form: GeoPolicyForm): boolean {
  const [a, b] = [policy.scope, form.scope];
  return a.level === b.level && a.tenant === b.tenant && a.site === b.site && a.asset === b.asset;
}

/** The first subject about which two rules disagree on a tie, '' for none. */
function clash(one: Read, other: Read): string {
  const bothException = Boolean(one.rule.exception) === Boolean(other.rule.exception);
  if (!bothException || one.rule.when || other.rule.when || same(one.rule, other.rule)) return '';
  const tied = geoServices.some(
    (service) =>
      serviceRank(one.rule, service) >= 0 && serviceRank(one.rule, service) === serviceRank(other.rule, service),
  );
  if (!tied) return '';
  const ranks = new Map(one.subjects.map(({ subject, rank }) => [subjectText(subject), rank]));
  const found = other.subjects.find(({ subject, rank }) => ranks.get(subjectText(subject)) === rank);
  return found ? subjectText(found.subject) : '';
}

function tie(subject: string, one: string, other: string): Text {
  return {
    en: `${subject}: ${one} and ${other} are equally narrow and disagree; the strictest holds.`,
    nl: `${subject}: ${one} en ${other} zijn even precies en spreken elkaar tegen; het strengste geldt.`,
  };
}

function over({ rules }: GeoPolicyForm, time: number): Text[] {
  return rules.flatMap((rule): Text[] => {
    const until = rule.when?.until ?? 0;
    if (until !== 0 && until <= time) {
      const on = new Date(until).toISOString().slice(0, 10);
      return [
        rule.exception
          ? { en: `Exception ${name(rule)} ended on ${on}.`, nl: `Uitzondering ${name(rule)} is op ${on} geëindigd.` }
          : { en: `Rule ${name(rule)} ended on ${on}.`, nl: `Regel ${name(rule)} is op ${on} geëindigd.` },
      ];
    }
    const review = rule.exception?.reviewOn ?? '';
    if (review === '' || Date.parse(review) + day > time) return [];
    return [
      {
        en: `Exception ${name(rule)} should have been looked at on ${review}.`,
        nl: `Uitzondering ${name(rule)} had op ${review} bekeken moeten worden.`,
      },
    ];
  });
}
