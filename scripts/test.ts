import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runSteps, type Step } from './run-steps.ts';

/**
 * `npm test`: system packages, Asterisk, format, lint, types, import rules, web build, then every test. Ends with one line
 * `N passed, N failed` and leaves with 1 when anything failed. A check that is not a test counts as one.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const report = `${root}test-results/vitest.json`;
/** What the rest needs, one after the other. */
const needed: readonly Step[] = [
  ['system packages', 'sh', 'scripts/install-test-packages.sh'],
  // A tree of its own in /var/cache/belwacht-test, kept for the next time.
  ['Asterisk', 'sh', 'scripts/install-asterisk.sh'],
];
const steps: readonly Step[] = [
  ['web app', 'npm', 'run', 'build', '--silent'],
  ['types', 'tsc', '--noEmit'],
  ['types of the web app', 'tsc', '--noEmit', '-p', 'web'],
  ['format and lint', 'biome', 'check', '.'],
  ['import rules', 'node', 'scripts/check-imports.ts'],
  ['packages', 'node', 'scripts/check-dependencies.ts'],
  ['no secrets', 'node', 'scripts/check-secrets.ts'],
];

const began = Date.now();
const broken = await runSteps(needed, { cwd: root, atOnce: 1, began });
let failed = broken.length;
let passed = needed.length - failed;
if (broken.includes('system packages')) finish();
const wrong = await runSteps(steps, { cwd: root, atOnce: 2, began });
failed += wrong.length;
passed += steps.length - wrong.length;
if (wrong.includes('web app')) finish();

rmSync(report, { force: true });
spawnSync('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
  cwd: root,
  stdio: 'inherit',
});
try {
  const result = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    success: boolean;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  passed += result.numPassedTests;
  // A file that could not even be loaded has no tests to count; skipped tests are failures: nothing is skipped silently.
  const unread = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  failed += result.numFailedTests + result.numPendingTests + unread;
  if (!result.success && result.numFailedTests + unread === 0) failed++;
} catch (error) {
  console.error(`the tests left no report: ${(error as Error).message}`);
  failed++;
}
finish();

function finish(): never {
  console.log(`${Math.round((Date.now() - began) / 1000)} s in all`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
