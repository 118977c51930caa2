import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Found, secretsIn } from './secret-rules.ts';

/**
 * No secret in the tree and none in the history. What looks like one and is none stands in secrets-allowed.txt with the
 * reason; an entry that nothing needs is an error too. A planted fixture must be found, or the check proves nothing.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const fixture = 'test/secrets-fixture/';
const plantedSecrets = 10;
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });

const allowed = new Map<string, number>();
for (const line of readFileSync(new URL('./secrets-allowed.txt', import.meta.url), 'utf8').split('\n')) {
  const [, fingerprint, reason] = /^([0-9a-f]{16}) +(\S.*)$/.exec(line) ?? [];
  if (fingerprint && reason) allowed.set(fingerprint, 0);
  else if (line !== '' && !line.startsWith('#'))
    throw new Error(`secrets-allowed.txt: ${line}: a fingerprint and a reason`);
}

const told = new Set<string>();
let planted = 0;
let lines = 0;
function look(path: string, place: string, text: string): void {
  lines++;
  if (text.length > 20_000) return;
  // Lock files hold hashes, pictures and pages of others hold anything.
  const loose = !/(^|\/)package-lock\.json$|\.(svg|lock)$/.test(path);
  for (const found of secretsIn(text, loose)) judge(path, place, found);
}
function judge(path: string, place: string, { rule, fingerprint, hint }: Found): void {
  if (path.startsWith(fixture)) {
    planted++;
    return;
  }
  const uses = allowed.get(fingerprint);
  if (uses !== undefined) {
    allowed.set(fingerprint, uses + 1);
    return;
  }
  if (told.has(fingerprint)) return;
  told.add(fingerprint);
  console.error(`${place}: ${rule} beginning with ${hint}; fingerprint ${fingerprint}`);
}

const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
for (const path of files) {
  let bytes: Buffer;
  try {
    bytes = readFileSync(root + path);
  } catch {
    continue; // Taken away and not yet committed; the history has it.
  }
  if (bytes.subarray(0, 8000).includes(0)) continue;
  for (const [index, line] of bytes.toString('utf8').split('\n').entries()) look(path, `${path}:${index + 1}`, line);
}
const inTree = lines;
if (planted < plantedSecrets) {
  console.error(`secrets: ${planted} of ${plantedSecrets} planted secrets were found, so the check proves nothing`);
  process.exit(1);
}

const shallow = git('rev-parse', '--is-shallow-repository').trim() === 'true';
const commits = Number(git('rev-list', '--count', 'HEAD'));
const log = spawn(
  'git',
  ['log', '-p', '-U0', '--no-color', '--no-ext-diff', '--no-textconv', '--format=commit %h', 'HEAD'],
  {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
let commit = '';
let path = '';
for await (const line of createInterface({ input: log.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
  if (line.startsWith('commit ')) commit = line.slice(7);
  else if (line.startsWith('+++ ')) path = line.slice(6);
  else if (line.startsWith('+')) look(path, `${commit}:${path}`, line.slice(1));
}

const stale = [...allowed].filter(([, uses]) => uses === 0).map(([fingerprint]) => fingerprint);
for (const fingerprint of stale) console.error(`secrets-allowed.txt: ${fingerprint} is not needed`);
console.log(
  `secrets: ${files.length} files (${inTree} lines) and ${lines - inTree} lines added by ${commits} commits${shallow ? ' (this clone has no older ones)' : ''}: ${told.size} found`,
);
process.exit(told.size + stale.length > 0 ? 1 : 0);
