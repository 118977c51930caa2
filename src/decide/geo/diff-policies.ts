import type { GeoLimit, GeoPolicyForm, GeoRule, GeoWhen } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import { scopeWords } from './reasons.ts';
import { serviceWords, stateWords, verdictWords } from './service-words.ts';

/** Subjects told by name in one sentence. */
const mostNamed = 12;

/** What became different, a sentence each, for a history; none when nothing did. `before` undefined: it was made. */
export function policyChanges(before: GeoPolicyForm | undefined, after: GeoPolicyForm): Text[] {
  if (!before) {
    const count = after.rules.length;
    const [rules, regels] = count === 1 ? ['1 rule', '1 regel'] : [`${count} rules`, `${count} regels`];
    return [
      {
        en: `Made for ${scopeWords(after.scope).en} with ${rules}, ${stateWords[after.state].en}.`,
        nl: `Gemaakt voor ${scopeWords(after.scope).nl} met ${regels}, ${stateWords[after.state].nl}.`,
      },
    ];
  }
  const changes: Text[] = [];
  const told = (en: string, nl: string, one: string, other: string) => {
    if (one === other) return;
    changes.push({ en: `${en}: ${one || '–'} → ${other || '–'}.`, nl: `${nl}: ${one || '–'} → ${other || '–'}.` });
  };
  told('Name', 'Naam', before.name, after.name);
  if (before.state !== after.state) {
    const [one, other] = [stateWords[before.state], stateWords[after.state]];
    changes.push({ en: `State: ${one.en} → ${other.en}.`, nl: `Stand: ${one.nl} → ${other.nl}.` });
  }
  const [was, is] = [scopeWords(before.scope), scopeWords(after.scope)];
  if (was.en !== is.en) changes.push({ en: `For: ${was.en} → ${is.en}.`, nl: `Voor: ${was.nl} → ${is.nl}.` });
  told('Owner', 'Eigenaar', before.owner, after.owner);
  told('Review on', 'Herzien op', before.reviewOn, after.reviewOn);
  told('Proposed for enforcement on', 'Voorstel om het in te voeren op', before.proposeOn, after.proposeOn);
  told('Note', 'Notitie', before.note, after.note);
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  for (const rule of after.rules) {
    const own = old.get(rule.id);
    if (!own) changes.push({ en: `Rule added: ${ruleWords(rule).en}.`, nl: `Regel erbij: ${ruleWords(rule).nl}.` });
    else changes.push(...ruleChanges(own, rule));
    old.delete(rule.id);
  }
  for (const rule of old.values())
    changes.push({ en: `Rule removed: ${ruleWords(rule).en}.`, nl: `Regel weg: ${ruleWords(rule).nl}.` });
  return changes;
}

/** A rule in a few words. */
export function ruleWords(rule: GeoRule): Text {
  const of = (language: 'en' | 'nl') =>
    `${verdictWords[rule.verdict][language]} ${named(rule.subjects)} (${services(rule, language)})`;
  return { en: of('en'), nl: of('nl') };
}

function services(rule: GeoRule, language: 'en' | 'nl'): string {
  if (rule.services.length === 0) return language === 'en' ? 'all services' : 'alle diensten';
  return rule.services.map((service) => serviceWords[service][language]).join(', ');
}

function named(subjects: readonly string[]): string {
  const rest = subjects.length - mostNamed;
  return rest > 0 ? `${subjects.slice(0, mostNamed).join(', ')} … (+${rest})` : subjects.join(', ');
}

function ruleChanges(before: GeoRule, after: GeoRule): Text[] {
  const changes: Text[] = [];
  const rule = { en: `Rule ${named(after.subjects.slice(0, 3))}`, nl: `Regel ${named(after.subjects.slice(0, 3))}` };
  const add = (en: string, nl: string) => changes.push({ en: `${rule.en}: ${en}.`, nl: `${rule.nl}: ${nl}.` });
  const [was, is] = [verdictWords[before.verdict], verdictWords[after.verdict]];
  if (before.verdict !== after.verdict) add(`${was.en} → ${is.en}`, `${was.nl} → ${is.nl}`);
  const gone = before.subjects.filter((subject) => !after.subjects.includes(subject));
  const come = after.subjects.filter((subject) => !before.subjects.includes(subject));
  if (come.length > 0) add(`added ${named(come)}`, `erbij ${named(come)}`);
  if (gone.length > 0) add(`removed ${named(gone)}`, `weg ${named(gone)}`);
  if (services(before, 'en') !== services(after, 'en'))
    add(
      `services ${services(before, 'en')} → ${services(after, 'en')}`,
      `diensten ${services(before, 'nl')} → ${services(after, 'nl')}`,
    );
  const limits = [limitWords(before.limit), limitWords(after.limit)];
  if (limits[0].en !== limits[1].en)
    add(`limit ${limits[0].en} → ${limits[1].en}`, `grens ${limits[0].nl} → ${limits[1].nl}`);
  const times = [whenWords(before.when), whenWords(after.when)];
  if (times[0].en !== times[1].en)
    add(`holds ${times[0].en} → ${times[1].en}`, `geldt ${times[0].nl} → ${times[1].nl}`);
  const exceptions = [before.exception, after.exception].map((exception) =>
    exception ? `${exception.owner}: ${exception.reason} ${exception.reviewOn}`.trim() : '–',
  );
  if (exceptions[0] !== exceptions[1])
    add(`exception ${exceptions[0]} → ${exceptions[1]}`, `uitzondering ${exceptions[0]} → ${exceptions[1]}`);
  if (before.note !== after.note)
    add(`note ${before.note || '–'} → ${after.note || '–'}`, `notitie ${before.note || '–'} → ${after.note || '–'}`);
  return changes;
}

const limitNouns: Readonly<Record<GeoLimit['per'], Text>> = {
  registrations: { en: 'registrations', nl: 'registraties' },
  calls: { en: 'calls', nl: 'gesprekken' },
  packets: { en: 'packets', nl: 'pakketten' },
};

/** A limit in a few words. */
export function limitWords(limit: GeoLimit | undefined): Text {
  if (!limit) return { en: 'none', nl: 'geen' };
  const noun = limitNouns[limit.per];
  const atATime =
    limit.concurrent > 0
      ? { en: `, ${limit.concurrent} at a time`, nl: `, ${limit.concurrent} tegelijk` }
      : { en: '', nl: '' };
  const mfa = limit.mfa ? { en: ', second factor', nl: ', tweede factor' } : { en: '', nl: '' };
  return {
    en: `${limit.count} ${noun.en} a minute${atATime.en}${mfa.en}`,
    nl: `${limit.count} ${noun.nl} per minuut${atATime.nl}${mfa.nl}`,
  };
}

function whenWords(when: GeoWhen | undefined): Text {
  if (!when) return { en: 'always', nl: 'altijd' };
  const date = (time: number) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const from: Text = when.from ? { en: `from ${date(when.from)}`, nl: `vanaf ${date(when.from)}` } : { en: '', nl: '' };
  const until: Text = when.until
    ? { en: `until ${date(when.until)}`, nl: `tot ${date(when.until)}` }
    : { en: '', nl: '' };
  const hours = [when.hours, when.timeZone].filter(Boolean).join(' ');
  const of = (language: 'en' | 'nl') => [from[language], until[language], hours].filter(Boolean).join(' ');
  return { en: of('en') || 'always', nl: of('nl') || 'altijd' };
}
