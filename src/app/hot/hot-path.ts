import type { AlertChange } from '../../core/alert.ts';
import type { Decision } from '../../core/decision.ts';
import type { Event } from '../../core/event.ts';
import type { Source } from '../../core/source.ts';
import type { Policy } from '../../decide/policy.ts';
import type { Rule } from '../../detect/rule.ts';
import type { Enrichers } from '../../enrich/enrichers.ts';
import type { FileCursor, Sink } from '../../ingest/source.ts';
import type { BatchBuilder } from './batch-builder.ts';
import type { CallNews } from './call-news.ts';
import { Detection } from './detection.ts';
import { EventTime } from './event-time.ts';
import type { Keeper } from './keeper.ts';

export interface HotPathParts {
  readonly rules: readonly Rule[];
  readonly policy: Policy;
  readonly enrichers: Enrichers;
  readonly keeper: Keeper;
  readonly batch: BatchBuilder;
  /** Hears of accounts. */
  readonly calls?: Pick<CallNews, 'event'>;
  /** Something must leave now: an alert or a decision. */
  readonly urgent: (decision: Decision | undefined) => void;
  /** A row could not be kept for want of room. */
  readonly shed: (source: string) => void;
}

/** The hot path in its order: enrich, detect, decide, keep. One call per event, all synchronous. */
export class HotPath implements Sink {
  readonly detection: Detection;
  readonly #parts: HotPathParts;
  /** Some rule looks into originals. */
  readonly #readsOriginals: boolean;
  #rebuilding = false;
  /** Rows of an acknowledged batch or a file: they wait rather than being shed. */
  mustKeep = false;
  /** The source at hand may deliver what happened long ago. */
  history = false;
  events = 0;
  readonly time = new EventTime();

  constructor(parts: HotPathParts) {
    this.#parts = parts;
    this.#readsOriginals = parts.rules.some(({ needsOriginal }) => needsOriginal);
    this.detection = new Detection(parts.rules, parts.policy, {
      alert: (change) => this.#alert(change),
      decision: (decision) => this.#decision(decision),
    });
  }

  event(event: Event, original?: () => string): void {
    const { enrichers, keeper, batch, shed } = this.#parts;
    this.events++;
    this.time.correct(event, Date.now(), this.history);
    enrichers.enrich(event);
    const keeps = keeper.keeps(event, this.mustKeep);
    if (original && (keeps || this.#readsOriginals)) event.original = original();
    if (!batch.event(event, keeps, this.mustKeep)) shed(event.source);
    this.detection.event(event, event.original === '' ? original : undefined);
    this.#parts.calls?.event(event);
  }

  cursor(cursor: FileCursor): void {
    this.#parts.batch.cursor(cursor);
  }

  discovered(source: Source): void {
    this.#parts.batch.discovered(source);
  }

  /** Pushes stored events through the windows once more after a restart; what they lead to was stored with them. */
  rebuild(events: readonly Event[]): void {
    this.#rebuilding = true;
    for (const event of events) this.detection.event(event);
    this.#rebuilding = false;
  }

  #alert(change: AlertChange): void {
    if (this.#rebuilding) return;
    this.#parts.batch.alert(change.alert);
    if (change.kind === 'opened') this.#parts.urgent(undefined);
  }

  /** Runs `work` for a source that can wait and may deliver history: none of its rows is shed. */
  patiently<T>(work: () => T): T {
    this.mustKeep = true;
    this.history = true;
    try {
      return work();
    } finally {
      this.mustKeep = false;
      this.history = false;
    }
  }

  #decision(decision: Decision): void {
    if (this.#rebuilding) return;
    this.#parts.batch.decision(decision);
    this.#parts.urgent(decision);
  }
}
