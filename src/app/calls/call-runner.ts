import { randomUUID } from 'node:crypto';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { DeckListing } from '../../core/calls/call-records.ts';
import type { CallSettingsRecord } from '../../core/calls/call-settings.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import type { DeckArrays } from '../../core/rates/deck.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { CallRule } from '../../detect/calls/rule.ts';
import type { RedirectOptions } from '../../enforce/redirect/redirect-options.ts';
import { callSourceSecret } from '../../store/calls/sources.ts';
import type { Store } from '../../store/store.ts';
import { callCustomersOf, providerAsCustomer } from './call-customers.ts';
import { releasedMs } from './call-guard.ts';
import { type CallEvents, CallThread } from './call-thread.ts';
import type { CallOrders, CallStart, FromCalls, RememberedCall, SourceOrder } from './messages.ts';
import { readDeck } from './read-deck.ts';

export interface CallRunnerPorts {
  readonly store: Store;
  readonly rules: readonly CallRule[];
  readonly redirect: RedirectOptions | undefined;
  readonly timeZone: string;
  readonly events: Omit<CallEvents, 'died'>;
  /** Resolves when everything a dead thread handed over is stored. */
  readonly settled: () => Promise<void>;
  readonly log: (line: string) => void;
}

const againMs = 1000;
const usualPlan = defaultDialPlan('NL');
/** Caps of a month count from its first day, wherever the customer is. */
const monthMs = 32 * 86_400_000;

/** Keeps the call thread running: starts it, gives it back what it has to know, and starts another when it dies. */
export class CallRunner {
  readonly #ports: CallRunnerPorts;
  #thread: CallThread | undefined;
  #stopped = false;
  #renewing: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #geo: GeoBook | undefined;
  /** Deck in use by key, as the thread has it. */
  readonly #decks = new Map<string, string>();
  ports: ReadonlyMap<string, number> = new Map();
  /** Sentence when something needs attention, '' otherwise. */
  trouble = '';

  constructor(ports: CallRunnerPorts) {
    this.#ports = ports;
  }

  /** The thread of the moment; undefined while one is being started. */
  get thread(): CallThread | undefined {
    return this.#thread;
  }

  /** Resolves when listeners and sources are open, with what did not work. */
  async start(): Promise<Extract<FromCalls, { type: 'started' }>> {
    const { settled, events } = this.#ports;
    await settled();
    const start = await this.#begin();
    const thread = new CallThread(start, { ...events, died: (reason) => this.#died(reason) });
    await thread.ready();
    // From here on its batches are acknowledged.
    this.#thread = thread;
    await this.#catchUp(thread, start.stops);
    for await (const calls of this.#remembered()) thread.send({ type: 'remember', calls });
    const started = await thread.listen();
    this.ports = new Map(started.ports);
    this.trouble = started.troubles.join(' ');
    // What changed while it was being started.
    if (this.#geo && this.#geo !== start.geo) thread.send({ type: 'geo', book: this.#geo });
    await this.renew();
    return started;
  }

  /** Stops that people imposed or took back while the thread was being made. */
  async #catchUp(thread: CallThread, known: readonly CallStop[]): Promise<void> {
    const current = await this.#ports.store.callStops.current();
    const now = new Set(current.map(({ id }) => id));
    const before = new Set(known.map(({ id }) => id));
    for (const stop of current) if (!before.has(stop.id)) await thread.impose(stop);
    for (const { id, state } of known) if (state !== 'lifted' && !now.has(id)) await thread.lift(id, Date.now());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#thread?.stop();
  }

  /** Customers, settings, lists of numbers and sources changed. One after another; who asks while one waits shares it. */
  renew(): Promise<void> {
    this.#waiting ??= this.#renewing.then(() => {
      this.#waiting = undefined;
      const renewed = this.#tell();
      this.#renewing = renewed.catch(() => {});
      return renewed;
    });
    return this.#waiting;
  }

  /** Policies by country from now on; a thread that is started again gets them too. */
  setGeo(book: GeoBook): void {
    // Numbers have no addresses: what is about those stays here.
    this.#geo = { ...book, guards: [], known: [] };
    this.#thread?.send({ type: 'geo', book: this.#geo });
  }

  async #tell(): Promise<void> {
    const orders = await this.#orders();
    this.#thread?.send({ type: 'orders', orders });
    this.#thread?.send({ type: 'sources', sources: await this.#sources(orders.customers) });
    await this.#tellDecks();
  }

