import type { Text } from '../text.ts';
import type { GeoAttackKind, GeoGuardKind, GeoLimit, GeoServiceName, GeoVerdict } from './geo-policy.ts';

/** What is known of an address. A record of the geo enricher is one. */
export interface GeoPlace {
  /** ISO 3166-1 alpha-2, '' when not known. */
  readonly country: string;
  /** 0 when not known. */
  readonly asNumber: number;
  readonly hosting: boolean;
}

/** Whose service is asked for: a lane. */
export interface GeoContext {
  /** Customer; '' when nobody's in particular: then only policies of the provider hold. */
  readonly tenant: string;
  /** '' when not known. */
  readonly site: string;
  readonly asset: string;
  readonly service: GeoServiceName;
}

/** One thing that led to a verdict. */
export interface GeoReason {
  readonly kind: 'guard' | 'attack' | 'exception' | 'rule' | 'emergency' | 'nothing';
  /** Of a guard or an attack; '' otherwise. */
  readonly of: GeoGuardKind | GeoAttackKind | '';
  /** Id of policy and rule, or of the attack mode; '' otherwise. */
  readonly policy: string;
  readonly rule: string;
  /** The subject that covered it (`NL`, `EU`, `AS64500`, `203.0.113.0/24` …), '' for none. */
  readonly subject: string;
  readonly verdict: GeoVerdict;
  /** It decided; the others would have, had this one not been narrower, or its policy not in watch. */
  readonly decided: boolean;
  readonly sentence: Text;
}

export interface GeoAnswer {
  /** What happens. `watch`: let through, and noted, since a rule says so or a policy in watch would refuse or limit it. */
  readonly verdict: GeoVerdict;
  /** What would happen were every policy in watch enforced. */
  readonly wished: GeoVerdict;
  /** Given when `verdict` is `limit`. */
  readonly limit: GeoLimit | undefined;
  /** The one that decided first; never empty. */
  readonly because: readonly GeoReason[];
  /** ms UTC: when time alone may change the answer; Infinity for never. */
  readonly until: number;
}
