import { z } from 'zod';
import { measureKinds } from '../../core/incident/incident.ts';
import { eur } from './calls.ts';
import { instant, page, severity, text } from './common.ts';
import {
  incidentAssessment,
  incidentClass,
  incidentDoubt,
  incidentEntryKind,
  incidentRole,
  incidentStage,
} from './incident-forms.ts';

export * from './incident-forms.ts';

/*
 * All under /api/v1/incidents; `incident` carries an ETag.
 *   GET    ''                      incidentQuery → incidentPage          POST ''             newIncident → incident (201)
 *   GET    /wall                   → incidentWall                        GET  /tasks         incidentTasksQuery → incidentTaskOf[]
 *   GET    /patterns               incidentPatternQuery → incidentPattern[]
 *   GET    /settings               → incidentSettings (ETag)             PATCH /settings     incidentSettingsForm, If-Match
 *   GET    /:id                    → incident                            POST /:id/acts      incidentActForm → incident
 *   POST   /:id/merge              incidentMergeForm → incident (the one it went into)
 *   POST   /:id/split              incidentSplitForm → incident (the new one)
 *   GET    /:id/timeline           incidentTimelineQuery → incidentTimeline
 *   GET    /:id/export             incidentExportQuery → a file
 *   GET    /:id/attachments        → incidentAttachment[]                POST /:id/attachments  incidentAttachQuery, file → incidentAttachment (201)
 *   GET    /:id/attachments/:file  → the file, always as a download
 * What an act is refused for is a problem 409 (400 for a wrong value) with `sentences`: every reason, as Text.
 */

/** Furthest flag, `new` before the first. */
export const incidentState = z.union([incidentStage, z.enum(['new', 'merged'])]);
/** Who did or does something: `user:<id>`, `token:<id>`, `rule:<id>`, `system`, and the name to show. */
export const incidentActor = z.object({ id: z.string(), name: z.string() });
const named = z.object({ id: z.string(), name: z.string() });
/** One flag. */
const stageMark = z.object({
  at: instant,
  by: incidentActor,
  /** Why it does not apply, when it was passed over; '' when it was reached. */
  skipped: z.string(),
});

/** Money that toll fraud costs; null while nothing was worked out. */
export const incidentExposure = z.object({ nowEur: eur, mostEur: eur, at: instant }).nullable();

export const incidentTask = z.object({
  id: z.string(),
  title: z.string(),
  /** More about it; ''. Written by people or by authors of playbooks. */
  details: z.string(),
  owner: incidentActor.nullable(),
  role: z.union([incidentRole, z.literal('')]),
  due: instant.nullable(),
  overdue: z.boolean(),
  /** `failed`: it could not be done; `not-applicable`: it did not have to be. */
  state: z.enum(['open', 'done', 'failed', 'not-applicable']),
  /** What showed that it is done. */
  evidence: z.string(),
  /** What has to be kept of it; '' when nothing is asked. */
  evidenceWanted: z.string(),
  /** What is to be found out with it; the answers go along when it is finished. */
  asks: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      description: z.string(),
      /** What is known already, to be confirmed. */
      value: z.string().nullable(),
    }),
  ),
  /** Nobody knows whether a step was carried out: what has to be found out. */
  doubt: text.nullable(),
  reason: z.string(),
  endedAt: instant.nullable(),
  endedBy: incidentActor.nullable(),
  createdAt: instant,
  createdBy: incidentActor,
  /** `playbook:<run>/<key>`, or '' for those of people. */
  source: z.string(),
  /** Run it belongs to; ''. */
  run: z.string(),
  /** The caller's own, or of a role they hold. */
  mine: z.boolean(),
});

export const incidentMeasure = z.object({
  id: z.string(),
  kind: z.enum(measureKinds),
  /** Decision, stop, attack mode or redirect that it is; '' for what was done by hand. */
  decision: z.string(),
  what: z.string(),
  owner: incidentActor.nullable(),
  since: instant,
  until: instant.nullable(),
  keptBecause: z.string(),
  undoneAt: instant.nullable(),
  undoneBy: incidentActor.nullable(),
  /** How it stands on the network; null for what was done by hand. */
  network: z
    .object({
      state: z.enum(['asked', 'in-force', 'lifted', 'expired', 'failed', 'held', 'reported']),
      /** What each enforcer, PBX or kernel said last. */
      confirmations: z.array(z.object({ by: z.string(), state: z.string(), at: instant, detail: z.string() })),
    })
    .nullable(),
  /** It has to be undone, kept with a reason or get an owner before the incident can be closed. */
  inTheWay: z.boolean(),
});

export const incidentAlert = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  rule: z.string(),
  severity,
  sentence: text,
  start: instant,
  end: instant,
  joinedAt: instant,
  why: text,
  address: z.string(),
  /** AS number; 0 when it is not known. */
  network: z.number().int(),
  account: z.string(),
  asset: z.string(),
});

