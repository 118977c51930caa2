import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CallRule, readCallRule } from '../detect/calls/rule.ts';
import type { Rule } from '../detect/rule.ts';
import { loadRules, type RuleFile } from '../detect/sigma/load.ts';
import { StartError } from './start-error.ts';

/** The packaged rules. */
export const packagedRules = fileURLToPath(new URL('../../rules', import.meta.url));

/** Rule files of a directory and its folders in the order of their names; test cases (`*.test.yaml`) and rules about calls (`calls/`) are none. Throws StartError when it cannot be read. */
export function ruleFiles(directory: string): RuleFile[] {
  const dir = directory || packagedRules;
  if (!existsSync(dir))
    throw new StartError(`there is no rules directory ${dir}; set rules_dir in belwacht.yaml or give --rules`);
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name) && !name.startsWith('calls/'))
    .sort()
    .map((name) => ({
      id: name.replace(/\.ya?ml$/, '').replaceAll('/', '-'),
      text: readFileSync(join(dir, name), 'utf8'),
    }));
}

/** All rules of a directory; one that is refused stops everything, since a rule that silently does not run protects nobody. */
export function rulesOf(directory: string): { readonly files: readonly RuleFile[]; readonly rules: readonly Rule[] } {
  const files = ruleFiles(directory);
  const results = loadRules(files);
  const refused = results.flatMap((result, i) => (result.ok ? [] : [`${files[i].id}: ${result.reason}`]));
  if (refused.length)
    throw new StartError(
      `rules that cannot be used:\n  ${refused.join('\n  ')}\n./belwacht rules check says the same of any file`,
    );
  return { files, rules: results.flatMap((result) => (result.ok ? [result.value] : [])) };
}

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
