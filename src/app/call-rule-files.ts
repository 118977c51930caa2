import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallRule, readCallRule } from '../detect/calls/rule.ts';
import { packagedRules } from './rule-files.ts';
import { StartError } from './start-error.ts';

/** The rules about calls of `calls/` in a directory, or the packaged ones when it has none; one that is refused stops everything. */
export function callRulesOf(directory: string): readonly CallRule[] {
  const own = join(directory || packagedRules, 'calls');
  const dir = existsSync(own) ? own : join(packagedRules, 'calls');
  const results = readdirSync(dir)
    .filter((name) => /\.yaml$/.test(name) && !/\.test\.yaml$/.test(name))
    .sort()
    .map((name) => readCallRule(readFileSync(join(dir, name), 'utf8'), name.slice(0, -5)));
  const reasons = results.flatMap((result) => (result.ok ? [] : [result.reason]));
  if (reasons.length) throw new StartError(`rules about calls that cannot be used:\n  ${reasons.join('\n  ')}`);
  return results.flatMap((result) => (result.ok ? [result.value] : []));
}
