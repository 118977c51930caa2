import { isCountry } from '../../core/geo/countries.ts';
import type { GeoScope } from '../../core/geo/geo-policy.ts';
import type { MeasureKind } from '../../core/incident/incident.ts';
import type { MeasureAction } from '../../core/incident/measure-action.ts';
import { formatCidr, readCidr } from '../../core/ip.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { divertTarget } from './divert-target.ts';
import type { Customer, MeasurePlace } from './measure-place.ts';
import { missing, plainText, words } from './measure-words.ts';

/** Shortest and longest time a measure holds, ms, and the usual one. */
export const shortestMs = 60_000;
export const longestMs = 7 * 86_400_000;
export const usualMs = 2 * 3_600_000;

/** What a measure is, before anything is done: ids are given by whoever takes it. */
export type MeasurePart =
  | { readonly kind: 'block'; readonly value: string }
  | {
      readonly kind: 'stop' | 'divert';
      readonly tenant: string;
      readonly payer: string;
      readonly reach: 'outgoing' | 'abroad' | 'incoming' | 'passing';
      readonly divertTo: string;
      readonly hangUp: boolean;
    }
  | {
      readonly kind: 'attack-mode';
      readonly mode: 'refuse-countries' | 'management-closed';
      readonly scope: GeoScope;
      readonly countries: readonly string[];
    }
  | { readonly kind: 'policy'; readonly subject: string }
  | { readonly kind: 'registration'; readonly tenant: string; readonly account: string; readonly source: string }
  /** Which running calls of a customer. `destination`: country or digits; '' for all. */
  | {
      readonly kind: 'hang-up';
      readonly tenant: string;
      readonly account: string;
      readonly destination: string;
      readonly call: string;
    };

/** A wish that can be understood. */
export interface ReadMeasure {
  readonly action: MeasureAction;
  /** Customer it is about; the provider when it is about all. */
  readonly tenant: string;
  /** ms; 0 of what does not last. */
  readonly lastsMs: number;
  readonly reason: string;
  readonly kind: MeasureKind;
  /** In a few words of no language. */
  readonly what: string;
  readonly sentence: Text;
  /** Verb and object. */
  readonly button: Text;
  /** Why it touches much: everybody, a whole customer, a wide network; undefined when it does not. */
  readonly wide: Text | undefined;
  readonly parts: readonly MeasurePart[];
}

type Read = Result<ReadMeasure, Text>;
type Given = Readonly<Record<string, string>>;

/**
 * Reads a wish: the parameters of an action as text (own-command.ts), as people and playbooks give them. Refuses, with a sentence,
 * what is missing, unknown or cannot be.
 */
export function readMeasure(action: MeasureAction, given: Given, place: MeasurePlace): Read {
  const lasts = readHours(given.hours ?? '');
  if (!lasts.ok) return lasts;
  const reason = plainText(given.reason ?? '', 500);
  const read = readers[action](given, place);
  if (!read.ok) return read;
  return ok({ ...read.value, action, reason, lastsMs: action === 'hang-up' ? 0 : lasts.value });
}

type Specific = Omit<ReadMeasure, 'action' | 'reason' | 'lastsMs'>;

