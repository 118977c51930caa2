import type { Clock } from '../core/clock.ts';
import type { Post } from '../core/egress.ts';
import type { Outbox } from '../core/outbox.ts';
import type { Enforcer, EnforcerReport } from './enforcer.ts';
import { BouncerEnforcer } from './enforcers/bouncer/bouncer-enforcer.ts';
import { DryEnforcer } from './enforcers/dry/dry-enforcer.ts';
import { ListEnforcer } from './enforcers/list/list-enforcer.ts';
import { NftablesEnforcer } from './enforcers/nftables/nftables-enforcer.ts';
import { type BlockNotice, WebhookEnforcer } from './enforcers/webhook/webhook-enforcer.ts';

/** Settings of one enforcer, as in belwacht.yaml. */
export type EnforcerSettings =
  | { readonly id: string; readonly kind: 'nftables'; readonly table?: string; readonly netns?: string }
  | { readonly id: string; readonly kind: 'dry' }
  | { readonly id: string; readonly kind: 'bouncer' }
  | { readonly id: string; readonly kind: 'list' }
  | { readonly id: string; readonly kind: 'webhook'; readonly url: string; readonly secret: string };

/** What enforcers are given. */
export interface EnforcerDeps {
  readonly clock: Clock;
  readonly random: () => number;
  /** Takes reports that come after `apply` has resolved. */
  readonly report: (reports: readonly EnforcerReport[]) => void;
  readonly post: Post;
  /** Durable outbox for webhooks. */
  readonly outbox: Outbox<BlockNotice>;
}

/** One line per enforcer; the folder in `enforcers/` has the same name as the kind. */
const makers: {
  readonly [K in EnforcerSettings['kind']]: (
    settings: Extract<EnforcerSettings, { kind: K }>,
    deps: EnforcerDeps,
  ) => Enforcer;
} = {
  nftables: ({ id, table = 'belwacht', netns = '' }, { clock }) => new NftablesEnforcer({ id, table, netns }, clock),
  dry: ({ id }, { clock }) => new DryEnforcer(id, clock),
  bouncer: ({ id }, { clock, report }) => new BouncerEnforcer(id, clock, report),
  list: ({ id }, { clock, report }) => new ListEnforcer(id, clock, report),
  webhook: ({ id, url, secret }, deps) => new WebhookEnforcer({ id, url, secret }, deps),
};

/** The closed list of kinds. */
export const enforcerKinds = Object.keys(makers) as readonly EnforcerSettings['kind'][];

/** Makes one enforcer. Throws a RangeError when a setting cannot be. */
export function createEnforcer(settings: EnforcerSettings, deps: EnforcerDeps): Enforcer {
  if (!Object.hasOwn(makers, settings.kind)) {
    throw new RangeError(`there is no enforcer of kind "${settings.kind}"; there are: ${enforcerKinds.join(', ')}`);
  }
  return (makers[settings.kind] as (settings: EnforcerSettings, deps: EnforcerDeps) => Enforcer)(settings, deps);
}
