import { spawnSync } from 'node:child_process';
import { PbxEnforcer } from '../../enforce/calls/blocks/pbx-enforcer.ts';
import type { Enforcer, EnforcerReport } from '../../enforce/enforcer.ts';
import { BouncerEnforcer } from '../../enforce/enforcers/bouncer/bouncer-enforcer.ts';
import { ListEnforcer } from '../../enforce/enforcers/list/list-enforcer.ts';
import { createEnforcer, type EnforcerSettings } from '../../enforce/enforcers.ts';
import { guardedPost } from '../../notify/guarded-post.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';

/** The enforcers of the settings, with the two that others fetch from, and the one for PBXs, always among them. */
export interface Enforcers {
  readonly all: readonly Enforcer[];
  readonly bouncer: BouncerEnforcer;
  readonly list: ListEnforcer;
  readonly pbxs: PbxEnforcer;
}

/** Whether this process may change nftables here (or in a network namespace); the reason when not. */
export function nftablesRights(netns: string): { readonly ok: boolean; readonly reason: string } {
  const [command, ...args] = netns
    ? ['ip', 'netns', 'exec', netns, 'nft', '--check', 'add', 'table', 'inet', 'belwacht_check']
    : ['nft', '--check', 'add', 'table', 'inet', 'belwacht_check'];
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 5000 });
  if (error)
    return {
      ok: false,
      reason: `${command} cannot be run (${(error as NodeJS.ErrnoException).code}); install the package nftables`,
    };
  if (status !== 0)
    return {
      ok: false,
      reason: `${stderr.split('\n')[0]}; run Belwacht with CAP_NET_ADMIN to block in this machine's firewall`,
    };
  return { ok: true, reason: '' };
}

/** Makes the enforcers; `auto` becomes nftables where that is allowed and dry otherwise. Throws a RangeError on a setting that cannot be. */
export function makeEnforcers(
  config: Config,
  store: Store,
  report: (reports: readonly EnforcerReport[]) => void,
  log: (line: string) => void,
): Enforcers {
  const deps = {
    clock: Date.now,
    random: Math.random,
    report,
    post: guardedPost({ allowed: config.webhooks.allowed }),
    outbox: store.outbox<never>(),
  };
  const wanted = config.enforcers.map(({ id, kind, table, netns, url, secret }): EnforcerSettings => {
    if (kind === 'webhook') return { id, kind, url, secret };
    if (kind === 'dry') return { id, kind };
    if (kind === 'nftables') return { id, kind, table, netns };
    const rights = nftablesRights(netns);
    if (rights.ok) return { id, kind: 'nftables', table, netns };
    log(`blocks are only noted, not carried out: ${rights.reason}`);
    return { id, kind: 'dry' };
  });
  const bouncer = new BouncerEnforcer('bouncers', deps.clock, report);
  const list = new ListEnforcer('lists', deps.clock, report);
  const pbxs = new PbxEnforcer('pbxs', deps.clock, report);
  const all = [...wanted.map((settings) => createEnforcer(settings, deps)), bouncer, list, pbxs];
  return { all, bouncer, list, pbxs };
}
