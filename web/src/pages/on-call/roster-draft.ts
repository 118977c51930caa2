import type { RosterFormWire, RosterWire } from '../../../../src/api/schema/on-call.ts';

/** What of a roster people write. */
export function formOf({ name, zone, layers, holidays, overrides }: RosterWire): RosterFormWire {
  return { name, zone, layers, holidays, overrides };
}

export type LayerDraft = RosterFormWire['layers'][number];
export type RotationDraft = LayerDraft['rotations'][number];

/** A roster to begin with: weeks in turn, from Monday morning. */
export function newRoster(name: string, zone: string, day: string): RosterFormWire {
  return { name, zone, layers: [newLayer('1', day)], holidays: [], overrides: [] };
}

export function newLayer(id: string, day: string): LayerDraft {
  return { id, name: id, use: 'always', hours: '', rotations: [newRotation(day)] };
}

export function newRotation(from: string): RotationDraft {
  return { from, anchor: '', every: 1, unit: 'weeks', weekday: 1, time: '09:00', members: [] };
}

/** An id that no layer of the roster has. */
export function freeLayerId(layers: readonly LayerDraft[]): string {
  let number = layers.length + 1;
  while (layers.some(({ id }) => id === String(number))) number++;
  return String(number);
}

/** The list with one part in another place; `by` is -1 or 1. */
export function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const to = from + by;
  const copy = [...list];
  if (to < 0 || to >= copy.length) return copy;
  const [item] = copy.splice(from, 1);
  copy.splice(to, 0, item!);
  return copy;
}
