import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shapesOf } from '../../prove/calls/attack-plan.ts';
import { Simulation } from '../../prove/calls/simulation.ts';
import { cdrWriters } from '../../prove/calls/writers/writers.ts';
import { simulate } from '../commands/simulate.ts';
import { gradeFiles } from './grade-files.ts';
import { writeSimulation } from './write-simulation.ts';

const made: string[] = [];
const directory = () => {
  const path = mkdtempSync(join(tmpdir(), 'simulate-'));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

function write(path: string, attacks = 'all', format = 'asterisk-cdr') {
  const options = { seed: 5, customers: 5, days: 12, shapes: shapesOf(attacks), perShape: 1 };
  const simulation = new Simulation(options);
  return { simulation, facts: writeSimulation(simulation, cdrWriters[format]!(simulation.calendar), path) };
}
const read = (path: string, name: string) => readFileSync(join(path, name), 'utf8');
const rows = (path: string, name: string) =>
  read(path, name)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

describe('files of a simulation', { timeout: 60_000 }, () => {
  it('are the same each time', () => {
    const [one, two] = [directory(), directory()];
    expect(write(one).facts).toEqual(write(two).facts);
    for (const name of [
      'Master.csv',
      'customers.csv',
      'rates.csv',
      'labels.csv',
      'labelled-calls.csv',
      'simulation.json',
    ])
      expect(read(one, name) === read(two, name), name).toBe(true);
  });

  it('hold labels that are the sums of their calls, each of which stands in the call records', () => {
    const path = directory();
    const { facts } = write(path);
    const records = read(path, 'Master.csv');
    const calls = rows(path, 'labelled-calls.csv');
    expect(calls).toHaveLength(facts.attackCalls);
    for (const [, id] of calls) expect(records.includes(`"${id}",`), id).toBe(true);
    expect(new Set(calls.map(([, id]) => id)).size).toBe(calls.length);
    for (const [id, , , , , , start, end, count, answered, cost] of rows(path, 'labels.csv')) {
      const own = calls.filter(([attack]) => attack === id);
      expect(own).toHaveLength(Number(count));
      expect(own.filter((call) => call[6] !== '')).toHaveLength(Number(answered));
      expect(own.map((call) => call[5]!).sort()[0]).toBe(start);
      expect(
        own
          .map((call) => call[7]!)
          .sort()
          .at(-1),
      ).toBe(end);
      expect(own.reduce((sum, call) => sum + Number(call[9]), 0)).toBeCloseTo(Number(cost), 5);
    }
  });

  it('say who is known by what, and leave an attack out when none is wanted', () => {
    const path = directory();
    const { facts, simulation } = write(path, 'none', 'kamailio-acc');
    expect(facts).toMatchObject({ attacks: 0, attackCalls: 0, file: 'acc.log', format: 'kamailio-acc' });
    expect(read(path, 'labels.csv').trimEnd().split('\n')).toHaveLength(1);
    const known = rows(path, 'customers.csv');
    for (const { name } of simulation.customers) {
      const kinds = known.filter(([customer]) => customer === name).map(([, kind]) => kind);
      expect(kinds).toContain('number');
      expect(kinds.some((kind) => kind === 'account' || kind === 'address')).toBe(true);
    }
  });

  it('are graded against what a replay says', async () => {
    const path = directory();
    write(path, 'pumping,satellite');
    const [, id, , , , start] = rows(path, 'labelled-calls.csv')[0]!;
    const [attack, , , customer] = rows(path, 'labels.csv').find(
      ([one]) => one === rows(path, 'labelled-calls.csv')[0]![0],
    )!;
    const result = join(path, 'result.ndjson');
    const alert = { type: 'alert', rule: 'r', customer, 'user.name': null, start, end: start, detected: start };
    writeFileSync(result, `${JSON.stringify(alert)}\n{"type":"refused","call.id":"${id}"}\n{"type":"summary"}\n`);
    const grade = await gradeFiles(path, result);
    expect(grade.attacks.find((one) => one.id === attack)).toMatchObject({ delay: 0, refused: 1, rule: 'r' });
    expect(grade.attacks.filter(({ delay }) => delay < 0)).toHaveLength(1);
    expect(grade.falseAlerts).toEqual([]);
    expect(grade.customerMonths).toBeCloseTo((5 * 12) / 30.44);
    writeFileSync(result, 'no json\n');
    await expect(gradeFiles(path, result)).rejects.toThrow('line 1');
    writeFileSync(result, `${JSON.stringify(alert)}\n`);
    await expect(gradeFiles(path, result)).rejects.toThrow('summary');
  });
});

describe('the command line', () => {
  it.each([
    [{}, ['calls'], '--out'],
    [{ out: '/nowhere', seed: '-1' }, ['calls'], '--seed'],
    [{ out: '/nowhere', format: 'toString' }, ['calls'], '--format'],
    [{ out: '/nowhere', attacks: 'nonsense' }, ['calls'], 'nonsense'],
    [{ out: '/nowhere', start: '2026-13-01' }, ['calls'], '2026-13-01'],
    [{}, ['grade'], '--labels'],
    [{ labels: '/nowhere', result: '/nowhere' }, ['grade'], 'does not exist'],
    [{}, ['both'], 'simulate calls'],
    [{}, ['calls', 'more'], 'more'],
  ])('refuses %j %j', async (values, words, said) => {
    await expect(simulate.run(values, words)).rejects.toThrow(said);
  });
});
