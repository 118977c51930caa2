import type { SelfWatchPort, SignInFact } from '../../api/ports/self-watch.ts';
import type { Reason } from '../../core/event.ts';
import { canonicalAddress } from '../../core/ip.ts';
import type { Source } from '../../core/source.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { HotThread } from '../hot/hot-thread.ts';

/** Facts that may wait for the hot path; those that come when it is full are counted. */
const mostWaiting = 10_000;
const mostAtOnce = 500;
const againMs = 1000;
/** How long a stop waits for what is under way, ms. */
const stopMs = 2000;

/** The way in of Belwacht's own sign-ins. Rules know them by this source, which no sender can claim. */
export function selfSource(timeZone: string): Source {
  return {
    id: 'belwacht',
    tenant: providerTenant,
    asset: 'belwacht',
    name: 'Belwacht',
    kind: 'http',
    match: { listener: 'belwacht' },
    format: 'json',
    timeZone,
    // Nobody has to sign in.
    silentAfterS: 0,
    discovered: false,
  };
}

const reasons: Readonly<Record<SignInFact['reason'], Reason>> = {
  accepted: 'accepted',
  'wrong-password': 'wrong-password',
  'unknown-account': 'unknown-account',
  'second-factor': 'challenge-failed',
  throttled: 'too-many-requests',
  refused: 'not-authorised',
  place: 'acl-denied',
};

/** Hands sign-ins to the hot path, in order, as events like any other: enriched, kept, and looked at by the same rules. */
export class SelfWatch implements SelfWatchPort {
  readonly #thread: () => Pick<HotThread, 'ingest'>;
  readonly #source: Source;
  readonly #log: (line: string) => void;
  #waiting: SignInFact[] = [];
  #working: Promise<void> | undefined;
  #stopped = false;
  /** Facts that were not taken for want of room. */
  dropped = 0;

  constructor(source: Source, thread: () => Pick<HotThread, 'ingest'>, log: (line: string) => void) {
    this.#source = source;
    this.#thread = thread;
    this.#log = log;
  }

  signIn(fact: SignInFact): void {
    if (this.#waiting.length >= mostWaiting) {
      if (this.dropped++ === 0) this.#log('sign-ins come faster than they can be watched; some are only counted');
      return;
    }
    this.#waiting.push(fact);
    this.#working ??= this.#work();
  }

  /** Waits a little for what is under way; the record has all of it in any case. */
  async stop(): Promise<void> {
    await Promise.race([this.#working, new Promise((resolve) => setTimeout(resolve, stopMs).unref())]);
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopped) {
      const some = this.#waiting.slice(0, mostAtOnce);
      try {
        await this.#thread().ingest(Buffer.from(some.map(line).join('')), this.#source);
        this.#waiting.splice(0, some.length);
      } catch {
        // The hot path is being started again; what was not stored is handed over once more.
        await new Promise((resolve) => setTimeout(resolve, againMs).unref());
      }
    }
    this.#working = undefined;
  }
}

function line({ at, outcome, reason, userName, address, userAgent }: SignInFact): string {
  const ip = canonicalAddress(address);
  return `${JSON.stringify({
    '@timestamp': at,
    'event.dataset': 'belwacht',
    'event.action': 'admin-login',
    'event.outcome': outcome,
    'event.reason': reasons[reason],
    'service.name': 'belwacht',
    ...(ip && { 'source.ip': ip }),
    'user.name': userName,
    'user_agent.original': userAgent,
  })}\n`;
}
