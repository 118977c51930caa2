import type { Layer, Rotation } from '../../core/on-call/schedule.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { readDate, readTimeOfDay } from './local-date.ts';
import { Turns } from './turns.ts';
import { wallClock } from './wall-clock.ts';

/**
 * The layer with other members from a local date `from` on, at the time of hand-over; before it nothing changes. Turns keep
 * their rhythm and their order: whoever is on stays on until the next hand-over, those who left are passed over, those who
 * joined come last. Refuses a date before the layer begins, or that cannot be read.
 */
export function changeMembers(
  layer: Layer,
  zone: string,
  from: string,
  members: readonly string[],
): Result<Layer, Text> {
  const date = readDate(from);
  if (date === undefined) return refused({ en: 'this is no date', nl: 'dit is geen datum' });
  const before = layer.rotations.findLast((rotation) => rotation.from < from);
  if (!before)
    return refused({
      en: 'the layer begins later: change its first rotation',
      nl: 'de laag begint later: wijzig de eerste rotatie',
    });
  const clock = wallClock(zone);
  const at = clock.momentOf(date + (readTimeOfDay(before.time) ?? 0));
  const rotation: Rotation = {
    ...before,
    from,
    anchor: before.anchor || before.from,
    members: inOrder(before.members, new Turns(before, clock).memberPlaceAt(at), members),
  };
  const others = layer.rotations.filter((other) => other.from !== from);
  return ok({ ...layer, rotations: [...others, rotation].sort((a, b) => (a.from < b.from ? -1 : 1)) });
}

/** The old order, begun at `place`, without those who left and with those who joined at its end. */
function inOrder(old: readonly string[], place: number, members: readonly string[]): string[] {
  const wanted = new Set(members);
  const stay = [...old.slice(place), ...old.slice(0, place)].filter((person) => wanted.has(person));
  const known = new Set(old);
  return [...stay, ...members.filter((person) => !known.has(person))];
}
