import { refuse } from './refusal.ts';

/** What a number must be for a correlation to hold: every part that is given. */
export interface Bounds {
  readonly gte?: number;
  readonly gt?: number;
  readonly lte?: number;
  readonly lt?: number;
  readonly eq?: number;
  readonly neq?: number;
}

const operators = ['gte', 'gt', 'lte', 'lt', 'eq', 'neq'] as const;

/** Reads the comparisons of a correlation condition. */
export function readBounds(condition: Record<string, unknown>): Bounds {
  const bounds: Record<string, number> = {};
  for (const operator of operators) {
    if (!(operator in condition)) continue;
    const value = condition[operator];
    if (typeof value !== 'number' || !Number.isFinite(value))
      refuse(`correlation condition: "${operator}" must be a number`);
    bounds[operator] = value;
  }
  if (Object.keys(bounds).length === 0) refuse(`correlation condition: needs one of ${operators.join(', ')}`);
  if (lowest(bounds) > highest(bounds)) refuse('correlation condition: no number can meet it');
  return bounds;
}

/** Whether a number is within bounds. */
export function within(bounds: Bounds, value: number): boolean {
  return (
    (bounds.gte === undefined || value >= bounds.gte) &&
    (bounds.gt === undefined || value > bounds.gt) &&
    (bounds.lte === undefined || value <= bounds.lte) &&
    (bounds.lt === undefined || value < bounds.lt) &&
    (bounds.eq === undefined || value === bounds.eq) &&
    (bounds.neq === undefined || value !== bounds.neq)
  );
}

/** Least whole number within bounds as far as the lower ones say; -Infinity without. */
export function lowest(bounds: Bounds): number {
  const gt = bounds.gt === undefined ? -Infinity : Math.floor(bounds.gt) + 1;
  const gte = bounds.gte === undefined ? -Infinity : Math.ceil(bounds.gte);
  return Math.max(gt, gte, bounds.eq ?? -Infinity);
}

/** Greatest number within bounds as far as the upper ones say; Infinity without. */
export function highest(bounds: Bounds): number {
  return Math.min(bounds.lt ?? Infinity, bounds.lte ?? Infinity, bounds.eq ?? Infinity);
}
