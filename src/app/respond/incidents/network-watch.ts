import type { LiveNotice, LivePort } from '../../../api/ports.ts';
import { derivedId } from '../../../core/derived-id.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { MovedIncident } from '../../../core/incident/incident-act.ts';
import type { NetworkFacts } from '../../../core/incident/on-network.ts';
import { ok } from '../../../core/result.ts';
import { severities } from '../../../core/severity.ts';
import { actOnIncident } from '../../../respond/incident/act.ts';
import { type NetworkNews, networkNews } from '../../../respond/incident/network-acts.ts';
import type { Store } from '../../../store/store.ts';
import { ownAsker } from '../asker.ts';
import type { IncidentDesk } from './incident-desk.ts';

export interface NetworkWatchParts {
  readonly store: Store;
  readonly desk: IncidentDesk;
  readonly news: LivePort;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

/** What comes within this time is looked at together. */
const gatherMs = 250;
/** Things of measures that are remembered; the oldest go first. */
const mostNamed = 100_000;
/** Messages about alerts are looked for so long, and about so many. */
const messagesMs = 24 * 3_600_000;
const mostAlerts = 20;
const firstWaitMs = 500;
const longestWaitMs = 10_000;
/** Ends of blocks are told to nobody; they are looked for this often. */
const everyMs = 30_000;
/** Incidents without measures in which nothing moved for so long are not looked at any more, ms. */
const watchedMs = 24 * 3_600_000;

/**
 * Tells incidents what the network did about them: blocks, stops of calls and attack modes of their alerts and measures, with
 * what each enforcer confirmed. It looks at how things are, not at what happened, so nothing is lost over a restart; lines have
 * keys, so nothing is told twice.
 */
export class NetworkWatch {
  readonly #parts: NetworkWatchParts;
  readonly #unsubscribe: () => void;
  /** Incidents to look at, and things on the network whose incidents are to be looked at. */
  readonly #incidents = new Set<string>();
  readonly #things = new Set<string>();
  /** Incident of each block, stop and mode that a measure stands for. */
  readonly #named = new Map<string, string>();
  #all = true;
  #timer: NodeJS.Timeout | undefined;
  #rounds: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;
  #trouble = false;

  constructor(parts: NetworkWatchParts) {
    this.#parts = parts;
    const unsubscribe = parts.news.subscribe((notice) => this.#hear(notice));
    const unfollow = parts.desk.follow((incident) => this.#name(incident));
    this.#unsubscribe = () => {
      unsubscribe();
      unfollow();
    };
    this.#rounds = setInterval(() => this.lookAround(), everyMs).unref();
    this.#soon();
  }

  /** An incident whose alerts or measures changed. */
  look(incident: string): void {
    this.#incidents.add(incident);
    this.#soon();
  }

  /** All that go on. */
  lookAround(): void {
    this.#all = true;
    this.#soon();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    clearInterval(this.#rounds);
    await this.#working;
  }

  /** Remembers what its measures stand for. */
  #name({ id, measures }: Incident): void {
    for (const { decision } of measures) if (decision !== '') this.#named.set(decision, id);
    for (const oldest of this.#named.keys()) {
      if (this.#named.size <= mostNamed) break;
      this.#named.delete(oldest);
    }
  }

  #hear(notice: LiveNotice): void {
    if (notice.kind === 'decision' || notice.kind === 'stop') {
      this.#things.add(notice.id);
      this.#soon();
    } else if (notice.kind === 'geo' && notice.what === 'attacks') this.lookAround();
  }