const readers: Readonly<Record<MeasureAction, (given: Given, place: MeasurePlace) => Result<Specific, Text>>> = {
  'block-source'({ address = '' }, { incidentTenant }) {
    const cidr = readCidr(address.trim());
    const isOne = cidr && cidr.prefix === (cidr.family === 4 ? 32 : 128);
    if (!cidr || !isOne) return refused(words.noAddress(address));
    return ok(blockOf(formatCidr(cidr), incidentTenant, undefined));
  },
  'block-network'({ network = '' }, { incidentTenant }) {
    const [, digits] = /^as\s?(\d{1,10})$/i.exec(network.trim()) ?? [];
    if (digits !== undefined) {
      const number = Number(digits);
      if (number < 1 || number > 4_294_967_295) return refused(words.noNetwork(network));
      const subject = `AS${number}`;
      return ok({
        ...{ tenant: providerTenant, kind: 'block', what: subject, parts: [{ kind: 'policy', subject }] },
        ...{ sentence: words.blockAs(subject), button: words.blockButton(subject), wide: words.wideNetwork(subject) },
      });
    }
    const cidr = readCidr(network.trim());
    if (!cidr) return refused(words.noNetwork(network));
    const value = formatCidr(cidr);
    const isWide = cidr.prefix < (cidr.family === 4 ? 24 : 48);
    return ok(blockOf(value, incidentTenant, isWide ? words.wideNetwork(value) : undefined));
  },
  'block-country'({ country = '', customer = '' }, place) {
    const code = country.trim().toUpperCase();
    if (!isCountry(code)) return refused(words.noCountry(country));
    const who = customer === '' ? undefined : place.customer(customer);
    if (customer !== '' && !who) return refused(words.noCustomer(customer));
    const scope = scopeOf(who);
    return ok({
      ...{ tenant: who?.id ?? providerTenant, kind: 'attack-mode', what: who ? `${code} → ${who.name}` : code },
      ...{ sentence: words.blockCountry(code, who), button: words.blockCountryButton(code, who) },
      ...{ wide: words.wideCountry(code, who) },
      parts: [{ kind: 'attack-mode', mode: 'refuse-countries', scope, countries: [code] }],
    });
  },
  'block-account'({ account = '', customer = '', asset = '' }, place) {
    const name = account.trim();
    if (name === '') return refused(missing('account'));
    if (name.length > 128 || /\p{C}/u.test(name)) return refused(words.noAccount(name));
    const who = place.customer(customer || place.incidentTenant) ?? place.ownerOfAccount(name);
    if (!who) return refused(customer === '' ? words.whoseAccount(name) : words.noCustomer(customer));
    const pbx = asset === '' ? undefined : place.pbx(asset, who.id);
    if (asset !== '' && !pbx) return refused(words.noPbx(asset));
    return ok({
      ...{ tenant: who.id, kind: 'stop', what: `${name} @ ${who.name}`, wide: undefined },
      ...{ sentence: words.blockAccount(name, who), button: words.blockButton(name) },
      parts: [
        { kind: 'stop', tenant: who.id, payer: name, reach: 'outgoing', divertTo: '', hangUp: true },
        { kind: 'registration', tenant: who.id, account: name, source: pbx?.id ?? '' },
      ],
    });
  },
  'stop-international'({ customer = '' }, place) {
    const who = place.customer(customer);
    if (!who) return refused(customer === '' ? missing('customer') : words.noCustomer(customer));
    return ok({
      ...{ tenant: who.id, kind: 'stop', what: `${who.name} → 00` },
      ...{
        sentence: words.stopInternational(who),
        button: words.stopInternationalButton(who),
        wide: words.wholeCustomer(who),
      },
      parts: [{ kind: 'stop', tenant: who.id, payer: '', reach: 'abroad', divertTo: '', hangUp: false }],
    });
  },
  'shield-management'({ asset = '' }, place) {
    if (asset === '') return refused(missing('asset'));
    if (asset === '*') {
      const who = place.customer(place.incidentTenant);
      const scope = scopeOf(who);
      return ok({
        ...{ tenant: who?.id ?? providerTenant, kind: 'attack-mode', what: who?.name ?? '*' },
        ...{ sentence: words.shieldAll(who), button: words.shieldButton(who?.name ?? '') },
        ...{ wide: who ? words.wholeCustomer(who) : words.everybody },
        parts: [{ kind: 'attack-mode', mode: 'management-closed', scope, countries: [] }],
      });
    }
    const found = place.asset(asset);
    if (!found) return refused(words.noAsset(asset));
    const scope: GeoScope = { level: 'asset', tenant: found.tenant, site: '', asset: found.id };
    return ok({
      ...{ tenant: found.tenant, kind: 'attack-mode', what: found.name, wide: undefined },
      ...{ sentence: words.shieldAsset(found.name), button: words.shieldButton(found.name) },
      parts: [{ kind: 'attack-mode', mode: 'management-closed', scope, countries: [] }],
    });
  },
  'divert-calls'({ customer = '', direction = '', to = '', number = '' }, place) {
    const who = place.customer(customer);
    if (!who) return refused(customer === '' ? missing('customer') : words.noCustomer(customer));
    if (direction !== 'in' && direction !== 'out') return refused(words.noDirection(direction));
    const target = divertTarget(to.trim(), place.trunkGroups);
    if (!target.ok) return target;
    const payer = direction === 'in' ? number.trim().replace(/^\+|[\s().-]/g, '') : number.trim();
    if (direction === 'in' && payer !== '' && !/^\d{2,15}$/.test(payer)) return refused(words.noNumber(number));
    if (payer.length > 64 || /\p{C}/u.test(payer)) return refused(words.noNumber(number));
    const reach = direction === 'in' ? 'incoming' : 'passing';
    return ok({
      ...{ tenant: who.id, kind: 'divert', what: `${who.name}${payer && ` ${payer}`} ${direction} → ${to.trim()}` },
      ...{
        sentence: words.divert(who, direction, payer, to.trim()),
        button: words.divertButton(who, direction, payer),
      },
      wide: payer === '' ? words.wholeCustomer(who) : undefined,
      parts: [{ kind: 'divert', tenant: who.id, payer, reach, divertTo: target.value, hangUp: false }],
    });
  },
  'hang-up'({ customer = '', account = '', destination = '', call = '' }, place) {
    const who = place.customer(customer);
    if (!who) return refused(customer === '' ? missing('customer') : words.noCustomer(customer));
    const where = destination.trim().replace(/^\+/, '').toUpperCase();
    if (where !== '' && !isCountry(where) && !/^\d{1,15}$/.test(where))
      return refused(words.noDestination(destination));
    const all = account === '' && where === '' && call === '';
    return ok({
      ...{ tenant: who.id, kind: 'other', what: [who.name, account, where, call].filter(Boolean).join(' · ') },
      ...{ sentence: words.hangUp(who, account, where, call), button: words.hangUpButton },
      wide: all ? words.wholeCustomer(who) : undefined,
      parts: [{ kind: 'hang-up', tenant: who.id, account, destination: where, call }],
    });
  },
};

function blockOf(value: string, tenant: string, wide: Text | undefined): Specific {
  return {
    ...{ tenant, kind: 'block', what: value, wide, parts: [{ kind: 'block', value }] },
    ...{ sentence: words.block(value), button: words.blockButton(value) },
  };
}

function scopeOf(who: Customer | undefined): GeoScope {
  return { level: who ? 'customer' : 'provider', tenant: who?.id ?? '', site: '', asset: '' };
}

function readHours(text: string): Result<number, Text> {
  if (text.trim() === '') return ok(usualMs);
  const hours = /^\d{1,4}(?:\.\d{1,6})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  const ms = Math.round(hours * 3_600_000);
  return ms >= shortestMs && ms <= longestMs ? ok(ms) : refused(words.noHours(text));
}
