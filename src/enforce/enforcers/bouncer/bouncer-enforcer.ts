import type { Clock } from '../../../core/clock.ts';
import type { Decision } from '../../../core/decision.ts';
import type { Enforcer, EnforcerReport } from '../../enforcer.ts';
import { BouncerFeed } from './bouncer-feed.ts';
import { answer, type LapiAnswer, type LapiRequest } from './lapi.ts';

/** A bouncer as last seen. */
export interface BouncerClient {
  readonly client: string;
  /** Last time it got decisions, ms. */
  readonly lastPull: number;
  /** What it last sent to `/v1/usage-metrics`. */
  readonly metrics: unknown;
}

/** A bouncer that has not asked for this long is said to be gone. */
const goneMs = 300_000;

/**
 * Decisions for bouncers that speak CrowdSec's Local API. They fetch; a decision is in force for a bouncer once it has got
 * it, reported as `<id>:<client>`.
 */
export class BouncerEnforcer implements Enforcer {
  readonly id: string;
  readonly kind = 'bouncer';
  readonly real = true;
  readonly confirms = 'later';
  readonly #clock: Clock;
  readonly #report: (reports: readonly EnforcerReport[]) => void;
  readonly #feed = new BouncerFeed();
  readonly #clients = new Map<string, { lastPull: number; metrics: unknown }>();

  constructor(id: string, clock: Clock, report: (reports: readonly EnforcerReport[]) => void) {
    this.id = id;
    this.#clock = clock;
    this.#report = report;
  }

  /**
   * Answers one request of a bouncer whose key was checked. The caller writes `body` as JSON and then calls `sent`: only then
   * does the bouncer count as having it.
   */
  handle(request: LapiRequest): Pick<LapiAnswer, 'status' | 'body' | 'sent'> {
    const now = this.#clock();
    const known = this.#clients.get(request.client);
    if (request.path === '/v1/usage-metrics' && request.method === 'POST') {
      this.#clients.set(request.client, { lastPull: known?.lastPull ?? 0, metrics: request.body });
      return { status: 201, body: undefined, sent: () => {} };
    }
    const { status, body, inForce, lifted, sent } = answer(this.#feed, request, now);
    return {
      status,
      body,
      sent: () => {
        sent();
        if (request.path !== '/v1/decisions/stream') return;
        const at = this.#clock();
        this.#clients.set(request.client, { lastPull: at, metrics: this.#clients.get(request.client)?.metrics });
        const enforcer = `${this.id}:${request.client}`;
        const reports = [
          ...lifted.map((decision) => ({ decision, enforcer, state: 'lifted' as const, at, error: '' })),
          ...inForce.map((decision) => ({ decision, enforcer, state: 'in-force' as const, at, error: '' })),
        ];
        if (reports.length > 0) this.#report(reports);
      },
    };
  }

  /** Bouncers seen since the start. */
  clients(): readonly BouncerClient[] {
    return [...this.#clients].map(([client, seen]) => ({ client, ...seen }));
  }

  /** Decisions that ended lately, given once after a start: bouncers that missed it are told to drop them. */
  restoreEnded(ended: readonly Decision[]): void {
    for (const decision of ended) this.#feed.remove(decision, Math.min(this.#clock(), decision.until));
  }

  async apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    const at = this.#clock();
    for (const decision of lift) this.#feed.remove(decision, at);
    return add
      .filter((decision) => !this.#feed.add(decision, at))
      .map(({ id, value }) => {
        const error = `"${value}" is no address or range`;
        return { decision: id, enforcer: this.id, state: 'failed', at, error };
      });
  }

  async reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    this.#feed.replace(inForce, this.#clock());
    return [];
  }

  idle(): boolean {
    return this.#clients.size === 0;
  }

  health(): { readonly ok: boolean; readonly detail: string } {
    const now = this.#clock();
    const gone = this.clients().filter(({ lastPull }) => lastPull > 0 && now - lastPull > goneMs);
    if (gone.length === 0) return { ok: true, detail: '' };
    const names = gone.map(({ client, lastPull }) => `${client} since ${new Date(lastPull).toISOString()}`).join(', ');
    return { ok: false, detail: `fetches nothing any more: ${names}. Check that the bouncer runs and reaches us.` };
  }

  async stop(remove: boolean): Promise<void> {
    if (remove) this.#feed.replace([], this.#clock());
  }
}
