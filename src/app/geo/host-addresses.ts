import { lookup } from 'node:dns/promises';
import { readCidr } from '../../core/ip.ts';

export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Asked anew after this time; what a name led to before holds on while nobody answers. */
const againMs = 300_000;
/** Who asks for a name for the first time waits so long at most; later answers count when they come. */
const patienceMs = 2_000;
const mostHosts = 1_000;

interface Known {
  readonly askedAt: number;
  addresses: readonly string[];
}

/** Addresses of PBXs and SBCs that people named by a host name: policies by country spare them like any other. */
export class HostAddresses {
  readonly #resolve: ResolveHost;
  readonly #clock: () => number;
  readonly #known = new Map<string, Known>();

  constructor(clock: () => number, resolve: ResolveHost = resolveHost) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  /** Addresses by name, of those that are neither an address nor a range; without those that led nowhere yet. */
  async of(hosts: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const names = [...new Set(hosts)].filter((host) => host !== '' && readCidr(host) === undefined);
    const asking = names.slice(0, mostHosts).flatMap((name) => this.#ask(name) ?? []);
    await Promise.race([Promise.all(asking), wait(asking.length > 0 ? patienceMs : 0)]);
    for (const name of this.#known.keys()) if (!names.includes(name)) this.#known.delete(name);
    return new Map(names.map((name) => [name, this.#known.get(name)?.addresses ?? []]));
  }

  /** Undefined when nobody has to wait for it. */
  #ask(name: string): Promise<void> | undefined {
    const before = this.#known.get(name);
    const now = this.#clock();
    if (before && now - before.askedAt < againMs) return undefined;
    const known: Known = { askedAt: now, addresses: before?.addresses ?? [] };
    this.#known.set(name, known);
    const asked = this.#resolve(name).then(
      (addresses) => {
        if (addresses.length > 0) known.addresses = addresses;
      },
      () => {},
    );
    return before ? undefined : asked;
  }
}

async function resolveHost(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
