import { randomUUID } from 'node:crypto';
import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { PlaybookRunPort, ShownRun, TaskAnswer } from '../../../api/ports/playbooks.ts';
import { isIncidentOver } from '../../../core/incident/incident.ts';
import type { KeptEffect } from '../../../core/playbook/playbook-record.ts';
import type { RunInput } from '../../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import type { Work } from '../../../core/work.ts';
import { checkPlaybook } from '../../../respond/playbook/check/check-playbook.ts';
import { incidentValues } from '../../../respond/playbook/library/incident-values.ts';
import { playbookHead } from '../../../respond/playbook/library/playbook-head.ts';
import { type FindPlaybook, startRun } from '../../../respond/playbook/run/start-run.ts';
import { variablesView } from '../../../respond/playbook/view/graph-view.ts';
import type { Store } from '../../../store/store.ts';
import { gatherBooks } from './gather-books.ts';
import { movedRun, startNote } from './moved-run.ts';
import { stepsWire } from './run-wire.ts';
import { type Runner, settleLaterMs } from './runner.ts';
import { graphWire } from './wire-views.ts';

export interface RunDeskParts {
  /** Over all tenants, as Belwacht itself. */
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly runner: Runner;
  readonly clock: () => number;
}

/** Most runs that go on for one incident. */
const mostRuns = 20;

/** What people do to runs. */
export class RunDesk implements PlaybookRunPort {
  readonly #parts: RunDeskParts;

  constructor(parts: RunDeskParts) {
    this.#parts = parts;
  }

  list(query: Parameters<PlaybookRunPort['list']>[0], work: Work) {
    return this.#parts.storeOf(work).playbookRuns.list(query);
  }

