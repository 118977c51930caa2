import type { CallStop } from '../../core/calls/call-stop.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { PbxEnforcer } from '../../enforce/calls/blocks/pbx-enforcer.ts';
import { type ControlAct, ControlError } from '../../enforce/calls/call-control.ts';
import type { Store } from '../../store/store.ts';
import type { CallRunner } from './call-runner.ts';
import type { CallThread } from './call-thread.ts';
import type { HangUp } from './messages.ts';
import { steers, ThreadControl } from './thread-control.ts';

export interface ControlsParts {
  readonly store: Store;
  /** The thread where PBXs are steered. */
  readonly thread: () => CallThread | undefined;
  readonly log: (line: string) => void;
  readonly alarm: (name: string, detail: string) => void;
  /** Told of PBXs that keep addresses out, whenever they change. */
  readonly blocks: Pick<PbxEnforcer, 'serve' | 'release' | 'resume'>;
}

type AccountStop = Extract<ControlAct, { kind: 'stop-account' }>;

interface Kept {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly control: ThreadControl;
  /** Reconciles one after another. */
  working: Promise<void>;
  trouble: string;
  /** It gives up what Belwacht holds there: nothing is put there again. */
  released: boolean;
}

/** A PBX beside the path, and what can be done there. */
export interface SteeredPbx {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly hangsUp: boolean;
  readonly drops: boolean;
  readonly stops: boolean;
}

/** What came of it at one PBX; `detail` as it says it. */
export interface SteerAnswer {
  readonly ok: boolean;
  /** Name of the PBX. */
  readonly by: string;
  readonly detail: string;
}

const reconcileEveryMs = 60_000;
/** Accounts of one customer that a stop of all of it names at a PBX. */
const mostAccounts = 2000;
const testWithinMs = 5000;
/** Accounts that a sentence names. */
const mostNamed = 5;

/**
 * PBXs beside the path: hangs up running calls, and has each PBX of a customer refuse the accounts that are stopped. What holds
 * there is brought in line with what should hold at every change and every minute, in both directions.
 */
