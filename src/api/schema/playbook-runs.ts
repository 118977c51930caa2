import { z } from 'zod';
import { taskRoles } from '../../core/playbook/own-command.ts';
import { stepTypes, variableTypes } from '../../core/playbook/vocabularies.ts';
import { instant, text } from './common.ts';
import { playbookGraph, playbookId, playbookVariable, variableValues } from './playbooks.ts';

export const runStates = ['running', 'done', 'failed', 'stopped'] as const;
export const runState = z.enum(runStates);

/** What a run waits for. */
export const runWait = z.object({
  /** Place of the step in the run. */
  place: z.string(),
  name: z.string(),
  kind: z.enum(['task', 'automatic', 'delay']),
  since: instant,
  /** When it should be done, or a delay is over. */
  due: instant,
  late: z.boolean(),
  /** Nobody knows whether an automatic step was carried out: somebody has to find out. */
  doubt: z.boolean(),
});

export const runSummary = z.object({
  id: z.string(),
  incident: z.string(),
  incidentNumber: z.number().int().nullable(),
  playbook: z.string(),
  /** Version it runs, to its end. */
  modified: z.string(),
  name: z.string(),
  language: z.enum(['nl', 'en', '']),
  state: runState,
  startedAt: instant,
  startedBy: z.object({ id: z.string(), name: z.string() }),
  endedAt: instant.nullable(),
  stepsDone: z.number().int(),
  stepsFailed: z.number().int(),
  waits: z.array(runWait),
});

export const runNote = z.object({
  at: instant,
  /** '' for Belwacht. */
  by: z.string(),
  detail: z.string(),
  evidence: z.string(),
  /** False: a task that did not have to be done. */
  applies: z.boolean(),
});

export const runAsk = z.object({
  name: z.string(),
  type: z.enum(variableTypes),
  description: z.string(),
  /** As known so far. */
  value: z.string().nullable(),
});

/** What can be done about a step that is under way. */
export const runStepActs = ['done', 'failed', 'not-applicable', 'retry', 'skip', 'now'] as const;

export const runHanded = z.object({
  /** Goes along with an answer. */
  key: z.string(),
  kind: z.enum(['task', 'automatic', 'delay']),
  /** What is done or asked. */
  sentence: text,
  role: z.union([z.enum(taskRoles), z.literal('')]),
  owner: z.string(),
  since: instant,
  due: instant,
  late: z.boolean(),
  /** What has to be kept; '' when nothing was said. */
  evidence: z.string(),
  asks: z.array(runAsk),
  doubt: text.nullable(),
  /** `pending`: not handed out yet; `started`: handed out, no outcome yet. */
  state: z.enum(['pending', 'started', 'done']),
  tries: z.number().int(),
  /** Of the last try; ''. */
  error: z.string(),
  /** What the caller may do about it, when they may run playbooks. */
  acts: z.array(z.enum(runStepActs)),
});

export const runStep = z.object({
  /** Names this visit of the step: the same in every answer. A while step visits its steps more than once. */
  place: z.string(),
  /** Index in `books`. */
  book: z.number().int(),
  step: z.string(),
  type: z.enum(stepTypes),
  name: z.string(),
  /** `branches`: steps within it are under way. */
  state: z.enum(['delayed', 'doing', 'asked', 'branches', 'done', 'failed', 'timeout', 'withdrawn']),
  startedAt: instant,
  endedAt: instant.nullable(),
  notes: z.array(runNote),
  /** What it waits for. */
  waits: runHanded.nullable(),
});

export const run = runSummary.extend({
  /** For If-None-Match: goes up with everything that happens. */
  version: z.number().int(),
  /** The playbook and those it calls, as they were at the start. */
  books: z.array(z.object({ id: z.string(), modified: z.string(), name: z.string(), graph: playbookGraph })),
  /** Visits, in the order in which they began; at most the last 1,000. */
  steps: z.array(runStep),
  /** Variables of the playbook with what is known of them now. */
  variables: z.array(playbookVariable),
});

export const runStartForm = z.strictObject({
  playbook: playbookId,
  values: variableValues.default({}),
});
export const runStopForm = z.strictObject({ reason: z.string().trim().min(1).max(1000) });
/** Somebody did a task, or says that it could not be done, or that it does not apply. */
export const runAnswerForm = z.strictObject({
  key: z.string().min(1).max(128),
  /** False: it could not be done, and its step fails. */
  ok: z.boolean(),
  /** False, with `ok`: it did not have to be done. The playbook goes on; what it was to find out stays unknown. `detail` says why. */
  applies: z.boolean().default(true),
  detail: z.string().max(4000).default(''),
  evidence: z.string().max(4000).default(''),
  values: variableValues.default({}),
});
/** About an automatic step without an outcome, or one that waits for its time. */
export const runStepForm = z.strictObject({
  key: z.string().min(1).max(300),
  /** Again · take it as done · take it as failed · wait no longer. */
  act: z.enum(['retry', 'skip', 'failed', 'now']),
  reason: z.string().trim().min(1).max(1000),
});

export type RunSummaryWire = z.infer<typeof runSummary>;
export type RunWaitWire = z.infer<typeof runWait>;
export type RunStepWire = z.infer<typeof runStep>;
export type RunHandedWire = z.infer<typeof runHanded>;
export type RunNoteWire = z.infer<typeof runNote>;
export type RunWire = z.infer<typeof run>;
