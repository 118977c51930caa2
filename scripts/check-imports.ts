import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cruise, type IReporterOutput } from 'dependency-cruiser';
import config from './import-rules.ts';

/** Runs the import rules over `roots` below `baseDir`; prints and returns the violations and how many modules were read. */
async function violations(baseDir: string, roots: string[]): Promise<{ modules: number; broken: string[] }> {
  const { forbidden, options } = config as unknown as { forbidden: never[]; options: Record<string, unknown> };
  const result = (await cruise(roots, {
    ...options,
    tsConfig: undefined,
    ruleSet: { forbidden },
    validate: true,
    baseDir,
  } as never)) as IReporterOutput;
  const output = result.output as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return {
    modules: output.summary.totalCruised,
    broken: output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
  };
}

const root = fileURLToPath(new URL('..', import.meta.url));
const roots = ['src', 'web/src'].filter((path) => existsSync(`${root}${path}`));
const real = await violations(root, roots);
const planted = await violations(`${root}test/imports-fixture`, ['src']);
for (const line of real.broken) console.error(line);
if (real.modules < 20) {
  console.error(`import rules: only ${real.modules} modules were read, so the check proves nothing`);
  process.exit(1);
}
for (const rule of ['pure-rooms-know-no-world', 'room-detect-imports-only-core']) {
  if (!planted.broken.some((line) => line.startsWith(rule))) {
    console.error(`import rules: the planted violation of ${rule} was not found, so the check proves nothing`);
    process.exit(1);
  }
}
console.log(`import rules: ${real.modules} modules, ${real.broken.length} violations`);
process.exit(real.broken.length ? 1 : 0);
