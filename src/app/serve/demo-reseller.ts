import type { Store } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';
import { demoAssets, demoSources, demoTenants } from '../demo/customers.ts';
import { runDemo } from '../demo/run-demo.ts';
import { reachable } from './addresses.ts';
import type { StandingOrders } from './standing-orders.ts';

const lookEveryMs = 1000;

/** The simulated reseller: its customers in the database, its traffic through the real sockets, on request. */
export class DemoReseller {
  readonly #store: Store;
  readonly #config: Config;
  readonly #orders: StandingOrders;
  readonly #port: (listener: string) => number;
  readonly #log: (line: string) => void;
  readonly #end = new AbortController();
  running = false;

  constructor(
    store: Store,
    config: Config,
    orders: StandingOrders,
    port: (listener: string) => number,
    log: (line: string) => void,
  ) {
    this.#store = store;
    this.#config = config;
    this.#orders = orders;
    this.#port = port;
    this.#log = log;
  }

  /** Whether it ran when the server was last stopped. */
  async ranBefore(): Promise<boolean> {
    return (await this.#store.settings.fact('demo')) === true;
  }

  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const { settings, tenants, sources } = this.#store;
    await settings.rememberFact('demo', true);
    for (const tenant of demoTenants) await tenants.insert(tenant);
    for (const asset of demoAssets) await tenants.putAsset(asset);
    for (const source of demoSources) await sources.put(source);
    await settings.change({ mode: 'enforce' });
    await this.#orders.renewPolicy();
    await this.#orders.renewSources();
    const { syslog, hep } = this.#config;
    const blocked = this.#followBlocks();
    void runDemo({
      syslog: { host: reachable(syslog.host), port: this.#port('syslog-udp') },
      hep: { host: reachable(hep.host), port: this.#port('hep-udp'), authKey: hep.auth_key },
      signal: this.#end.signal,
      isBlocked: (address) => blocked.has(address),
      log: this.#log,
    }).catch((error: Error) => this.#log(`the demo stopped: ${error.message}`));
  }

  stop(): void {
    this.#end.abort();
  }

  /** Addresses in force, kept up to date: a blocked attacker of the demo stops, as a real one would have to. */
  #followBlocks(): ReadonlySet<string> {
    const blocked = new Set<string>();
    const timer = setInterval(async () => {
      const inForce = await this.#store.decisions.inForce(Date.now()).catch(() => []);
      blocked.clear();
      for (const { value } of inForce) blocked.add(value);
    }, lookEveryMs);
    this.#end.signal.addEventListener('abort', () => clearInterval(timer));
    return blocked;
  }
}
