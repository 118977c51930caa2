import type { Responder } from '../../core/on-call/responder.ts';
import type { Severity } from '../../core/severity.ts';
import { wallClock } from './wall-clock.ts';
import { weekHours } from './week-hours.ts';

/**
 * When something for a person may go out, ms UTC: `at`, or the end of their quiet hours. Critical does not wait, and neither
 * does anything when the hours have no end.
 */
export function afterQuiet(person: Responder | undefined, severity: Severity, at: number): number {
  if (!person || severity === 'critical' || person.quiet === '') return at;
  return weekHours(person.quiet, wallClock(person.zone))?.endAfter(at) ?? at;
}
