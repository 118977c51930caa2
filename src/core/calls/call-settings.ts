import type { DialPlan } from '../phone/dial-plan.ts';
import { defaultDialPlan } from '../phone/dial-plan.ts';
import type { Versioned } from '../versioned.ts';
import type { CallMode } from './call-customer.ts';
import { countryOfZone } from './zone-country.ts';

/** How phones of a customer dial, as people write it; empty leaves what is usual in the country. */
export interface DialPlanForm {
  readonly country: string;
  readonly outsideLine: readonly string[];
  readonly internationalPrefixes: readonly string[];
  /** Null: what is usual. */
  readonly nationalPrefix: string | null;
  readonly carrierPrefixes: readonly string[];
  readonly callerIdPrefixes: readonly string[];
  readonly areaCode: string;
  readonly shortCodes: readonly string[];
  readonly longestExtension: number;
  readonly emergencyCountries: readonly string[];
}

/** What people set for the calls of a customer. */
export interface CallSettingsForm {
  readonly mode: CallMode;
  readonly dialPlan: DialPlanForm;
  readonly trunks: readonly string[];
  readonly accountCodes: readonly string[];
  /** Closed on the public holidays of its country. */
  readonly keepsHolidays: boolean;
  /** E.164 digits, with or without plus. */
  readonly allowedNumbers: readonly { readonly number: string; readonly note: string }[];
  readonly allowedCountries: readonly { readonly country: string; readonly note: string }[];
  /** By `<rule>.<figure>`. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface CallSettingsRecord extends CallSettingsForm, Versioned {
  readonly tenant: string;
  /** Since when it has this mode, ms. */
  readonly modeSince: number;
}

/** Of a customer that nobody set anything for. */
export const usualCallSettings: CallSettingsForm = {
  mode: 'report-only',
  dialPlan: {
    country: '',
    outsideLine: [],
    internationalPrefixes: [],
    nationalPrefix: null,
    carrierPrefixes: [],
    callerIdPrefixes: [],
    areaCode: '',
    shortCodes: [],
    longestExtension: 5,
    emergencyCountries: [],
  },
  trunks: [],
  accountCodes: [],
  keepsHolidays: true,
  allowedNumbers: [],
  allowedCountries: [],
  figures: {},
};

/** Country whose dial plan, holidays and emergency numbers hold: what people set, that of its first site, that of its zone. */
export function homeCountryOf(
  form: DialPlanForm,
  { country, timeZone }: { country: string; timeZone: string },
): string {
  return form.country || country || countryOfZone(timeZone) || 'NL';
}

/** The plan that holds: what people wrote, and what is usual in the country for the rest. */
export function dialPlanOf(form: DialPlanForm, usualCountry: string): DialPlan {
  const country = form.country || usualCountry;
  const usual = defaultDialPlan(country);
  const some = (own: readonly string[], other: readonly string[]) => (own.length ? [...own] : other);
  return {
    ...usual,
    outsideLine: [...form.outsideLine],
    nationalPrefix: form.nationalPrefix ?? usual.nationalPrefix,
    internationalPrefixes: some(form.internationalPrefixes, usual.internationalPrefixes),
    carrierPrefixes: [...form.carrierPrefixes],
    callerIdPrefixes: some(form.callerIdPrefixes, usual.callerIdPrefixes),
    areaCode: form.areaCode,
    shortCodes: [...form.shortCodes],
    longestExtension: form.longestExtension,
    emergencyCountries: [...form.emergencyCountries],
  };
}
