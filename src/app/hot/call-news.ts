import type { CallRecord } from '../../core/call-record.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';
import type { Event } from '../../core/event.ts';
import { providerTenant, unassignedTenant } from '../../core/tenant.ts';
import { SipDialogs, type SipDialogsOptions } from '../../ingest/calls/sip/sip-dialogs.ts';
import type { SipMessage } from '../../ingest/wire/sip-message.ts';
import type { WireMessage } from '../../ingest/wire/wire-message.ts';

/** A call as its SIP messages show it, from a way in. */
export interface SeenCall {
  readonly source: string;
  readonly record: CallRecord;
}

export interface CallNewsBatch {
  readonly calls: readonly SeenCall[];
  readonly facts: readonly AccountFact[];
}

const signIns = new Set(['sip-auth', 'sip-register', 'iax-auth']);
/** Ways in whose messages are followed; further ones are not. */
const mostSources = 200;
/** In so long the same account from the same address is told this often: so many failures are no mistyped password. */
const againMs = 60_000;
const most = { 'signed-in': 1, 'sign-in-failed': 5 } as const;
const mostRemembered = 20_000;
/** Facts and calls that wait between two batches. */
const mostWaiting = 20_000;

/** What the hot path sees that is about calls: calls out of SIP messages, and accounts that signed in or failed to. */
export class CallNews {
  readonly #dialogs = new Map<string, SipDialogs>();
  /** By source and call: its last state alone. */
  #calls = new Map<string, SeenCall>();
  #facts: AccountFact[] = [];
  readonly #told = new Map<string, { readonly since: number; times: number }>();
  /** What was left out for want of room, since start. */
  shed = 0;
  readonly #believed: Pick<SipDialogsOptions, 'linkers' | 'asserters'>;

  /** Nobody's headers about other legs and identities are believed unless told. */
  constructor(believed: Pick<SipDialogsOptions, 'linkers' | 'asserters'> = {}) {
    this.#believed = believed;
  }

  /** A SIP message of a capture, with its offsets. */
  wire(source: string, wire: WireMessage, message: SipMessage): void {
    let dialogs = this.#dialogs.get(source);
    if (!dialogs) {
      if (this.#dialogs.size >= mostSources) {
        this.shed++;
        return;
      }
      dialogs = new SipDialogs({ call: (record) => this.#call(source, record) }, this.#believed);
      this.#dialogs.set(source, dialogs);
    }
    dialogs.note(wire, message);
  }

  /** An event that was enriched. */
  event(event: Event): void {
    if (!signIns.has(event.action) || event.userName === '' || event.outcome === 'unknown') return;
    const kind = event.outcome === 'success' ? 'signed-in' : 'sign-in-failed';
    const key = `${kind}\0${event.tenant}\0${event.userName}\0${event.sourceIp}`;
    const before = this.#told.get(key);
    if (before !== undefined && event.time - before.since < againMs) {
      if (before.times >= most[kind]) return;
      before.times++;
    } else {
      if (this.#told.size >= mostRemembered) this.#told.clear();
      this.#told.set(key, { since: event.time, times: 1 });
    }
    if (this.#facts.length >= mostWaiting) {
      this.shed++;
      return;
    }
    const { tenant } = event;
    this.#facts.push({
      ...{ kind, time: event.time, account: event.userName, address: event.sourceIp, country: event.country },
      ...{ userAgent: event.userAgent.slice(0, 200), target: '' },
      tenant: tenant === providerTenant || tenant === unassignedTenant ? '' : tenant,
    });
  }

  advance(now: number): void {
    for (const dialogs of this.#dialogs.values()) dialogs.advance(now);
  }

  /** What gathered since the last call; undefined when nothing did. */
  take(): CallNewsBatch | undefined {
    if (this.#calls.size === 0 && this.#facts.length === 0) return undefined;
    const batch = { calls: [...this.#calls.values()], facts: this.#facts };
    this.#calls = new Map();
    this.#facts = [];
    return batch;
  }

  #call(source: string, record: CallRecord): void {
    const key = `${source}\0${record.id}`;
    if (this.#calls.size >= mostWaiting && !this.#calls.has(key)) {
      this.shed++;
      return;
    }
    this.#calls.set(key, { source, record });
  }
}
