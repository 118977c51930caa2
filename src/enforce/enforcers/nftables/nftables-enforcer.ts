import type { Clock } from '../../../core/clock.ts';
import type { Decision } from '../../../core/decision.ts';
import type { Enforcer, EnforcerReport } from '../../enforcer.ts';
import { Ledger, type Wanted } from '../../ledger.ts';
import { compare } from './compare.ts';
import { isNamespaceName, isTableName, receiptSet, type SetName, setNames, setOf, sets } from './names.ts';
import { NftError, NftSession, runNft } from './nft.ts';
import { readTable, type TableState } from './read-back.ts';
import { dropAddresses, ensureTable, fillRanges, leaveReceipt, putAddresses, removeTable } from './script.ts';

export interface NftablesOptions {
  readonly id: string;
  /** Name of our own table; several installations on one machine need different ones. */
  readonly table: string;
  /** Network namespace in which the traffic arrives, '' for our own. */
  readonly netns: string;
}

interface Change {
  readonly add: readonly Decision[];
  readonly lift: readonly Decision[];
  readonly done: (reports: readonly EnforcerReport[]) => void;
}

interface Reconciliation {
  readonly inForce: readonly Decision[];
  readonly done: (reports: readonly EnforcerReport[]) => void;
}

/** More values than this go through a fresh process, whose input has no limit to the length of a line. */
const sessionValues = 100;

/**
 * Blocks in the kernel of this machine. All in force is in one table of our own; other tables are never touched. The kernel
 * drops each element by itself when its time is up, also when we are gone. Calls of the same moment share a transaction.
 */
export class NftablesEnforcer implements Enforcer {
  readonly id: string;
  readonly kind = 'nftables';
  readonly real = true;
  readonly confirms = 'at-once';
  readonly #table: string;
  readonly #netns: string;
  readonly #clock: Clock;
  readonly #session: NftSession;
  readonly #ledger = new Ledger();
  #changes: Change[] = [];
  #reconciliations: Reconciliation[] = [];
  #working: Promise<void> | undefined;
  #ready = false;
  #receipt = 0;
  #trouble = '';
  #dropped = 0;

  /** Throws a RangeError when the table's or the namespace's name cannot be one. */
  constructor({ id, table, netns }: NftablesOptions, clock: Clock) {
    if (!isTableName(table)) throw new RangeError(`"${table}" cannot be the name of an nftables table`);
    if (netns !== '' && !isNamespaceName(netns)) throw new RangeError(`"${netns}" cannot be a network namespace`);
    this.id = id;
    this.#table = table;
    this.#netns = netns;
    this.#clock = clock;
    this.#session = new NftSession(netns);
  }

  apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    return new Promise((done) => {
      this.#changes.push({ add, lift, done });
      this.#work();
    });
  }

  reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    return new Promise((done) => {
      this.#reconciliations.push({ inForce, done });
      this.#work();
    });
  }

  health(): { readonly ok: boolean; readonly detail: string } {
    return { ok: this.#trouble === '', detail: this.#trouble };
  }

  /** Packets dropped so far, as last read. */
  get dropped(): number {
    return this.#dropped;
  }

  async stop(remove: boolean): Promise<void> {
    await this.#working;
    this.#session.close();
    if (!remove) return;
    this.#ready = false;
    await runNft(this.#netns, ['-f', '-'], script(removeTable(this.#table)));
  }

  #work(): void {
    this.#working ??= Promise.resolve()
      .then(() => this.#drain())
      .finally(() => {
        this.#working = undefined;
        if (this.#changes.length + this.#reconciliations.length > 0) this.#work();
      });
  }

  async #drain(): Promise<void> {
    while (this.#changes.length + this.#reconciliations.length > 0) {
      const changes = this.#changes;
      this.#changes = [];
      if (changes.length > 0) await this.#change(changes);
      // What came in meanwhile is newer than the list below, and is applied after it.
      const reconciliation = this.#reconciliations.shift();
      if (reconciliation) reconciliation.done(await this.#reconcile(reconciliation.inForce));
    }
  }

  async #change(changes: readonly Change[]): Promise<void> {
    const touched = new Set<string>();
    for (const { add, lift } of changes) {
      for (const decision of lift) noteValue(touched, this.#ledger.remove(decision));
      for (const decision of add) noteValue(touched, this.#ledger.add(decision));
    }
    const error = await this.#attempt(() => this.#commitValues(touched));
    const at = this.#clock();
    for (const { add, lift, done } of changes) {
      done([
        ...lift.map((decision) => this.#report(decision.id, error === '' ? 'lifted' : 'failed', at, error)),
        ...add.map((decision) => {
          const why = error || refusal(decision, at);
          return this.#report(decision.id, why === '' ? 'in-force' : 'failed', at, why);
        }),
      ]);
    }
  }

  /** Brings what the kernel holds for `values` in line with the ledger. */
  async #commitValues(values: ReadonlySet<string>): Promise<void> {
    if (!this.#ready) return this.#commitAll();
    const now = this.#clock();
    const put: Wanted[] = [];
    const drop: Pick<Wanted, 'value' | 'family' | 'scope'>[] = [];
    const refill = new Set<SetName>();
    for (const value of values) {
      const family = value.includes(':') ? 6 : 4;
      const scope = value.includes('/') ? 'range' : 'ip';
      if (scope === 'range') refill.add(setOf({ family, scope }));
      else {
        const wanted = this.#ledger.wanted(value, now);
        if (wanted) put.push(wanted);
        else drop.push({ value, family, scope });
      }
    }
    const statements = [
      ...dropAddresses(this.#table, drop),
      ...putAddresses(this.#table, put, now),
      ...this.#rangeStatements(refill, now),
    ];
    if (statements.length === 0) return;
    if (values.size <= sessionValues && (await this.#commitFast(statements))) return;
    try {
      await runNft(this.#netns, ['-f', '-'], script(statements));
    } catch {
      // Somebody emptied the ruleset or changed our table: put all of it back, as one transaction.
      await this.#commitAll();
    }
  }

  async #commitFast(statements: readonly string[]): Promise<boolean> {
    this.#receipt = (this.#receipt + 1) % 0xffffffff;
    const hex = this.#receipt.toString(16).padStart(8, '0');
    const all = [...statements, ...leaveReceipt(this.#table, this.#receipt)];
    const question = `list set inet ${this.#table} ${receiptSet}`;
    return (await this.#session.run(all, question, new RegExp(`0x${hex}\\b[^}]*\\}[^}]*\\}`))) !== undefined;
  }

  /** Makes the table if need be and puts everything in it that is wanted; as a last resort from scratch, still at once. */
  async #commitAll(): Promise<void> {
    const now = this.#clock();
    const content = [
      ...ensureTable(this.#table),
      ...putAddresses(this.#table, this.#wanted('ip', now), now),
      ...this.#rangeStatements(new Set<SetName>(['range4', 'range6']), now),
    ];
    try {
      await runNft(this.#netns, ['-f', '-'], script(content));
    } catch (error) {
      if (error instanceof NftError && !error.retryable) throw error;
      await runNft(this.#netns, ['-f', '-'], script([...removeTable(this.#table), ...content]));
    }
    this.#ready = true;
    // Starts the long-lived process now rather than at the first block.
    await this.#commitFast([]);
  }

  #rangeStatements(names: ReadonlySet<SetName>, now: number): readonly string[] {
    const ranges = names.size === 0 ? [] : this.#wanted('range', now);
    return [...names].flatMap((name) => {
      const members = ranges.filter(({ family }) => family === sets[name].family);
      return fillRanges(this.#table, name, members, now);
    });
  }

  #wanted(scope: 'ip' | 'range', now: number): readonly Wanted[] {
    return this.#ledger.all(now).filter((wanted) => wanted.scope === scope);
  }

  async #reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    this.#ledger.replace(inForce);
    const reports: EnforcerReport[] = [];
    const error = await this.#attempt(async () => {
      const state = await this.#readBack();
      if (!state) await this.#commitAll();
      const now = this.#clock();
      const seen = state?.elements ?? emptyElements();
      const { missing, strangers, refill } = compare(this.#ledger.all(now), seen, now);
      if (state && missing.length + strangers.length > 0) {
        const statements = [
          ...dropAddresses(
            this.#table,
            strangers.filter(({ scope }) => scope === 'ip'),
          ),
          ...putAddresses(
            this.#table,
            missing.filter(({ scope }) => scope === 'ip'),
            now,
          ),
          ...this.#rangeStatements(refill, now),
        ];
        await runNft(this.#netns, ['-f', '-'], script(statements));
        // A namespace that was made anew leaves the long-lived process behind in the old one.
        this.#session.close();
      }
      for (const { value } of missing) {
        for (const { id } of this.#ledger.decisionsOf(value)) reports.push(this.#report(id, 'in-force', now, ''));
      }
      for (const { value } of strangers) reports.push(this.#report(`stranger:${value}`, 'lifted', now, ''));
    });
    if (error === '') return reports;
    this.#ready = false;
    return inForce.map(({ id }) => this.#report(id, 'failed', this.#clock(), error));
  }

  /** State of our table, or undefined when it is absent or damaged and must be made anew. */
  async #readBack(): Promise<TableState | undefined> {
    let json: string;
    try {
      json = await runNft(this.#netns, ['-j', 'list', 'table', 'inet', this.#table], '');
    } catch (error) {
      if (error instanceof NftError && !error.retryable) throw error;
      return undefined;
    }
    const state = readTable(json);
    this.#dropped = Object.values(state.dropped).reduce((sum, packets) => sum + packets, 0);
    if (!state.hooked || state.rules !== setNames.length) {
      await runNft(this.#netns, ['-f', '-'], script(ensureTable(this.#table))).catch(() =>
        runNft(this.#netns, ['-f', '-'], script([...removeTable(this.#table), ...ensureTable(this.#table)])),
      );
      return { ...state, ...readTable(await runNft(this.#netns, ['-j', 'list', 'table', 'inet', this.#table], '')) };
    }
    this.#ready = true;
    return state;
  }

  /** Runs `act`; resolves with '' or with what went wrong, which is also what `health` says from then on. */
  async #attempt(act: () => Promise<void>): Promise<string> {
    try {
      await act();
      this.#trouble = '';
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
    }
    return this.#trouble;
  }

  #report(decision: string, state: EnforcerReport['state'], at: number, error: string): EnforcerReport {
    return { decision, enforcer: this.id, state, at, error };
  }
}

function noteValue(values: Set<string>, value: string | undefined): void {
  if (value !== undefined) values.add(value);
}

function refusal(decision: Decision, now: number): string {
  if (Ledger.valueOf(decision) === undefined) return `"${decision.value}" is no address or range`;
  return decision.until <= now ? 'it ended before it could be carried out' : '';
}

function emptyElements(): TableState['elements'] {
  const none = new Map<string, number>();
  return { block4: none, block6: none, range4: none, range6: none };
}

function script(statements: readonly string[]): string {
  return `${statements.join('\n')}\n`;
}
