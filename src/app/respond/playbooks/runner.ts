import type { RespondNews } from '../../../api/ports/incident-desk.ts';
import { type Incident, isIncidentOver } from '../../../core/incident/incident.ts';
import type { EffectRecord, KeptEffect, RunHead, RunRecord } from '../../../core/playbook/playbook-record.ts';
import type { RunInput } from '../../../core/playbook/run-effect.ts';
import type { Text } from '../../../core/text.ts';
import { stepRun } from '../../../respond/playbook/run/step-run.ts';
import type { NewRun } from '../../../store/playbooks/runs.ts';
import type { Store } from '../../../store/store.ts';
import { ownAsker } from '../asker.ts';
import { OneAfterAnother } from '../incidents/one-after-another.ts';
import { carryOutOrder, isDoneOnce } from './carry-out-order.ts';
import { handToIncident, languageOf, playbookAsker, taskSource } from './hand-to-incident.ts';
import type { HttpHosts } from './http-hosts.ts';
import { movedRun } from './moved-run.ts';
import type { OrderOutcome } from './send-request.ts';
import type { OpenSecret } from './sign-in.ts';
import type { StepDesks } from './start-playbooks.ts';

export interface RunnerParts {
  /** Over all tenants, as Belwacht itself. */
  readonly store: Store;
  readonly desks: StepDesks;
  readonly hosts: HttpHosts;
  readonly secret: OpenSecret;
  readonly tell: (news: RespondNews) => void;
  readonly alarm: (name: string, detail: string) => void;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

/** Longest between two looks at the clock, so that one that jumps is noticed. */
const tickMs = 5_000;
/** Tries of a command whose desk cannot be reached before its step fails, and of everything else between two alarms. */
const mostTries = 8;
const longestPauseMs = 30_000;
/** How often it is asked whether somebody agreed by now. */
const agreeingMs = 2_000;
/** Longest that whoever answered a task has to settle it in the incident as well. */
export const settleLaterMs = 3_000;

type DoEffect = Extract<KeptEffect, { readonly kind: 'do' }>;

/**
 * Carries runs on. Everything that happens to a run is kept first, with what is to be carried out; then it is carried out, branches
 * beside each other. After a stop or a crash it goes on from what is kept: what was not begun is begun, what may be asked again is,
 * and of a request over HTTP that was begun a person is asked.
 */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #wakes = new Map<string, number>();
  /** What happens to one run is kept and noticed one after another; to several beside each other. */
  readonly #orders = new Map<string, OneAfterAnother>();
  /** Of tasks that runs wait for, by key. */
  readonly #tasks = new Map<string, string>();
  /** Effects under way, by run, kind and key. */
  readonly #busy = new Map<string, Promise<void>>();
  /** Effects that could not be handed on for so long that people are told. */
  readonly #troubled = new Set<string>();
  /** Effects that are tried again later. */
  readonly #later = new Map<string, NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;
  #unfollow = () => {};
  /** Before that nothing is carried out: what this process began must not be taken for what the one before left. */
  #hasBegun = false;
  #stopped = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Goes on with what a stop or a crash broke off. */
  async begin(): Promise<void> {
    const { store, desks, clock, log } = this.#parts;
    this.#unfollow = desks.incidents.follow((incident) => this.#incidentChanged(incident));
    for (const { id } of await store.playbookRuns.running()) {
      try {
        await this.#resume(id);
      } catch (error) {
        log(`A run of a playbook could not go on yet: ${(error as Error).message}`);
        this.#wakes.set(id, clock() + tickMs);
      }
    }
    this.#hasBegun = true;
    for (const id of await store.playbookRuns.withOpenEffects()) this.#pump(id);
    this.#tick();
  }