  /** Reads decks that came into use and tells those that went. */
  async #tellDecks(): Promise<void> {
    const { store } = this.#ports;
    const active = await store.rateDecks.active();
    const wanted = new Map(active.map((deck) => [keyOf(deck.tenant), deck]));
    for (const key of [...this.#decks.keys()]) {
      if (wanted.has(key)) continue;
      this.#decks.delete(key);
      this.#thread?.send({ type: 'deck', key, arrays: undefined });
    }
    for (const [key, deck] of wanted) {
      if (this.#decks.get(key) === deck.id) continue;
      const arrays = await this.#read(deck);
      if (!arrays) continue;
      this.#decks.set(key, deck.id);
      this.#thread?.send({ type: 'deck', key, arrays }, buffersOf(arrays));
    }
  }

  async #read({ id, currency, worth, columns }: DeckListing): Promise<DeckArrays | undefined> {
    const packed = await this.#ports.store.rateDecks.file(id);
    if (!packed) return undefined;
    try {
      return (await readDeck({ packed, reading: { currency, worth, columns } })).arrays;
    } catch (error) {
      this.#ports.log(`a rate deck cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  async #orders(): Promise<CallOrders> {
    const { store } = this.#ports;
    const [facts, settings, decks, numberLists, emergency, tenants] = await Promise.all([
      store.calls.customers(),
      store.callSettings.all(),
      store.rateDecks.active(),
      store.numberLists.entries(),
      store.callSettings.emergency(),
      store.tenants.list(),
    ]);
    const customers = callCustomersOf(facts, {
      settings: settings as readonly CallSettingsRecord[],
      decks: new Set(decks.map(({ tenant }) => tenant)),
      emergency: emergency.numbers.map(({ number }) => number),
      now: Date.now(),
    });
    const zone = tenants.find(({ id }) => id === providerTenant)?.timeZone ?? 'UTC';
    return { customers: [...customers, providerAsCustomer(zone, settings)], numberLists };
  }

  async #sources(customers: readonly CallCustomer[]): Promise<readonly SourceOrder[]> {
    const plans = new Map(customers.map(({ id, plan }) => [id, plan]));
    const { store } = this.#ports;
    const orders: SourceOrder[] = [];
    for (const { id, tenant, name, kind, enabled, setup, hasSecret } of await store.callSources.list(undefined)) {
      if (!enabled) continue;
      const secret = hasSecret ? ((await store.vault.open(tenant, callSourceSecret(id)).catch(() => '')) ?? '') : '';
      const { country, internationalPrefixes, nationalPrefix, outsideLine } = plans.get(tenant) ?? usualPlan;
      const plan = { country, internationalPrefixes, nationalPrefix, outsideLine };
      orders.push({ id, tenant, name, kind, setup, secret, plan });
    }
    return orders;
  }

  async #begin(): Promise<CallStart> {
    const { store, rules, redirect, timeZone } = this.#ports;
    this.#decks.clear();
    const decks: [string, DeckArrays][] = [];
    for (const deck of await store.rateDecks.active()) {
      const arrays = await this.#read(deck);
      if (!arrays) continue;
      decks.push([keyOf(deck.tenant), arrays]);
      this.#decks.set(keyOf(deck.tenant), deck.id);
    }
    const [orders, current, lifted, state] = await Promise.all([
      this.#orders(),
      store.callStops.current(),
      store.callStops.lifted(Date.now() - releasedMs),
      store.callLearned.list(),
    ]);
    const sources = await this.#sources(orders.customers);
    const stops = [...current, ...lifted];
    return {
      ...orders,
      instance: randomUUID(),
      rules,
      decks,
      stops,
      state,
      sources,
      redirect,
      timeZone,
      geo: this.#geo,
    };
  }

  /** Calls of this month that cost something, and those that ran when the last run ended, in portions, oldest first. */
  async *#remembered(): AsyncGenerator<readonly RememberedCall[]> {
    const { store } = this.#ports;
    const portions: RememberedCall[][] = [];
    await store.calls.costly(Date.now() - monthMs, (listings) => portions.push(listings.map(rememberedCall)));
    yield* portions;
    yield (await store.calls.running()).map(rememberedCall);
  }

  #died(reason: string): void {
    if (this.#stopped) return;
    this.#thread = undefined;
    this.trouble = 'The call thread stopped and is being started again; calls pass meanwhile.';
    this.#ports.log(`the call thread stopped, starting it again: ${reason}`);
    setTimeout(() => {
      if (!this.#stopped) this.start().catch((error: Error) => this.#died(error.message));
    }, againMs);
  }
}

/** Key of the deck of a customer: '' is the provider's. */
function keyOf(tenant: string): string {
  return tenant === providerTenant ? '' : tenant;
}

function buffersOf(arrays: DeckArrays): ArrayBuffer[] {
  const { keys, rate, name, firstEntry, validFrom, validUntil } = arrays;
  return [keys, rate, name, firstEntry, validFrom, validUntil].flatMap((array) =>
    array ? [array.buffer as ArrayBuffer] : [],
  );
}

function rememberedCall({ call, sourceCall }: Awaited<ReturnType<Store['calls']['running']>>[number]): RememberedCall {
  const {
    id,
    linkedId,
    direction,
    from,
    dialled: to,
    account,
    accountCode,
    trunk,
    address,
    start,
    outcome,
    cause,
  } = call;
  const answer = call.answer > 0 ? call.answer : undefined;
  const end = call.end > 0 ? call.end : undefined;
  return {
    source: call.source,
    sourceCall,
    rate: call.rate,
    record: {
      ...{
        id,
        linkedId,
        direction,
        from,
        to,
        account,
        accountCode,
        trunk,
        address,
        start,
        answer,
        end,
        outcome,
        cause,
      },
      line: 0,
    },
  };
}
