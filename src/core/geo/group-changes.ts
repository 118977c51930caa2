import type { Text } from '../text.ts';
import type { GeoGroup } from './geo-policy.ts';

/** Subjects told by name in one sentence. */
const mostNamed = 12;

type Content = Pick<GeoGroup, 'title' | 'subjects'>;

/** What became different in a group, a sentence each, for a history; none when nothing did. `before` undefined: it was made. */
export function groupChanges(before: Content | undefined, after: Content): Text[] {
  if (!before) {
    const named = namesOf(after.subjects);
    return [{ en: `Made as ${after.title}: ${named}.`, nl: `Gemaakt als ${after.title}: ${named}.` }];
  }
  const changes: Text[] = [];
  if (before.title !== after.title)
    changes.push({
      en: `Title: ${before.title} → ${after.title}.`,
      nl: `Titel: ${before.title} → ${after.title}.`,
    });
  const come = without(after.subjects, before.subjects);
  const gone = without(before.subjects, after.subjects);
  if (come.length > 0) changes.push({ en: `Added: ${namesOf(come)}.`, nl: `Erbij: ${namesOf(come)}.` });
  if (gone.length > 0) changes.push({ en: `Removed: ${namesOf(gone)}.`, nl: `Weg: ${namesOf(gone)}.` });
  if (changes.length === 0 && before.subjects.join() !== after.subjects.join())
    changes.push({ en: 'Written in another order.', nl: 'In een andere volgorde geschreven.' });
  return changes;
}

function without(all: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return all.filter((one) => !known.has(one));
}

function namesOf(subjects: readonly string[]): string {
  const rest = subjects.length - mostNamed;
  return rest > 0 ? `${subjects.slice(0, mostNamed).join(', ')} … (+${rest})` : subjects.join(', ');
}
