import type { GeoAnswer, GeoReason } from '../../core/geo/geo-answer.ts';
import type { GeoAttack, GeoGuardKind, GeoScope, GeoVerdict } from '../../core/geo/geo-policy.ts';
import { geoGuardKinds } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import type { CompiledGuard } from './compiled-book.ts';
import type { Outcome } from './compiled-lane.ts';
import { countryName } from './country-names.ts';
import type { RuleEntry } from './lane-rules.ts';

/** Reasons that did not decide and are told all the same. */
const mostOthers = 20;

/** An outcome with its reasons in words. */
export function answerOf(outcome: Outcome, country: string, until: number): GeoAnswer {
  const { verdict, wished, limit, settled, guards, attacks, entries } = outcome;
  const reasons: GeoReason[] = [...guards]
    .sort((a, b) => geoGuardKinds.indexOf(a.guard.kind) - geoGuardKinds.indexOf(b.guard.kind))
    .map((guard, i) => guardReason(guard, i === 0));
  const deciding = settled.by;
  if (guards.length === 0) {
    if (deciding === undefined) reasons.push(nothing('allow', noRule));
    else reasons.push('kind' in deciding ? attackReason(deciding, true) : ruleReason(deciding, country, true));
  }
  const told = new Set<unknown>([deciding && 'rule' in deciding ? deciding.rule.rule : deciding]);
  for (const attack of attacks) if (!told.has(attack)) reasons.push(attackReason(attack, false));
  let others = 0;
  for (const entry of entries) {
    if (told.has(entry.rule.rule) || others === mostOthers) continue;
    told.add(entry.rule.rule);
    others++;
    reasons.push(ruleReason(entry, country, false));
  }
  return { verdict, wished, limit, because: reasons, until };
}

const noRule: Text = { en: 'No rule is about this.', nl: 'Geen regel gaat hierover.' };

/** What no policy is asked about. */
export function freeAnswer(until: number, why: 'internal' | 'not-an-address' | 'not-a-number'): GeoAnswer {
  const sentence: Text = {
    internal: { en: 'The call stays inside.', nl: 'Het gesprek blijft binnen.' },
    'not-an-address': {
      en: 'Rules about this service are about addresses, not about numbers.',
      nl: 'Regels over deze dienst gaan over adressen, niet over nummers.',
    },
    'not-a-number': {
      en: 'Rules about calls out are about numbers, not about addresses.',
      nl: 'Regels over uitgaande gesprekken gaan over nummers, niet over adressen.',
    },
  }[why];
  return {
    verdict: 'allow',
    wished: 'allow',
    limit: undefined,
    because: [nothing('allow', sentence)],
    until: why === 'internal' ? Number.POSITIVE_INFINITY : until,
  };
}

/** Calls for help pass everything, always. */
export function emergencyAnswer(): GeoAnswer {
  const sentence = {
    en: 'An emergency number: it passes every policy.',
    nl: 'Een noodnummer: dat gaat door elk beleid heen.',
  };
  const reason: GeoReason = { ...nothing('allow', sentence), kind: 'emergency' };
  return {
    verdict: 'allow',
    wished: 'allow',
    limit: undefined,
    because: [reason],
    until: Number.POSITIVE_INFINITY,
  };
}

function nothing(verdict: GeoVerdict, sentence: Text): GeoReason {
  return { kind: 'nothing', of: '', policy: '', rule: '', subject: '', verdict, decided: true, sentence };
}

const guardWords: Readonly<Record<GeoGuardKind, Text>> = {
  allowlist: { en: 'the allowlist', nl: 'de lijst van wat altijd mag' },
  'own-network': { en: 'our own networks', nl: 'onze eigen netwerken' },
  trunk: { en: 'a trunk or interconnect', nl: 'een trunk of koppeling' },
  operator: { en: 'somebody who is signed in here', nl: 'iemand die hier is aangemeld' },
  'customer-network': { en: 'a network of a customer', nl: 'een netwerk van een klant' },
  'private-network': { en: 'the private networks', nl: 'de privénetwerken' },
};

function guardReason({ guard, text }: CompiledGuard, decided: boolean): GeoReason {
  const word = guardWords[guard.kind];
  const detail = guard.detail === '' ? '' : ` (${plain(guard.detail)})`;
  return {
    kind: 'guard',
    of: guard.kind,
    policy: '',
    rule: '',
    subject: text,
    verdict: 'allow',
    decided,
    sentence: {
      en: `Always let through: ${text} is among ${word.en}${detail}.`,
      nl: `Gaat altijd door: ${text} hoort bij ${word.nl}${detail}.`,
    },
  };
}