  async #resume(id: string): Promise<void> {
    const { store, clock } = this.#parts;
    const begun = (await store.playbookRuns.open(id)).flatMap(({ effect, state }) =>
      effect.kind === 'do' && state === 'started' && !isDoneOnce(effect.order) ? [effect.key] : [],
    );
    const { run } = await this.move(id, { kind: 'restart', at: clock(), begun });
    if (run) await this.#compareTasks(run);
  }

  /** Keeps a run that begins and carries out what it wants first. */
  async add(wish: NewRun, store: Store = this.#parts.store): Promise<void> {
    await store.playbookRuns.begin(wish);
    this.#noticed({ ...wish.record, run: wish.run }, wish.wakeAt);
  }

  /**
   * Tells a run what happened. `more` is kept with it unless the run does not take it. Resolves with the run after it, undefined when
   * there is none, and why it was not taken. `store`: as whoever does it sees it and is named in the record.
   */
  async move(
    id: string,
    input: RunInput,
    more: readonly KeptEffect[] = [],
    store: Store = this.#parts.store,
  ): Promise<{ readonly run: RunRecord | undefined; readonly refused: Text | null }> {
    const order = this.#orders.get(id) ?? new OneAfterAnother();
    this.#orders.set(id, order);
    return order.do(() => this.#moveNow(id, input, more, store));
  }

  async #moveNow(
    id: string,
    input: RunInput,
    more: readonly KeptEffect[],
    store: Store,
  ): Promise<{ readonly run: RunRecord | undefined; readonly refused: Text | null }> {
    let refused: Text | null = null;
    let wakeAt: number | undefined;
    const run = await store.playbookRuns.move(id, (before) => {
      const stepped = stepRun(before.run, input);
      refused = stepped.refused;
      const moved = movedRun(before.run, stepped.run, stepped.effects, refused ? [] : more);
      ({ wakeAt } = moved);
      // Nothing happened: no new version, and nothing to tell.
      return before.run.state !== 'running' ? undefined : moved;
    });
    if (run) this.#noticed(run, wakeAt);
    return { run, refused };
  }

  /** Whether something handed out is being carried out now. */
  isBusy(run: string, key: string): boolean {
    return this.#busy.has(`${run} do ${key}`);
  }

  /** Begins anew with a command that came to nothing so far. False when it is under way or over. */
  async again(run: string, key: string): Promise<boolean> {
    const open = await this.#parts.store.playbookRuns.open(run);
    const record = open.find(({ effect }) => effect.kind === 'do' && effect.key === key);
    if (!record || this.#busy.has(nameOf(record))) return false;
    this.#carryOut(record);
    return true;
  }

  /** Lets what is under way come to its end, and begins nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unfollow();
    clearTimeout(this.#timer);
    for (const timer of this.#later.values()) clearTimeout(timer);
    // Desks have time limits of their own; what is not back by then goes on after the next start.
    const patience = new Promise<void>((done) => setTimeout(done, 5_000).unref());
    await Promise.race([Promise.allSettled(this.#busy.values()), patience]);
  }

  #noticed(record: Pick<RunRecord, 'id' | 'tenant' | 'run'>, wakeAt: number | undefined): void {
    const { id, tenant, run } = record;
    if (run.state !== 'running') this.#orders.delete(id);
    if (wakeAt === undefined || run.state !== 'running') this.#wakes.delete(id);
    else this.#wakes.set(id, wakeAt);
    for (const [key, of] of this.#tasks) if (of === id) this.#tasks.delete(key);
    for (const { handed } of run.active) if (handed?.kind === 'task') this.#tasks.set(handed.key, id);
    this.#parts.tell({ what: 'runs', id, tenant });
    this.#pump(id);
    this.#tick();
  }

  #tick(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#wakes.size === 0) return;
    const now = this.#parts.clock();
    const wait = Math.min(tickMs, Math.max(0, Math.min(...this.#wakes.values()) - now));
    this.#timer = setTimeout(() => void this.#wake(), wait);
    this.#timer.unref();
  }

  async #wake(): Promise<void> {
    const now = this.#parts.clock();
    for (const [id, at] of this.#wakes) {
      if (at > now) continue;
      try {
        await this.move(id, { kind: 'time', at: now });
      } catch (error) {
        this.#parts.log(`A run of a playbook could not be told the time: ${(error as Error).message}`);
        // Not at once again: the database may be away.
        this.#wakes.set(id, now + tickMs);
      }
    }
    this.#tick();
  }

  /** Carries out everything of a run that is not under way already. */
  #pump(run: string): void {
    if (this.#stopped || !this.#hasBegun) return;
    void this.#parts.store.playbookRuns
      .open(run)
      .then((open) => {
        for (const record of open) if (!this.#later.has(nameOf(record))) this.#carryOut(record);
      })
      .catch((error: Error) => {
        this.#parts.log(`What a run of a playbook wants could not be read: ${error.message}`);
        setTimeout(() => this.#pump(run), tickMs).unref();
      });
  }

  #carryOut(record: EffectRecord): void {
    const name = nameOf(record);
    if (this.#stopped || this.#busy.has(name)) return;
    const wait = record.effect.kind === 'settle' ? record.effect.notBefore - this.#parts.clock() : 0;
    if (wait > 0 && wait <= settleLaterMs) {
      this.#afterwards(record, wait);
      return;
    }
    clearTimeout(this.#later.get(name));
    this.#later.delete(name);
    // A task is dropped or settled only after it was added.
    const before =
      record.effect.kind === 'withdraw' || record.effect.kind === 'settle'
        ? this.#busy.get(nameOf({ ...record, effect: { kind: 'task' } }))
        : undefined;
    const work = Promise.resolve(before)
      .then(() => this.#attempt(record))
      .then(() => {
        if (this.#troubled.delete(name) && this.#troubled.size === 0) this.#parts.alarm('playbooks', '');
      })
      .catch((error: Error) => this.#stumble(record, error))
      .finally(() => this.#busy.delete(name));
    this.#busy.set(name, work);
  }

  async #attempt(record: EffectRecord): Promise<void> {
    const { run, key, effect, state } = record;
    const { store, desks } = this.#parts;
    if (effect.kind === 'withdraw' || effect.kind === 'settle') {
      const open = await store.playbookRuns.open(run);
      if (open.some((other) => other.effect.kind === 'task' && other.key === key))
        throw new Error('its task is not there yet');
    }
    // Begun before, and nobody knows how it went: that is asked of a person, and not done again.
    if (effect.kind === 'do' && state === 'started' && !isDoneOnce(effect.order) && effect.repeat === 'once') return;
    const isFresh = effect.kind === 'do' && effect.repeat === 'once' && !isDoneOnce(effect.order);
    if (!(await store.playbookRuns.claim(run, effect.kind, key, isFresh))) return;
    const head = await store.playbookRuns.head(run);
    if (!head) return;
    if (effect.kind === 'do') {
      const outcome = await this.#do(effect, head);
      if (outcome.waits) {
        await store.playbookRuns.stumbled(run, 'do', key, outcome.detail[languageOf(head)]);
        this.#afterwards(record, agreeingMs);
      } else await this.#report(run, effect, head, outcome);
      return;
    }
    const handing = await handToIncident(effect, head, desks, playbookAsker(ownAsker, head));
    await store.playbookRuns.done(run, effect.kind, key);
    // A task nobody can be given fails its step; of a line there is nothing more to say.
    if (handing.kind === 'impossible' && effect.kind === 'task')
      await this.move(run, {
        kind: 'task',
        key,
        at: this.#parts.clock(),
        ok: false,
        by: 'Belwacht',
        detail: handing.why[languageOf(head)],
      });
  }

  #do(effect: DoEffect, head: RunHead): Promise<OrderOutcome> {
    const asker = playbookAsker(ownAsker, head);
    return carryOutOrder(effect.order, { incident: head.incident, key: effect.key, asker }, this.#parts);
  }

  /** An outcome is told until it is kept: it is not found out a second time. */
  async #report(run: string, { key }: DoEffect, head: RunHead, { ok, detail, values }: OrderOutcome): Promise<void> {
    for (let pause = 500; ; pause = Math.min(longestPauseMs, pause * 2)) {
      try {
        await this.move(run, {
          kind: 'result',
          key,
          at: this.#parts.clock(),
          ok,
          detail: detail[languageOf(head)].slice(0, 4000),
          values,
        });
        return;
      } catch (error) {
        this.#parts.log(`The outcome of a step of a playbook could not be kept: ${(error as Error).message}`);
        if (this.#stopped) return;
        await new Promise((done) => setTimeout(done, pause).unref());
      }
    }
  }

  /** Somebody who should have done it could not be reached: again later, and at last its step fails. */
  async #stumble(record: EffectRecord, error: Error): Promise<void> {
    const { store, alarm, log, clock } = this.#parts;
    const { run, key, effect } = record;
    const tries = record.tries + 1;
    log(`A step of a playbook stumbled (${effect.kind}, try ${tries}): ${error.message}`);
    await store.playbookRuns.stumbled(run, effect.kind, key, error.message).catch(() => {});
    if (effect.kind === 'do' && tries >= mostTries) {
      const detail = error.message.slice(0, 1000);
      await this.move(run, { kind: 'result', key, at: clock(), ok: false, detail }).catch(() => {});
    }
    if (effect.kind !== 'do' && tries >= mostTries) {
      this.#troubled.add(nameOf(record));
      alarm('playbooks', `A playbook cannot hand on what it wants (${effect.kind} of run ${run}): ${error.message}`);
    }
    this.#afterwards(record, Math.min(longestPauseMs, 500 * 2 ** Math.min(tries, 10)));
  }

  #afterwards(record: EffectRecord, wait: number): void {
    if (this.#stopped) return;
    const name = nameOf(record);
    clearTimeout(this.#later.get(name));
    const timer = setTimeout(() => {
      this.#later.delete(name);
      this.#pump(record.run);
    }, wait);
    this.#later.set(name, timer.unref());
  }

  /** Somebody settled a task in the incident and not in the run, or closed the incident. */
  #incidentChanged(incident: Incident): void {
    for (const task of incident.tasks) {
      const run = task.state === 'open' ? undefined : this.#tasks.get(task.id);
      if (run === undefined || task.source !== taskSource(run, task.id)) continue;
      this.#tasks.delete(task.id);
      void this.#takeFromIncident(run, incident, task.id).catch((error: Error) =>
        this.#parts.log(`A task of a playbook was not taken over: ${error.message}`),
      );
    }
    if (isIncidentOver(incident) && incident.mergedInto === '')
      void this.#stopAllOf(incident).catch((error: Error) =>
        this.#parts.log(`Runs of a closed incident go on: ${error.message}`),
      );
  }

  async #compareTasks({ id, incident, run }: RunRecord): Promise<void> {
    const keys = run.active.flatMap(({ handed }) => (handed?.kind === 'task' ? [handed.key] : []));
    if (keys.length === 0) return;
    const { store } = this.#parts;
    const kept = await store.incidents.get((await store.incidents.standing(incident)) ?? incident);
    for (const task of kept?.tasks ?? [])
      if (keys.includes(task.id) && task.state !== 'open') await this.#takeFromIncident(id, kept!, task.id);
    if (kept && isIncidentOver(kept)) await this.#stopAllOf(kept);
  }

  async #takeFromIncident(run: string, incident: Incident, key: string): Promise<void> {
    const task = incident.tasks.find(({ id }) => id === key);
    if (!task) return;
    const { clock, desks } = this.#parts;
    const ok = task.state !== 'failed';
    const applies = task.state !== 'not-applicable';
    const by = task.endedBy?.name || '–';
    const moved = await this.move(run, {
      kind: 'task',
      key,
      at: clock(),
      ok,
      applies,
      by,
      detail: task.reason,
      evidence: task.evidence,
    });
    // What the step wants to know is still missing: the task is not done.
    if (moved.refused && moved.run?.run.active.some(({ handed }) => handed?.key === key))
      await desks.incidents.act(
        incident.id,
        { act: 'reopen-task', id: key, reason: moved.refused[languageOf(moved.run)] },
        playbookAsker(ownAsker, moved.run),
      );
  }

  async #stopAllOf({ id }: Incident): Promise<void> {
    const { store, clock } = this.#parts;
    const { items } = await store.playbookRuns.list({ incident: id, state: 'running', limit: 200 });
    for (const head of items) {
      const reason = { en: 'The incident is closed.', nl: 'Het incident is gesloten.' }[languageOf(head)];
      await this.move(head.id, { kind: 'stop', at: clock(), by: 'Belwacht', reason });
    }
  }
}

function nameOf({
  run,
  key,
  effect,
}: {
  readonly run: string;
  readonly key: string;
  readonly effect: { readonly kind: string };
}): string {
  return `${run} ${effect.kind} ${key}`;
}
