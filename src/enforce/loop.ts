import type { Clock } from '../core/clock.ts';
import { waitAfter } from '../core/courier.ts';
import type { Decision } from '../core/decision.ts';
import type { Enforcer, EnforcerReport } from './enforcer.ts';
import { Tracked } from './tracked.ts';

/** What the loop needs of the rest. */
export interface LoopPorts {
  /** Decisions in state asked, in-force or failed that have not ended: what should be in force. */
  inForce(): Promise<readonly Decision[]>;
  /** A decision changed state: asked → in-force | failed → lifted | expired. */
  onState(decision: Decision, at: number, error: string): void;
  /** What one enforcer confirmed about one decision. */
  onReport(report: EnforcerReport): void;
  /** Something that needs attention but belongs to no decision, e.g. strangers found in our table. */
  onNote(note: string): void;
}

export interface LoopOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly reconcileEveryMs?: number;
}

const retry = { firstMs: 1000, longestMs: 60_000, giveUpMs: Number.POSITIVE_INFINITY };
/** What ended this long ago may still be in a list that was read before it ended. */
const rememberEndedMs = 600_000;

/**
 * Carries decisions out through every enforcer at the same time; none waits for another. Reports what was confirmed and
 * nothing else, ends decisions when their time is up, tries again what failed, and makes the enforcers equal to the stored
 * decisions at the start and every minute.
 */
export class EnforcementLoop {
  readonly #enforcers: readonly Enforcer[];
  readonly #ports: LoopPorts;
  readonly #options: LoopOptions;
  readonly #tracked = new Map<string, Tracked>();
  /** When decisions ended that are tracked no more. */
  readonly #ended = new Map<string, number>();
  #expiryTimer: ReturnType<typeof setTimeout> | undefined;
  #reconcileTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #retryTimers = new Set<ReturnType<typeof setTimeout>>();
  #running = false;

  constructor(enforcers: readonly Enforcer[], ports: LoopPorts, options: LoopOptions) {
    this.#enforcers = enforcers;
    this.#ports = ports;
    this.#options = options;
  }

  /** Takes over the stored decisions and makes the enforcers equal to them. Rejects when they cannot be read. */
  async start(): Promise<void> {
    this.#running = true;
    await this.#reconcile();
    this.#scheduleReconcile();
  }

