import { UsageError } from '../../core/command.ts';
import { shapesOf } from '../../prove/calls/attack-plan.ts';
import { Simulation } from '../../prove/calls/simulation.ts';
import { cdrWriters } from '../../prove/calls/writers/writers.ts';
import { Progress } from '../progress.ts';
import { writeSimulation } from './write-simulation.ts';

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Calls that a customer has on an average day, over all sectors, weekends and holidays; measured. */
const callsPerCustomerDay = 150;

/** `simulate calls`: writes the files and tells on standard error what they hold. Throws UsageError for options that make no sense. */
export function simulateCalls(values: Values): number {
  const out = values.out;
  if (typeof out !== 'string' || out === '') throw new UsageError('give --out DIR');
  const number = (name: string, usual: number, most: number): number => {
    const given = values[name];
    if (given === undefined) return usual;
    if (!/^\d+$/.test(String(given)) || Number(given) > most)
      throw new UsageError(`--${name} ${String(given)} is not a whole number up to ${most}`);
    return Number(given);
  };
  const days = Math.max(1, number('days', 90, 3_650));
  const wanted = number('calls', 0, 1_000_000_000);
  const scaled = wanted > 0 ? Math.max(1, Math.round(wanted / (callsPerCustomerDay * days))) : 40;
  const customers = Math.max(1, number('customers', Math.min(20_000, scaled), 20_000));
  const volume = wanted > 0 ? wanted / (customers * days * callsPerCustomerDay) : 1;
  const format = String(values.format ?? 'asterisk-cdr');
  const makeWriter = Object.hasOwn(cdrWriters, format) ? cdrWriters[format] : undefined;
  if (!makeWriter) throw new UsageError(`--format ${format} is none of ${Object.keys(cdrWriters).join(', ')}`);
  let simulation: Simulation;
  try {
    simulation = new Simulation({
      seed: number('seed', 1, Number.MAX_SAFE_INTEGER),
      customers,
      days,
      shapes: shapesOf(String(values.attacks ?? 'all')),
      perShape: number('times', 2, 1_000),
      ...(values.start === undefined ? {} : { start: String(values.start) }),
      volume,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  const progress = new Progress(
    (day, calls) => `day ${day + 1} of ${days}, ${(calls ?? 0).toLocaleString('en')} calls`,
  );
  const facts = writeSimulation(simulation, makeWriter(simulation.calendar), out, (day, calls) =>
    progress.at(day, calls),
  );
  progress.end();
  process.stderr.write(`${JSON.stringify(facts)}\n`);
  return 0;
}
