import { type AlertLink, alertLink } from '../../../core/incident/alert-link.ts';
import { type Incident, isIncidentOver } from '../../../core/incident/incident.ts';
import type { IncidentSettings } from '../../../core/incident/incident-settings.ts';
import type { Recovery, RecoveryWatch } from '../../../core/incident/recovery.ts';
import { joins } from '../../../respond/incident/joins.ts';
import { opensIncident } from '../../../respond/incident/place-judge.ts';
import { recoveryWords } from '../../../respond/measures/recovery.ts';
import { ownAsker } from '../asker.ts';
import type { MeasureParts } from './measure-parts.ts';

/** Alerts of the customers that are watched that are looked at in one go, gravest first. */
const mostAlerts = 2000;
/** Alerts that could not join, of which it is remembered that this was said. */
const mostSaid = 10_000;

/** The time of extra watch after recovery: alerts of the customers hit join the incident, and it ends when the incident does. */
export class RecoveryWatcher {
  readonly #parts: MeasureParts;
  readonly #said = new Set<string>();

  constructor(parts: MeasureParts) {
    this.#parts = parts;
  }

  /** Looks once around at all that are watched. */
  async lookOut(): Promise<void> {
    const { store, clock } = this.#parts;
    for (const recovery of await store.recoveries.watching(clock())) {
      const incident = await store.incidents.get(recovery.incident);
      if (!incident || !recovery.watch) continue;
      if (isIncidentOver(incident)) await this.#end(recovery);
      else await this.#gather(incident, recovery.watch);
    }
  }

  /**
   * While people still work on it every alert joins. Once it is resolved an alert reopens it and wakes them: then only one that would
   * have opened an incident by itself, or that is of the same attack, does.
   */
  async #gather(incident: Incident, { from: since, customers }: RecoveryWatch): Promise<void> {
    const { store, incidents } = this.#parts;
    const settings = await store.incidents.settings();
    const grave = incident.stages.resolved ? { atLeast: settings.openFrom, orOf: incident.traits } : {};
    const ids = await store.incidents.unplaced({ since, limit: mostAlerts, tenants: customers, ...grave });
    let [now, joined] = [incident, 0];
    for (const { alert } of await store.alerts.byIds(ids)) {
      const link = alertLink(alert);
      if (now.stages.resolved && !reopens(now, link, settings)) continue;
      const act = { act: 'join-alert', alert: link, why: recoveryWords.joined } as const;
      const outcome = await incidents.act(incident.id, act, ownAsker);
      if (outcome.ok) [now, joined] = [outcome.value, joined + 1];
      else if (typeof outcome.reason === 'object' && outcome.reason.code !== 'already')
        this.#sayOnce(`${incident.id} ${alert.id}`, alert.id, outcome.reason.texts[0].en);
    }
    if (joined === 0) return;
    const after = await store.recoveries.change(incident.id, ({ watch }) =>
      watch ? { watch: { ...watch, joined: watch.joined + joined } } : undefined,
    );
    if (after) this.#tell(after);
  }

  /** The incident was closed: nobody works on it, so nobody watches. */
  async #end({ incident }: Recovery): Promise<void> {
    const { store, incidents } = this.#parts;
    const after = await store.recoveries.change(incident, ({ watch }) => (watch ? { watch: undefined } : undefined));
    if (!after) return;
    const text = recoveryWords.watchClosed;
    await incidents.act(incident, { act: 'add-entry', kind: 'decision', text, internal: false }, ownAsker);
    this.#tell(after);
  }

  #sayOnce(key: string, alert: string, why: string): void {
    if (this.#said.has(key)) return;
    if (this.#said.size >= mostSaid) this.#said.clear();
    this.#said.add(key);
    this.#parts.log(`alert ${alert} did not join the incident that watches: ${why}`);
  }

  #tell({ incident: id, tenant }: Recovery): void {
    this.#parts.tell({ what: 'measures', id, tenant });
  }
}

function reopens(incident: Incident, alert: AlertLink, settings: IncidentSettings): boolean {
  return opensIncident(alert.severity, settings) || joins(incident, alert) !== undefined;
}
