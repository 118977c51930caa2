import { undetermined } from '../../core/incident/classification.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { EarlierIncident } from '../../core/incident/incident-summary.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { quote } from './words.ts';

/** An earlier incident, how much it is like this one, and why. */
export interface SimilarIncident {
  readonly earlier: EarlierIncident;
  readonly score: number;
  readonly because: readonly Text[];
}

/** What one thing in common counts. */
const weights = { address: 4, account: 3, network: 3, cause: 3, customer: 2, classification: 1, rule: 1 } as const;

/** Earlier incidents that are like this one, most first, at most `most`; of equals those where it is known what helped, then the newest. */
export function similarIncidents(
  incident: Incident,
  earlier: readonly EarlierIncident[],
  most = 10,
): readonly SimilarIncident[] {
  return earlier
    .filter(({ id }) => id !== incident.id)
    .map((one) => compare(incident, one))
    .filter(({ score }) => score >= 2)
    .sort(
      (a, b) =>
        b.score - a.score ||
        Number(b.earlier.whatWorked !== '') - Number(a.earlier.whatWorked !== '') ||
        b.earlier.detectedAt - a.earlier.detectedAt ||
        b.earlier.number - a.earlier.number,
    )
    .slice(0, most);
}

function compare(incident: Incident, earlier: EarlierIncident): SimilarIncident {
  const because: Text[] = [];
  let score = 0;
  const common = (weight: number, text: Text) => {
    score += weight;
    because.push(text);
  };
  const { traits } = incident;
  const address = shared(traits.addresses, earlier.addresses);
  if (address !== undefined)
    common(weights.address, { nl: `hetzelfde adres ${quote(address)}`, en: `the same address ${quote(address)}` });
  // An account is known by its name at its customer only.
  const account = incident.tenant === earlier.tenant ? shared(traits.accounts, earlier.accounts) : undefined;
  if (account !== undefined)
    common(weights.account, { nl: `hetzelfde account ${quote(account)}`, en: `the same account ${quote(account)}` });
  const network = shared(traits.networks, earlier.networks);
  if (network !== undefined)
    common(weights.network, { nl: `hetzelfde netwerk AS${network}`, en: `the same network AS${network}` });
  if (incident.cause !== '' && fold(incident.cause) === fold(earlier.cause)) {
    common(weights.cause, {
      nl: `dezelfde oorzaak: ${quote(earlier.cause)}`,
      en: `the same cause: ${quote(earlier.cause)}`,
    });
  }
  if (incident.tenant === earlier.tenant && incident.tenant !== providerTenant) {
    common(weights.customer, { nl: 'dezelfde klant', en: 'the same customer' });
  }
  if (incident.classification !== undetermined && incident.classification === earlier.classification) {
    common(weights.classification, { nl: 'dezelfde soort', en: 'the same kind' });
  }
  const rule = shared(traits.rules, earlier.rules);
  if (rule !== undefined)
    common(weights.rule, { nl: `dezelfde regel ${quote(rule)}`, en: `the same rule ${quote(rule)}` });
  return { earlier, score, because };
}

/** The first that both have. */
function shared<T>(mine: readonly T[], others: readonly T[]): T | undefined {
  const known = new Set(others);
  return mine.find((one) => known.has(one));
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
