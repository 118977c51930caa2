import type { Mode } from '../../core/decision.ts';
import type { OperatorAddress, Policy } from '../../decide/policy.ts';
import type { Settings } from '../../store/settings.ts';
import type { Config } from '../config/schema.ts';

/** The policy that follows from what people set on the screen, the settings file and who works here now. */
export function policyOf(
  settings: Settings,
  ruleModes: ReadonlyMap<string, Mode>,
  operators: readonly OperatorAddress[],
  config: Config,
): Policy {
  return {
    mode: settings.mode,
    ruleModes: Object.fromEntries(ruleModes),
    allowlist: [...settings.allowlist, ...config.allowlist.map((value) => ({ value, note: 'belwacht.yaml' }))],
    ownNetworks: [...settings.ownNetworks, ...config.own_networks],
    operators: [...operators],
    minPrefix4: settings.minPrefix4,
    minPrefix6: settings.minPrefix6,
    maxBlocksPerMinute: settings.maxBlocksPerMinute,
    guardPrivate: config.guard_private,
  };
}
