import type { ProbeResult, ProbeWish } from '../../../api/ports/measures.ts';
import { dialPlanOf } from '../../../core/calls/call-settings.ts';
import { countryOfZone } from '../../../core/calls/zone-country.ts';
import type { ProbeTarget } from '../../../core/incident/recovery.ts';
import { normalise } from '../../../core/phone/normalise.ts';
import type { Text } from '../../../core/text.ts';
import { moment } from '../../../respond/incident/words.ts';
import { plainText } from '../../../respond/measures/measure-words.ts';
import { outcomeWords } from '../../../respond/measures/outcome-words.ts';
import { recoveryWords } from '../../../respond/measures/recovery.ts';
import type { RespondParts } from '../respond-parts.ts';
import { mostLooked } from './place-of.ts';
import { customersOf, noTarget, type ProbePlace, probePlace } from './probe-place.ts';
import { probeCall, probeRegister, type SipLogin, type SipOutcome } from './sip/sip-probe.ts';

const is = (nl: string, en: string): Text => ({ nl, en });
const no = (sentence: Text): ProbeResult => ({ ok: false, sentence });
/** An account or number as it may stand in a SIP URI. */
const userPart = /^[\w.+*#~-]{1,64}$/;
const usualSeconds = 15;
/** Without a password a registration of the last hour counts. */
const recentMs = 3_600_000;

/** Name of the password of an account in the vault. */
export function probeSecret(asset: string, account: string): string {
  return `probe:${asset}:${account}`;
}

export type ProbeParts = Pick<RespondParts, 'store' | 'clock'>;

/**
 * Looks with a SIP client of our own whether something works again: an account can sign in, a call gets through. Only systems of the
 * customers of the incident are tested, so that nothing passes on the phone of another. Registrations of phones are left as they
 * are; an emergency number is never called.
 */
export async function probe(parts: ProbeParts, { action, with: given, incident: id }: ProbeWish): Promise<ProbeResult> {
  const { incidents } = parts.store;
  const incident = await incidents.get((await incidents.standing(id)) ?? id);
  if (!incident) return no(outcomeWords.noIncident);
  const wanted = (given.asset ?? '').trim();
  const found = await probePlace(parts, incident, wanted);
  if (action === 'probe-register') {
    const account = (given.account ?? '').trim();
    const target = found.ok ? found.value.target : undefined;
    const login = target && (await loginOf(parts, target, account));
    if (target && login) return registered(await probeRegister({ ...peerOf(target), login }), login.user);
    if (!found.ok && (wanted !== '' || account === '')) return no(found.reason);
    return seenRegistered(parts, found.ok ? found.value : undefined, customersOf(incident), account);
  }
  if (!found.ok) return no(found.reason);
  const { target, name } = found.value;
  if (!target) return no(noTarget(name));
  const [from, to] = [(given.from ?? '').trim(), (given.to ?? '').trim()];
  if (!userPart.test(from) || !userPart.test(to))
    return no(is('Geef van en naar als account of nummer.', 'Give from and to as an account or number.'));
  if (await isEmergency(parts, target.tenant, to)) return no(recoveryWords.never112);
  const seconds = Math.min(60, Math.max(1, Number(given.seconds ?? usualSeconds) || usualSeconds));
  const login = (await loginOf(parts, target, from)) ?? { user: from, password: '' };
  return called(await probeCall({ ...peerOf(target), login, to, seconds }), from, to);
}

async function loginOf({ store }: ProbeParts, target: ProbeTarget, account: string): Promise<SipLogin | undefined> {
  const user = account || target.accounts[0];
  if (user === undefined || !target.accounts.includes(user) || !userPart.test(user)) return undefined;
  const password = await store.vault.open(target.tenant, probeSecret(target.asset, user));
  return password === undefined ? undefined : { user, password };
}

function peerOf({ host, port, transport, domain }: ProbeTarget) {
  return { peer: { host, port, transport }, domain: domain || host };
}

async function isEmergency({ store }: ProbeParts, tenant: string, number: string): Promise<boolean> {
  const { dialPlan } = await store.callSettings.get(tenant);
  const zone = (await store.tenants.list()).find(({ id }) => id === tenant)?.timeZone ?? '';
  const country = dialPlan.country || countryOfZone(zone) || 'NL';
  const plan = dialPlanOf(dialPlan, country);
  // Wherever it stands: these are for help everywhere.
  return normalise(plan, number).kind === 'emergency' || /^[09+]{0,3}(112|911)$/.test(number.replace(/[^\d+]/g, ''));
}

/** A registration that sources told of; without a password nobody can do more. */
async function seenRegistered(
  { store, clock }: ProbeParts,
  place: ProbePlace | undefined,
  customers: readonly string[],
  account: string,
): Promise<ProbeResult> {
  if (account === '')
    return no(
      is(
        `Zeg welk account, of leg bij Instellingen › Inperken en herstellen vast met welk account en wachtwoord ${plainText(place?.name ?? '')} getest wordt.`,
        `Say which account, or write down in Settings › Contain and recover with which account and password ${plainText(place?.name ?? '')} is tested.`,
      ),
    );
  const from = clock() - recentMs;
  const tenants = place ? [place.tenant] : customers.slice(0, mostLooked);
  const found = await Promise.all(
    tenants.flatMap((tenant) =>
      ['sip-register', 'sip-auth'].map((action) =>
        store.events.list({
          ...{ tenant, user: account, action, outcome: 'success', from, limit: 1 },
          ...(place && { asset: place.asset }),
        }),
      ),
    ),
  );
  const seen = found.flatMap(({ items }) => items).sort((a, b) => b.time - a.time);
  const [newest] = seen;
  const who = plainText(account);
  if (!newest) {
    const where = place
      ? { nl: ` op ${plainText(place.name)}`, en: ` at ${plainText(place.name)}` }
      : { nl: '', en: '' };
    return no(
      is(
        `Account ${who} is in het laatste uur niet aangemeld gezien${where.nl}, en er is geen wachtwoord om het te proberen.`,
        `Account ${who} was not seen to register${where.en} in the last hour, and there is no password to try it with.`,
      ),
    );
  }
  if (new Set(seen.map(({ tenant }) => tenant)).size > 1)
    return no(
      is(
        `Account ${who} is bij meer klanten van dit incident aangemeld gezien: zeg welk systeem.`,
        `Account ${who} was seen to register at several customers of this incident: say which system.`,
      ),
    );
  const at = moment(newest.time);
  return {
    ok: true,
    sentence: is(
      `Account ${who} is om ${at} aangemeld gezien vanaf ${newest.sourceIp}.`,
      `Account ${who} was seen to register at ${at} from ${newest.sourceIp}.`,
    ),
  };
}

function registered({ status, phrase, ms }: SipOutcome, account: string): ProbeResult {
  const ok = status >= 200 && status < 300;
  const [what, took] = [told(status, phrase), Math.round(ms)];
  return {
    ok,
    sentence: ok
      ? is(
          `Account ${plainText(account)} kan zich aanmelden (${what}, ${took} ms).`,
          `Account ${plainText(account)} can sign in (${what}, ${took} ms).`,
        )
      : is(
          `Account ${plainText(account)} kan zich niet aanmelden: ${what}.`,
          `Account ${plainText(account)} cannot sign in: ${what}.`,
        ),
  };
}

function called({ status, phrase, rang, ms }: SipOutcome, from: string, to: string): ProbeResult {
  // Somebody who is busy was reached too.
  const ok = rang || status === 486;
  const [what, took] = [status === 180 ? '180' : told(status, phrase), Math.round(ms)];
  const who = `${plainText(from)} → ${plainText(to)}`;
  return {
    ok,
    sentence: ok
      ? is(
          `Gesprek ${who} kwam aan (${what}, ${took} ms) en is beëindigd.`,
          `Call ${who} got through (${what}, ${took} ms) and was ended.`,
        )
      : is(`Gesprek ${who} kwam niet aan: ${what}.`, `Call ${who} did not get through: ${what}.`),
  };
}

function told(status: number, phrase: string): string {
  return status === 0 ? plainText(phrase, 120) : `${status} ${plainText(phrase, 80)}`.trim();
}
