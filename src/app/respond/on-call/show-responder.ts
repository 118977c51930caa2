import { iso } from '../../../api/present/instant.ts';
import type { ResponderCheck, ResponderSummaryWire, ResponderWire } from '../../../api/schema/on-call.ts';
import type { DeliveryRecord, ResponderForm } from '../../../core/on-call/records.ts';
import { severities } from '../../../core/severity.ts';
import { responderFaults } from '../../../respond/on-call/escalation-faults.ts';
import { onCallAt } from '../../../respond/on-call/on-call-at.ts';
import { responderNotes } from '../../../respond/on-call/on-call-notes.ts';
import { waysFor } from '../../../respond/on-call/usual-rules.ts';
import { type Directory, dependencyName, type KnownResponder, platform, withNeeds } from './directory.ts';

/** People to choose from, by name. */
export function showResponders(directory: Directory, now: number): ResponderSummaryWire[] {
  const rosters = [...directory.schedules.values()].map((roster) => ({
    id: roster.id,
    person: onCallAt(roster, now).person,
  }));
  return [...directory.people.values()].map(({ id, name, role, ways, absences }) => {
    const absence = absences.find(({ from, until }) => from <= now && now < until);
    return {
      ...{ id, name, role, channels: [...new Set(ways.map(({ channel }) => channel))] },
      independent: ways.some(({ dependsOn }) => dependsOn.length === 0),
      absentUntil: absence ? iso(absence.until) : null,
      onCallIn: rosters.filter(({ person }) => person === id).map((roster) => roster.id),
    };
  });
}

export function showResponder(
  person: KnownResponder,
  directory: Directory,
  last: readonly DeliveryRecord[],
): ResponderWire {
  const { id, name, role, language, zone, ownWays, rules, quiet, absences, record } = person;
  return {
    ...{ id, name, role, language, zone, quiet, isUsual: record === undefined },
    ways: ownWays.map((way) => ({ ...way, dependsOn: [...way.dependsOn] })),
    rules: Object.fromEntries(
      Object.entries(rules).map(([severity, own]) => [severity, own.map((rule) => ({ ...rule }))]),
    ),
    absences: absences.map(({ from, until, standIn }) => ({ from: iso(from), until: iso(until), standIn })),
    warnings: warningsOf(person, directory),
    plan: Object.fromEntries(
      severities.map((severity) => [
        severity,
        waysFor(person, severity).map(({ way, afterMinutes }) => ({ way: way.id, channel: way.channel, afterMinutes })),
      ]),
    ) as ResponderWire['plan'],
    lastDeliveries: last.flatMap(({ way, createdAt, endedAt, state, error }) =>
      way === '' || state === 'called-off' ? [] : [{ way, at: iso(endedAt ?? createdAt), state, error }],
    ),
    ...{ version: record?.version ?? 0, changedBy: record?.changedBy ?? '' },
    changedAt: record ? iso(record.changedAt) : null,
  };
}

export function checkResponder(id: string, form: ResponderForm, directory: Directory): ResponderCheck {
  const known = directory.people.get(id);
  const person = { ...form, id, name: known?.name ?? '', language: known?.language ?? ('nl' as const) };
  const faults = responderFaults(person, (other) => directory.people.has(other));
  return {
    faults: faults.map(({ field, sentence }) => ({ field, sentence: { ...sentence } })),
    warnings:
      faults.length > 0 ? [] : warningsOf({ ...person, ways: withNeeds(person.ways, directory.needs) }, directory),
  };
}

function warningsOf(person: Parameters<typeof responderNotes>[0], directory: Directory) {
  const nameOf = (id: string) =>
    id === platform ? 'het eigen platform / the own platform' : dependencyName(directory, id);
  return responderNotes(person, nameOf).map((text) => ({ ...text }));
}
