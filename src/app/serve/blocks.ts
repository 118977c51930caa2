import { randomUUID } from 'node:crypto';
import type { BlockPort, BlockWish } from '../../api/ports.ts';
import type { Decision, GuardName, GuardResult } from '../../core/decision.ts';
import { formatCidr, readCidr } from '../../core/ip.ts';
import { allTenants, type Work } from '../../core/work.ts';
import { guardManual, manualRefusal, type SiteLookup } from '../../decide/guards.ts';
import { compilePolicy, type Policy } from '../../decide/policy.ts';
import type { EnforcementLoop } from '../../enforce/loop.ts';
import type { Store } from '../../store/store.ts';
import type { HotThread } from '../hot/hot-thread.ts';

export interface BlockParts {
  /** Over all tenants: guards look at everybody's phones. */
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly loop: EnforcementLoop;
  readonly hot: () => HotThread;
  readonly policy: () => Policy;
  /** Networks that people wrote down for customers. */
  readonly networks: SiteLookup;
  readonly place: (address: string) => { readonly country: string; readonly asName: string };
  readonly changed: (decision: string) => void;
  /** Resolves once what enforcers confirmed so far is stored. */
  readonly confirmed: () => Promise<void>;
  readonly clock: () => number;
}

const maxAccounts = 50;

/** Blocks by people: guards, store, enforcers, in that order. */
export function blockPort(parts: BlockParts): BlockPort {
  const { store, storeOf, loop, hot, policy, networks, place, changed, confirmed, clock } = parts;

  /** Guards over a value; the hot thread knows the learned customer sites. */
  async function guards(value: string): Promise<readonly GuardResult[]> {
    const [site] = await hot().sites(value);
    const detail = site
      ? `${site.key} is a customer site: last accepted registration ${new Date(site.last).toISOString()}`
      : '';
    const sites: SiteLookup = { covering: (range, time) => detail || networks.covering(range, time) };
    return guardManual(value, compilePolicy(policy()), sites, clock());
  }

  return {
    async preview(wish: BlockWish) {
      const cidr = readCidr(wish.value);
      if (!cidr) return undefined;
      const value = formatCidr(cidr);
      const width = (cidr.family === 4 ? 32 : 128) - cidr.prefix;
      return {
        value,
        addresses: width <= 32 ? String(2 ** width) : `2^${width}`,
        guards: isLimited(wish) ? told(await guards(value)) : await guards(value),
        activeAccounts: await store.sites.activeAccounts(cidr, maxAccounts),
      };
    },

    async block(wish: BlockWish) {
      const cidr = readCidr(wish.value);
      const value = cidr ? formatCidr(cidr) : wish.value;
      const results = await guards(value);
      const held = isLimited(wish) ? told(results).find(({ passed }) => !passed) : manualRefusal(results);
      if (held || !cidr) {
        return {
          ok: false,
          held: held ?? { guard: 'not-an-address', passed: false, detail: `"${wish.value}" is no address` },
        };
      }
      const now = clock();
      const decision: Decision = {
        id: wish.id ?? randomUUID(),
        tenant: wish.tenant,
        action: 'block',
        scope: value.includes('/') ? 'range' : 'ip',
        value,
        from: now,
        until: now + wish.durationS * 1000,
        reason: { nl: wish.reason, en: wish.reason },
        author: wish.author,
        alert: '',
        rule: '',
        offence: 1,
        state: 'asked',
        guards: results,
      };
      await storeOf(wish.work).decisions.insert(decision, place(value.split('/')[0]));
      hot().send({ type: 'decided', decisions: [decision] });
      await loop.add([decision]);
      await confirmed();
      changed(decision.id);
      return { ok: true, id: decision.id };
    },

    async undo(id, author, reason, work) {
      const lifted = await storeOf(work).decisions.lift([id], author, reason);
      if (!lifted.length) return false;
      hot().send({ type: 'decided', decisions: lifted });
      await loop.lift(lifted);
      await confirmed();
      changed(id);
      return true;
    },
  };
}

/** Asked by somebody who is limited to one customer. */
function isLimited({ work }: BlockWish): boolean {
  return work.tenant !== allTenants;
}

const secretGuards: ReadonlySet<GuardName> = new Set(['allowlist', 'own-network', 'operator-address', 'customer-site']);

/**
 * Guards as a customer hears of them: that something is protected, not what, for whom or by which of them. None of these only
 * warns a customer, whose block would meet all the others.
 */
function told(results: readonly GuardResult[]): readonly GuardResult[] {
  const passed = results.every(({ guard, passed }) => passed || !secretGuards.has(guard));
  const detail = passed ? '' : 'it is protected here; ask your provider';
  return [...results.filter(({ guard }) => !secretGuards.has(guard)), { guard: 'allowlist', passed, detail }];
}
