import type { Result } from '../../core/result.ts';
import type { Rule } from '../rule.ts';
import { makeRules, type RuleFile } from './make-rules.ts';
import { plainDocuments } from './plain-documents.ts';

/**
 * As `loadRules`, for files that use no more of YAML than rules need: undefined when one does. Loading the reader of all that
 * YAML can say takes longer than reading the packaged rules.
 */
export function loadPlainRules(files: readonly RuleFile[]): readonly Result<Rule, string>[] | undefined {
  const documents = new Map<string, readonly Record<string, unknown>[]>();
  for (const { text } of files) {
    const plain = plainDocuments(text);
    if (plain === undefined) return undefined;
    documents.set(text, plain);
  }
  return makeRules(files, (text) => documents.get(text)!);
}
