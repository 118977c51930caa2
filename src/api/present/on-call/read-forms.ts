import type { ResponderForm } from '../../../core/on-call/records.ts';
import type { ScheduleForm } from '../../../core/on-call/schedule.ts';
import { Problem } from '../../problem.ts';
import type { OnCallFaultWire, ResponderFormWire, RosterFormWire } from '../../schema/on-call.ts';

/** A roster as typed, its instants in ms. */
export function readRoster({ overrides, ...form }: RosterFormWire): ScheduleForm {
  return { ...form, overrides: overrides.map(readOverride) };
}

export function readOverride<T extends { readonly from: string; readonly until: string }>({ from, until, ...rest }: T) {
  return { ...rest, from: Date.parse(from), until: Date.parse(until) };
}

export function readResponder({ absences, ...form }: ResponderFormWire): ResponderForm {
  return { ...form, absences: absences.map(readOverride) };
}

/** What of a kept roster people write. */
export function rosterFormOf({ name, zone, layers, holidays, overrides }: ScheduleForm): ScheduleForm {
  return { name, zone, layers, holidays, overrides };
}

/** @throws Problem 422 with every fault. */
export function refuseFaults(faults: readonly OnCallFaultWire[]): void {
  const [first] = faults;
  if (first) throw new Problem(422, first.sentence, first.field, '/problems/on-call-faults', { faults });
}
