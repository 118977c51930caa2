import type { GeoContext } from './geo-answer.ts';
import type { GeoLimit, GeoServiceName, GeoVerdict } from './geo-policy.ts';
import type { GeoWorld } from './geo-world.ts';

/** What the kernel does with packets of one class in one lane. */
export interface LaneAct {
  readonly verdict: GeoVerdict;
  readonly limit: GeoLimit | undefined;
  /** ms UTC: from then on `then` holds, also when nobody is here to say so; Infinity for never. */
  readonly until: number;
  /** What holds afterwards (without looking further ahead), which may be the same; undefined when `until` is Infinity. */
  readonly then: { readonly verdict: GeoVerdict; readonly limit: GeoLimit | undefined } | undefined;
}

/** Packets to one service, of everybody or to the addresses of one customer, site or asset. */
export interface LanePlan {
  /** Letters, digits and underscores, at most 24; the same for the same context. */
  readonly id: string;
  /** `sip` does not occur; `registration` and `calls-in` share ports. `calls-out` is no matter of packets. */
  readonly context: GeoContext & { readonly service: Exclude<GeoServiceName, 'sip' | 'calls-out'> };
  readonly ports: { readonly udp: readonly number[]; readonly tcp: readonly number[] };
  /** Addresses it is about, exact ones; empty: all that no other lane of this service names. */
  readonly destinations: readonly string[];
  /** Index into `acts` for each class of the world. */
  readonly classes: Uint16Array;
  readonly acts: readonly LaneAct[];
  /**
   * `only-known`: until then these addresses, which `acts` refuse, get what they would without it: by `classes`, as above. Undefined
   * when no such mode is on.
   */
  readonly known:
    | { readonly addresses: readonly string[]; readonly until: number; readonly classes: Uint16Array }
    | undefined;
}

/** All that the kernel is to do. */
export interface KernelPlan {
  readonly world: GeoWorld;
  /** Exact addresses that pass in every lane before anything else, with the moment each ends (ms; 0: never). */
  readonly guards: readonly { readonly address: string; readonly until: number }[];
  readonly lanes: readonly LanePlan[];
  /** What stands in an INVITE for help (`emergencySpellings`): it passes in every lane. Over TCP and TLS nobody can see it. */
  readonly emergency: readonly string[];
}

/** What the kernel counted since it was asked last, or since it began when it lost count. */
export interface GeoHits {
  readonly lane: string;
  readonly country: string;
  readonly hosting: boolean;
  readonly verdict: Exclude<GeoVerdict, 'allow'>;
  readonly packets: number;
}
