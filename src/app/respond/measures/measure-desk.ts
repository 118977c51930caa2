import { randomUUID } from 'node:crypto';
import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { MeasureRefusal, MeasureResult, MeasureWish } from '../../../api/ports/measures.ts';
import type { MeasurePreviewWire } from '../../../api/schema/measures.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { MeasureExtension, MeasureListing, MeasureRecord } from '../../../core/incident/measure-record.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { moment } from '../../../respond/incident/words.ts';
import { approvalFor } from '../../../respond/measures/approval.ts';
import { outcomeWords, ownReasons } from '../../../respond/measures/outcome-words.ts';
import { longestMs, type ReadMeasure, readMeasure, shortestMs } from '../../../respond/measures/read-measure.ts';
import { both } from './both.ts';
import { firstHandOf, handOf, isForgotten } from './four-eyes.ts';
import type { MeasureParts } from './measure-parts.ts';
import { MeasureWork, type WorkedOn } from './measure-work.ts';
import { ordersOf } from './order-of.ts';
import { placeOf } from './place-of.ts';
import { previewOf } from './preview-of.ts';
import { undoByHand } from './undo-by-hand.ts';

/** Whoever asks again with the same key while the first is under way gets what came of the first. */
const mostAtOnce = 1000;
const standing = ['in-force', 'unconfirmed'] as const;

interface Understood {
  readonly read: ReadMeasure;
  readonly incident: Incident;
  readonly approval: Text | undefined;
}

interface Ready extends Understood {
  readonly preview: MeasurePreviewWire;
}

/** What is asked of the network out of incidents: read, guarded, agreed to, carried out, taken back. */
export class MeasureDesk {
  readonly #parts: MeasureParts;
  readonly #work: MeasureWork;
  readonly #underway = new Map<string, Promise<MeasureResult>>();

  constructor(parts: MeasureParts, work: MeasureWork) {
    this.#parts = parts;
    this.#work = work;
  }

  async preview(wish: MeasureWish, asker: Asker, proved = false): Promise<Result<MeasurePreviewWire, MeasureRefusal>> {
    const ready = await this.#ready(wish, asker, proved);
    return ready.ok ? ok(ready.value.preview) : ready;
  }

