import type { GeoGroupRecord, GeoGroupVersion, GeoPolicyVersion } from '../../core/geo/records.ts';
import type { Text } from '../../core/text.ts';
import type { GeoGroupVersionWire, GeoOwnGroup, GeoRemovedGroup, GeoRemovedPolicy, GeoVersion } from '../schema/geo.ts';
import { isoOrNull, presentPolicyForm } from './geo.ts';
import { iso } from './instant.ts';

/** What stands above the changes of a version that brought something back. */
const broughtBack: Text = { en: 'Brought back after it was removed.', nl: 'Teruggehaald nadat het was verwijderd.' };

/** A group of the provider's own; people gave it one title for all languages. */
export function presentGroup({ name, title, subjects, version, changedAt, changedBy }: GeoGroupRecord): GeoOwnGroup {
  return {
    ...{ name, title: { nl: title, en: title }, subjects: [...subjects], builtIn: false },
    ...{ version, changedAt: iso(changedAt), changedBy },
  };
}

/** Versions, newest first, with what each changed in words; `changes` of the first one tells that it was made. */
export function presentGroupVersions(
  versions: readonly GeoGroupVersion[],
  changes: (before: GeoGroupVersion | undefined, after: GeoGroupVersion) => readonly Text[],
): GeoGroupVersionWire[] {
  return withBefore(versions, (one, before) => ({
    ...{ version: one.version, at: iso(one.at), by: one.by, title: one.title, subjects: [...one.subjects] },
    ...removalOf(one),
    changes: told(one, before, changes),
  }));
}

/** The same of policies. */
export function presentPolicyVersions(
  versions: readonly GeoPolicyVersion[],
  changes: (before: GeoPolicyVersion | undefined, after: GeoPolicyVersion) => readonly Text[],
): GeoVersion[] {
  return withBefore(versions, (one, before) => ({
    ...{ version: one.version, at: iso(one.at), by: one.by, policy: presentPolicyForm(one.form) },
    ...removalOf(one),
    changes: told(one, before, changes),
  }));
}

export function presentRemovedPolicy({ policy, version, form, removedAt, removedBy }: GeoPolicyVersion) {
  const removed: GeoRemovedPolicy = {
    ...{ id: policy, version, policy: presentPolicyForm(form), removedAt: isoOrNull(removedAt), removedBy },
  };
  return removed;
}

export function presentRemovedGroup({ name, title, subjects, version, removedAt, removedBy }: GeoGroupVersion) {
  const removed: GeoRemovedGroup = {
    ...{ name, title, subjects: [...subjects], version, removedAt: isoOrNull(removedAt), removedBy },
  };
  return removed;
}

function removalOf({ removedAt, removedBy }: GeoPolicyVersion | GeoGroupVersion) {
  return { removed: removedAt !== undefined, removedAt: isoOrNull(removedAt), removedBy };
}

function withBefore<V, W>(versions: readonly V[], show: (one: V, before: V | undefined) => W): W[] {
  return versions.map((one, i) => show(one, versions[i + 1]));
}

function told<V extends GeoPolicyVersion | GeoGroupVersion>(
  one: V,
  before: V | undefined,
  changes: (before: V | undefined, after: V) => readonly Text[],
): Text[] {
  // What was before the oldest of a long list is not known here.
  if (!before && one.version > 1) return [];
  const all = changes(before, one).map((sentence) => ({ ...sentence }));
  return before?.removedAt === undefined ? all : [{ ...broughtBack }, ...all];
}
