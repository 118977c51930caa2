import type { Call } from '../../core/calls/call.ts';

/** Calls that run, by customer. */
export class RunningCalls {
  readonly #byTenant = new Map<string, Set<Call>>();
  size = 0;

  add(call: Call): void {
    let calls = this.#byTenant.get(call.tenant);
    if (!calls) {
      calls = new Set();
      this.#byTenant.set(call.tenant, calls);
    }
    if (calls.has(call)) return;
    calls.add(call);
    this.size++;
  }

  delete(call: Call): void {
    const calls = this.#byTenant.get(call.tenant);
    if (!calls?.delete(call)) return;
    this.size--;
    if (calls.size === 0) this.#byTenant.delete(call.tenant);
  }

  /** Calls of a customer as they are now, of everybody for ''. A copy: those that end meanwhile do not disturb. */
  of(tenant: string): readonly Call[] {
    return tenant === '' ? [...this.all()] : [...(this.#byTenant.get(tenant) ?? [])];
  }

  *all(): Iterable<Call> {
    for (const calls of this.#byTenant.values()) yield* calls;
  }
}
