import type { Mode } from '../core/decision.ts';
import type { Cidr } from '../core/ip.ts';
import { readCidr } from '../core/ip.ts';

/** Address of a signed-in operator; never blocked until `until` (ms). */
export interface OperatorAddress {
  readonly address: string;
  readonly until: number;
}

/** What may be decided without a person. Plain data: it is stored and sent between threads as it is. */
export interface Policy {
  readonly mode: Mode;
  /** Mode per rule id; a rule that is not listed follows the overall mode. */
  readonly ruleModes: Readonly<Record<string, Mode>>;
  /** Never blocked: addresses or CIDRs with a note. */
  readonly allowlist: readonly { readonly value: string; readonly note: string }[];
  readonly ownNetworks: readonly string[];
  readonly operators: readonly OperatorAddress[];
  /** Shortest prefix a block may have; a shorter one covers too much. */
  readonly minPrefix4: number;
  readonly minPrefix6: number;
  /** Automatic blocks in any 60 seconds before the rest is held. */
  readonly maxBlocksPerMinute: number;
  /** False lets automatic decisions block private, shared and loopback addresses: for closed networks only. */
  readonly guardPrivate: boolean;
}

/** A fresh installation: watches and notes, blocks nothing. */
export const defaultPolicy: Policy = {
  mode: 'report-only',
  ruleModes: {},
  allowlist: [],
  ownNetworks: [],
  operators: [],
  minPrefix4: 24,
  minPrefix6: 48,
  maxBlocksPerMinute: 60,
  guardPrivate: true,
};

const strictness: Readonly<Record<Mode, number>> = { off: 0, 'report-only': 1, enforce: 2 };

/** The stricter of two modes: off before report-only before enforce. */
export function stricterMode(a: Mode, b: Mode): Mode {
  return strictness[a] <= strictness[b] ? a : b;
}

/** Mode under which a rule works: the stricter of its own and the overall one. */
export function modeOf(policy: Policy, rule: string): Mode {
  const own = Object.hasOwn(policy.ruleModes, rule) ? policy.ruleModes[rule] : policy.mode;
  return stricterMode(policy.mode, own);
}

/** A policy whose ranges have been read. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly allowlist: readonly { readonly cidr: Cidr; readonly text: string }[];
  readonly ownNetworks: readonly { readonly cidr: Cidr; readonly text: string }[];
  readonly operators: readonly { readonly cidr: Cidr; readonly until: number }[];
}

/**
 * What is wrong with a policy, one sentence per fault; empty when nothing is. An entry that cannot be read would protect
 * nobody, so a policy with faults is refused as a whole.
 */
export function policyFaults(policy: Policy): readonly string[] {
  const faults: string[] = [];
  for (const { value } of policy.allowlist) {
    if (!readCidr(value)) faults.push(`allowlist: "${value}" is no address or CIDR`);
  }
  for (const value of policy.ownNetworks) {
    if (!readCidr(value)) faults.push(`ownNetworks: "${value}" is no address or CIDR`);
  }
  for (const { address } of policy.operators) {
    if (!readCidr(address)) faults.push(`operators: "${address}" is no address`);
  }
  if (!isBetween(policy.minPrefix4, 8, 32)) faults.push('minPrefix4: must be a whole number from 8 to 32');
  if (!isBetween(policy.minPrefix6, 16, 128)) faults.push('minPrefix6: must be a whole number from 16 to 128');
  if (!isBetween(policy.maxBlocksPerMinute, 1, 10_000)) {
    faults.push('maxBlocksPerMinute: must be a whole number from 1 to 10000');
  }
  return faults;
}

function isBetween(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

/** Reads the ranges of a policy once. Throws a RangeError that lists every fault of `policyFaults`. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const faults = policyFaults(policy);
  if (faults.length > 0) throw new RangeError(faults.join('; '));
  return {
    policy,
    allowlist: policy.allowlist.map(({ value, note }) => ({
      cidr: readCidr(value)!,
      text: note ? `${value} (${note})` : value,
    })),
    ownNetworks: policy.ownNetworks.map((value) => ({ cidr: readCidr(value)!, text: value })),
    operators: policy.operators.map(({ address, until }) => ({ cidr: readCidr(address)!, until })),
  };
}
