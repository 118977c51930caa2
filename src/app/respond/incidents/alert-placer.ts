import { randomUUID } from 'node:crypto';
import type { AlertRecord } from '../../../core/alert-record.ts';
import { type AlertLink, alertLink } from '../../../core/incident/alert-link.ts';
import type { IncidentSettings } from '../../../core/incident/incident-settings.ts';
import { isAtLeast } from '../../../core/incident/severity-matrix.ts';
import type { Severity } from '../../../core/severity.ts';
import type { Text } from '../../../core/text.ts';
import { placeAlert } from '../../../respond/incident/place-alert.ts';
import { judgeAlert, opensIncident } from '../../../respond/incident/place-judge.ts';
import type { Store } from '../../../store/store.ts';
import { ownAsker } from '../asker.ts';
import type { IncidentDesk } from './incident-desk.ts';

export interface AlertPlacerParts {
  readonly store: Store;
  readonly desk: IncidentDesk;
  /** Alerts that are part of an incident now: what was decided on them belongs to it too. */
  readonly placed: (incident: string, alert: string) => void;
  readonly ruleTitle: (rule: string) => Text | undefined;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

/** So many are read at once. */
const batch = 200;
/** An alert that goes on is told to its incident at most so often, ms. */
const againMs = 60_000;
/** At the start and when an incident opens, alerts of this time that belong to none are looked at. */
const lookBackMs = 6 * 3_600_000;
/** Of those that may open an incident, and of all: the gravest. */
const mostGrave = 10_000;
const mostLookedBack = 1000;
const mostLikeIt = 200;
/** What is known of so many alerts. */
const mostKnown = 50_000;
const firstWaitMs = 200;
const longestWaitMs = 10_000;

/** Puts alerts where they belong, one after another; while the database is away they wait. */
export class AlertPlacer {
  readonly #parts: AlertPlacerParts;
  /** Alerts to look at, and whether they may open an incident or only join one. */
  readonly #waiting = new Map<string, boolean>();
  /** Alerts that are part of an incident, as it knows them. */
  readonly #known = new Map<string, { readonly end: number; readonly severity: Severity }>();
  #working: Promise<void> | undefined;
  #stopped = false;
  #trouble = false;

  constructor(parts: AlertPlacerParts) {
    this.#parts = parts;
  }

  /** Alerts that are stored. */
  add(ids: readonly string[]): void {
    for (const id of ids) this.#waiting.set(id, true);
    this.#start();
  }

  /** Looks for alerts that belong to none: what a stop or a crash left behind. Mild ones never keep a grave one from it. */
  async lookBack(): Promise<void> {
    const { store, clock, log } = this.#parts;
    const since = clock() - lookBackMs;
    const { openFrom } = await store.incidents.settings();
    const grave = await store.incidents.unplaced({ since, limit: mostGrave, atLeast: openFrom });
    const gravest = await store.incidents.unplaced({ since, limit: mostLookedBack });
    if (grave.length === mostGrave)
      log(`more than ${mostGrave} grave alerts belong to no incident: the oldest are placed`);
    this.add([...new Set([...grave, ...gravest])]);
  }

  /** Resolves when all that is waiting is placed, or `stop` was called. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working;
  }

  stop(): void {
    this.#stopped = true;
  }

  #start(): void {
    if (this.#waiting.size === 0) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      if (!this.#stopped) this.#start();
    });
  }

  async #work(): Promise<void> {
    for (let wait = firstWaitMs; this.#waiting.size > 0 && !this.#stopped; ) {
      // Taken out before they are looked at: who comes again meanwhile is looked at again.
      const taken = new Map([...this.#waiting].slice(0, batch));
      for (const id of taken.keys()) this.#waiting.delete(id);
      try {
        const settings = await this.#parts.store.incidents.settings();
        const records = await this.#parts.store.alerts.byIds([...taken.keys()]);
        const order = [...records].sort((a, b) => a.alert.start - b.alert.start || (a.alert.id < b.alert.id ? -1 : 1));
        for (const record of order) {
          if (this.#stopped) return;
          await this.#place(record, settings, taken.get(record.alert.id) ?? false);
          taken.delete(record.alert.id);
        }
        if (this.#trouble) this.#parts.log('alerts are put into incidents again');
        this.#trouble = false;
        wait = firstWaitMs;
      } catch (error) {
        for (const [id, opens] of taken) this.#waiting.set(id, opens || (this.#waiting.get(id) ?? false));
        if (!this.#trouble) this.#parts.log(`alerts wait for their incident: ${(error as Error).message}`);
        this.#trouble = true;
        if (this.#stopped) return;
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, longestWaitMs);
      }
    }
  }

  async #place({ alert, state }: AlertRecord, settings: IncidentSettings, opens: boolean): Promise<void> {
    const { store, desk, placed, log } = this.#parts;
    const known = this.#known.get(alert.id);
    if (known && alert.end < known.end + againMs && isAtLeast(known.severity, alert.severity)) return;
    const link = alertLink(alert);
    const mayOpen = opens && opensIncident(alert.severity, settings) && state !== 'closed';
    if (!mayOpen && !(await this.#belongs(link, settings, state === 'closed'))) return;
    const judge = judgeAlert(
      link,
      mayOpen ? settings : { ...settings, openFrom: 'off' },
      randomUUID(),
      ownAsker.by,
      this.#parts.ruleTitle(link.rule),
    );
    const opening = await desk.place(link, judge);
    if (!opening.ok) {
      const [{ en }] = opening.reason.texts;
      if (opening.reason.code !== 'not-together') log(`alert ${alert.id} belongs to no incident: ${en}`);
      return;
    }
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(alert.id, { end: alert.end, severity: alert.severity });
    const { incident, isNew } = opening.value;
    placed(incident.id, alert.id);
    // Those of before may belong to it.
    if (isNew && settings.joinBelow) {
      const since = this.#parts.clock() - lookBackMs;
      const others = await store.incidents.unplaced({ since, limit: mostLikeIt, like: link });
      for (const id of others) if (!this.#waiting.has(id)) this.#waiting.set(id, false);
    }
  }

  /** Whether there is an incident it is part of, or would be; without a lock, since most lesser alerts belong to none. */
  async #belongs(link: AlertLink, { joinBelow }: IncidentSettings, isClosed: boolean): Promise<boolean> {
    const candidates = await this.#parts.store.incidents.candidates(link);
    const place = placeAlert(candidates, link);
    if (!place) return false;
    const has = place.incident.alerts.some(({ alert }) => alert === link.alert);
    return has || (joinBelow && !isClosed);
  }
}
