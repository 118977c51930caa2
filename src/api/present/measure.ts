import type { MeasureListing } from '../../core/incident/measure-record.ts';
import type { ProbeTarget, Recovery } from '../../core/incident/recovery.ts';
import type { MeasureWire, RecoveryWire } from '../schema/measures.ts';
import { iso } from './instant.ts';

const instantOf = (ms: number | undefined) => (ms === undefined ? null : iso(ms));

/** A measure on the wire; `reader`: `user:<id>` or `token:<id>` of whoever reads it. */
export function presentMeasure(record: MeasureListing, reader: string): MeasureWire {
  const { id, incident, number, title, tenant, tenantName, action, sentence, state, reason, undoReason } = record;
  return {
    ...{
      id,
      incident,
      number,
      title,
      tenant,
      tenantName,
      action,
      sentence: { ...sentence },
      state,
      reason,
      undoReason,
    },
    with: { ...record.with },
    askedAt: iso(record.askedAt),
    askedBy: record.askedBy.name,
    mine: record.askedBy.id === reader,
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
    undoneAt: instantOf(record.undoneAt),
    undoneBy: record.undoneBy?.name ?? '',
  };
}

/** `measures`: temporary ones that still stand. */
export function presentRecovery({ incident, phases, watch, version }: Recovery, measures: number): RecoveryWire {
  return {
    ...{ incident, measures, version },
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

export function presentProbeTarget({ accounts, tenant: _tenant, ...target }: ProbeTarget) {
  return { ...target, accounts: [...accounts] };
}