function attackReason(attack: GeoAttack, decided: boolean): GeoReason {
  const until = `${new Date(attack.until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const names = (language: 'en' | 'nl') => {
    const shown = attack.countries.slice(0, 5).map((code) => countryName(code)[language]);
    return attack.countries.length > 5 ? `${shown.join(', ')} …` : shown.join(', ');
  };
  const what: Text = {
    'only-known': {
      en: 'only addresses that worked in the last 30 days',
      nl: 'alleen adressen die de laatste 30 dagen werkten',
    },
    'only-home': { en: `only ${names('en')}`, nl: `alleen ${names('nl')}` },
    'management-closed': { en: 'management for own networks only', nl: 'beheer alleen voor eigen netwerken' },
    'refuse-countries': { en: `nobody from ${names('en')}`, nl: `niemand uit ${names('nl')}` },
  }[attack.kind];
  return {
    kind: 'attack',
    of: attack.kind,
    policy: attack.id,
    rule: '',
    subject: '',
    verdict: 'refuse',
    decided,
    sentence: { en: `Under attack, until ${until}: ${what.en}.`, nl: `Onder aanval, tot ${until}: ${what.nl}.` },
  };
}

const verbs: Readonly<Record<GeoVerdict, Text>> = {
  allow: { en: 'allows', nl: 'laat toe' },
  watch: { en: 'only watches', nl: 'let alleen op' },
  limit: { en: 'limits', nl: 'begrenst' },
  refuse: { en: 'refuses', nl: 'weigert' },
};

/** Subjects that stand for all of a kind. */
const allWords: Readonly<Record<string, Text>> = {
  any: { en: 'everything', nl: 'alles' },
  unknown: { en: 'what is of no known country', nl: 'wat van geen bekend land is' },
  hosting: { en: 'hosting networks', nl: 'hostingnetwerken' },
};

function ruleReason({ rule: { policy, rule }, named }: RuleEntry, country: string, decided: boolean): GeoReason {
  const verb = verbs[rule.verdict];
  const scope = scopeWords(policy.scope);
  const name = countryName(country);
  const all = allWords[named];
  const about = (language: 'en' | 'nl') =>
    all
      ? all[language]
      : country !== '' && named !== country && isGroup(named)
        ? `${named} (${name[language]})`
        : named === country
          ? `${name[language]} (${country})`
          : named;
  const watched: Text =
    policy.state === 'watch'
      ? { en: ' It only watches so far.', nl: ' Het kijkt voorlopig alleen mee.' }
      : { en: '', nl: '' };
  const by: Text = rule.exception
    ? { en: `An exception in “${plain(policy.name)}”`, nl: `Een uitzondering in “${plain(policy.name)}”` }
    : { en: `“${plain(policy.name)}”`, nl: `“${plain(policy.name)}”` };
  return {
    kind: rule.exception ? 'exception' : 'rule',
    of: '',
    policy: policy.id,
    rule: rule.id,
    subject: named,
    verdict: rule.verdict,
    decided,
    sentence: {
      en: `${by.en}, for ${scope.en}, ${verb.en} ${about('en')}.${watched.en}`,
      nl: `${by.nl}, voor ${scope.nl}, ${verb.nl}: ${about('nl')}.${watched.nl}`,
    },
  };
}

/** Neither a range, a network, a number nor one of the words for all of a kind. */
function isGroup(named: string): boolean {
  return !/[./:+]|^AS\d|^(any|unknown|hosting)$/.test(named);
}

/** Whom a policy is about, in words. */
export function scopeWords({ level, tenant, site, asset }: GeoScope): Text {
  if (level === 'provider') return { en: 'everybody', nl: 'iedereen' };
  if (level === 'customer') return { en: `customer ${plain(tenant)}`, nl: `klant ${plain(tenant)}` };
  if (level === 'site')
    return { en: `site ${plain(site)} of ${plain(tenant)}`, nl: `vestiging ${plain(site)} van ${plain(tenant)}` };
  return { en: `asset ${plain(asset)} of ${plain(tenant)}`, nl: `apparaat ${plain(asset)} van ${plain(tenant)}` };
}

/** Words people typed, without what steers a screen, and not endless. */
function plain(text: string): string {
  return text.slice(0, 120).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
