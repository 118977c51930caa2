import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * `npm test`: system packages, Asterisk, format, lint, types, import rules, web build, then every test. Ends with one line
 * `N passed, N failed` and leaves with 1 when anything failed. A check that is not a test counts as one.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const report = `${root}test-results/vitest.json`;
const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['system packages', 'sh', 'scripts/install-test-packages.sh'],
  // A tree of its own in /var/cache/belwacht-test, kept for the next time.
  ['Asterisk', 'sh', 'scripts/install-asterisk.sh'],
  ['format and lint', 'biome', 'check', '.'],
  ['types', 'tsc', '--noEmit'],
  ['types of the web app', 'tsc', '--noEmit', '-p', 'web'],
  ['import rules', 'node', 'scripts/check-imports.ts'],
  ['packages', 'node', 'scripts/check-dependencies.ts'],
  ['no secrets', 'node', 'scripts/check-secrets.ts'],
  ['web app', 'npm', 'run', 'build', '--silent'],
];

let passed = 0;
let failed = 0;
const began = Date.now();
for (const [name, command, ...args] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) passed++;
  else failed++;
  console.log(`${status === 0 ? 'ok' : 'FAILED'}  ${name}  (${Math.round((Date.now() - began) / 1000)} s)`);
  if (status !== 0 && (name === 'system packages' || name === 'web app')) finish();
}

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
  const broken = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  failed += result.numFailedTests + result.numPendingTests + broken;
  if (!result.success && result.numFailedTests + broken === 0) failed++;
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
