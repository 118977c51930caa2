import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { MeasureListing, MeasureOrder, MeasureReport } from '../../../core/incident/measure-record.ts';
import type { Text } from '../../../core/text.ts';
import { moment } from '../../../respond/incident/words.ts';
import { confirmedBy, outcomeWords, ownReasons } from '../../../respond/measures/outcome-words.ts';
import { ownAsker } from '../asker.ts';
import { both } from './both.ts';
import type { OrderTime } from './carriers/carrier.ts';
import { carriersOf } from './carriers/carriers.ts';
import { isForgotten } from './four-eyes.ts';
import type { MeasureParts } from './measure-parts.ts';

/** A measure after something was done with it, and what those who carry it out said about what is missing. */
export interface WorkedOn {
  readonly record: MeasureListing;
  readonly detail: string;
}

/** How long somebody may take to agree. */
const agreeWithinMs = 24 * 3_600_000;
/** Registrations are removed again so often. */
const repeatMs = 60_000;

/**
 * Carries measures out, looks whether they still stand, and takes them back; one step after the other for each. All that is done is
 * kept before it is done, so that whoever comes after a crash goes on with it.
 */
export class MeasureWork {
  readonly #parts: MeasureParts;
  readonly #carrierOf: ReturnType<typeof carriersOf>;
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #repeated = new Map<string, number>();

  constructor(parts: MeasureParts) {
    this.#parts = parts;
    this.#carrierOf = carriersOf(parts);
  }

  /** Sentence of one that was confirmed. */
  static confirmed(
    record: Pick<MeasureListing, 'sentence' | 'lastsMs' | 'orders'>,
    reports: readonly MeasureReport[],
  ): Text {
    const by = confirmedBy(reports);
    const [order] = record.orders;
    if (record.lastsMs > 0 || order?.kind !== 'hang-up') return outcomeWords.confirmed(record.sentence, by);
    return order.calls.length === 0 ? outcomeWords.nothingToHangUp : outcomeWords.hungUp(order.calls.length, by);
  }

  tell({ id, tenant }: { readonly id: string; readonly tenant: string }): void {
    this.#parts.tell({ what: 'measures', id, tenant });
  }

  /** Does what has been kept as to be done. */
  carry(id: string, asker: Asker): Promise<WorkedOn> {
    return this.#inTurn(id, () => this.#carry(id, asker));
  }

