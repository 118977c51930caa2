import type { CallCustomer, CallIdentifier } from '../../core/calls/call-customer.ts';
import {
  type CallSettingsRecord,
  dialPlanOf,
  homeCountryOf,
  usualCallSettings,
} from '../../core/calls/call-settings.ts';
import { publicHolidays } from '../../core/calls/holidays.ts';
import type { OpeningHours } from '../../core/calls/opening-hours.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { CallCustomerFacts } from '../../store/calls/customers.ts';

const dayMinutes = 1440;

export interface CallCustomersOptions {
  readonly settings: readonly CallSettingsRecord[];
  /** Customers with a rate deck of their own. */
  readonly decks: ReadonlySet<string>;
  /** Emergency numbers besides those every country has. */
  readonly emergency: readonly string[];
  /** ms UTC: holidays of this year and those around it count. */
  readonly now: number;
}

/** Customers as the call guard knows them: what people wrote down about them, and what they set for their calls. */
export function callCustomersOf(
  facts: readonly CallCustomerFacts[],
  { settings, decks, emergency, now }: CallCustomersOptions,
): readonly CallCustomer[] {
  const set = new Map(settings.map((one) => [one.tenant, one]));
  const year = new Date(now).getUTCFullYear();
  return facts.map((fact): CallCustomer => {
    const own = set.get(fact.id) ?? usualCallSettings;
    const country = homeCountryOf(own.dialPlan, fact);
    const holidays = own.keepsHolidays
      ? [year - 1, year, year + 1].flatMap((each) => publicHolidays(country, each))
      : [];
    const plan = dialPlanOf(own.dialPlan, country);
    const identifiers: CallIdentifier[] = [
      ...fact.accounts.map((value) => ({ kind: 'account', value }) as const),
      ...fact.numbers.map(
        ([first, last]) => ({ kind: 'number', value: first === last ? `${first}` : `${first}-${last}` }) as const,
      ),
      ...fact.addresses.map((value) => ({ kind: 'address', value }) as const),
      ...[...own.trunks, ...fact.trunks].map((value) => ({ kind: 'trunk', value }) as const),
      ...own.accountCodes.map((value) => ({ kind: 'accountcode', value }) as const),
    ];
    return {
      ...{ id: fact.id, timeZone: fact.timeZone, country, identifiers, mode: own.mode, figures: own.figures },
      plan: emergency.length > 0 ? { ...plan, emergencyNumbers: emergency } : plan,
      opening: openingOf(fact.hours),
      closedDays: [...new Set([...fact.closedDays, ...holidays])],
      allowed: [
        ...own.allowedNumbers.map(({ number }) => number.replace(/^\+/, '')),
        ...own.allowedCountries.map((one) => one.country),
      ],
      deck: decks.has(fact.id) ? fact.id : '',
    };
  });
}

/** The provider itself: nobody's calls are its own, but caps on the money of everybody are set there. */
export function providerAsCustomer(timeZone: string, settings: readonly CallSettingsRecord[]): CallCustomer {
  const { figures } = settings.find(({ tenant }) => tenant === providerTenant) ?? usualCallSettings;
  const country = homeCountryOf(usualCallSettings.dialPlan, { country: '', timeZone });
  return {
    ...{
      id: providerTenant,
      timeZone,
      country,
      plan: dialPlanOf(usualCallSettings.dialPlan, country),
      identifiers: [],
    },
    ...{ opening: undefined, closedDays: [], allowed: [], mode: 'off', figures, deck: '' },
  };
}

/** Hours of all sites together: somebody is there. Undefined when nobody wrote any down. */
function openingOf(hours: CallCustomerFacts['hours']): OpeningHours | undefined {
  if (hours.length === 0) return undefined;
  const spans = hours
    .map(([weekday, from, until]) => [(weekday - 1) * dayMinutes + from, (weekday - 1) * dayMinutes + until] as const)
    .sort((a, b) => a[0] - b[0]);
  const open: [number, number][] = [];
  for (const [from, until] of spans) {
    const last = open.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else open.push([from, until]);
  }
  return { open };
}
