import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dependencyFindings, type Lock, type LockedPackage, type Manifest, mayRunScripts } from './dependency-rules.ts';

/**
 * The packages we build on: each pinned by hash, under a licence we may use, running nothing at installation unless named,
 * and without known serious holes where the registry answers that question. Planted faults must be found.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const read = <T>(path: string) => JSON.parse(readFileSync(root + path, 'utf8')) as T;
const lock = read<Lock>('package-lock.json');
const manifests = [read<Manifest>('package.json'), read<Manifest>('web/package.json')];

const findings = dependencyFindings(lock, manifests);
const count = Object.keys(lock.packages).length;
if (count < 100) stop(`only ${count} packages were read, so the check proves nothing`);

const [path, good] = Object.entries(lock.packages).find(([, entry]) => entry.integrity)!;
const planted: readonly (readonly [string, LockedPackage])[] = [
  ['no hash', { ...good, integrity: undefined }],
  ['a weak hash', { ...good, integrity: 'sha1-short' }],
  ['a registry', { ...good, resolved: 'https://registry.example/x.tgz' }],
  ['a licence', { ...good, license: 'AGPL-3.0-only' }],
  ['no licence', { ...good, license: undefined }],
];
for (const [what, entry] of planted)
  if (dependencyFindings({ ...lock, packages: { [path]: entry } }, [{}]).length !== 1)
    stop(`planted: ${what} was not found`);
for (const manifest of [{ allowScripts: { 'left-pad': true } }, { dependencies: { 'left-pad': '^1.3.0' } }])
  if (dependencyFindings({ ...lock, packages: {} }, [manifest]).length !== 1) stop('a planted manifest was not found');

// npm keeps to allowScripts since version 11; an older one would run all. What has scripts here is seen in what is installed.
for (const [place, entry] of Object.entries(lock.packages)) {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (entry.hasInstallScript && existsSync(`${root}${place}`) && !mayRunScripts.includes(name))
    findings.push(`${place} is installed and has an install script, and is not on the list`);
}

for (const finding of findings) console.error(finding);
console.log(`packages: ${count}, ${findings.length} findings`);
const holes = audit();
process.exit(findings.length + holes > 0 ? 1 : 0);

/** Known holes of what runs, high or worse; 0 with a word when the registry does not answer. */
function audit(): number {
  const { stdout } = spawnSync(
    'npm',
    ['audit', '--json', '--audit-level=high', '--fetch-retries=0', '--fetch-timeout=10000'],
    {
      cwd: root,
      encoding: 'utf8',
      timeout: 30_000,
    },
  );
  const answer = parsed(stdout);
  const counts = answer?.metadata?.vulnerabilities;
  if (!counts) {
    console.log(
      `known holes: not looked up, the registry does not answer npm audit (${answer?.statusCode ?? 'no answer'})`,
    );
    return 0;
  }
  const serious = (counts.high ?? 0) + (counts.critical ?? 0);
  for (const [name, { severity, range }] of Object.entries(answer.vulnerabilities ?? {}))
    console[serious > 0 ? 'error' : 'log'](`known hole: ${name} ${range} (${severity})`);
  console.log(`known holes: ${serious} serious, ${(counts.moderate ?? 0) + (counts.low ?? 0)} others`);
  return serious;
}

interface Audit {
  readonly statusCode?: number;
  readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

function parsed(text: string): Audit | undefined {
  try {
    return JSON.parse(text) as Audit;
  } catch {
    return undefined;
  }
}

function stop(reason: string): never {
  console.error(`packages: ${reason}`);
  process.exit(1);
}
