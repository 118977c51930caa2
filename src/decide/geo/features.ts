import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoFeatures } from '../../core/geo/geo-world.ts';
import { formatCidr } from '../../core/ip.ts';
import { compileBook } from './compiled-book.ts';

/**
 * Ranges and networks that anything on, in force at `time` or later names, private networks among them: a world that tells
 * them apart is fine enough for every lane of the book from then on.
 */
export function featuresOf(book: GeoBook, time: number): GeoFeatures {
  const { rules, guards } = compileBook(book);
  const ranges = new Set<string>();
  const asNumbers = new Set<number>();
  for (const { guard, text } of guards) if (guard.until === 0 || guard.until > time) ranges.add(text);
  for (const { rule, subjects } of rules) {
    if (rule.when && rule.when.until !== 0 && rule.when.until <= time) continue;
    for (const { subject } of subjects) {
      if (subject.kind === 'range') ranges.add(formatCidr(subject.cidr));
      else if (subject.kind === 'as') asNumbers.add(subject.number);
    }
  }
  return { ranges: [...ranges].sort(), asNumbers: [...asNumbers].sort((a, b) => a - b) };
}
