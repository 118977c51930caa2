import { randomUUID } from 'node:crypto';
import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { MeasureRefusal, MeasureResult, MeasureWish } from '../../../api/ports/measures.ts';
import type { MeasurePreviewWire } from '../../../api/schema/measures.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { MeasureListing, MeasureRecord } from '../../../core/incident/measure-record.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { approvalFor } from '../../../respond/measures/approval.ts';
import { outcomeWords } from '../../../respond/measures/outcome-words.ts';
import { longestMs, type ReadMeasure, readMeasure, shortestMs } from '../../../respond/measures/read-measure.ts';
import type { MeasureParts } from './measure-parts.ts';
import { MeasureWork, type WorkedOn } from './measure-work.ts';
import { ordersOf } from './order-of.ts';
import { placeOf } from './place-of.ts';
import { previewOf } from './preview-of.ts';
import { undoByHand } from './undo-by-hand.ts';

/** Whoever asks again with the same key while the first is under way gets what came of the first. */
const mostAtOnce = 1000;

interface Ready {
  readonly read: ReadMeasure;
  readonly incident: Incident;
  readonly approval: Text | undefined;
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
    const { store, storeOf, incidents, clock } = this.#parts;
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
      const about = { kind: 'measure', id } as const;
      await incidents.act(incident.id, { act: 'add-entry', kind: 'decision', text, internal: false, about }, asker);
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
    const { store, storeOf, incidents, clock } = this.#parts;
    const record = await store.measures.get(id);
    if (!record) return refused({ code: 'missing', sentence: outcomeWords.noMeasure });
    if (record.askedBy.id === asker.by.id) return refused({ code: 'yourself', sentence: outcomeWords.yourself });
    if (record.state !== 'waiting') return refused({ code: 'not-now', sentence: outcomeWords.notNow });
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
    const about = { kind: 'measure', id } as const;
    await incidents.act(
      record.incident,
      { act: 'add-entry', kind: 'decision', text, internal: false, about, key: `measure:${id}:agreed` },
      asker,
    );
    return ok(resultOf(await this.#work.carry(id, asker)));
  }

  async refuse(id: string, reason: string, asker: Asker): Promise<Result<MeasureListing, MeasureRefusal>> {
    const { storeOf, store, incidents, clock } = this.#parts;
    const change = { state: 'refused', decidedBy: asker.by, undoReason: reason, undoneAt: clock() } as const;
    const record = await storeOf(asker.work).measures.change(id, ['waiting'], change);
    if (!record) {
      const code = (await store.measures.get(id)) ? 'not-now' : 'missing';
      return refused({ code, sentence: code === 'missing' ? outcomeWords.noMeasure : outcomeWords.notNow });
    }
    const text = outcomeWords.refused(record.sentence, reason);
    const about = { kind: 'measure', id } as const;
    await incidents.act(record.incident, { act: 'add-entry', kind: 'decision', text, internal: false, about }, asker);
    this.#work.tell(record);
    return ok(record);
  }

  async extend(id: string, hours: number, asker: Asker): Promise<Result<MeasureListing, MeasureRefusal>> {
    const ms = Math.min(longestMs, Math.max(shortestMs, Math.round(hours * 3_600_000)));
    const record = await this.#work.extend(id, this.#parts.clock() + ms, asker);
    if (record) return ok(record);
    const kept = await this.#parts.store.measures.get(id);
    return refused({
      code: kept ? 'not-now' : 'missing',
      sentence: kept ? outcomeWords.notNow : outcomeWords.noMeasure,
    });
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
      : { ok: false, sentence: outcomeWords.undoing(after.what, detail), measure: id };
  }

  async #orders(id: string, read: ReadMeasure): Promise<MeasureRecord['orders']> {
    const needsCalls = read.parts.some(({ kind }) => kind === 'hang-up');
    const running = needsCalls ? ((await this.#parts.calls().steering.running(read.tenant)) ?? []) : [];
    return ordersOf(id, read.parts, running);
  }

  async #ready(wish: MeasureWish, asker: Asker, proved: boolean): Promise<Result<Ready, MeasureRefusal>> {
    const { incidents, store } = this.#parts;
    const id = await store.incidents.standing(wish.incident);
    const incident = id === undefined ? undefined : await incidents.get(id, asker.work);
    if (!incident) return refused({ code: 'missing', sentence: outcomeWords.noIncident });
    const read = readMeasure(wish.action, wish.with, await placeOf(this.#parts, incident, wish.with));
    if (!read.ok) return refused({ code: 'wrong', sentence: read.reason });
    const { approvals } = await store.measureSettings.get();
    const approval = approvalFor(read.value, approvals, incident, { id: asker.by.id, proved });
    const preview = await previewOf(this.#parts, read.value, incident, asker, approval);
    return ok({ read: read.value, incident, approval, preview });
  }
}

/** What whoever asked is told. */
function resultOf({ record, detail }: WorkedOn): MeasureResult {
  const { id: measure, state, sentence, reports, trouble } = record;
  const isOk = state === 'in-force' || (state === 'undone' && record.lastsMs === 0);
  if (state === 'waiting') return { ok: false, sentence: outcomeWords.waits(sentence), measure, waits: true };
  if (state === 'refused') return { ok: false, sentence: outcomeWords.refused(sentence, record.undoReason), measure };
  if (isOk) return { ok: true, sentence: MeasureWork.confirmed(record, reports), measure };
  if (state === 'undone' || state === 'undoing')
    return { ok: false, sentence: outcomeWords.undone(record.what), measure };
  const told = trouble ?? outcomeWords.failed(sentence, detail);
  return { ok: false, sentence: told, measure };
}
