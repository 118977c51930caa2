import type { Call } from '../../core/calls/call.ts';

/** Calls that run. Each knows its place among them: they come and go all the time, and are rarely looked through. */
export class RunningCalls {
  readonly #calls: Call[] = [];

  get size(): number {
    return this.#calls.length;
  }

  add(call: Call): void {
    if (call.runningPlace >= 0) return;
    call.runningPlace = this.#calls.length;
    this.#calls.push(call);
  }

  delete(call: Call): void {
    const calls = this.#calls;
    const place = call.runningPlace;
    if (place < 0) return;
    const last = calls.pop()!;
    call.runningPlace = -1;
    if (last === call) return;
    last.runningPlace = place;
    calls[place] = last;
  }

  /** Calls of a customer as they are now, of everybody for '', in the order in which they began. A copy: those that end meanwhile do not disturb. */
  of(tenant: string): readonly Call[] {
    const found = tenant === '' ? [...this.#calls] : this.#calls.filter((call) => call.tenant === tenant);
    return found.sort((a, b) => a.serial - b.serial);
  }

  /** In no order. */
  all(): Iterable<Call> {
    return this.#calls;
  }
}
