import { CdrCall } from '../../cdr/cdr-call.ts';
import { causeNumber, outcomeOfCause } from '../../cdr/freeswitch/hangup-cause.ts';
import type { Leg } from './leg.ts';

/** As many last digits tell that two spellings are of one number. */
const sameDigits = 6;

/**
 * A call as it is told: the leg that calls and the leg that leaves over a trunk, either of which may be missing. What costs
 * money is the second, so that its answer and end are those of the call.
 */
export class FollowedCall {
  readonly id: string;
  readonly linkedId: string;
  /** The leg that calls; undefined for a leg of its own (a second way out, a forward). */
  readonly root: Leg | undefined;
  outer: Leg | undefined;
  /** Legs that go on. */
  readonly alive = new Set<Leg>();
  /** The end was told. */
  told = false;
  constructor(id: string, linkedId: string, root: Leg | undefined, outer: Leg | undefined) {
    this.id = id;
    this.linkedId = linkedId;
    this.root = root;
    this.outer = outer;
  }

  /** Whether another way out can take the place of the one there is: there is none, or it came to nothing. */
  get isFree(): boolean {
    return this.outer === undefined || (this.outer.end !== 0 && this.outer.answer === 0);
  }

  /** When it ended, 0 while it runs. */
  get end(): number {
    const { outer, root } = this;
    if (outer === undefined) return root?.end ?? 0;
    if (outer.end === 0) return 0;
    if (outer.answer !== 0 || root === undefined) return outer.end;
    // A try that failed: the caller may still get another one.
    return root.end === 0 ? 0 : Math.max(root.end, outer.end);
  }

  /** The call as it is now. `line`: number of the message that led to it. */
  record(line: number): CdrCall {
    const { root, outer } = this;
    const first = root ?? outer!;
    const costs = outer ?? first;
    const call = new CdrCall();
    call.id = this.id;
    call.linkedId = this.linkedId;
    call.line = line;
    call.start = first.start;
    call.answer = costs.answer === 0 ? undefined : Math.max(costs.answer, first.start);
    const { end } = this;
    call.end = end === 0 ? undefined : Math.max(end, call.answer ?? 0, call.start);
    call.from = first.from;
    const forwarded = outer !== undefined && root !== undefined && !isSame(root.to, outer.to);
    call.to = forwarded || root === undefined ? costs.to : root.to;
    // Whoever had the call sent on pays for it.
    call.account = (forwarded || root === undefined ? costs.redirected : '') || first.account || costs.account;
    call.accountCode = first.accountCode || costs.accountCode;
    call.address = root?.address ?? '';
    this.#setWay(call);
    this.#setOutcome(call, costs);
    return call;
  }

  #setWay(call: CdrCall): void {
    const { root, outer } = this;
    if (outer) {
      call.trunk = outer.trunk;
      call.direction = 'out';
    } else if (root && root.trunk !== '') {
      call.trunk = root.trunk;
      call.direction = 'in';
    } else if (root && root.answer !== 0) call.direction = 'internal';
  }

  #setOutcome(call: CdrCall, costs: Leg): void {
    if (call.end === undefined) {
      call.outcome = 'running';
      return;
    }
    // The caller's leg knows why nobody answered, also when no way out was found.
    const name = (call.answer === undefined && this.root?.causeName) || costs.causeName;
    call.outcome = outcomeOfCause(name, call.answer !== undefined);
    call.cause = (call.answer === undefined && this.root?.cause) || costs.cause || causeNumber(name);
  }
}

function isSame(dialled: string, sent: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, '').slice(-sameDigits);
  return sent === '' || digits(dialled) === digits(sent);
}
