import type { Position, Slice } from './ports.ts';
import { Problem } from './problem.ts';

/** A place in a list as opaque text. */
export function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/**
 * Reads what `writeCursor` wrote.
 *
 * @throws Problem 400 for anything else.
 */
export function readCursor(text: string | undefined): Position | undefined {
  if (text === undefined) return undefined;
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (Number.isSafeInteger(at) && typeof id === 'string' && id.length <= 128 && !id.includes('\0')) {
      return { at: at as number, id };
    }
  } catch {
    // Refused below.
  }
  throw new Problem(400, 'This is no cursor of this list.', 'cursor');
}

/** A page of the API from a slice of the store. */
export function presentPage<T, P>(
  { items, total, next }: Slice<T>,
  present: (item: T) => P,
): { items: P[]; total: number; next: string | null } {
  return { items: items.map(present), total, next: next ? writeCursor(next) : null };
}
