/**
 * `node bench/calls-grade.ts`: how well the calls of attackers are told from those of customers. For each seed it simulates a
 * provider, plays its call records through the real `./belwacht replay`, and grades what came out; then one table for all seeds.
 *
 *   node bench/calls-grade.ts [--seeds 1,2,3 | --held-out] [--report-only] [--customers 40] [--days 90] [--times 2]
 *                             [--format asterisk-cdr] [--attacks LIST] [--show] [--keep] [--dir DIR]
 *
 * --show tells each attack that was missed or dear, and each false alert; not for held-out seeds, whose calls nobody looks at.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gradeFiles } from '../src/app/simulate/grade-files.ts';
import type { SimulationFacts } from '../src/app/simulate/write-simulation.ts';
import type { Grade } from '../src/prove/calls/grade.ts';
import { figuresOf, gradeTable } from '../src/prove/calls/grade-table.ts';
import { heldOutSeeds, tuneSeeds } from '../src/prove/calls/simulation.ts';

const belwacht = fileURLToPath(new URL('../belwacht', import.meta.url));
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    'held-out': { type: 'boolean' },
    'report-only': { type: 'boolean' },
    customers: { type: 'string' },
    days: { type: 'string' },
    times: { type: 'string' },
    attacks: { type: 'string' },
    format: { type: 'string', default: 'asterisk-cdr' },
    show: { type: 'boolean' },
    keep: { type: 'boolean' },
    dir: { type: 'string', default: join(tmpdir(), 'belwacht-grade') },
  },
});
const seeds = values.seeds ? values.seeds.split(',').map(Number) : values['held-out'] ? heldOutSeeds : tuneSeeds;
const secret = new Set(heldOutSeeds);

const grades: Grade[] = [];
for (const seed of seeds) grades.push(await gradeSeed(seed));
console.log(`\n${seeds.length} seeds: ${seeds.join(', ')}\n\n${gradeTable(figuresOf(grades))}`);

async function gradeSeed(seed: number): Promise<Grade> {
  const dir = join(values.dir, `${seed}`);
  mkdirSync(dir, { recursive: true });
  const given = (['customers', 'days', 'times', 'attacks'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  );
  run(['simulate', 'calls', '--seed', String(seed), '--format', values.format, '--out', dir, ...given], 'ignore');
  const facts = JSON.parse(readFileSync(join(dir, 'simulation.json'), 'utf8')) as SimulationFacts;
  const result = join(dir, 'result.ndjson');
  const out = openSync(result, 'w');
  const began = performance.now();
  run(
    [
      'replay',
      '--format',
      facts.format,
      ...(facts.format === 'csv' ? ['--mapping', join(dir, 'mapping.yaml')] : []),
      '--customers',
      join(dir, 'customers.csv'),
      '--rates',
      join(dir, 'rates.csv'),
      '--timezone',
      facts.timezone,
      ...(values['report-only'] ? [] : ['--enforce']),
      join(dir, facts.file),
    ],
    out,
  );
  closeSync(out);
  const seconds = (performance.now() - began) / 1_000;
  const grade = await gradeFiles(dir, result);
  const { recall, falseAlerts, legitRefused, burstLossAtStop, slowLossAtStop } = figuresOf([grade]);
  console.log(
    `seed ${seed}: ${facts.calls.toLocaleString('en')} calls played in ${seconds.toFixed(1)} s; ${(100 * recall).toFixed(0)} % of ${facts.attacks} attacks seen, ${falseAlerts} false alerts, ${legitRefused} legitimate calls refused, median loss €${burstLossAtStop.toFixed(2)} and €${slowLossAtStop.toFixed(2)}`,
  );
  if (values.show && !secret.has(seed)) show(grade);
  if (!values.keep || secret.has(seed)) rmSync(dir, { recursive: true, force: true });
  return grade;
}

function run(args: readonly string[], stdout: number | 'ignore'): void {
  const { status, stderr } = spawnSync(belwacht, args, { stdio: ['ignore', stdout, 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`./belwacht ${args.join(' ')} ended with ${status}:\n${stderr.slice(-3_000)}`);
}

function show(grade: Grade): void {
  for (const one of grade.attacks) {
    const { id, shape, customer, cost, delay, lossAtStop, rule, slow } = one;
    const dear = lossAtStop > (slow ? 60e6 : 25e6);
    if (delay >= 0 && !dear) continue;
    const seen = delay < 0 ? 'NOT SEEN' : `seen by ${rule} after ${(delay / 60_000).toFixed(0)} min`;
    console.log(
      `  ${id} ${shape} at ${customer}: ${seen}, €${(lossAtStop / 1e6).toFixed(2)} lost of €${(cost / 1e6).toFixed(2)}`,
    );
  }
  for (const { rule, customer, user, start, detected, reason } of grade.falseAlerts)
    console.log(
      `  false: ${rule}, ${customer}, ${user || 'whole customer'}, from ${new Date(start).toISOString()}, given ${new Date(detected).toISOString()} (${reason})`,
    );
  for (const id of grade.legitRefused.slice(0, 20)) console.log(`  refused although legitimate: ${id}`);
}
