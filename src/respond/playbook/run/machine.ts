import { derivedId } from '../../../core/derived-id.ts';
import { type Playbook, stepOf } from '../../../core/playbook/playbook.ts';
import type { Activation, PlaybookRun, Sequence, VisitNote, VisitOutcome } from '../../../core/playbook/run.ts';
import type { RunEffect } from '../../../core/playbook/run-effect.ts';
import type { WorkflowStep } from '../../../core/playbook/workflow-step.ts';
import type { Text } from '../../../core/text.ts';
import { switchVariable } from '../check/check-variables.ts';
import { holds } from '../condition/evaluate.ts';
import { readCondition } from '../condition/read-condition.ts';
import { afterFailure, afterSuccess, branchesOf } from '../flow.ts';
import { type HandOut, handOut } from './hand-out.ts';
import { initialValues } from './initial-values.ts';

/** Rounds of one while step, and steps of one run, after which it is taken to go round for ever. */
export const mostRounds = 1_000;
export const mostVisits = 5_000;

/**
 * Moves a run on: from step to step until everything waits for an outcome or for time. Works on a run of its own (a copy) and
 * gathers effects. Where a step is in the run (its key) follows from the playbook alone, so that the order in which outcomes of
 * parallel branches come in changes nothing.
 */
export class Machine {
  readonly run: PlaybookRun;
  readonly effects: RunEffect[] = [];
  readonly #todo: (() => void)[] = [];

  constructor(run: PlaybookRun) {
    this.run = run;
  }

  /** Begins the sequence of the whole playbook. */
  begin(): void {
    const [book] = this.run.playbooks;
    this.#enter({ key: 'main', parent: '', scope: '' }, 0, book.workflow_start);
    this.drain();
  }

