import { titlesOf } from '../../core/incident/incident.ts';
import type { MeasureListing } from '../../core/incident/measure-record.ts';
import type { ProbeTarget, Recovery } from '../../core/incident/recovery.ts';
import type { MeasureWire, ProbeTargetWire, RecoveryWire } from '../schema/measures.ts';
import { iso } from './instant.ts';

const instantOf = (ms: number | undefined) => (ms === undefined ? null : iso(ms));

/** Who reads a measure. */
export interface MeasureReader {
  /** Whether it is they who asked for it, or for its later end: they cannot agree to it as well. */
  readonly isMine: boolean;
  readonly isExtensionMine: boolean;
  /** Sentences that Belwacht itself writes as a reason, in the language of who reads. */
  readonly inLanguage: (sentence: string) => string;
}

/** A measure on the wire. */
export function presentMeasure(
  record: MeasureListing,
  { isMine, isExtensionMine, inLanguage }: MeasureReader,
): MeasureWire {
  const { id, incident, number, title, titles, tenant, tenantName, action, sentence, state, reason, extension } =
    record;
  return {
    ...{ id, incident, number, title, titles: titlesOf({ title, titles }), tenant, tenantName, action, state, reason },
    sentence: { ...sentence },
    undoReason: inLanguage(record.undoReason),
    with: { ...record.with },
    askedAt: iso(record.askedAt),
    askedBy: record.askedBy.name,
    mine: isMine,
    approval: record.approval ? { ...record.approval } : null,
    decidedBy: record.decidedBy?.name ?? '',
    from: instantOf(record.from),
    until: record.lastsMs === 0 ? null : instantOf(record.until),
    lasts: record.lastsMs > 0,
    orders: record.orders.map((order) => ({ kind: order.kind, id: order.id })),
    reports: record.reports.map(({ by, real, state: said, at, detail }) => ({
      by,
      real,
      state: said,
      at: iso(at),
      detail,
    })),
    trouble: record.trouble ? { ...record.trouble } : null,
    extension: extension
      ? {
          ...{ until: iso(extension.until), askedAt: iso(extension.askedAt), askedBy: extension.askedBy.name },
          ...{ mine: isExtensionMine, approval: { ...extension.approval } },
        }
      : null,
    undoneAt: instantOf(record.undoneAt),
    undoneBy: record.undoneBy?.name ?? '',
  };
}

/** The same for the customer's own people: what is done, since when and until when; not who asked, why, and what went wrong. */
export function measureForCustomer(measure: MeasureWire): MeasureWire {
  const { reason: _reason, ...about } = measure.with;
  return {
    ...measure,
    with: about,
    ...{ reason: '', askedBy: '', mine: false, approval: null, decidedBy: '' },
    orders: [],
    reports: measure.reports.map((report) => ({ ...report, detail: '' })),
    ...{ trouble: null, extension: null, undoneBy: '', undoReason: '' },
  };
}

/** `measures`: temporary ones that still stand. */
export function presentRecovery(
  { incident, phases, watch, version }: Recovery,
  { measures, canBegin }: Pick<RecoveryWire, 'measures' | 'canBegin'>,
): RecoveryWire {
  return {
    ...{ incident, measures, canBegin, version },
    phases: phases.map(({ phase, state, tests, doneAt, doneBy }) => ({
      ...{ phase, state, doneAt: instantOf(doneAt), doneBy: doneBy?.name ?? '' },
      tests: tests.map(({ test, state: came, evidence, at, by, how }) => ({
        ...{ test, state: came, evidence: { ...evidence }, at: instantOf(at), by: by?.name ?? '', how },
      })),
    })),
    watch: watch
      ? {
          ...{ from: iso(watch.from), until: iso(watch.until), customers: [...watch.customers] },
          ...{ by: watch.by.name, joined: watch.joined },
        }
      : null,
  };
}

/** The same for the people of a customer: how far it is; not who tested, what was seen, and who else is watched. */
export function recoveryForCustomer(recovery: RecoveryWire, tenant: string): RecoveryWire {
  const nothing = { nl: '', en: '' };
  return {
    ...recovery,
    canBegin: false,
    phases: recovery.phases.map((phase) => ({
      ...phase,
      doneBy: '',
      tests: phase.tests.map((test) => ({ ...test, evidence: nothing, by: '' })),
    })),
    watch: recovery.watch && {
      ...recovery.watch,
      by: '',
      customers: recovery.watch.customers.filter((id) => id === tenant),
    },
  };
}

export function presentProbeTarget({ accounts, ...target }: ProbeTarget): ProbeTargetWire {
  return { ...target, accounts: [...accounts] };
}