export class Controls {
  readonly #parts: ControlsParts;
  readonly #kept = new Map<string, Kept>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ControlsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#reconcileAll(undefined), reconcileEveryMs);
    void this.#reconcileAll(undefined);
  }

  /** Sources changed: what may act is known anew. */
  async renew(): Promise<void> {
    const { store, thread } = this.#parts;
    const listings = await store.callSources.list(undefined);
    const wanted = new Map(
      listings.flatMap((one) => (one.enabled && one.setup.control && steers(one.kind) ? [[one.id, one]] : [])),
    );
    for (const [id, kept] of this.#kept) {
      if (wanted.get(id)?.name === kept.name) continue;
      this.#kept.delete(id);
      this.#trouble(kept, '');
    }
    for (const { id, tenant, name, kind } of wanted.values()) {
      if (this.#kept.has(id)) continue;
      const control = new ThreadControl(id, kind, thread);
      const kept: Kept = { id, tenant, name, control, working: Promise.resolve(), trouble: '', released: false };
      this.#kept.set(id, kept);
      void this.#bring(kept);
    }
    this.#parts.blocks.serve(
      [...this.#kept.values()].flatMap(({ id, name, tenant, control }) =>
        control.keepsOut ? [{ id, name, tenant, align: (wanted) => control.alignBlocks(wanted) }] : [],
      ),
    );
  }

  /** Running calls have to end. */
  async hangUp(calls: readonly HangUp[]): Promise<void> {
    await Promise.all(
      calls.map(async ({ source, sourceCall, stop }) => {
        const kept = this.#kept.get(source);
        if (!kept?.control.can('hang-up')) return;
        try {
          await kept.control.act({ kind: 'hang-up', callId: sourceCall });
        } catch (error) {
          await this.#report(stop, kept, 'failed', `A call could not be hung up: ${(error as Error).message}`);
        }
      }),
    );
  }

  /** What can be steered, of a customer or ('') all: the provider's own serve every customer. */
  pbxs(tenant: string): readonly SteeredPbx[] {
    return [...this.#kept.values()]
      .filter((kept) => tenant === '' || kept.tenant === tenant || kept.tenant === providerTenant)
      .map(({ id, name, control, tenant: of }) => ({
        ...{ id, name, tenant: of },
        ...{
          hangsUp: control.can('hang-up'),
          drops: control.can('drop-registration'),
          stops: control.can('stop-account'),
        },
      }));
  }

  /** Has one PBX do something that a person wants; what it saw, or why not. */
  async steer(source: string, act: ControlAct): Promise<SteerAnswer> {
    const kept = this.#kept.get(source);
    if (!kept?.control.can(act.kind))
      return { ok: false, by: kept?.name ?? source, detail: 'Nothing here steers it for that.' };
    try {
      const { confirmed } = await kept.control.act(act);
      return { ok: true, by: kept.name, detail: confirmed };
    } catch (error) {
      return { ok: false, by: kept.name, detail: (error as Error).message };
    }
  }

  /** Brings the PBXs of a customer in line with the stops now; how it went with each that can refuse accounts. */
  async align(tenant: string): Promise<readonly SteerAnswer[]> {
    await this.#reconcileAll(tenant === '' ? undefined : tenant);
    return [...this.#kept.values()]
      .filter(
        (kept) =>
          (tenant === '' || kept.tenant === tenant || kept.tenant === providerTenant) &&
          kept.control.can('stop-account'),
      )
      .map(({ name, trouble }) => ({ ok: trouble === '', by: name, detail: trouble }));
  }

  /** Stops began, moved or ended. */
  async moved(stops: readonly CallStop[]): Promise<void> {
    const tenants = new Set(stops.map(({ scope, tenant }) => (scope === 'provider' ? '' : tenant)));
    for (const tenant of tenants) await this.#reconcileAll(tenant || undefined);
  }

  /** Tries a source and its control once. */
  async test(id: string, runner: CallRunner): Promise<{ readonly ok: boolean; readonly detail: string }> {
    const listing = await this.#parts.store.callSources.get(id);
    if (!listing?.enabled) return { ok: false, detail: 'It is switched off.' };
    const kept = this.#kept.get(id);
    if (kept) {
      try {
        const holding = await kept.control.inForce();
        return { ok: true, detail: `It answers; ${holding.length} accounts are stopped there.` };
      } catch (error) {
        return { ok: false, detail: (error as Error).message };
      }
    }
    const until = Date.now() + testWithinMs;
    for (;;) {
      const state = (await runner.thread?.sourceStates())?.find((one) => one.id === id);
      if (state?.up) return { ok: true, detail: state.detail || 'It is connected.' };
      if (Date.now() >= until) return { ok: false, detail: state?.detail || 'It does not answer.' };
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /**
   * Takes back what Belwacht holds at a PBX that it is about to steer no more, and puts nothing there until `resume`. A sentence
   * when something may be left there; '' when nothing is.
   */
  async release(id: string): Promise<string> {
    const kept = this.#kept.get(id);
    if (!kept) return '';
    kept.released = true;
    await kept.working;
    const left = await Promise.all([this.#releaseStops(kept), this.#parts.blocks.release(id)]);
    return left.filter(Boolean).join(' ');
  }

  /** The same for all PBXs of a customer. */
  async releaseAll(tenant: string): Promise<string> {
    const own = [...this.#kept.values()].filter((kept) => kept.tenant === tenant);
    return (await Promise.all(own.map(({ id }) => this.release(id)))).filter(Boolean).join(' ');
  }

  /** It is steered after all. */
  resume(id: string): void {
    const kept = this.#kept.get(id);
    this.#parts.blocks.resume(id);
    if (!kept?.released) return;
    kept.released = false;
    void this.#bring(kept);
  }

  async #releaseStops(kept: Kept): Promise<string> {
    const { control, name } = kept;
    if (!control.can('stop-account')) return '';
    try {
      for (const act of await control.inForce()) await control.undo(act);
      return '';
    } catch (error) {
      const accounts = [...(await this.#wanted(kept)).keys()];
      if (accounts.length === 0) return '';
      const named = accounts.slice(0, mostNamed).join(', ');
      const more = accounts.length > mostNamed ? ` and ${accounts.length - mostNamed} more` : '';
      return `${name} may go on refusing calls of ${named}${more}: ${(error as Error).message}`;
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const { working } of this.#kept.values()) await working.catch(() => {});
    this.#kept.clear();
  }

  async #reconcileAll(tenant: string | undefined): Promise<void> {
    const mine = [...this.#kept.values()].filter(
      (kept) => tenant === undefined || kept.tenant === tenant || kept.tenant === providerTenant,
    );
    if (mine.length === 0) return;
    await Promise.all(mine.map((kept) => this.#bring(kept)));
  }

  /** Brings one in line with the stops now, after what it is doing. */
  #bring(kept: Kept): Promise<void> {
    kept.working = kept.working.then(() => this.#reconcile(kept)).catch(() => {});
    return kept.working;
  }

  async #reconcile(kept: Kept): Promise<void> {
    const { control, name } = kept;
    if (!control.can('stop-account') || kept.released) return;
    let trouble = '';
    try {
      const wanted = await this.#wanted(kept);
      const holding = (await control.inForce()).flatMap((act) => (act.kind === 'stop-account' ? [act] : []));
      for (const act of holding) if (!wanted.has(act.account)) await control.undo(act);
      if (holding.length > 0) await control.renewLease();
      for (const { act, stops: own } of wanted.values()) {
        if (holding.some((other) => other.account === act.account && other.reach === act.reach)) {
          for (const { id } of own) await this.#report(id, kept, 'in-force', 'It holds.');
          continue;
        }
        try {
          const { confirmed } = await control.act(act);
          for (const { id } of own) await this.#report(id, kept, 'in-force', confirmed);
        } catch (error) {
          // One account that cannot be stopped there keeps none of the others from it.
          if (!(error instanceof ControlError) || error.retryable) throw error;
          trouble ||= `${name} did not stop ${act.account}: ${error.message}`;
        }
      }
      this.#trouble(kept, trouble);
    } catch (error) {
      const again = error instanceof ControlError && !error.retryable ? '' : ' It is tried again every minute.';
      this.#trouble(kept, `${name} was not brought in line with the stops: ${(error as Error).message}${again}`);
    }
  }

  /** Accounts that a PBX is to refuse, each with the stops that say so. */
  async #wanted({ tenant }: Kept): Promise<ReadonlyMap<string, { act: AccountStop; stops: CallStop[] }>> {
    const stops = (await this.#parts.store.callStops.current()).filter(
      (stop) =>
        (stop.tenant === tenant || tenant === providerTenant) &&
        stop.state === 'in-force' &&
        (stop.scope === 'account' || stop.scope === 'customer') &&
        stop.divertTo === '',
    );
    const wanted = new Map<string, { act: AccountStop; stops: CallStop[] }>();
    for (const stop of stops) {
      const reach = stop.reach === 'outgoing' ? 'outgoing' : 'abroad';
      for (const account of stop.scope === 'account' ? [stop.payer] : await this.#accountsOf(stop.tenant)) {
        const known = wanted.get(account);
        if (!known) wanted.set(account, { act: { kind: 'stop-account', account, reach }, stops: [stop] });
        else {
          known.stops.push(stop);
          if (reach === 'outgoing') known.act = { ...known.act, reach };
        }
      }
    }
    return wanted;
  }

  /** Names of the accounts of a customer: a PBX knows accounts, not customers. */
  async #accountsOf(tenant: string): Promise<readonly string[]> {
    const names: string[] = [];
    for (let after: string | undefined; ; ) {
      const { items, next } = await this.#parts.store.customers.listPart(tenant, 'accounts', { limit: 500, after });
      names.push(...items.map(({ name }) => name));
      if (next === undefined || names.length >= mostAccounts) return names;
      after = next;
    }
  }

  /** What a PBX said, once; again when it changes. */
  readonly #reported = new Map<string, string>();

  async #report(stop: string, { id, name }: Kept, state: 'in-force' | 'failed', detail: string): Promise<void> {
    const key = `${stop} ${id}`;
    if (this.#reported.get(key) === state) return;
    if (this.#reported.size > 10_000) this.#reported.clear();
    this.#reported.set(key, state);
    await this.#parts.store.callStops
      .confirmed(stop, { control: name, state, at: Date.now(), detail })
      .catch((error: Error) => this.#parts.log(`what ${name} said is not kept: ${error.message}`));
  }

  #trouble(kept: Kept, sentence: string): void {
    // One that went meanwhile troubles nobody.
    if (kept.trouble === sentence || (sentence !== '' && this.#kept.get(kept.id) !== kept)) return;
    kept.trouble = sentence;
    if (sentence) this.#parts.log(sentence);
    this.#parts.alarm(`control:${kept.id}`, sentence);
  }
}