  async get(id: string, work: Work): Promise<ShownRun | undefined> {
    const { playbookRuns } = this.#parts.storeOf(work);
    const record = await playbookRuns.get(id);
    if (!record) return undefined;
    const { run, ...head } = record;
    const handed = run.active.flatMap((active) => (active.handed ? [active.handed.key] : []));
    const given = new Map((await playbookRuns.given(id, handed)).map((effect) => [effect.key, effect]));
    const { values } = run.scopes[''];
    const find: FindPlaybook = (called, version) =>
      run.playbooks.find(
        ({ id: book, modified }) => book === called && (version === undefined || modified === version),
      );
    return {
      head,
      books: run.playbooks.map((book) => ({
        ...{ id: book.id, modified: book.modified, name: book.name },
        graph: graphWire(book, checkPlaybook(book), book === run.playbooks[0] ? values : undefined, find),
      })),
      steps: stepsWire(record, given, (key) => this.#parts.runner.isBusy(id, key), this.#parts.clock()),
      variables: variablesView(run.playbooks[0], values),
    };
  }

  /** Starts the version in use of a playbook for an incident; what the incident knows is filled in, what is given comes first. */
  async start(
    playbook: string,
    incidentId: string,
    given: VariableValues,
    asker: Asker,
  ): Promise<Result<{ readonly run: string }, readonly Text[]>> {
    const { storeOf, store, runner, clock } = this.#parts;
    const limited = storeOf(asker.work);
    const incident = await limited.incidents.get(incidentId);
    if (!incident) return refused([{ en: 'there is no such incident', nl: 'dit incident is er niet' }]);
    if (isIncidentOver(incident))
      return refused([
        {
          en: 'this incident is closed, or is part of another',
          nl: 'dit incident is gesloten, of hoort bij een ander',
        },
      ]);
    const record = await limited.playbooks.get(playbook);
    const version = record?.active && (await limited.playbooks.version(playbook, record.active.modified));
    if (!version)
      return refused([{ en: 'there is no such playbook in use', nl: 'er is geen draaiboek van die naam in gebruik' }]);
    const { total } = await store.playbookRuns.list({ incident: incident.id, state: 'running', limit: 1 });
    if (total >= mostRuns)
      return refused([
        {
          en: `${mostRuns} playbooks run for this incident already`,
          nl: `er lopen al ${mostRuns} draaiboeken voor dit incident`,
        },
      ]);
    const id = randomUUID();
    const find = await gatherBooks(version.content, limited.playbooks);
    const values = { ...incidentValues(version.content, incident), ...given };
    const started = startRun(version.content, values, clock(), { id, find });
    if (!started.ok) return started;
    const { run, effects } = started.value;
    const { name, language } = playbookHead(version.content);
    await runner.add(
      {
        record: {
          ...{
            id,
            tenant: incident.tenant,
            incident: incident.id,
            playbook,
            modified: version.modified,
            name,
            language,
          },
          ...{ startedAt: run.startedAt, startedBy: asker.by },
        },
        ...movedRun(undefined, run, effects, [startNote(run, asker.by)]),
      },
      limited,
    );
    return ok({ run: id });
  }

  async stop(id: string, reason: string, asker: Asker) {
    return this.#move(id, { kind: 'stop', at: this.#parts.clock(), by: asker.by.name, reason }, asker);
  }

  async answer(
    id: string,
    key: string,
    answer: TaskAnswer,
    asker: Asker,
    settleIn = 0,
  ): Promise<Result<void, Text | 'missing'>> {
    const at = this.#parts.clock();
    const { ok: good, applies, evidence, detail, values } = answer;
    const settle: KeptEffect = {
      ...{ kind: 'settle', key, ok: good, applies, evidence: evidence || detail, reason: detail, by: asker.by },
      notBefore: at + settleIn,
    };
    const input: RunInput = { kind: 'task', key, at, ok: good, applies, by: asker.by.name, detail, evidence, values };
    return this.#move(id, input, asker, [settle]);
  }

  async step(id: string, key: string, act: 'retry' | 'skip' | 'failed' | 'now', reason: string, asker: Asker) {
    const at = this.#parts.clock();
    const by = asker.by.name;
    if (act === 'now') return this.#move(id, { kind: 'hurry', at, place: key, by, reason }, asker);
    if (act !== 'retry')
      return this.#move(id, { kind: 'result', key, at, ok: act === 'skip', by, detail: reason }, asker);
    if (!(await this.#parts.storeOf(asker.work).playbookRuns.head(id))) return refused('missing' as const);
    if (await this.#parts.runner.again(id, key)) return ok(undefined);
    return refused({
      en: 'this step is under way or over; wait for its outcome, or say yourself how it went',
      nl: 'deze stap loopt of is voorbij; wacht op de uitkomst, of meld zelf hoe het ging',
    });
  }

  /** `playbook:<run>/<key>`. Whoever asks settles the task in the incident; when they do not come to it, it is done for them. */
  async finishTask(source: string, answer: TaskAnswer, asker: Asker): Promise<Result<void, Text>> {
    const [, run, key] = /^playbook:([^/]{1,64})\/(.{1,128})$/.exec(source) ?? [];
    const gone: Text = { en: 'this task is of no playbook that runs', nl: 'deze taak is van geen draaiboek dat loopt' };
    if (run === undefined || key === undefined) return refused(gone);
    const taken = await this.answer(run, key, answer, asker, settleLaterMs);
    if (taken.ok) return taken;
    // Taken before, and the task stayed open: the same answer is taken again.
    if (await this.#parts.store.playbookRuns.wasAnswered(run, key)) return ok(undefined);
    return refused(taken.reason === 'missing' ? gone : taken.reason);
  }

  async #move(
    id: string,
    input: RunInput,
    asker: Asker,
    more: readonly KeptEffect[] = [],
  ): Promise<Result<void, Text | 'missing'>> {
    const { run, refused: reason } = await this.#parts.runner.move(id, input, more, this.#parts.storeOf(asker.work));
    if (!run) return refused('missing');
    return reason ? refused(reason) : ok(undefined);
  }
}
