import type { CallAlertOf } from '../../../core/incident/call-alert-of.ts';
import { exposureOf } from '../../../respond/incident/exposure.ts';
import type { Store } from '../../../store/store.ts';
import type { RunningCall } from '../../calls/messages.ts';
import type { Calls } from '../../calls/start-calls.ts';
import type { IncidentDesk } from './incident-desk.ts';

export interface ExposureWatchParts {
  readonly store: Store;
  readonly desk: IncidentDesk;
  readonly calls: () => Pick<Calls, 'steering' | 'desk'>;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

const everyMs = 3000;
/** Calls that begin so long after an alert was last heard of are not taken for its own, ms. Calls of fraud run for twenty minutes and more. */
const activeMs = 60 * 60_000;
/** Less than this is not worth telling, micro-euro. */
const worthTelling = 10_000;
const mostRates = 10_000;

/**
 * Keeps what toll fraud costs with the incidents that go on: what the alerts about calls say, and what their running calls cost
 * since they said it.
 */
export class ExposureWatch {
  readonly #parts: ExposureWatchParts;
  readonly #timer: NodeJS.Timeout;
  readonly #unfollow: () => void;
  #dirty = true;
  #active = false;
  #working: Promise<void> | undefined;
  #trouble = false;
  /** When each alert said what it costs. */
  #told = new Map<string, { readonly cost: number; readonly at: number }>();
  /** Micro-euro a minute, by customer and number. */
  readonly #rates = new Map<string, number>();
  /** As last kept. */
  readonly #kept = new Map<string, number>();
  /** What was kept before this process looked, until an alert of the incident says otherwise. */
  readonly #before = new Map<string, { readonly cost: number; readonly said: ReadonlyMap<string, number> }>();

  constructor(parts: ExposureWatchParts) {
    this.#parts = parts;
    this.#unfollow = parts.desk.follow(() => this.heard());
    this.#timer = setInterval(() => this.#look(), everyMs).unref();
  }

  /** Alerts or what belongs to an incident changed. */
  heard(): void {
    this.#dirty = true;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#unfollow();
    await this.#working;
  }

  #look(): void {
    if (this.#working || !(this.#dirty || this.#active)) return;
    this.#dirty = false;
    this.#working = this.#work()
      .then(() => {
        this.#trouble = false;
      })
      .catch((error: Error) => {
        this.#dirty = true;
        if (!this.#trouble) this.#parts.log(`what incidents cost waits: ${error.message}`);
        this.#trouble = true;
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #work(): Promise<void> {
    const { store, desk, clock } = this.#parts;
    const now = clock();
    const all = await store.incidents.callAlerts();
    this.#remember(all, now);
    this.#active = all.some(({ end }) => end >= now - activeMs);
    const running = new Map<string, readonly RunningCall[]>();
    for (const { tenant, end } of all) {
      if (end < now - activeMs || running.has(tenant)) continue;
      running.set(tenant, (await this.#parts.calls().steering.running(tenant)) ?? []);
    }
    for (const [incident, alerts] of Map.groupBy(all, ({ incident }) => incident)) {
      const costs = [];
      for (const alert of alerts) {
        const { tenant, payer, cost } = alert;
        costs.push({ tenant, payer, cost: cost + (await this.#since(alert, running.get(tenant) ?? [], now)) });
      }
      const total = Math.max(exposureOf(costs), this.#keptBefore(incident, alerts));
      const before = this.#kept.get(incident);
      if (before !== undefined && Math.abs(before - total) < worthTelling) continue;
      await store.incidents.setExposure(incident, total, now);
      if (this.#kept.size > mostRates) this.#kept.clear();
      this.#kept.set(incident, total);
      desk.moved({ id: incident, tenant: alerts[0].incidentTenant });
    }
  }

  /**
   * What an incident cost when this process began to look at it. Which calls run is not known at once after a restart, and those that
   * ended meanwhile were paid: until one of its alerts says what it costs by now, that stands.
   */
  #keptBefore(incident: string, alerts: readonly CallAlertOf[]): number {
    let known = this.#before.get(incident);
    if (!known) {
      if (this.#before.size > mostRates) this.#before.clear();
      const said = new Map(alerts.map(({ alert, cost }) => [alert, cost]));
      known = { cost: this.#kept.has(incident) ? 0 : alerts[0].keptCost, said };
      this.#before.set(incident, known);
    }
    const { said } = known;
    if (known.cost > 0 && alerts.some(({ alert, cost }) => said.has(alert) && said.get(alert) !== cost)) {
      known = { cost: 0, said };
      this.#before.set(incident, known);
    }
    return known.cost;
  }

  #remember(alerts: readonly CallAlertOf[], now: number): void {
    const told = new Map<string, { readonly cost: number; readonly at: number }>();
    for (const { alert, cost, saidAt } of alerts) {
      const before = this.#told.get(alert);
      told.set(alert, before?.cost === cost ? before : { cost, at: before ? now : Math.min(saidAt, now) });
    }
    this.#told = told;
  }

  /** What the running calls of an alert cost since it said what it costs. */
  async #since(alert: CallAlertOf, running: readonly RunningCall[], now: number): Promise<number> {
    if (alert.end < now - activeMs) return 0;
    const since = this.#told.get(alert.alert)?.at ?? now;
    const countries = new Set(alert.countries);
    let cost = 0;
    for (const { direction, payer, country, number, start } of running) {
      if (direction !== 'out' || number === '' || !countries.has(country)) continue;
      if (alert.payer !== '' && payer !== alert.payer) continue;
      cost += ((await this.#rate(alert.tenant, number)) * Math.max(0, now - Math.max(since, start))) / 60_000;
    }
    return cost;
  }

  async #rate(tenant: string, number: string): Promise<number> {
    const key = `${tenant} ${number}`;
    const known = this.#rates.get(key);
    if (known !== undefined) return known;
    const { rate } = await this.#parts.calls().desk.rate(tenant, number);
    if (this.#rates.size >= mostRates) this.#rates.clear();
    this.#rates.set(key, rate.perMinute);
    return rate.perMinute;
  }
}
