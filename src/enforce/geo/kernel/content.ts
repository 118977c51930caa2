import type { GeoVerdict } from '../../../core/geo/geo-policy.ts';

/** What a packet that meets an element counts as. */
export interface Meaning {
  /** Id of the lane. */
  readonly lane: string;
  readonly verdict: GeoVerdict;
  /** The class it stands for. */
  readonly id: number;
}

export interface Entry {
  /** What a map says; '' in a set. */
  readonly value: string;
  /** ms UTC when the kernel forgets it by itself; Infinity for never. */
  readonly until: number;
  readonly meaning: Meaning | undefined;
}

/** A set or map with all that has to be in it. */
export interface Container {
  readonly kind: 'set' | 'map';
  /** Between the braces: type, flags, size. */
  readonly spec: string;
  /** By key as nft writes it. Undefined: the kernel fills it itself. */
  readonly entries: ReadonlyMap<string, Entry> | undefined;
}

export interface Chain {
  /** Hook and priority; '' for one that is only jumped to. */
  readonly hook: string;
  readonly rules: readonly string[];
}

/** All of the table but the world: what lanes need. Names of chains and containers are letters, digits and underscores. */
export interface Content {
  readonly containers: ReadonlyMap<string, Container>;
  readonly chains: ReadonlyMap<string, Chain>;
}

/** Content as it grows. */
export class ContentDraft implements Content {
  readonly containers = new Map<string, Container & { entries: Map<string, Entry> | undefined }>();
  readonly chains = new Map<string, Chain>();

  /** Makes a container unless it is there, and gives what is to be in it. */
  container(name: string, kind: Container['kind'], spec: string): Map<string, Entry> {
    const known = this.containers.get(name)?.entries;
    if (known) return known;
    const entries = new Map<string, Entry>();
    this.containers.set(name, { kind, spec, entries });
    return entries;
  }

  /** A set that rules fill. */
  filledByRules(name: string, spec: string): void {
    this.containers.set(name, { kind: 'set', spec, entries: undefined });
  }

  chain(name: string, rules: readonly string[], hook = ''): void {
    this.chains.set(name, { hook, rules });
  }
}
