import type { AlertLink } from '../../core/incident/alert-link.ts';
import { type Incident, incidentLimits, isIncidentOver } from '../../core/incident/incident.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { mayHold } from './join-alert.ts';
import { quote } from './words.ts';

/** How long after the last alert of an incident another one still counts as the same, ms. */
export const usualWindowMs = 4 * 3_600_000;

/** That an alert belongs to an incident, how sure that is, and why. */
export interface Joining {
  /** The more the surer. */
  readonly score: number;
  readonly why: Text;
}

/** What a shared trait counts. A network or an asset alone says too little: whole countries use one network, and a PBX is hit by all. */
const weights = { address: 8, account: 6, network: 3, asset: 2, rule: 1 } as const;
const enough = 4;

/**
 * Whether an alert belongs to an incident that goes on: of the same customer (an incident of the provider takes those of all its
 * customers when the attacker is the same), by the same attacker or on the same asset in the same way, near in time.
 */
export function joins(incident: Incident, alert: AlertLink, windowMs = usualWindowMs): Joining | undefined {
  if (isIncidentOver(incident) || incident.drill !== alert.drill || !mayHold(incident.tenant, alert.tenant)) {
    return undefined;
  }
  if (incident.alerts.length >= incidentLimits.alerts || !isNear(incident, alert, windowMs)) return undefined;
  const { addresses, networks, accounts, assets, rules } = incident.traits;
  const isCustomers = incident.tenant === alert.tenant && alert.tenant !== providerTenant;
  const shared = {
    address: alert.address !== '' && addresses.includes(alert.address),
    // The same name at another customer is another account, and the same goes for an asset.
    account: alert.account !== '' && incident.tenant === alert.tenant && accounts.includes(alert.account),
    network: alert.network !== 0 && networks.includes(alert.network),
    asset: alert.asset !== '' && incident.tenant === alert.tenant && assets.includes(alert.asset),
    rule: rules.includes(alert.rule),
  };
  let score = 0;
  for (const [trait, weight] of Object.entries(weights)) if (shared[trait as keyof typeof weights]) score += weight;
  if (shared.asset && shared.rule) score += enough - weights.asset - weights.rule;
  if (score < enough) return undefined;
  return { score: score + (isCustomers ? 1 : 0), why: reason(alert, shared) };
}

function isNear(incident: Incident, { start, end }: AlertLink, windowMs: number): boolean {
  let [first, last] = [incident.detectedAt, incident.detectedAt];
  for (const alert of incident.alerts) {
    first = Math.min(first, alert.start);
    last = Math.max(last, alert.end);
  }
  return start <= last + windowMs && end >= first - windowMs;
}

function reason(alert: AlertLink, shared: Readonly<Record<keyof typeof weights, boolean>>): Text {
  const parts: Text[] = [];
  if (shared.address)
    parts.push({ nl: `hetzelfde adres ${quote(alert.address)}`, en: `the same address ${quote(alert.address)}` });
  if (shared.account)
    parts.push({ nl: `hetzelfde account ${quote(alert.account)}`, en: `the same account ${quote(alert.account)}` });
  if (shared.network)
    parts.push({ nl: `hetzelfde netwerk AS${alert.network}`, en: `the same network AS${alert.network}` });
  if (shared.asset)
    parts.push({ nl: `hetzelfde systeem ${quote(alert.asset)}`, en: `the same system ${quote(alert.asset)}` });
  if (shared.rule) parts.push({ nl: 'dezelfde regel', en: 'the same rule' });
  return { nl: parts.map(({ nl }) => nl).join(', '), en: parts.map(({ en }) => en).join(', ') };
}
