import type { Severity } from '../../core/severity.ts';
import { type Correlation, readCorrelation } from './correlation.ts';
import { readDetection } from './detection.ts';
import { type Extension, readExtension, readSeverity } from './extension.ts';
import { readLogsource } from './logsource.ts';
import type { Node } from './node.ts';
import { refuse } from './refusal.ts';

/** One document of a rule file, read on its own: references to others are still names. */
export interface RuleDocument {
  readonly file: string;
  readonly title: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly extension: Extension;
  readonly extended: boolean;
  /** A detection rule's tree, or undefined for a correlation. */
  readonly node: Node | undefined;
  readonly correlation: Correlation | undefined;
}

const correlationOnly = ['logsource', 'detection'] as const;
const longestTitle = 256;

/** Reads one document. */
export function readDocument(file: string, map: Record<string, unknown>): RuleDocument {
  if ('action' in map) refuse('"action" (global, repeat, reset) is not part of Sigma 2 and is not supported');
  if ('filter' in map) refuse('Sigma filters are not supported');
  const { title, id, name, description, level } = map;
  if (typeof title !== 'string' || !title.trim()) refuse('"title" is missing');
  if (title.length > longestTitle) refuse(`"title" is longer than ${longestTitle} characters`);
  for (const [key, value] of Object.entries({ id, name, description }))
    if (value !== undefined && typeof value !== 'string') refuse(`"${key}" must be a text`);
  const isCorrelation = 'correlation' in map;
  if (!isCorrelation && !('detection' in map)) refuse('a document has neither "detection" nor "correlation"');
  if (isCorrelation) for (const key of correlationOnly) if (key in map) refuse(`a correlation has no "${key}"`);
  return {
    file,
    title: title.trim(),
    id: (id as string | undefined) ?? '',
    name: (name as string | undefined) ?? '',
    description: (description as string | undefined)?.trim() ?? '',
    severity: level === undefined ? 'medium' : readSeverity(level, 'level'),
    tags: readTags(map.tags),
    extension: readExtension(map.belwacht),
    extended: 'belwacht' in map,
    node: isCorrelation
      ? undefined
      : { kind: 'all', items: [readLogsource(map.logsource), readDetection(map.detection)] },
    correlation: isCorrelation ? readCorrelation(map.correlation) : undefined,
  };
}

function readTags(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.some((tag) => typeof tag !== 'string')) refuse('"tags" must be a list of texts');
  return value as string[];
}