  /** Does what is to be done until nothing is left. */
  drain(): void {
    for (let next = this.#todo.shift(); next !== undefined; next = this.#todo.shift()) next();
    this.run.active.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  bookOf({ scope }: { readonly scope: string }): Playbook {
    return this.run.playbooks[this.run.scopes[scope].book];
  }

  stepOf(activation: Activation): WorkflowStep {
    return stepOf(this.bookOf(activation), activation.step)!;
  }

  /** Values a step sees: those around it, and its own over them. */
  valuesOf({ scope, locals }: Activation): Record<string, string | null> {
    return { ...this.run.scopes[scope].values, ...locals };
  }

  /** A delay is over. */
  wake(activation: Activation): void {
    this.#todo.push(() => this.#start(activation));
  }

  /** The command under way is done: on to the next, or to the end of the step. */
  nextCommand(activation: Activation): void {
    activation.handed = null;
    activation.command++;
    this.#todo.push(() => this.#hand(activation));
  }

  /** A step is over, one way or the other. */
  finish(activation: Activation, outcome: VisitOutcome, note?: VisitNote): void {
    if (!this.run.active.includes(activation)) return;
    if (note) activation.notes.push(note);
    this.#withdrawBelow(activation);
    if (activation.handed) this.#withdraw(activation);
    this.run.active = this.run.active.filter((each) => each !== activation);
    this.#record(activation, outcome);
    const step = this.stepOf(activation);
    const book = this.bookOf(activation);
    const good = outcome === 'done';
    const next = good ? afterSuccess(step) : afterFailure(step, book.workflow_exception !== undefined);
    const sequence = { key: activation.sequence, parent: activation.parent, scope: activation.scope };
    if (!good && (step.type === 'action' || step.type === 'playbook-action'))
      this.#tellFailure(activation, step, outcome);
    // The last step of a loop may point at the loop itself instead of at an end step.
    if (next === undefined || this.#isLoopAround(next, activation))
      this.#todo.push(() => this.#endSequence(sequence, good || next !== undefined));
    else this.#todo.push(() => this.#enter(sequence, activation.position + 1, next));
  }

  /** Ends everything that is under way. */
  stop(note: VisitNote, state: 'stopped' | 'failed' = 'stopped'): void {
    for (const activation of this.run.active) {
      activation.notes.push(note);
      if (activation.handed) this.#withdraw(activation);
      this.#record(activation, 'withdrawn');
    }
    this.run.active = [];
    this.#end(state);
  }

  #enter(sequence: Sequence, position: number, id: string | undefined): void {
    const { run } = this;
    if (run.state !== 'running' || !run.scopes[sequence.scope]) return;
    const step = stepOf(run.playbooks[run.scopes[sequence.scope].book], id);
    // A checked playbook has no such step; whatever was not checked does not go on as if nothing were wrong.
    if (step === undefined || id === undefined) {
      this.#endSequence(sequence, false);
      return;
    }
    const activation: Activation = {
      key: `${sequence.key}:${position}`,
      step: id,
      sequence: sequence.key,
      position,
      parent: sequence.parent,
      scope: sequence.scope,
      phase: 'delayed',
      enteredAt: run.now,
      delayedUntil: step.delay ? run.now + step.delay : 0,
      deadline: 0,
      command: 0,
      handed: null,
      locals: initialValues(step.step_variables),
      open: 0,
      failed: false,
      round: 0,
      notes: [],
    };
    run.active.push(activation);
    if (run.visits.length >= mostVisits) {
      this.#abort(activation);
      return;
    }
    if (activation.delayedUntil > 0) this.effects.push({ kind: 'wait', until: activation.delayedUntil });
    else this.#start(activation);
  }

  #start(activation: Activation): void {
    const { run } = this;
    if (!run.active.includes(activation)) return;
    const step = this.stepOf(activation);
    if (step.timeout) {
      activation.deadline = run.now + step.timeout;
      this.effects.push({ kind: 'wait', until: activation.deadline });
    }
    activation.phase = 'branches';
    switch (step.type) {
      case 'start':
        this.finish(activation, 'done');
        return;
      case 'end': {
        run.active = run.active.filter((each) => each !== activation);
        this.#record(activation, 'done');
        const { sequence: key, parent, scope } = activation;
        this.#todo.push(() => this.#endSequence({ key, parent, scope }, true));
        return;
      }
      case 'action':
        activation.phase = 'handed';
        this.#hand(activation);
        return;
      case 'playbook-action':
        this.#call(activation, step);
        return;
      case 'parallel':
        this.#fork(activation, step);
        return;
      case 'if-condition': {
        const answer = this.#answer(activation, step.condition);
        const entry = answer ? step.on_true : step.on_false;
        this.#branch(activation, answer ? 'on_true' : 'on_false', entry);
        return;
      }
      case 'switch-condition': {
        const name = switchVariable(step.switch);
        const values = this.valuesOf(activation);
        const value = name !== undefined && Object.hasOwn(values, name) ? values[name] : null;
        const cases = step.cases ?? {};
        const word = value !== null && Object.hasOwn(cases, value) ? value : 'default';
        this.#branch(
          activation,
          `cases.${encodeURIComponent(word)}`,
          Object.hasOwn(cases, word) ? cases[word] : undefined,
        );
        return;
      }
      case 'while-condition':
        this.#round(activation);
        return;
    }
  }

