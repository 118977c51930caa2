import type { Wanted } from '../../ledger.ts';
import { type SetName, setNames, setOf, sets } from './names.ts';
import type { TableState } from './read-back.ts';
import { formatSegment, segments } from './segments.ts';

/** The kernel reports whole seconds, and time passes while it is asked. */
const toleranceMs = 2500;

export interface Difference {
  /** Wanted and absent, or there with another end. */
  readonly missing: readonly Wanted[];
  /** There and not wanted. */
  readonly strangers: readonly Pick<Wanted, 'value' | 'family' | 'scope'>[];
  /** Range sets to fill anew. */
  readonly refill: ReadonlySet<SetName>;
}

/** What must change to make the kernel's sets equal to what is wanted at `now` (ms). */
export function compare(wanted: readonly Wanted[], seen: TableState['elements'], now: number): Difference {
  const missing: Wanted[] = [];
  const strangers: Pick<Wanted, 'value' | 'family' | 'scope'>[] = [];
  const refill = new Set<SetName>();
  const bySet = Map.groupBy(wanted, setOf);
  for (const name of setNames) {
    const { family, scope } = sets[name];
    const members = bySet.get(name) ?? [];
    const elements = seen[name];
    if (scope === 'ip') {
      const values = new Set(members.map(({ value }) => value));
      missing.push(...members.filter(({ value, until }) => !matches(elements.get(value), until, now)));
      for (const value of elements.keys()) if (!values.has(value)) strangers.push({ value, family, scope });
      continue;
    }
    const pieces = new Map(segments(members).map((piece) => [formatSegment(piece), piece.until]));
    const astray = [...elements.keys()].filter((element) => !pieces.has(element));
    const absent = [...pieces].some(([element, until]) => !matches(elements.get(element), until, now));
    if (astray.length === 0 && !absent) continue;
    refill.add(name);
    // A range set is filled as a whole: every range in it counts as put back.
    missing.push(...members);
    strangers.push(...astray.map((value) => ({ value, family, scope })));
  }
  return { missing, strangers, refill };
}

function matches(expiresS: number | undefined, until: number, now: number): boolean {
  return expiresS !== undefined && Math.abs(until - now - expiresS * 1000) <= toleranceMs;
}
