import type { Clock } from '../../../core/clock.ts';
import type { Decision } from '../../../core/decision.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Enforcer, EnforcerReport } from '../../enforcer.ts';
import { Ledger } from '../../ledger.ts';
import { type ListFormat, matchesEtag, type RenderedList, renderList } from './render-list.ts';

/** A request for a list whose token was checked. */
export interface ListRequest {
  /** Id of the token: names the firewall. */
  readonly client: string;
  /** Tenant whose list it is; the provider's has all. */
  readonly tenant: string;
  readonly format: ListFormat;
  readonly family?: 4 | 6;
  readonly ifNoneMatch?: string;
}

export interface ListAnswer extends RenderedList {
  readonly status: 200 | 304;
  /** Call when the answer has been written out. */
  readonly sent: () => void;
}

/**
 * Decisions for firewalls that fetch a list of addresses. A decision is in force for a firewall once it has fetched a list
 * with it (or heard that its copy, which has it, is current), reported as `<id>:<client>`.
 */
export class ListEnforcer implements Enforcer {
  readonly id: string;
  readonly kind = 'list';
  readonly real = true;
  readonly confirms = 'later';
  readonly #clock: Clock;
  readonly #report: (reports: readonly EnforcerReport[]) => void;
  readonly #ledger = new Ledger();
  /** Per client and family the decisions it has. */
  readonly #held = new Map<string, ReadonlySet<string>>();

  constructor(id: string, clock: Clock, report: (reports: readonly EnforcerReport[]) => void) {
    this.id = id;
    this.#clock = clock;
    this.#report = report;
  }

  /** The list for one request; the caller writes it out (nothing but the ETag for 304) and then calls `sent`. */
  handle({ client, tenant, format, family, ifNoneMatch }: ListRequest): ListAnswer {
    const now = this.#clock();
    const decisions = this.#ledger
      .decisions()
      .filter(
        (decision) =>
          decision.until > now &&
          (tenant === providerTenant || decision.tenant === tenant || decision.tenant === providerTenant) &&
          (family === undefined || decision.value.includes(':') === (family === 6)),
      );
    const list = renderList(decisions, format, now, family);
    const sent = () => this.#confirm(client, family, decisions);
    return { ...list, status: matchesEtag(ifNoneMatch, list.etag) ? 304 : 200, sent };
  }

  #confirm(client: string, family: 4 | 6 | undefined, decisions: readonly Decision[]): void {
    const key = `${client} ${family ?? ''}`;
    const before = this.#held.get(key) ?? new Set<string>();
    const after = new Set(decisions.map(({ id }) => id));
    this.#held.set(key, after);
    const at = this.#clock();
    const enforcer = `${this.id}:${client}`;
    const lifted = [...before].filter((id) => !after.has(id));
    const added = [...after].filter((id) => !before.has(id));
    if (lifted.length + added.length === 0) return;
    this.#report([
      ...lifted.map((decision) => ({ decision, enforcer, state: 'lifted' as const, at, error: '' })),
      ...added.map((decision) => ({ decision, enforcer, state: 'in-force' as const, at, error: '' })),
    ]);
  }

  async apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    const at = this.#clock();
    for (const decision of lift) this.#ledger.remove(decision);
    return add
      .filter((decision) => this.#ledger.add(decision) === undefined)
      .map(({ id, value }) => {
        const error = `"${value}" is no address or range`;
        return { decision: id, enforcer: this.id, state: 'failed', at, error };
      });
  }

  async reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    this.#ledger.replace(inForce);
    return [];
  }

  idle(): boolean {
    return this.#held.size === 0;
  }

  health(): { readonly ok: boolean; readonly detail: string } {
    return { ok: true, detail: '' };
  }

  async stop(remove: boolean): Promise<void> {
    if (remove) this.#ledger.replace([]);
  }
}