  #soon(wait = gatherMs): void {
    if (this.#stopped || this.#working) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#working = this.#work().finally(() => {
        this.#working = undefined;
        if (this.#all || this.#incidents.size + this.#things.size > 0)
          this.#soon(this.#trouble ? this.#wait : Math.max(gatherMs, this.#took));
      });
    }, wait);
  }

  #wait = firstWaitMs;
  /** How long the last round took, ms: as long again is left to others. */
  #took = 0;

  async #work(): Promise<void> {
    const { store, log, clock } = this.#parts;
    const begun = clock();
    const [things, all] = [[...this.#things], this.#all];
    this.#things.clear();
    this.#all = false;
    try {
      for (const thing of things) {
        const incident = this.#named.get(thing);
        if (incident !== undefined) this.#incidents.add(incident);
      }
      for (const id of await store.incidents.touchedBy(things)) this.#incidents.add(id);
      if (all) for (const id of await store.incidents.watched(this.#parts.clock() - watchedMs)) this.#incidents.add(id);
      for (const id of [...this.#incidents]) {
        if (this.#stopped) return;
        await this.#settle(id);
        this.#incidents.delete(id);
      }
      this.#took = clock() - begun;
      if (this.#trouble) log('incidents are told of the network again');
      this.#trouble = false;
      this.#wait = firstWaitMs;
    } catch (error) {
      for (const id of things) this.#things.add(id);
      this.#all ||= all;
      if (!this.#trouble) log(`incidents wait to be told of the network: ${(error as Error).message}`);
      this.#trouble = true;
      this.#wait = Math.min(this.#wait * 2, longestWaitMs);
    }
  }

  async #settle(id: string): Promise<void> {
    const { store, desk, clock } = this.#parts;
    const incident = await store.incidents.get(id);
    if (incident?.mergedInto !== '' || incident.alerts.length + incident.measures.length === 0) return;
    this.#name(incident);
    const facts = await this.#factsOf(incident);
    const news = await this.#unsaid(incident, networkNews(incident, facts, clock()));
    if (news.lines.length + news.acts.length === 0) return;
    await desk.change(
      id,
      (now, at) => {
        // What people changed meanwhile counts; the acts are worked out anew from it.
        const { acts } = networkNews(now, facts, at);
        let moved: MovedIncident = {
          incident: now,
          entries: news.lines.map((line) => ({ ...line, at: Math.min(line.at, at) })),
        };
        for (const { act, at: when, by } of acts) {
          const next = actOnIncident(moved.incident, act, { by, at: Math.min(when, at), now: at });
          // It is over, or full: the lines are told all the same.
          if (next.ok) moved = { incident: next.value.incident, entries: [...moved.entries, ...next.value.entries] };
        }
        return ok(moved);
      },
      ownAsker,
    );
  }

  async #factsOf({ alerts, measures }: Incident): Promise<NetworkFacts> {
    const { incidents, callStops, geo } = this.#parts.store;
    const ids = alerts.map(({ alert }) => alert);
    const named = measures.flatMap(({ decision }) => (decision === '' ? [] : [decision]));
    const [blocks, stopIds, attackIds] = await Promise.all([
      incidents.blocksOf(ids, named),
      incidents.stopsOf(ids),
      incidents.attacksOf(ids),
    ]);
    const others = named.filter((id) => !blocks.some(({ record }) => record.decision.id === id));
    const stops = await callStops.byIds([...new Set([...stopIds, ...others])]);
    const rest = others.filter((id) => !stops.some(({ stop }) => stop.id === id));
    const attacks = await Promise.all([...new Set([...attackIds, ...rest])].map((id) => geo.attacks.get(id)));
    const messages = await this.#messagesAbout(alerts);
    return { blocks, stops, attacks: attacks.filter((attack) => attack !== undefined), messages };
  }

  /** What came of messages to recipients about the newest alerts: their ids are derived from both. */
  async #messagesAbout(alerts: Incident['alerts']): Promise<NetworkFacts['messages']> {
    const { recipients, incidents } = this.#parts.store;
    const since = this.#parts.clock() - messagesMs;
    const recent = alerts.filter(({ joinedAt }) => joinedAt >= since).slice(-mostAlerts);
    const all = recent.length === 0 ? [] : await recipients.list();
    const rules = new Map<string, string>();
    for (const { alert, rule } of recent)
      for (const { id } of all)
        for (const severity of severities) rules.set(derivedId('message', id, alert, severity), rule);
    const sent = await incidents.sent([...rules.keys()]);
    return sent.map((message) => ({ ...message, rule: rules.get(message.id) ?? '' }));
  }

  /** Without lines that are there already, and acts that would change nothing. */
  async #unsaid(incident: Incident, { lines, acts }: NetworkNews): Promise<NetworkNews> {
    const known = await this.#parts.store.incidents.knownKeys(
      incident.id,
      lines.map(({ key }) => key),
    );
    const now = this.#parts.clock();
    const possible = acts.filter(({ act, by }) => actOnIncident(incident, act, { by, at: now, now }).ok);
    return { lines: lines.filter(({ key }) => !known.has(key)), acts: possible };
  }
}
