import type { GeoProposal } from '../../api/schema/geo.ts';
import type { GeoAttack } from '../../core/geo/geo-policy.ts';
import { type AttackProposal, proposeAttack } from '../../decide/geo/propose-attack.ts';
import type { Store } from '../../store/store.ts';

export interface ProposalsParts {
  readonly store: Store;
  readonly standing: () => readonly GeoAttack[];
  /** Countries of the sites of all customers. */
  readonly home: () => Promise<readonly string[]>;
  /** Other proposals than before. */
  readonly changed: () => void;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

const lookEveryMs = 30_000;
const minutes = 10;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Waved away, the same advice is not given again for so long. */
const dismissedForMs = dayMs;
/** What customers do in a month changes slowly, and is much to add up. */
const goodForMs = 10 * minuteMs;
const everybody = { level: 'provider', tenant: '', site: '', asset: '' } as const;

/** Looks every half minute whether running alerts speak for shutting doors, and proposes which. */
export class Proposals {
  readonly #parts: ProposalsParts;
  #now: readonly GeoProposal[] = [];
  #good:
    | {
        readonly at: number;
        readonly counts: readonly { country: string; count: number }[];
        readonly home: readonly string[];
      }
    | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ProposalsParts) {
    this.#parts = parts;
  }

  get now(): readonly GeoProposal[] {
    return this.#now;
  }

  start(): void {
    this.#timer = setInterval(
      () => void this.look().catch((error: Error) => this.#parts.log(`proposals under attack wait: ${error.message}`)),
      lookEveryMs,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** False when there is no such proposal. */
  async dismiss(id: string, by: string): Promise<boolean> {
    const known = this.#now.some((one) => one.id === id);
    if (!known) return false;
    await this.#parts.store.geo.settings.dismissProposal(id, by);
    this.#become(this.#now.filter((one) => one.id !== id));
    return true;
  }

  async look(): Promise<void> {
    const { store, standing, clock } = this.#parts;
    const now = clock();
    const alerts = await this.#runningAlerts(now);
    if (alerts.length === 0) {
      this.#become([]);
      return;
    }
    const [recent, dismissed, usual] = await Promise.all([
      store.geo.traffic.recent(minutes),
      store.geo.settings.dismissedProposals(now - dismissedForMs),
      this.#usual(now),
    ]);
    const hostile = new Map<string, number>();
    for (const { country, failed } of recent) hostile.set(country, (hostile.get(country) ?? 0) + failed);
    const proposal = proposeAttack({
      ...{ scope: everybody, time: now, alerts, home: usual.home, standing: standing(), good: usual.counts },
      hostile: [...hostile].map(([country, count]) => ({ country, count })),
    });
    this.#become(proposal && !dismissed.has(proposal.id) ? [shown(proposal, this.#seenAt(proposal.id, now))] : []);
  }

  async #runningAlerts(now: number): Promise<readonly string[]> {
    const { items } = await this.#parts.store.alerts.list({ state: 'open', limit: 200 });
    return items.filter(({ alert }) => alert.end > now - minutes * minuteMs).map(({ alert }) => alert.id);
  }

  async #usual(now: number) {
    if (!this.#good || this.#good.at < now - goodForMs) {
      const sums = await this.#parts.store.geo.traffic.countries({ from: now - 30 * dayMs });
      const counts = sums.map(({ country, good }) => ({ country, count: good }));
      this.#good = { at: now, counts, home: await this.#parts.home() };
    }
    return this.#good;
  }

  #seenAt(id: string, now: number): string {
    return this.#now.find((one) => one.id === id)?.at ?? new Date(now).toISOString();
  }

  #become(proposals: readonly GeoProposal[]): void {
    const text = (all: readonly GeoProposal[]) => JSON.stringify(all);
    if (text(proposals) === text(this.#now)) return;
    this.#now = proposals;
    this.#parts.changed();
  }
}

function shown(proposal: AttackProposal, at: string): GeoProposal {
  const { id, kind, scope, services, countries, durationS, share, alerts, sentence } = proposal;
  const of = { services: [...services], countries: [...countries], durationS, alert: alerts[0] ?? '', proposal: id };
  return {
    ...{ id, at, sentence: { ...sentence }, share, alerts: [...alerts] },
    attack: { kind, scope: { ...scope }, ...of, reason: sentence.en },
  };
}
