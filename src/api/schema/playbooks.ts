import { z } from 'zod';
import { ownActions, taskRoles } from '../../core/playbook/own-command.ts';
import { stepTypes, variableTypes } from '../../core/playbook/vocabularies.ts';
import { instant, text } from './common.ts';

/** A playbook of CACAO 2.0 as its JSON, at most 1 MiB: held against the standard by the reader of playbooks, not here. */
export const cacao = z.record(z.string(), z.unknown());
export const playbookId = z
  .string()
  .max(80)
  .regex(/^playbook--[0-9a-fA-F-]{36}$/, 'an id of a playbook');
/** `draft`, `active`, or `modified` of a version. */
export const playbookWhich = z.string().min(1).max(40);
/** Values by name of the variable (`__name__`); null: not known. */
export const variableValues = z
  .record(z.string().max(260), z.string().max(100_000).nullable())
  .refine((values) => Object.keys(values).length <= 200, 'at most 200 values');

export const playbookFault = z.object({
  /** Id of the step it is about; '' when it is about the whole. */
  step: z.string(),
  stepName: z.string(),
  /** Properties from the playbook down: `workflow.action--….commands.0.type`. */
  path: z.string(),
  /** Says what is wrong, without the step. */
  sentence: text,
  /** The same with the step named in front. */
  full: text,
  /** `shape`: no CACAO. `flow`: cannot be run, an editor can mend it. `note`: to think about. */
  weight: z.enum(['shape', 'flow', 'note']),
});

export const playbookVariable = z.object({
  name: z.string(),
  type: z.enum(variableTypes),
  description: z.string(),
  value: z.string().nullable(),
  constant: z.boolean(),
  /** Given by whoever starts it. */
  external: z.boolean(),
  /** External without a value: it cannot start without one. */
  needed: z.boolean(),
});

export const playbookEdge = z.object({
  /** Property that leads there: on_completion, on_success, on_failure, on_true, on_false, next_steps.0, cases.<word>. */
  label: z.string(),
  to: z.string(),
  /** Whether there is such a step. */
  known: z.boolean(),
});

export const playbookStep = z.object({
  id: z.string(),
  type: z.enum(stepTypes),
  /** As its author wrote it; '' without one. */
  name: z.string(),
  description: z.string(),
  /** Belwacht does it · a person does it · it decides where to go · it marks a start or an end. */
  does: z.enum(['automatic', 'task', 'logic', 'mark']),
  /** What it does with the values that are known; '' for marks. */
  sentence: text,
  /** Actions of Belwacht that it asks for, in order. */
  actions: z.array(z.enum(ownActions)),
  /** Of tasks: name of the agent, role in the incident ('' for none), minutes until it is due, what is to be kept. */
  owner: z.string(),
  role: z.union([z.enum(taskRoles), z.literal('')]),
  dueMinutes: z.number().int().nullable(),
  evidence: z.string(),
  delayMs: z.number().int(),
  timeoutMs: z.number().int(),
  /** Of if and while: the condition; of a switch: what it looks at. */
  condition: z.string(),
  /** Of playbook-action: playbook that it runs. */
  calls: z.string(),
  /** Where an editor put it (extension of ours, see `positionExtension`); null: lay it out. */
  at: z.object({ x: z.number(), y: z.number() }).nullable(),
  next: z.array(playbookEdge),
  /** Whether any way leads to it. */
  reached: z.boolean(),
  faults: z.array(playbookFault),
});

export const playbookGraph = z.object({
  /** '' when a draft has none. */
  start: z.string(),
  exception: z.string(),
  /** In the order in which they are followed, those nothing leads to last. */
  steps: z.array(playbookStep),
});

export const playbookVersionMark = z.object({
  modified: z.string(),
  at: instant,
  by: z.string(),
  /** Comes with Belwacht · read from a file · made in the editor. */
  origin: z.enum(['shipped', 'import', 'edit']),
});

export const playbookSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Type of incident, by the labels of the playbook (`toll-fraud`, …); '' when no label says so. */
  type: z.string(),
  language: z.enum(['nl', 'en', '']),
  labels: z.array(z.string()),
  /** `off`: it has versions, none of which is in use. */
  state: z.enum(['active', 'draft', 'off']),
  /** Version that runs start with. */
  active: playbookVersionMark.nullable(),
  /** A newer version that came with Belwacht or a file and that nobody put to use or waved away. */
  offered: playbookVersionMark.nullable(),
  draft: z.object({ at: instant, by: z.string(), faults: z.number().int() }).nullable(),
  steps: z.number().int(),
  /** Runs that go on. */
  running: z.number().int(),
  /** For If-Match. */
  version: z.number().int(),
  changedAt: instant,
  changedBy: z.string(),
});

export const playbook = playbookSummary.extend({
  /** What `content` is: `draft`, or `modified` of the version. */
  showing: z.string(),
  content: cacao,
  graph: playbookGraph,
  variables: z.array(playbookVariable),
  /** All, those of steps too. */
  faults: z.array(playbookFault),
});

export const playbookVersion = playbookVersionMark.extend({
  active: z.boolean(),
  offered: z.boolean(),
  steps: z.number().int(),
  /** When it was last put to use. */
  activatedAt: instant.nullable(),
  activatedBy: z.string(),
});

