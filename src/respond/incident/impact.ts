import { type Incident, type IncidentTraits, incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { checkEventTime } from './checks.ts';
import { refuse } from './refuse.ts';
import { raise } from './severity.ts';
import { moment } from './words.ts';

type Moved = Result<MovedIncident, IncidentRefusal>;
type Of<A extends IncidentAct['act']> = Extract<IncidentAct, { readonly act: A }>;

const emergency: Readonly<Record<string, Text>> = {
  yes: { nl: 'geraakt', en: 'affected' },
  no: { nl: 'niet geraakt', en: 'not affected' },
  unknown: { nl: 'niet bekend', en: 'not known' },
};

/** Whom it hits. When people cannot reach emergency services nothing is more severe. */
export function impactAct(incident: Incident, { impact: wish }: Of<'impact'>, context: ActContext): Moved {
  const { impact } = incident;
  const next = {
    ...impact,
    ...wish,
    customers: unique(wish.customers ?? impact.customers),
    sites: unique(wish.sites ?? impact.sites),
    assets: unique(wish.assets ?? impact.assets),
  };
  const most = incidentLimits.customers;
  if ([next.customers, next.sites, next.assets].some(({ length }) => length > most)) {
    return refuse('too-many', {
      nl: `Er is plaats voor ten hoogste ${most} klanten, locaties en systemen.`,
      en: `There is room for at most ${most} customers, sites and systems.`,
    });
  }
  if (!Number.isSafeInteger(next.users) || next.users < 0) {
    return refuse('wrong-value', {
      nl: 'Het aantal gebruikers is een heel getal van 0 of meer.',
      en: 'The number of users is a whole number of 0 or more.',
    });
  }
  const since = checkEventTime({ at: next.since, now: context.now });
  if (!since.ok) return since;
  if (JSON.stringify(next) === JSON.stringify(impact)) return ok({ incident, entries: [] });
  const raised =
    next.emergencyCalling === 'yes'
      ? raise(incident, 'critical', { nl: '112 bellen is geraakt', en: 'emergency calling is affected' }, context)
      : { incident, entries: [] };
  const counts = [next.customers.length, next.sites.length, next.assets.length, next.users];
  return ok({
    incident: { ...raised.incident, impact: next },
    entries: [
      {
        ...{ kind: 'decision', at: context.at, by: context.by, internal: false },
        text: {
          nl: `Impact: ${counted(counts, nouns.nl)}; 112 bellen ${emergency[next.emergencyCalling].nl}; sinds ${moment(next.since)}.`,
          en: `Impact: ${counted(counts, nouns.en)}; emergency calling ${emergency[next.emergencyCalling].en}; since ${moment(next.since)}.`,
        },
      },
      ...raised.entries,
    ],
  });
}

/** Customers, sites, systems and users: one, and several. */
const nouns = {
  nl: ['klant klanten', 'locatie locaties', 'systeem systemen', 'gebruiker gebruikers'],
  en: ['customer customers', 'site sites', 'system systems', 'user users'],
};

/** `1 customer, 12 users`; what there is none of is left out. */
function counted(counts: readonly number[], names: readonly string[]): string {
  const some = counts.flatMap((count, i) =>
    count === 0 ? [] : `${count} ${names[i]!.split(' ')[count === 1 ? 0 : 1]}`,
  );
  return some.join(', ') || '–';
}

/** What people know of the attacker, beside what alerts say. */
export function traitsAct(incident: Incident, { traits }: Of<'traits'>, context: ActContext): Moved {
  const next = withTraits(incident.traits, traits);
  if (JSON.stringify(next) === JSON.stringify(incident.traits)) return ok({ incident, entries: [] });
  const shown = [
    ...(traits.addresses ?? []),
    ...(traits.networks ?? []).map((number) => `AS${number}`),
    ...(traits.accounts ?? []),
    ...(traits.assets ?? []),
  ]
    .slice(0, 20)
    .join(', ');
  return ok({
    incident: { ...incident, traits: next },
    entries: [
      {
        ...{ kind: 'evidence', at: context.at, by: context.by, internal: false },
        text: { nl: `Hoort bij dit incident: ${shown}.`, en: `Belongs to this incident: ${shown}.` },
      },
    ],
  });
}

/** Both together, each thing once; the first to be known stay when there are too many. */
export function withTraits(traits: IncidentTraits, more: Partial<IncidentTraits>): IncidentTraits {
  const both = <T>(a: readonly T[], b: readonly T[] = []) => unique([...a, ...b]).slice(0, incidentLimits.traits);
  return {
    addresses: both(traits.addresses, more.addresses),
    networks: both(traits.networks, more.networks),
    accounts: both(traits.accounts, more.accounts),
    assets: both(traits.assets, more.assets),
    rules: both(traits.rules, more.rules),
  };
}

export const noTraits: IncidentTraits = { addresses: [], networks: [], accounts: [], assets: [], rules: [] };

/** Each once, in the order in which they came. */
export function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
