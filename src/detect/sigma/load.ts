import type { Result } from '../../core/result.ts';
import type { Rule } from '../rule.ts';
import { makeRules, type RuleFile } from './make-rules.ts';
import { readDocuments } from './yaml-shape.ts';

export type { RuleFile };

/**
 * Reads a rule file that stands on its own.
 * @param text one YAML file: a Sigma 2.1 detection rule, or detection rules and the correlation that builds on them
 * @param id file name without extension
 * @returns the rule, or why it is refused: nothing is ever half applied
 */
export function loadRule(text: string, id: string): Result<Rule, string> {
  return loadRules([{ id, text }])[0];
}

/** Reads several rule files that may refer to each other's rules by `name` or `id`. Results stand in the order of the files. */
export function loadRules(files: readonly RuleFile[]): readonly Result<Rule, string>[] {
  return makeRules(files, readDocuments);
}