export const playbookChange = z.object({
  /** '' for the playbook as a whole. */
  step: z.string(),
  stepName: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  /** Property, from the step (or playbook) down; '' for all of it. */
  path: z.string(),
  /** As JSON, shortened to 2,000 characters; null where there was none. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
/** At most 1,000 changes. */
export const playbookDiff = z.object({ from: z.string(), to: z.string(), changes: z.array(playbookChange) });
export const playbookDiffQuery = z.object({ from: playbookWhich, to: playbookWhich });

/** A draft: CACAO JSON whose steps need not hang together yet. */
export const playbookDraftForm = z.strictObject({ playbook: cacao });
/** A playbook from nothing: a start, one task and an end, as a draft. */
export const playbookNewForm = z.strictObject({
  name: z.string().trim().min(1).max(200),
  type: z.string().max(60).default(''),
  language: z.enum(['nl', 'en', '']).default(''),
  /** Copies the newest version of this one, under an id of its own. */
  from: playbookId.or(z.literal('')).default(''),
});
export const playbookImportForm = z.strictObject({
  /** JSON, or the text of the file: in text a key that is there twice is noticed. */
  playbook: z.union([cacao, z.string().max(1_100_000)]),
  /** `version`: it has to be sound, and is offered. `draft`: what can be mended in the editor is taken too. */
  as: z.enum(['version', 'draft']).default('version'),
  /** Put to use at once. */
  activate: z.boolean().default(false),
});
/** The draft, or `modified` of a version. */
export const playbookActivateForm = z.strictObject({ version: playbookWhich.default('draft') });

export const playbookCheckForm = z.strictObject({ playbook: z.unknown() });
export const playbookCheck = z.object({
  /** It can be run. */
  sound: z.boolean(),
  /** It can be kept as a draft. */
  readable: z.boolean(),
  /** First fault as a sentence that names the step; '' when it is sound. */
  reason: text,
  faults: z.array(playbookFault),
  /** Null when it cannot be read. */
  graph: playbookGraph.nullable(),
  variables: z.array(playbookVariable),
});

export const playbookDryForm = z.strictObject({
  /** What is in the editor; without it the version. */
  playbook: cacao.optional(),
  version: playbookWhich.default('active'),
  /** Fills in what an incident knows. */
  incident: z.string().max(128).default(''),
  values: variableValues.default({}),
});
export const playbookDryLine = z.object({
  step: z.string(),
  /** Steps by which the playbook it is of is called, outermost first, with slashes; '' for the playbook's own. */
  within: z.string(),
  name: z.string(),
  /** How many branches it is in. */
  depth: z.number().int(),
  /** next_steps.0, on_true, on_failure, workflow_exception … when it begins a branch; else ''. */
  branch: z.string(),
  sentence: text,
  automatic: z.boolean(),
  /** Why it cannot be done with these values, whatever else there is. */
  trouble: text.nullable(),
});
export const playbookDry = z.object({
  lines: z.array(playbookDryLine),
  /** Values that were used. */
  values: z.record(z.string(), z.string().nullable()),
  /** External variables without a value: what has to be filled in to start. */
  missing: z.array(playbookVariable),
});

/** A playbook that fits an incident, with what would be filled in. */
export const suggestedPlaybook = z.object({
  playbook: playbookSummary,
  /** Why: by class, by rules of its alerts, by words. */
  why: text,
  /** Best first; 100 fits exactly. */
  fit: z.number().int(),
  variables: z.array(playbookVariable),
});

/** What editors offer: closed lists. */
export const playbookVocabulary = z.object({
  stepTypes: z.array(z.string()),
  variableTypes: z.array(z.string()),
  roles: z.array(z.string()),
  agentTypes: z.array(z.string()),
  commandTypes: z.array(z.string()),
  actions: z.array(
    z.object({
      action: z.enum(ownActions),
      needs: z.array(z.string()),
      may: z.array(z.string()),
      /** It only looks: asking twice harms nobody. */
      harmless: z.boolean(),
    }),
  ),
  types: z.array(z.object({ type: z.string(), name: text })),
  /** Variables that an incident fills in by itself, where the playbook declares them as external. */
  filled: z.array(z.object({ name: z.string(), description: text })),
  /** Extension that says who does a task and by when, and the one that says where a step is drawn (`x`, `y`). */
  taskExtension: z.string(),
  positionExtension: z.string(),
  /** Hosts that requests may go to. */
  httpHosts: z.array(z.string()),
});

export type PlaybookFaultWire = z.infer<typeof playbookFault>;
export type PlaybookVariableWire = z.infer<typeof playbookVariable>;
export type PlaybookStepWire = z.infer<typeof playbookStep>;
export type PlaybookGraphWire = z.infer<typeof playbookGraph>;
export type PlaybookSummaryWire = z.infer<typeof playbookSummary>;
export type PlaybookWire = z.infer<typeof playbook>;
export type PlaybookVersionWire = z.infer<typeof playbookVersion>;
export type PlaybookVersionMarkWire = z.infer<typeof playbookVersionMark>;
export type PlaybookChangeWire = z.infer<typeof playbookChange>;
export type PlaybookDiffWire = z.infer<typeof playbookDiff>;
export type PlaybookCheckWire = z.infer<typeof playbookCheck>;
export type PlaybookDryWire = z.infer<typeof playbookDry>;
export type SuggestedPlaybookWire = z.infer<typeof suggestedPlaybook>;
export type PlaybookVocabularyWire = z.infer<typeof playbookVocabulary>;