/** Another one, to name it. */
export const relatedIncident = z.object({ id: z.string(), number: z.number().int(), title: z.string(), titles: text });

export const similarIncident = z.object({
  id: z.string(),
  number: z.number().int(),
  tenant: z.string(),
  title: z.string(),
  /** In either language; twice the same where somebody gave it. */
  titles: text,
  classification: incidentClass,
  cause: z.string(),
  whatWorked: z.string(),
  detectedAt: instant,
  /** What they have in common. */
  because: z.array(text),
});

/** What is due next: the soonest of these. */
export const incidentDue = z.object({
  kind: z.enum(['task', 'review', 'measure-ends', 'step']),
  at: instant.nullable(),
  overdue: z.boolean(),
  text,
  /** Task or measure it is about; '' otherwise. */
  id: z.string(),
});

/** An incident in a list. */
export const incidentSummary = z.object({
  id: z.string(),
  /** To say on the phone. */
  number: z.number().int(),
  tenant: z.string(),
  tenantName: z.string(),
  title: z.string(),
  /** In either language; twice the same where somebody gave it. */
  titles: text,
  severity,
  classification: incidentClass,
  suspectedMalicious: incidentDoubt,
  drill: z.boolean(),
  state: incidentState,
  /** Flags that are set. */
  stages: z.array(incidentStage),
  mergedInto: z.string(),
  detectedAt: instant,
  movedAt: instant,
  /** Coordinator. */
  leader: incidentActor.nullable(),
  customers: z.number().int(),
  alerts: z.number().int(),
  exposure: incidentExposure,
  openTasks: z.number().int(),
  nextTask: z
    .object({ id: z.string(), title: z.string(), due: instant.nullable(), owner: incidentActor.nullable() })
    .nullable(),
  /** Measures not undone. */
  measures: z.number().int(),
  reviewDue: instant.nullable(),
  /** The line of the timeline that a search found. */
  found: text.nullable(),
});
export const incidentPage = page(incidentSummary);
export const incidentQuery = z.object({
  /** `open`: goes on; `over`: closed or merged. */
  state: z.enum(['open', 'over']).optional(),
  /** At least this severe. */
  severity: severity.optional(),
  drill: z.enum(['true', 'false']).optional(),
  /** Those of a customer and those that hit it. */
  tenant: z.string().max(100).optional(),
  /** Words in what is written about them and in their timelines, or the number. */
  q: z.string().max(200).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const incident = z.object({
  id: z.string(),
  number: z.number().int(),
  tenant: z.string(),
  tenantName: z.string(),
  title: z.string(),
  /** In either language; twice the same where somebody gave it. */
  titles: text,
  summary: z.string(),
  severity,
  assessment: incidentAssessment,
  classification: incidentClass,
  suspectedMalicious: incidentDoubt,
  crossBorder: incidentDoubt,
  drill: z.boolean(),
  detectedAt: instant,
  createdAt: instant,
  openedBy: incidentActor,
  state: incidentState,
  over: z.boolean(),
  /** Every flag in order, with what can be done about it now by somebody who may. */
  stages: z.array(
    z.object({
      stage: incidentStage,
      mark: stageMark.nullable(),
      can: z.array(z.enum(['reach', 'skip', 'take-back'])),
      /** Why it cannot be reached yet; empty when it can or is. */
      notYet: z.array(text),
    }),
  ),
  canReopen: z.boolean(),
  reopened: z.array(z.object({ at: instant, by: incidentActor, reason: text })),
  reviewDue: instant.nullable(),
  /** Who holds each role now. */
  roles: z.array(z.object({ role: incidentRole, person: incidentActor.nullable(), from: instant.nullable() })),
  roleHistory: z.array(
    z.object({ role: incidentRole, person: incidentActor, from: instant, until: instant.nullable() }),
  ),
  impact: z.object({
    customers: z.array(named),
    sites: z.array(named),
    assets: z.array(named),
    users: z.number().int(),
    emergencyCalling: incidentDoubt,
    since: instant,
  }),
  exposure: incidentExposure,
  tasks: z.array(incidentTask),
  measures: z.array(incidentMeasure),
  alerts: z.array(incidentAlert),
  traits: z.object({
    addresses: z.array(z.string()),
    networks: z.array(z.number().int()),
    accounts: z.array(z.string()),
    assets: z.array(named),
    rules: z.array(z.string()),
  }),
  cause: z.string(),
  whatWorked: z.string(),
  /** The incident it became part of, with its number; null when it stands by itself. */
  mergedInto: relatedIncident.nullable(),
  splitFrom: relatedIncident.nullable(),
  /** Every reason why it cannot be closed yet; none when it can. */
  gate: z.array(text),
  nextDue: incidentDue.nullable(),
  similar: z.array(similarIncident),
  attachments: z.number().int(),
  /** What the caller may do with it. */
  may: z.object({ write: z.boolean(), measures: z.boolean(), playbooks: z.boolean() }),
  /** Goes back as `If-Match: "<version>"`. */
  version: z.number().int(),
  changedAt: instant,
  changedBy: z.string(),
});

export const incidentEntry = z.object({
  /** Grows in the order in which lines were added. */
  id: z.number().int(),
  kind: incidentEntryKind,
  /** When it happened, and when it was written down. */
  at: instant,
  enteredAt: instant,
  by: incidentActor,
  text,
  internal: z.boolean(),
  about: z
    .object({
      kind: z.enum([
        'alert',
        'decision',
        'enforcer',
        'message',
        'task',
        'measure',
        'attachment',
        'playbook',
        'incident',
      ]),
      id: z.string(),
    })
    .nullable(),
  /** Incident and line it came along from with a merge or a split. */
  origin: z.object({ incident: z.string(), entry: z.number().int() }).nullable(),
});
export const incidentTimelineQuery = z.object({
  /** `newest` first, or `oldest` first, by when it happened. */
  order: z.enum(['newest', 'oldest']).default('newest'),
  /** Kinds with commas between; all when left out. */
  kinds: z.string().max(200).optional(),
  /** Only lines added after the one with this id: for who follows live. */
  addedAfter: z.coerce.number().int().min(0).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const incidentTimeline = z.object({ items: z.array(incidentEntry), next: z.string().nullable() });
export const incidentExportQuery = z.object({
  format: z.enum(['csv', 'json', 'md']).default('csv'),
  language: z.enum(['nl', 'en']).default('nl'),
  /** Leaves out internal lines, as the customer would see it. */
  forCustomer: z.enum(['true', 'false']).default('false'),
});

export const incidentAttachment = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string(),
  /** Bytes. */
  size: z.number().int(),
  /** 64 hex digits. */
  sha256: z.string(),
  by: incidentActor,
  addedAt: instant,
  internal: z.boolean(),
  /** Incident it was added to, when it came along with a merge; ''. */
  cameFrom: z.string(),
});
/** The file is the body, `application/octet-stream`, at most 50 MB. */
export const incidentAttachQuery = z.object({
  name: z.string().min(1).max(300),
  mediaType: z.string().max(150).default('application/octet-stream'),
  internal: z.enum(['true', 'false']).default('false'),
});

/** A task with its incident. */
export const incidentTaskOf = z.object({
  incident: z.string(),
  number: z.number().int(),
  title: z.string(),
  /** In either language; twice the same where somebody gave it. */
  titles: text,
  severity,
  drill: z.boolean(),
  task: incidentTask,
});
export const incidentTasksQuery = z.object({
  /** `me`: the caller's own and those of the roles they hold. */
  owner: z.enum(['me', 'all']).default('me'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

export const incidentPattern = z.object({
  kind: z.enum(['customer', 'network', 'cause']),
  value: z.string(),
  /** Name to show: of the customer, of the network, or the cause itself. */
  name: z.string(),
  incidents: z.number().int(),
  last: instant,
});
export const incidentPatternQuery = z.object({ days: z.coerce.number().int().min(1).max(3660).default(365) });

/** Everything that goes on, for one screen on a wall: gravest first, drills last. */
export const incidentWall = z.object({
  at: instant,
  total: z.number().int(),
  items: z.array(
    z.object({
      id: z.string(),
      number: z.number().int(),
      title: z.string(),
      /** In either language; twice the same where somebody gave it. */
      titles: text,
      tenant: z.string(),
      tenantName: z.string(),
      severity,
      drill: z.boolean(),
      state: incidentState,
      stages: z.array(incidentStage),
      leader: incidentActor.nullable(),
      customers: z.number().int(),
      emergencyCalling: incidentDoubt,
      since: instant,
      exposure: incidentExposure,
      /** What is in place, newest first, at most 5. */
      measures: z.array(z.object({ kind: z.enum(measureKinds), what: z.string(), until: instant.nullable() })),
      measuresTotal: z.number().int(),
      openTasks: z.number().int(),
      nextDue: incidentDue.nullable(),
      movedAt: instant,
    }),
  ),
});

export type IncidentSummaryWire = z.infer<typeof incidentSummary>;
export type IncidentQueryWire = z.infer<typeof incidentQuery>;
export type IncidentWire = z.infer<typeof incident>;
export type IncidentTaskWire = z.infer<typeof incidentTask>;
export type IncidentMeasureWire = z.infer<typeof incidentMeasure>;
export type IncidentEntryWire = z.infer<typeof incidentEntry>;
export type IncidentAttachmentWire = z.infer<typeof incidentAttachment>;
export type IncidentDueWire = z.infer<typeof incidentDue>;
export type IncidentWallWire = z.infer<typeof incidentWall>;
export type IncidentPatternWire = z.infer<typeof incidentPattern>;
export type SimilarIncidentWire = z.infer<typeof similarIncident>;
export type IncidentTaskOfWire = z.infer<typeof incidentTaskOf>;
