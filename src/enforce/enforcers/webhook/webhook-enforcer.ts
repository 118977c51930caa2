import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../../core/clock.ts';
import { Courier, type Patience } from '../../../core/courier.ts';
import type { Decision } from '../../../core/decision.ts';
import { derivedId } from '../../../core/derived-id.ts';
import type { Post } from '../../../core/egress.ts';
import type { NewParcel, Outbox, Parcel } from '../../../core/outbox.ts';
import type { Enforcer, EnforcerReport } from '../../enforcer.ts';
import { Ledger } from '../../ledger.ts';

/** What the other side gets as `data`. */
export interface BlockNotice {
  readonly action: 'block' | 'unblock';
  readonly decision: string;
  readonly tenant: string;
  readonly scope: 'ip' | 'range';
  readonly value: string;
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly until: string;
  readonly rule: string;
  readonly offence: number;
  readonly reason: { readonly nl: string; readonly en: string };
}

export interface WebhookOptions {
  readonly id: string;
  readonly url: string;
  /** `whsec_` and base64, or bare base64. */
  readonly secret: string;
}

export interface WebhookDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (reports: readonly EnforcerReport[]) => void;
  readonly post: Post;
  readonly outbox: Outbox<BlockNotice>;
  readonly patience?: Patience;
}

class Refused extends Error {
  readonly retryable: boolean;
  constructor(message: string, retryable: boolean) {
    super(message);
    this.name = 'Refused';
    this.retryable = retryable;
  }
}

/** A block that could not be told within an hour is not worth telling later. */
const patience: Patience = { firstMs: 1000, longestMs: 300_000, giveUpMs: 3_600_000 };

/**
 * Tells another system what to block, signed as Standard Webhooks says (https://www.standardwebhooks.com). The id of a message
 * is the same at each attempt, so that the receiver can drop repeats. In force once the other side answered 2xx.
 */
export class WebhookEnforcer implements Enforcer {
  readonly id: string;
  readonly kind = 'webhook';
  readonly real = true;
  readonly confirms = 'later';
  readonly #options: WebhookOptions;
  readonly #deps: WebhookDeps;
  readonly #signer: Webhook;
  readonly #courier: Courier<BlockNotice>;
  /** What the other side was told and has not been untold. */
  readonly #told = new Map<string, Decision>();
  #trouble = '';

  /** Throws a RangeError when the address or the secret cannot be one. */
  constructor(options: WebhookOptions, deps: WebhookDeps) {
    if (!/^https?:\/\/[^\s/]/i.test(options.url)) throw new RangeError(`"${options.url}" is no http or https address`);
    this.id = options.id;
    this.#options = options;
    this.#deps = deps;
    try {
      this.#signer = new Webhook(options.secret);
    } catch {
      throw new RangeError(`the secret of ${options.id} must be whsec_ followed by base64`);
    }
    this.#courier = new Courier<BlockNotice>({
      outbox: deps.outbox,
      channel: channelOf(options.id),
      clock: deps.clock,
      random: deps.random,
      patience: deps.patience ?? patience,
      send: (parcel) => this.#send(parcel),
      onDelivery: ({ parcel, ok, error, at, final }) => {
        this.#trouble = ok ? '' : `${new URL(options.url).host}: ${error}`;
        if (!ok && !final) return;
        const { action, decision } = parcel.content;
        const state = !ok ? 'failed' : action === 'block' ? 'in-force' : 'lifted';
        deps.report([{ decision, enforcer: this.id, state, at, error }]);
      },
      onTrouble: (error) => {
        this.#trouble = `its outbox: ${error instanceof Error ? error.message : String(error)}`;
      },
    });
  }

  async apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    const at = this.#deps.clock();
    const bad = add.filter((decision) => Ledger.valueOf(decision) === undefined);
    const good = add.filter((decision) => !bad.includes(decision));
    const failed = (error: string) => (decision: Decision) => ({
      decision: decision.id,
      enforcer: this.id,
      state: 'failed' as const,
      at,
      error,
    });
    try {
      await this.#deps.outbox.put([
        ...lift.map((decision) => this.#parcel('unblock', decision, at)),
        ...good.map((decision) => this.#parcel('block', decision, at)),
      ]);
    } catch (error) {
      return [...lift, ...add].map(failed(error instanceof Error ? error.message : String(error)));
    }
    for (const { id } of lift) this.#told.delete(id);
    for (const decision of good) this.#told.set(decision.id, decision);
    // Not before: what waits from an earlier run is only told when it is known to stand still.
    this.#courier.start();
    return bad.map(failed('its value is no address or range'));
  }

  /** The other side cannot be asked what it has: what it was never told, or not untold, is told; repeats have the same id. */
  async reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    const wanted = new Set(inForce.map(({ id }) => id));
    const missing = inForce.filter(({ id }) => !this.#told.has(id));
    const surplus = [...this.#told.values()].filter(({ id }) => !wanted.has(id));
    return this.apply(missing, surplus);
  }

  health(): { readonly ok: boolean; readonly detail: string } {
    return { ok: this.#trouble === '', detail: this.#trouble };
  }

  async stop(_remove: boolean): Promise<void> {
    await this.#courier.stop();
  }

  #parcel(action: BlockNotice['action'], decision: Decision, at: number): NewParcel<BlockNotice> {
    const { tenant, scope, value, rule, offence, reason } = decision;
    return {
      id: derivedId(this.id, action, decision.id),
      channel: channelOf(this.id),
      address: this.#options.url,
      createdAt: at,
      content: {
        action,
        decision: decision.id,
        tenant,
        scope,
        value,
        from: new Date(decision.from).toISOString(),
        until: new Date(decision.until).toISOString(),
        rule,
        offence,
        reason,
      },
    };
  }

  async #send({ id, content }: Parcel<BlockNotice>): Promise<void> {
    const at = new Date(this.#deps.clock());
    if (content.action === 'block' && (this.#told.get(content.decision)?.until ?? 0) <= at.getTime()) {
      throw new Refused('it ended or was undone before it could be told', false);
    }
    const body = JSON.stringify({ type: `decision.${content.action}`, timestamp: at.toISOString(), data: content });
    const { status, text } = await this.#deps.post(
      this.#options.url,
      {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': this.#signer.sign(id, at, body),
      },
      body,
    );
    if (status >= 200 && status < 300) return;
    // 410 says: never again. Other refusals may be a mistake over there that somebody repairs.
    throw new Refused(`answered ${status} ${text}`.trim(), status !== 410);
  }
}

/** Name of its parcels in an outbox that others use too. */
function channelOf(id: string): string {
  return `enforcer:${id}`;
}