  /** Carries out decisions that were asked; resolves when every enforcer that confirms at once has answered. */
  async add(decisions: readonly Decision[]): Promise<void> {
    const now = this.#options.clock();
    const fresh = decisions.filter(({ id }) => !this.#tracked.has(id) && !this.#ended.has(id));
    const late = fresh.filter(({ until }) => until <= now);
    for (const decision of late) {
      this.#ended.set(decision.id, now);
      this.#ports.onState(
        { ...decision, state: 'expired' },
        now,
        `it ended ${Math.round((now - decision.until) / 1000)} s before it was asked: check the clock and time zone of the source`,
      );
    }
    const live = fresh.filter(({ until }) => until > now);
    for (const decision of live) this.#tracked.set(decision.id, new Tracked(decision));
    this.#scheduleExpiry();
    if (live.length > 0) await Promise.all(this.#enforcers.map((enforcer) => this.#apply(enforcer, live, [])));
  }

  /**
   * Lifts decisions before their end; resolves when every enforcer that confirms at once has answered. The state follows
   * through `onState`. A decision that is not known here is lifted all the same.
   */
  async lift(decisions: readonly Decision[]): Promise<void> {
    await this.#end(decisions, 'lifted');
  }

  /** Takes reports that came after `apply` had resolved: give this to enforcers as `EnforcerDeps.report`. */
  readonly report = (reports: readonly EnforcerReport[]): void => {
    for (const report of reports) this.#take(report);
  };

  /** State of each enforcer that has something to act on, for doctor and screen; with a tenant, as far as it serves that one. */
  health(tenant?: string): readonly { id: string; kind: string; real: boolean; ok: boolean; detail: string }[] {
    return this.#enforcers.flatMap((enforcer) => {
      const { id, kind, real } = enforcer;
      const state = enforcer.health(tenant);
      return state ? [{ id, kind, real, ...state }] : [];
    });
  }

  /** Stops; with `remove` the enforcers clean up after themselves, otherwise what is in force stays. */
  async stop(remove: boolean): Promise<void> {
    this.#running = false;
    clearTimeout(this.#expiryTimer);
    clearTimeout(this.#reconcileTimer);
    for (const timer of this.#retryTimers) clearTimeout(timer);
    await Promise.all(this.#enforcers.map((enforcer) => enforcer.stop(remove)));
  }

  async #apply(enforcer: Enforcer, add: readonly Decision[], lift: readonly Decision[]): Promise<void> {
    this.report(await enforcer.apply(add, lift));
  }

  async #end(decisions: readonly Decision[], how: 'lifted' | 'expired'): Promise<void> {
    const standing = decisions.filter(({ id }) => !this.#ended.has(id) && !this.#tracked.get(id)?.ending);
    if (standing.length === 0) return;
    for (const decision of standing) {
      const tracked = this.#tracked.get(decision.id) ?? new Tracked(decision);
      tracked.ending = how;
      tracked.attempts.clear();
      this.#tracked.set(decision.id, tracked);
    }
    await Promise.all(this.#enforcers.map((enforcer) => this.#apply(enforcer, [], standing)));
    // Those who fetch confirm later, and whoever failed is tried again; without anybody to wait for it has ended.
    for (const { id } of standing) this.#settle(id);
  }

  #take(report: EnforcerReport): void {
    const tracked = this.#tracked.get(report.decision);
    if (!tracked) {
      if (report.decision.startsWith('stranger:')) {
        const value = report.decision.slice('stranger:'.length);
        this.#ports.onNote(`${report.enforcer}: removed ${value}, which no decision asked for`);
      } else if (this.#ended.has(report.decision)) this.#ports.onReport(report);
      return;
    }
    // An answer to a question that is no longer asked: what was put in after all is being taken out.
    const outdated = tracked.ending !== undefined && report.state === 'in-force';
    if (!outdated) {
      tracked.note(report);
      this.#ports.onReport(report);
    }
    if (report.state === 'failed') this.#retry(tracked, report.enforcer);
    this.#settle(report.decision);
  }

  #settle(id: string): void {
    const tracked = this.#tracked.get(id);
    if (!tracked) return;
    const state = tracked.stateNow(this.#enforcers, this.#options.clock());
    if (state === tracked.decision.state && state !== tracked.ending) return;
    tracked.decision = { ...tracked.decision, state };
    if (state === 'lifted' || state === 'expired') {
      this.#tracked.delete(id);
      this.#ended.set(id, this.#options.clock());
    }
    this.#ports.onState(tracked.decision, this.#options.clock(), tracked.error());
  }

  /** Tries an enforcer that confirms at once again, later each time. The others have patience of their own. */
  #retry(tracked: Tracked, enforcerId: string): void {
    const enforcer = this.#enforcers.find(({ id, confirms }) => id === enforcerId && confirms === 'at-once');
    if (!enforcer || !this.#running || tracked.waiting.has(enforcerId)) return;
    const attempts = (tracked.attempts.get(enforcerId) ?? 0) + 1;
    tracked.attempts.set(enforcerId, attempts);
    tracked.waiting.add(enforcerId);
    const timer = setTimeout(
      () => {
        this.#retryTimers.delete(timer);
        tracked.waiting.delete(enforcerId);
        if (this.#tracked.get(tracked.decision.id) !== tracked) return;
        const { decision } = tracked;
        void (tracked.ending ? this.#apply(enforcer, [], [decision]) : this.#apply(enforcer, [decision], []));
      },
      waitAfter(attempts, retry, this.#options.random()),
    );
    this.#retryTimers.add(timer);
  }

  #scheduleExpiry(): void {
    clearTimeout(this.#expiryTimer);
    if (!this.#running) return;
    const now = this.#options.clock();
    let next = Number.POSITIVE_INFINITY;
    for (const { decision, ending } of this.#tracked.values()) {
      if (ending === undefined || decision.until > now) next = Math.min(next, decision.until);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    // Timers hold at most 2^31 ms; looking again now and then also follows a clock that was set.
    const wait = Math.min(Math.max(next - now, 0) + 1, 60_000);
    this.#expiryTimer = setTimeout(() => {
      void this.#expire().finally(() => this.#scheduleExpiry());
    }, wait);
  }

  async #expire(): Promise<void> {
    const now = this.#options.clock();
    const passed = [...this.#tracked.values()].filter(({ decision }) => decision.until <= now);
    for (const { decision, ending } of passed) if (ending) this.#settle(decision.id);
    const over = passed.filter(({ ending }) => !ending);
    if (over.length > 0) {
      await this.#end(
        over.map(({ decision }) => decision),
        'expired',
      );
    }
  }

  #scheduleReconcile(): void {
    clearTimeout(this.#reconcileTimer);
    if (!this.#running) return;
    this.#reconcileTimer = setTimeout(() => {
      this.#reconcile()
        .catch((error) => this.#ports.onNote(`decisions could not be read: ${String(error)}`))
        .finally(() => this.#scheduleReconcile());
    }, this.#options.reconcileEveryMs ?? 60_000);
  }

  async #reconcile(): Promise<void> {
    const stored = await this.#ports.inForce();
    const now = this.#options.clock();
    const storedIds = new Set(stored.map(({ id }) => id));
    // The store is right about what it once had; what it has not written yet, or what ended since, is known here only.
    const gone = [...this.#tracked.values()].filter(
      ({ decision, ending, stored: known }) => known && !storedIds.has(decision.id) && !ending && decision.until > now,
    );
    for (const decision of stored) {
      if (decision.until > now && !this.#tracked.has(decision.id) && !this.#ended.has(decision.id)) {
        this.#tracked.set(decision.id, new Tracked(decision));
      }
      const tracked = this.#tracked.get(decision.id);
      if (tracked) tracked.stored = true;
    }
    const goneIds = new Set(gone.map(({ decision }) => decision.id));
    const wanted = [...this.#tracked.values()]
      .filter(({ decision, ending }) => !ending && decision.until > now && !goneIds.has(decision.id))
      .map(({ decision }) => decision);
    for (const [id, at] of this.#ended) if (now - at > rememberEndedMs && !storedIds.has(id)) this.#ended.delete(id);
    this.#scheduleExpiry();
    await Promise.all([
      ...this.#enforcers.map((enforcer) => this.#equalise(enforcer, wanted)),
      gone.length > 0 ? this.lift(gone.map(({ decision }) => decision)) : undefined,
    ]);
  }

  async #equalise(enforcer: Enforcer, wanted: readonly Decision[]): Promise<void> {
    const reports = await enforcer.reconcile(wanted);
    this.report(reports);
    if (enforcer.confirms === 'later' || reports.some(({ state }) => state === 'failed')) return;
    // It holds exactly what is wanted: all that it had not confirmed to this process is confirmed now.
    const at = this.#options.clock();
    for (const { id } of wanted) {
      const tracked = this.#tracked.get(id);
      if (!tracked || tracked.ending || tracked.reports.get(enforcer.id)?.state === 'in-force') continue;
      this.#take({ decision: id, enforcer: enforcer.id, state: 'in-force', at, error: '' });
    }
  }
}
