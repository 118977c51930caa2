import type { Response } from '../../core/alert.ts';
import { type Mode, modes } from '../../core/decision.ts';
import { type Severity, severities } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import { readDuration } from './duration.ts';
import { isMap } from './is-map.ts';
import { refuse } from './refusal.ts';

/** The key `belwacht` of a rule document: what Sigma has no words for. */
export interface Extension {
  readonly title: Text | undefined;
  readonly description: Text | undefined;
  readonly sentence: Text | undefined;
  readonly mode: Mode;
  readonly response: Response;
  readonly steps: readonly { readonly from: number; readonly severity: Severity }[];
  /** Group of a rule without correlation. */
  readonly groupBy: readonly string[] | undefined;
}

const keys = new Set(['title', 'description', 'sentence', 'mode', 'response', 'severity-steps', 'group-by']);
const longestSentence = 500;
const defaultCeilingS = 7 * 86_400;

/** Reads the extension; without one a rule alerts and nothing more. */
export function readExtension(section: unknown): Extension {
  if (section !== undefined && !isMap(section)) refuse('"belwacht" must be a map');
  const map = section ?? {};
  for (const key of Object.keys(map)) if (!keys.has(key)) refuse(`belwacht: unknown key "${key}"`);
  const mode = map.mode ?? 'enforce';
  if (!(modes as readonly unknown[]).includes(mode))
    refuse(`belwacht: mode "${String(mode)}" is none of ${modes.join(', ')}`);
  return {
    title: readText(map.title, 'title'),
    description: readText(map.description, 'description'),
    sentence: readText(map.sentence, 'sentence'),
    mode: mode as Mode,
    response: readResponse(map.response),
    steps: readSteps(map['severity-steps']),
    groupBy: readGroup(map['group-by']),
  };
}

function readText(value: unknown, name: string): Text | undefined {
  if (value === undefined) return undefined;
  if (!isMap(value)) refuse(`belwacht: "${name}" must have nl and en`);
  for (const key of Object.keys(value))
    if (key !== 'nl' && key !== 'en') refuse(`belwacht: ${name}: unknown language "${key}"`);
  const { nl, en } = value;
  if (typeof nl !== 'string' || typeof en !== 'string' || !nl.trim() || !en.trim())
    refuse(`belwacht: "${name}" must have nl and en`);
  if (name !== 'description' && (nl.length > longestSentence || en.length > longestSentence))
    refuse(`belwacht: "${name}" is longer than ${longestSentence} characters`);
  return { nl: nl.trim(), en: en.trim() };
}

function readResponse(value: unknown): Response {
  if (value === undefined) return { action: 'alert', durationS: 0, ceilingS: 0 };
  if (!isMap(value)) refuse('belwacht: "response" must be a map');
  for (const key of Object.keys(value))
    if (key !== 'action' && key !== 'duration' && key !== 'ceiling') refuse(`belwacht: response: unknown key "${key}"`);
  if (value.action === 'alert') {
    if ('duration' in value || 'ceiling' in value) refuse('belwacht: response "alert" has no duration or ceiling');
    return { action: 'alert', durationS: 0, ceilingS: 0 };
  }
  if (value.action !== 'block') refuse(`belwacht: response action "${String(value.action)}" must be alert or block`);
  const durationS = readDuration(value.duration);
  if (durationS === undefined) refuse('belwacht: response "block" needs a duration such as 1h');
  const ceilingS = value.ceiling === undefined ? Math.max(defaultCeilingS, durationS) : readDuration(value.ceiling);
  if (ceilingS === undefined) refuse('belwacht: response: the ceiling must be a duration such as 7d');
  if (ceilingS < durationS) refuse('belwacht: response: the ceiling is below the duration');
  return { action: 'block', durationS, ceilingS };
}

function readSteps(value: unknown): Extension['steps'] {
  if (value === undefined) return [];
  if (!isMap(value)) refuse('belwacht: "severity-steps" must map counts to severities');
  const steps = Object.entries(value).map(([from, severity]) => {
    if (!/^[1-9]\d{0,8}$/.test(from)) refuse(`belwacht: severity-steps: "${from}" is no count`);
    return { from: Number(from), severity: readSeverity(severity, 'belwacht: severity-steps') };
  });
  return steps.sort((a, b) => a.from - b.from);
}

function readGroup(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0 || value.some((name) => typeof name !== 'string'))
    refuse('belwacht: "group-by" must list fields');
  return value as string[];
}

/** Reads a level of Sigma. */
export function readSeverity(value: unknown, where: string): Severity {
  if (!(severities as readonly unknown[]).includes(value))
    refuse(`${where}: "${String(value)}" is none of ${severities.join(', ')}`);
  return value as Severity;
}