  #hand(activation: Activation): void {
    const { run } = this;
    if (!run.active.includes(activation)) return;
    const given: HandOut = handOut(this.bookOf(activation), activation, this.valuesOf(activation), run);
    if (given.kind === 'nothing left') {
      this.finish(activation, 'done');
      return;
    }
    if (given.kind === 'impossible') {
      this.finish(activation, 'failed', { at: run.now, by: '', detail: given.why.en, evidence: '' });
      return;
    }
    activation.handed = given.handed;
    this.effects.push(given.effect, { kind: 'wait', until: given.handed.dueAt });
  }

  #call(activation: Activation, step: Extract<WorkflowStep, { type: 'playbook-action' }>): void {
    const { run } = this;
    const book = run.playbooks.findIndex(
      ({ id, modified }, i) =>
        i > 0 && id === step.playbook_id && (step.playbook_version === undefined || modified === step.playbook_version),
    );
    if (book < 0) {
      this.finish(activation, 'failed');
      return;
    }
    const seen = this.valuesOf(activation);
    const values = initialValues(run.playbooks[book].playbook_variables);
    for (const name of step.in_args ?? []) if (Object.hasOwn(values, name)) values[name] = seen[name] ?? null;
    const scope = `${activation.key}/playbook`;
    run.scopes[scope] = { book, values };
    const sequence = { key: scope, parent: activation.key, scope };
    this.#todo.push(() => this.#enter(sequence, 0, run.playbooks[book].workflow_start));
  }

  #fork(activation: Activation, step: Extract<WorkflowStep, { type: 'parallel' }>): void {
    const { run } = this;
    const around = run.scopes[activation.scope];
    const branches = branchesOf(step);
    activation.open = branches.length;
    for (const { label, entry } of branches) {
      const key = `${activation.key}/${label}`;
      // Each branch works on values of its own, so that no branch sees how far another happens to be.
      run.scopes[key] = { book: around.book, values: { ...around.values } };
      this.#todo.push(() => this.#enter({ key, parent: activation.key, scope: key }, 0, entry));
    }
  }

  #join(activation: Activation): void {
    const { run } = this;
    const around = run.scopes[activation.scope];
    const before = { ...around.values };
    for (const { label } of branchesOf(this.stepOf(activation))) {
      const key = `${activation.key}/${label}`;
      for (const [name, value] of Object.entries(run.scopes[key]?.values ?? {}))
        if (value !== before[name]) around.values[name] = value;
      delete run.scopes[key];
    }
    this.finish(activation, activation.failed ? 'failed' : 'done');
  }

  #branch(activation: Activation, label: string, entry: string | undefined): void {
    if (entry === undefined) {
      this.finish(activation, 'done');
      return;
    }
    const sequence = { key: `${activation.key}/${label}`, parent: activation.key, scope: activation.scope };
    this.#todo.push(() => this.#enter(sequence, 0, entry));
  }

  #round(activation: Activation): void {
    const step = this.stepOf(activation);
    if (step.type !== 'while-condition') return;
    if (!this.#answer(activation, step.condition)) {
      this.finish(activation, 'done');
      return;
    }
    if (activation.round >= mostRounds) {
      this.#tooMuch(activation);
      return;
    }
    activation.round++;
    this.#branch(activation, `on_true#${activation.round}`, step.on_true);
  }

  #answer(activation: Activation, condition: string | undefined): boolean {
    const read = readCondition(condition ?? '');
    return read.ok && holds(read.value, this.valuesOf(activation));
  }

  #endSequence(sequence: Sequence, good: boolean): void {
    const { run } = this;
    if (run.state !== 'running' || !run.scopes[sequence.scope]) return;
    const book = run.playbooks[run.scopes[sequence.scope].book];
    const own = sequence.key === 'main' || sequence.key.endsWith('/playbook');
    if (own && !good && book.workflow_exception !== undefined) {
      const key = sequence.key === 'main' ? 'exception' : `${sequence.key}!exception`;
      this.#enter({ ...sequence, key }, 0, book.workflow_exception);
      return;
    }
    const handled = sequence.key === 'exception' || sequence.key.endsWith('!exception');
    const outcome = good && !handled;
    if (sequence.parent === '') {
      this.#end(outcome ? 'done' : 'failed');
      return;
    }
    const parent = run.active.find(({ key }) => key === sequence.parent);
    // Its step timed out in the meantime: what comes after it is on its way already.
    if (parent === undefined) return;
    const step = this.stepOf(parent);
    if (step.type === 'parallel') {
      parent.failed ||= !outcome;
      if (--parent.open === 0) this.#join(parent);
    } else if (step.type === 'while-condition' && outcome) this.#todo.push(() => this.#round(parent));
    else {
      if (step.type === 'playbook-action') this.#returnFrom(parent, sequence.scope, step.out_args ?? []);
      this.finish(parent, outcome ? 'done' : 'failed');
    }
  }

  #returnFrom(activation: Activation, scope: string, names: readonly string[]): void {
    const { run } = this;
    const given = run.scopes[scope].values;
    for (const name of names) if (Object.hasOwn(given, name)) this.assign(activation, name, given[name]);
    delete run.scopes[scope];
  }

  /** Gives a variable a value: that of the step when it has one of this name, else the one around it. */
  assign(activation: Activation, name: string, value: string | null): void {
    if (Object.hasOwn(activation.locals, name)) activation.locals[name] = value;
    else this.run.scopes[activation.scope].values[name] = value;
  }

  #isLoopAround(next: string, activation: Activation): boolean {
    const parent = this.run.active.find(({ key }) => key === activation.parent);
    return (
      parent !== undefined &&
      parent.step === next &&
      parent.scope === activation.scope &&
      this.stepOf(parent).type === 'while-condition'
    );
  }

  #withdrawBelow(activation: Activation): void {
    const { run } = this;
    const below = run.active.filter(({ key }) => key.startsWith(`${activation.key}/`));
    for (const each of below) {
      if (each.handed) this.#withdraw(each);
      this.#record(each, 'withdrawn');
    }
    run.active = run.active.filter((each) => !below.includes(each));
    for (const scope of Object.keys(run.scopes)) if (scope.startsWith(`${activation.key}/`)) delete run.scopes[scope];
  }

  #withdraw(activation: Activation): void {
    this.effects.push({ kind: 'withdraw', key: activation.handed!.key });
    activation.handed = null;
  }

  #record({ key, step, scope, enteredAt, notes }: Activation, outcome: VisitOutcome): void {
    const { run } = this;
    run.visits.push({ key, step, book: run.scopes[scope].book, enteredAt, endedAt: run.now, outcome, notes });
  }

  #tooMuch(activation: Activation): void {
    const why = { en: 'it goes round too often and is stopped', nl: 'het gaat te vaak rond en wordt gestopt' };
    this.#escalate(activation, why);
    this.finish(activation, 'failed', { at: this.run.now, by: '', detail: why.en, evidence: '' });
  }

  /** Whatever such a playbook says next, it has said enough. */
  #abort(activation: Activation): void {
    const why = {
      en: `it has done ${mostVisits} steps and is stopped`,
      nl: `er zijn ${mostVisits} stappen gedaan; de uitvoering is gestopt`,
    };
    this.#escalate(activation, why);
    this.#todo.length = 0;
    this.stop({ at: this.run.now, by: '', detail: why.en, evidence: '' }, 'failed');
  }

  #tellFailure(activation: Activation, step: WorkflowStep, outcome: VisitOutcome): void {
    // Whoever wrote on_failure thought of it; for the others somebody has to know.
    if (step.on_failure !== undefined) return;
    this.#escalate(
      activation,
      outcome === 'timeout'
        ? { en: 'the step was not done in time', nl: 'de stap was niet op tijd klaar' }
        : { en: 'the step failed', nl: 'de stap is mislukt' },
    );
  }

  #escalate(activation: Activation, why: Text): void {
    const { key, step } = activation;
    const name = this.stepOf(activation).name ?? step;
    this.effects.push({ kind: 'escalate', key: derivedId(this.run.id, key, why.en), step, name, why });
  }

  #end(state: 'done' | 'failed' | 'stopped'): void {
    const { run } = this;
    run.state = state;
    run.endedAt = run.now;
    this.effects.push({ kind: 'end', state, values: { ...run.scopes[''].values } });
  }
}