  /** Takes it back everywhere; what is gone already is. */
  undo(id: string, reason: string, asker: Asker): Promise<WorkedOn> {
    return this.#inTurn(id, async () => {
      const { storeOf, store } = this.#parts;
      const change = { state: 'undoing', undoneBy: asker.by, undoReason: reason } as const;
      await storeOf(asker.work).measures.change(id, ['taking', 'in-force', 'unconfirmed'], change);
      const record = await store.measures.get(id);
      if (!record) throw new Error(`there is no measure ${id}`);
      return record.state === 'undoing' ? this.#lift(record, asker) : { record, detail: '' };
    });
  }

  /** Another end; undefined when it does not stand any more. */
  extend(id: string, until: number, asker: Asker): Promise<MeasureListing | undefined> {
    return this.#inTurn(id, async () => {
      const { storeOf, store, incidents } = this.#parts;
      const { measures } = storeOf(asker.work);
      const standing = ['in-force', 'unconfirmed'] as const;
      let record = await store.measures.get(id);
      if (!record || record.lastsMs === 0 || !standing.some((state) => state === record?.state)) return undefined;
      const time = { ...this.#timeOf(record), until };
      const old: MeasureOrder[] = [];
      for (const order of record.orders) {
        const carrier = this.#carrierOf(order);
        const next = carrier.successor?.(order, until);
        if (!next) {
          await carrier.extend(order, time, asker);
          continue;
        }
        // The new one is known and holds before the old one goes: nobody gets in between, and none is forgotten.
        record = (await measures.change(id, standing, { orders: [...record.orders, next] })) ?? record;
        await carrier.impose(next, { ...time, from: this.#parts.clock() }, asker);
        old.push(order);
      }
      const orders: readonly MeasureOrder[] = record.orders.filter((one) => !old.some((gone) => gone.id === one.id));
      const change = { until, lastsMs: until - (record.from ?? until), extension: undefined };
      record = (await measures.change(id, standing, change)) ?? record;
      // The incident knows what its measure stands for from now on before it hears that the old one is gone.
      const decision = orders[0]?.id;
      await incidents.act(record.incident, { act: 'extend-measure', id, until, decision }, asker);
      for (const order of old) await this.#carrierOf(order).lift(order, 'another end', asker);
      if (old.length > 0) record = (await measures.change(id, standing, { orders })) ?? record;
      this.tell(record);
      return (await this.#look(record)).record;
    });
  }

  /** A line on the timeline of its incident. How it came about is for the provider; `once`: told once by this name. */
  async write(
    { id, incident }: Pick<MeasureListing, 'id' | 'incident'>,
    kind: 'decision' | 'action',
    text: Text,
    asker: Asker,
    once = '',
    internal = true,
  ): Promise<void> {
    const about = { kind: 'measure', id } as const;
    const key = once === '' ? {} : { key: `measure:${id}:${once}` };
    await this.#parts.incidents.act(incident, { act: 'add-entry', kind, text, internal, about, ...key }, asker);
  }

  /** Looks whether one still stands as it should, and goes on with what is not finished. */
  review(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      const { store, clock } = this.#parts;
      const record = await store.measures.get(id);
      switch (record?.state) {
        case 'waiting':
          if (await isForgotten(this.#parts, record)) await this.#lapse(record, ownReasons.forgotten);
          else if (clock() - record.askedAt > agreeWithinMs) await this.#lapse(record, ownReasons.nobodyAgreed);
          return;
        case 'taking':
          await this.#carry(id, ownAsker);
          return;
        case 'undoing':
          await this.#lift(record, ownAsker);
          return;
        case 'in-force':
        case 'unconfirmed':
          await this.#lapseExtension(record);
          await this.#repeat(record);
          await this.#look(record);
          return;
        default:
      }
    });
  }

  /** Tells the incident what it has not been told. */
  async catchUp(): Promise<void> {
    for (const record of await this.#parts.store.measures.untold()) await this.#unlist(record, ownAsker);
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.#turns.values());
  }

  async #carry(id: string, asker: Asker): Promise<WorkedOn> {
    const { store, storeOf, incidents } = this.#parts;
    let record = await store.measures.get(id);
    if (!record) throw new Error(`there is no measure ${id}`);
    if (record.state !== 'taking') return { record, detail: '' };
    const isHangUp = record.lastsMs === 0;
    if (!isHangUp && !record.listed) {
      const { kind, what, until, orders } = record;
      const decision = orders[0]?.id ?? '';
      const owner = asker.by.id === ownAsker.by.id ? undefined : asker.by;
      const measure = { id, kind, decision, what, owner, until };
      const outcome = await incidents.act(record.incident, { act: 'add-measure', measure }, asker);
      const already = !outcome.ok && typeof outcome.reason === 'object' && outcome.reason.code === 'already';
      if (!outcome.ok && !already) {
        const why = typeof outcome.reason === 'object' ? outcome.reason.texts[0] : outcomeWords.noIncident;
        return this.#fail(record, why, asker);
      }
      record = (await storeOf(asker.work).measures.change(id, ['taking'], { listed: true })) ?? record;
    }
    const troubles: string[] = [];
    for (const order of record.orders) {
      try {
        await this.#carrierOf(order).impose(order, this.#timeOf(record), asker);
      } catch (error) {
        troubles.push((error as Error).message);
      }
    }
    this.#repeated.set(id, this.#parts.clock());
    if (isHangUp) return this.#afterHangUp(record, asker);
    return this.#look(record, troubles.join('; '), asker);
  }

  async #afterHangUp(record: MeasureListing, asker: Asker): Promise<WorkedOn> {
    const { storeOf, clock } = this.#parts;
    const [order] = record.orders;
    const { state, reports, detail } = await this.#carrierOf(order).look(order);
    const none = order.kind === 'hang-up' && order.calls.length === 0;
    const done = none || state === 'holds';
    const trouble = done
      ? undefined
      : outcomeWords.failed(record.sentence, detail === '' ? outcomeWords.nobodyHangsUp : both(detail));
    const change = { state: done ? 'undone' : 'failed', reports, trouble, undoneAt: clock() } as const;
    const after = (await storeOf(asker.work).measures.change(record.id, ['taking'], change)) ?? record;
    const text = trouble ?? MeasureWork.confirmed(after, reports);
    await this.write(record, 'action', text, asker, 'done', !done);
    this.tell(after);
    return { record: after, detail };
  }

  /** How its orders stand, kept. Ones that are gone end it, whoever ended them. */
  async #look(record: MeasureListing, trouble = '', asker: Asker = ownAsker): Promise<WorkedOn> {
    const { storeOf, clock } = this.#parts;
    const { id, sentence } = record;
    const seen = await Promise.all(
      record.orders.map(async (order) => ({ order, at: await this.#carrierOf(order).look(order) })),
    );
    const main = seen.filter(({ order }) => order.kind !== 'registration').map(({ at }) => at);
    const reports = seen.flatMap(({ at }) => at.reports);
    const detail = [trouble, ...seen.map(({ at }) => at.detail)].filter(Boolean).join('; ');
    const states = new Set(main.map(({ state }) => state));
    const over = record.until !== undefined && record.until <= clock();
    if (record.state === 'taking' && !states.has('holds') && !states.has('ordered')) {
      return this.#fail(record, outcomeWords.failed(sentence, both(detail)), asker, reports);
    }
    if (over || (!states.has('holds') && !states.has('ordered'))) {
      const by = over ? ownReasons.expired : ownReasons.elsewhere;
      const from = [record.state];
      const ending = await storeOf(ownAsker.work).measures.change(id, from, {
        state: 'undoing',
        undoReason: by,
        reports,
      });
      return ending ? this.#lift(ending, ownAsker) : { record, detail };
    }
    const state = states.has('holds') ? 'in-force' : 'unconfirmed';
    const missing = state === 'unconfirmed' ? outcomeWords.unconfirmed(sentence, both(detail)) : partly(detail);
    if (record.state === state && sameReports(record.reports, reports) && record.trouble?.en === missing?.en)
      return { record, detail };
    const from = ['taking', 'in-force', 'unconfirmed'] as const;
    const after = (await storeOf(asker.work).measures.change(id, from, { state, reports, trouble: missing })) ?? record;
    if (record.state !== state) {
      const text = state === 'in-force' ? MeasureWork.confirmed(record, reports) : missing!;
      // Told once each: a PBX that comes and goes does not fill a timeline.
      await this.write(record, 'action', text, ownAsker, state, state !== 'in-force');
    }
    this.tell(after);
    return { record: after, detail };
  }

  async #lift(record: MeasureListing, asker: Asker): Promise<WorkedOn> {
    const { storeOf, clock } = this.#parts;
    const troubles: string[] = [];
    for (const order of record.orders) {
      try {
        await this.#carrierOf(order).lift(order, record.undoReason, asker);
        const { state, detail } = await this.#carrierOf(order).look(order);
        if (order.kind !== 'registration' && (state === 'holds' || state === 'ordered' || state === 'ending'))
          troubles.push(detail || 'it is still in force');
      } catch (error) {
        troubles.push((error as Error).message);
      }
    }
    const { measures } = storeOf(asker.work);
    const detail = troubles.join('; ');
    if (troubles.length > 0) {
      const trouble = outcomeWords.undoing(record.what, both(detail));
      const after = (await measures.change(record.id, ['undoing'], { trouble })) ?? record;
      if (record.trouble?.en !== trouble.en) this.tell(after);
      return { record: after, detail };
    }
    this.#repeated.delete(record.id);
    const reports = record.reports.map((one) =>
      one.state === 'in-force' ? { ...one, state: 'lifted' as const, at: clock() } : one,
    );
    const change = { state: 'undone', undoneAt: clock(), trouble: undefined, reports, extension: undefined } as const;
    const after = (await measures.change(record.id, ['undoing'], change)) ?? record;
    await this.#unlist(after, asker);
    this.tell(after);
    return { record: after, detail: '' };
  }

  async #fail(
    record: MeasureListing,
    trouble: Text,
    asker: Asker,
    reports: readonly MeasureReport[] = [],
  ): Promise<WorkedOn> {
    const { storeOf, clock } = this.#parts;
    // What began of it does not stay behind.
    for (const order of record.orders)
      await this.#carrierOf(order)
        .lift(order, 'not done', asker)
        .catch(() => {});
    const change = { state: 'failed', trouble, reports, undoneAt: clock() } as const;
    const after = (await storeOf(asker.work).measures.change(record.id, ['taking'], change)) ?? record;
    await this.write(record, 'action', trouble, asker, 'failed');
    await this.#unlist(after, asker);
    this.tell(after);
    return { record: after, detail: trouble.en };
  }

  async #unlist(record: MeasureListing, asker: Asker): Promise<void> {
    if (!record.listed) return;
    const { incidents, storeOf, store } = this.#parts;
    const incident = (await store.incidents.standing(record.incident)) ?? record.incident;
    const by = record.undoneBy ? { ...asker, by: record.undoneBy } : asker;
    const outcome = await incidents.act(incident, { act: 'undo-measure', id: record.id }, by);
    // A closed incident, or one that is gone, needs to hear nothing more.
    if (!outcome.ok && outcome.reason === 'stale') return;
    await storeOf(ownAsker.work).measures.change(record.id, ['undone', 'failed'], { listed: false });
  }

  async #repeat(record: MeasureListing): Promise<void> {
    const order = record.orders.find(
      (one): one is Extract<MeasureOrder, { kind: 'registration' }> => one.kind === 'registration',
    );
    const now = this.#parts.clock();
    if (!order || now - (this.#repeated.get(record.id) ?? 0) < repeatMs) return;
    this.#repeated.set(record.id, now);
    await this.#carrierOf(order)
      .impose(order, this.#timeOf(record), ownAsker)
      .catch(() => {});
  }

  /** Nobody agreed in time, or nobody waits for it any more. */
  async #lapse(record: MeasureListing, undoReason: string): Promise<void> {
    const { store, clock } = this.#parts;
    const after = await store.measures.change(record.id, ['waiting'], {
      state: 'refused',
      undoReason,
      undoneAt: clock(),
    });
    if (!after) return;
    await this.write(after, 'decision', outcomeWords.lapsed(record.sentence, both(undoReason)), ownAsker, 'lapsed');
    this.tell(after);
  }

  async #lapseExtension({ id, state, sentence, extension }: MeasureListing): Promise<void> {
    const { store, clock } = this.#parts;
    if (!extension || clock() - extension.askedAt <= agreeWithinMs) return;
    const after = await store.measures.change(id, [state], { extension: undefined });
    if (!after) return;
    const longer = outcomeWords.longer(sentence, moment(extension.until));
    await this.write(after, 'decision', outcomeWords.lapsed(longer, both(ownReasons.nobodyAgreed)), ownAsker);
    this.tell(after);
  }

  #timeOf({ from, until, reason, sentence, tenant, number }: MeasureListing): OrderTime {
    const now = this.#parts.clock();
    return { from: from ?? now, until: until ?? now, reason: reason || sentence.nl, tenant, incident: number };
  }

  #inTurn<T>(id: string, step: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(step, step);
    const settled = turn
      .catch(() => {})
      .finally(() => {
        if (this.#turns.get(id) === settled) this.#turns.delete(id);
      });
    this.#turns.set(id, settled);
    return turn;
  }
}

function partly(detail: string): Text | undefined {
  return detail === '' ? undefined : both(detail);
}

function sameReports(a: readonly MeasureReport[], b: readonly MeasureReport[]): boolean {
  const key = ({ by, state, real }: MeasureReport) => `${by}\0${state}\0${real}`;
  return a.map(key).sort().join('\n') === b.map(key).sort().join('\n');
}
