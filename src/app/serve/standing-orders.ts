import type { Ownership } from '../../core/customer/ownership.ts';
import { CustomerNetworks } from '../../decide/customer-networks.ts';
import type { Policy } from '../../decide/policy.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';
import type { ToHot } from '../hot/messages.ts';
import { Operators } from './operators.ts';
import { policyOf } from './policy-of.ts';

/** What people set and the hot thread follows: the policy, and which source belongs to whom. Told anew when it changes. */
export class StandingOrders {
  readonly operators: Operators;
  /** Networks of customers, for blocks by people. */
  readonly networks = new CustomerNetworks();
  readonly #store: Store;
  readonly #config: Config;
  readonly #tell: (message: ToHot) => void;
  #follower: () => void = () => {};
  #policy: Policy | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  /** As the hot thread has it. */
  #toldOwnership = '';

  constructor(store: Store, config: Config, tell: (message: ToHot) => void, log: (line: string) => void) {
    this.#store = store;
    this.#config = config;
    this.#tell = tell;
    this.operators = new Operators(
      () => void this.renewPolicy().catch((error: Error) => log(`the guard of an operator waits: ${error.message}`)),
    );
  }

  /** The policy of the moment; read first with `read`. */
  get policy(): Policy {
    if (!this.#policy) throw new Error('the policy was not read yet');
    return this.#policy;
  }

  async read(): Promise<Policy> {
    const { settings, ruleModes } = this.#store;
    this.#policy = policyOf(
      await settings.get(),
      await ruleModes.modes(),
      this.operators.list(Date.now()),
      this.#config,
    );
    return this.#policy;
  }

  /** Called after the policy changed. */
  follow(follower: () => void): void {
    this.#follower = follower;
  }

  async renewPolicy(): Promise<void> {
    this.#tell({ type: 'policy', policy: await this.read() });
    this.#follower();
  }

  /** What belongs to which customer, as it is now, for a thread that starts. */
  async readOwnership(): Promise<Ownership> {
    const ownership = await this.#store.customers.ownership();
    this.networks.replace(ownership);
    this.#toldOwnership = JSON.stringify(ownership);
    return ownership;
  }

  /** One after another, so that what is told last was read last; who asks while one waits shares it. */
  renewSources(): Promise<void> {
    this.#waiting ??= this.#renewing.then(() => {
      this.#waiting = undefined;
      const renewed = this.#tellSources();
      this.#renewing = renewed.catch(() => {});
      return renewed;
    });
    return this.#waiting;
  }

  async #tellSources(): Promise<void> {
    const sources = (await this.#store.sources.list(undefined)).map(({ source }) => source);
    const tenants = await this.#store.tenants.list();
    // With thousands of customers this takes the thread a moment, so it is told only when it changed.
    const before = this.#toldOwnership;
    const ownership = await this.readOwnership();
    this.#tell({ type: 'sources', sources, tenants, ...(this.#toldOwnership !== before && { ownership }) });
  }
}
