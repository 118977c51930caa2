import type { Decision } from '../../core/decision.ts';
import { providerTenant } from '../../core/tenant.ts';
import { EnforcementLoop } from '../../enforce/loop.ts';
import type { Store } from '../../store/store.ts';
import { wrongSetting } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { enforcerSecretName } from '../keys/sealed-names.ts';
import { Confirmations } from './confirmations.ts';
import { type Enforcers, makeEnforcers } from './enforcement.ts';
import type { LiveBus } from './live-bus.ts';

const dayMs = 86_400_000;

/** Enforcement at work: what should be in force is in the store; what is, the enforcers confirm. */
export interface Enforcing {
  readonly enforcers: Enforcers;
  readonly loop: EnforcementLoop;
  readonly confirmations: Confirmations;
  /** The first firewall that really carries blocks out; undefined where there is none. */
  readonly firewall: { readonly table: string; readonly netns: string } | undefined;
  /** Carries out decisions of the hot path at once, before their batch is stored. */
  carryOut(decisions: readonly Decision[]): Promise<void>;
}

/** Makes the enforcers equal to the store and keeps them so. What ended while nobody was here is ended first. */
export async function startEnforcing(
  config: Config,
  store: Store,
  bus: LiveBus,
  log: (line: string) => void,
): Promise<Enforcing> {
  const withSecrets = await enforcerSecrets(config, store);
  const enforcers = makeEnforcers(withSecrets, store, (reports) => loop.report(reports), log);
  const realOf = new Map(enforcers.all.map(({ id, real }) => [id, real]));
  const confirmations = new Confirmations(
    store,
    (enforcer) => realOf.get(enforcer.split(':')[0]) ?? true,
    (ids) => {
      for (const id of ids) bus.publish({ kind: 'decision', id });
    },
  );
  const loop = new EnforcementLoop(
    enforcers.all,
    {
      inForce: () => store.decisions.inForce(Date.now()),
      onState: (decision, _at, error) => {
        if (decision.state === 'expired') confirmations.expired();
        if (error) log(`${decision.value}: ${decision.state}: ${error}`);
      },
      onReport: (report) => confirmations.report(report),
      onNote: (note) => log(note),
    },
    { clock: Date.now, random: Math.random },
  );
  await store.decisions.expire(Date.now());
  await loop.start();
  enforcers.bouncer.restoreEnded(await store.decisions.ended(Date.now() - dayMs));
  return {
    enforcers,
    loop,
    confirmations,
    firewall: firewallOf(config, enforcers),
    carryOut(decisions) {
      confirmations.unstored(decisions.map(({ id }) => id));
      return loop.add(decisions);
    },
  };
}

/** The settings with secrets of the vault, which count before those of the file. */
async function enforcerSecrets(config: Config, { vault }: Store): Promise<Config> {
  const enforcers: Config['enforcers'] = [];
  for (const enforcer of config.enforcers) {
    const sealed =
      enforcer.kind === 'webhook' ? await vault.open(providerTenant, enforcerSecretName(enforcer.id)) : undefined;
    const secret = sealed ?? enforcer.secret;
    if (enforcer.kind === 'webhook' && secret === '')
      throw wrongSetting(
        config,
        `enforcers.${enforcers.length}.secret`,
        'is missing: what a webhook posts must be signed; make one with: echo "whsec_$(openssl rand -base64 32)"',
      );
    enforcers.push({ ...enforcer, secret });
  }
  return { ...config, enforcers };
}

function firewallOf(config: Config, { all }: Enforcers): Enforcing['firewall'] {
  const id = all.find(({ kind, real }) => kind === 'nftables' && real)?.id;
  const found = config.enforcers.find((one) => one.id === id);
  return found && { table: found.table, netns: found.netns };
}
