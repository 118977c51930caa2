import { fileURLToPath } from 'node:url';
import { runSteps, type Step } from './run-steps.ts';

/** `npm run check`: what every commit has to pass, as quickly as two cores allow. Leaves with 1 when anything failed. */
const steps: readonly Step[] = [
  ['types', 'tsc', '--noEmit'],
  ['types of the web app', 'tsc', '--noEmit', '-p', 'web'],
  ['format and lint', 'biome', 'check', '.'],
  ['import rules', 'node', 'scripts/check-imports.ts'],
  ['unit tests', 'npm', 'run', 'quick', '--silent'],
];
const began = Date.now();
const failed = await runSteps(steps, { cwd: fileURLToPath(new URL('..', import.meta.url)), atOnce: 2, began });
console.log(failed.length === 0 ? 'All well.' : `Failed: ${failed.join(', ')}.`);
process.exit(failed.length === 0 ? 0 : 1);
