import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rule } from '../detect/rule.ts';
import { loadPlainRules } from '../detect/sigma/load-plain.ts';
import type { RuleFile } from '../detect/sigma/make-rules.ts';
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
export async function rulesOf(
  directory: string,
): Promise<{ readonly files: readonly RuleFile[]; readonly rules: readonly Rule[] }> {
  const files = ruleFiles(directory);
  const results = loadPlainRules(files) ?? (await import('../detect/sigma/load.ts')).loadRules(files);
  const refused = results.flatMap((result, i) => (result.ok ? [] : [`${files[i].id}: ${result.reason}`]));
  if (refused.length)
    throw new StartError(
      `rules that cannot be used:\n  ${refused.join('\n  ')}\n./belwacht rules check says the same of any file`,
    );
  return { files, rules: results.flatMap((result) => (result.ok ? [result.value] : [])) };
}