  take(wish: MeasureWish, key: string, asker: Asker, proved = false): Promise<MeasureResult> {
    const before = this.#underway.get(key);
    if (before) return before;
    const taking = this.#take(wish, key, asker, proved).finally(() => this.#underway.delete(key));
    if (this.#underway.size < mostAtOnce) this.#underway.set(key, taking);
    return taking;
  }

  async #take(wish: MeasureWish, key: string, asker: Asker, proved: boolean): Promise<MeasureResult> {
    const { store, storeOf, clock } = this.#parts;
    const before = await store.measures.byKey(key);
    if (before) return this.#again(before, asker);
    const ready = await this.#ready(wish, asker, proved);
    if (!ready.ok) return { ok: false, sentence: ready.reason.sentence, measure: '' };
    const { read, incident, approval, preview } = ready.value;
    const guard = preview.notes.find(({ kind }) => kind === 'refusal');
    if (guard) return { ok: false, sentence: outcomeWords.guarded(guard.sentence), measure: '' };
    const now = clock();
    const id = randomUUID();
    const base = {
      ...{ id, key, incident: incident.id, tenant: read.tenant, action: read.action, with: wish.with },
      ...{ sentence: read.sentence, kind: read.kind, what: read.what, reason: read.reason, approval },
      ...{
        askedAt: now,
        askedBy: asker.by,
        decidedBy: undefined,
        lastsMs: read.lastsMs,
        reports: [],
        trouble: undefined,
        extension: undefined,
      },
      ...{ listed: false, undoneAt: undefined, undoneBy: undefined, undoReason: '' },
    } as const;
    const record: MeasureRecord = approval
      ? { ...base, state: 'waiting', from: undefined, until: undefined, orders: [] }
      : { ...base, state: 'taking', from: now, until: now + read.lastsMs, orders: await this.#orders(id, read) };
    if (!(await storeOf(asker.work).measures.insert(record))) {
      const first = await store.measures.byKey(key);
      return first ? this.#again(first, asker) : { ok: false, sentence: outcomeWords.notNow, measure: '' };
    }
    if (approval) {
      const text = outcomeWords.asked(read.sentence, approval);
      await this.#work.write(record, 'decision', text, asker);
      this.#work.tell(record);
      return { ok: false, sentence: outcomeWords.waits(read.sentence), measure: id, waits: true };
    }
    return resultOf(await this.#work.carry(id, asker));
  }

  /** What came of one that was asked for before. */
  async #again(record: MeasureListing, asker: Asker): Promise<MeasureResult> {
    if (record.state === 'taking') return resultOf(await this.#work.carry(record.id, asker));
    return resultOf({ record, detail: '' });
  }

  async approve(id: string, asker: Asker): Promise<Result<MeasureResult, MeasureRefusal>> {
    const { store, storeOf, clock } = this.#parts;
    const record = await store.measures.get(id);
    if (!record) return refused({ code: 'missing', sentence: outcomeWords.noMeasure });
    const { extension } = record;
    if (record.state !== 'waiting' && !extension) return refused({ code: 'not-now', sentence: outcomeWords.notNow });
    if (record.state === 'waiting' && (await isForgotten(this.#parts, record))) {
      await this.#work.review(id);
      return refused({ code: 'not-now', sentence: both(ownReasons.forgotten) });
    }
    const first =
      record.state === 'waiting'
        ? await firstHandOf(this.#parts, record)
        : await handOf(this.#parts, extension!.askedBy);
    const second = await handOf(this.#parts, asker.by);
    if (second === '') return refused({ code: 'yourself', sentence: outcomeWords.nobody });
    if (first === second) return refused({ code: 'yourself', sentence: outcomeWords.yourself });
    if (first === '') return this.#alsoAsk(record, asker);
    if (record.state !== 'waiting') return this.#approveExtension(record, extension!, asker);
    // Guards may say otherwise by now, and other calls run.
    const ready = await this.#ready(
      { action: record.action, with: record.with, incident: record.incident },
      asker,
      false,
    );
    if (!ready.ok) return ready;
    const guard = ready.value.preview.notes.find(({ kind }) => kind === 'refusal');
    if (guard) return refused({ code: 'not-now', sentence: outcomeWords.guarded(guard.sentence) });
    const from = clock();
    const orders = await this.#orders(id, ready.value.read);
    const change = { state: 'taking', decidedBy: asker.by, from, until: from + record.lastsMs, orders } as const;
    if (!(await storeOf(asker.work).measures.change(id, ['waiting'], change)))
      return refused({ code: 'not-now', sentence: outcomeWords.notNow });
    const text = outcomeWords.agreed(record.sentence, asker.by.name);
    await this.#work.write(record, 'decision', text, asker, 'agreed');
    return ok(resultOf(await this.#work.carry(id, asker)));
  }

  async refuse(id: string, reason: string, asker: Asker): Promise<Result<MeasureListing, MeasureRefusal>> {
    const { storeOf, store, clock } = this.#parts;
    const { measures } = storeOf(asker.work);
    const change = { state: 'refused', decidedBy: asker.by, undoReason: reason, undoneAt: clock() } as const;
    const before = await store.measures.get(id);
    const later = before?.state === 'waiting' ? undefined : before?.extension;
    const record = later
      ? await measures.change(id, standing, { extension: undefined })
      : await measures.change(id, ['waiting'], change);
    if (!record) {
      const code = before ? 'not-now' : 'missing';
      return refused({ code, sentence: code === 'missing' ? outcomeWords.noMeasure : outcomeWords.notNow });
    }
    const what = later ? outcomeWords.longer(record.sentence, moment(later.until)) : record.sentence;
    await this.#work.write(record, 'decision', outcomeWords.refused(what, both(reason)), asker);
    this.#work.tell(record);
    return ok(record);
  }

  /**
   * Another end. A later one of what somebody else has to agree to waits for them, as the measure did; a sooner one never does.
   */
  async extend(
    id: string,
    hours: number,
    asker: Asker,
    proved = false,
  ): Promise<Result<MeasureListing, MeasureRefusal>> {
    const { store, storeOf, clock } = this.#parts;
    const ms = Math.min(longestMs, Math.max(shortestMs, Math.round(hours * 3_600_000)));
    const now = clock();
    const until = now + ms;
    const record = await store.measures.get(id);
    if (!record) return refused({ code: 'missing', sentence: outcomeWords.noMeasure });
    if (!stands(record)) return refused({ code: 'not-now', sentence: outcomeWords.notNow });
    if (until > (record.until ?? 0)) {
      const wish = { action: record.action, with: record.with, incident: record.incident };
      const understood = await this.#understood(wish, asker, proved);
      if (!understood.ok) return understood;
      const { approval } = understood.value;
      if (approval) {
        const extension = { until, askedAt: now, askedBy: asker.by, approval };
        const asked = await storeOf(asker.work).measures.change(id, standing, { extension });
        if (!asked) return refused({ code: 'not-now', sentence: outcomeWords.notNow });
        const longer = outcomeWords.longer(record.sentence, moment(until));
        await this.#work.write(record, 'decision', outcomeWords.asked(longer, approval), asker);
        this.#work.tell(asked);
        return ok(asked);
      }
    }
    const after = await this.#work.extend(id, until, asker);
    return after ? ok(after) : refused({ code: 'not-now', sentence: outcomeWords.notNow });
  }

  /** Whatever asked is nobody: who agrees first asks for it, and somebody else has to agree. */
  async #alsoAsk(record: MeasureListing, asker: Asker): Promise<Result<MeasureResult, MeasureRefusal>> {
    const { measures } = this.#parts.storeOf(asker.work);
    const { id, extension, sentence } = record;
    const change =
      record.state === 'waiting' ? { askedBy: asker.by } : { extension: { ...extension!, askedBy: asker.by } };
    const after = await measures.change(id, [record.state], change);
    if (!after) return refused({ code: 'not-now', sentence: outcomeWords.notNow });
    const what = record.state === 'waiting' ? sentence : outcomeWords.longer(sentence, moment(extension!.until));
    await this.#work.write(record, 'decision', outcomeWords.alsoAsked(what, asker.by.name), asker);
    this.#work.tell(after);
    return ok({ ok: false, sentence: outcomeWords.waits(what), measure: id, waits: true });
  }

  async #approveExtension(
    record: MeasureListing,
    { until }: MeasureExtension,
    asker: Asker,
  ): Promise<Result<MeasureResult, MeasureRefusal>> {
    const text = outcomeWords.agreed(outcomeWords.longer(record.sentence, moment(until)), asker.by.name);
    const after = until > this.#parts.clock() ? await this.#work.extend(record.id, until, asker) : undefined;
    if (!after) return refused({ code: 'not-now', sentence: outcomeWords.notNow });
    await this.#work.write(record, 'decision', text, asker);
    return ok(resultOf({ record: after, detail: '' }));
  }

  async undo(incident: string, id: string, reason: string, asker: Asker): Promise<MeasureResult> {
    const { store, incidents } = this.#parts;
    const record = await store.measures.get(id);
    const standing = record && (await store.incidents.standing(record.incident));
    if (!record || (record.incident !== incident && standing !== incident))
      return undoByHand(this.#parts, (await incidents.get(incident, asker.work)) ?? undefined, id, reason, asker);
    if (record.state === 'waiting') {
      await this.refuse(id, reason, asker);
      return { ok: true, sentence: outcomeWords.undone(record.what), measure: id };
    }
    const { record: after, detail } = await this.#work.undo(id, reason, asker);
    return after.state === 'undone'
      ? { ok: true, sentence: outcomeWords.undone(after.what), measure: id }
      : { ok: false, sentence: outcomeWords.undoing(after.what, both(detail)), measure: id };
  }

  async #orders(id: string, read: ReadMeasure): Promise<MeasureRecord['orders']> {
    const needsCalls = read.parts.some(({ kind }) => kind === 'hang-up');
    const running = needsCalls ? ((await this.#parts.calls().steering.running(read.tenant)) ?? []) : [];
    return ordersOf(id, read.parts, running);
  }

  async #ready(wish: MeasureWish, asker: Asker, proved: boolean): Promise<Result<Ready, MeasureRefusal>> {
    const understood = await this.#understood(wish, asker, proved);
    if (!understood.ok) return understood;
    const { read, incident, approval } = understood.value;
    const preview = await previewOf(this.#parts, read, incident, asker, approval);
    return ok({ read, incident, approval, preview });
  }

  async #understood(wish: MeasureWish, asker: Asker, proved: boolean): Promise<Result<Understood, MeasureRefusal>> {
    const { incidents, store } = this.#parts;
    const id = await store.incidents.standing(wish.incident);
    const incident = id === undefined ? undefined : await incidents.get(id, asker.work);
    if (!incident) return refused({ code: 'missing', sentence: outcomeWords.noIncident });
    const read = readMeasure(wish.action, wish.with, await placeOf(this.#parts, incident, wish.with));
    if (!read.ok) return refused({ code: 'wrong', sentence: read.reason });
    const { approvals } = await store.measureSettings.get();
    const hand = await handOf(this.#parts, asker.by);
    const approval = approvalFor(read.value, approvals, incident, { id: hand, proved });
    return ok({ read: read.value, incident, approval });
  }
}

function stands({ state, lastsMs }: MeasureListing): boolean {
  return lastsMs > 0 && standing.some((one) => one === state);
}

/** What whoever asked is told. */
function resultOf({ record, detail }: WorkedOn): MeasureResult {
  const { id: measure, state, sentence, reports, trouble } = record;
  const isOk = state === 'in-force' || (state === 'undone' && record.lastsMs === 0);
  if (state === 'waiting') return { ok: false, sentence: outcomeWords.waits(sentence), measure, waits: true };
  if (state === 'refused')
    return { ok: false, sentence: outcomeWords.refused(sentence, both(record.undoReason)), measure };
  if (isOk) return { ok: true, sentence: MeasureWork.confirmed(record, reports), measure };
  if (state === 'undone' || state === 'undoing')
    return { ok: false, sentence: outcomeWords.undone(record.what), measure };
  const told = trouble ?? outcomeWords.failed(sentence, both(detail));
  return { ok: false, sentence: told, measure };
}
