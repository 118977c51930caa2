import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttackLabel,
  costOf,
  customersFile,
  labelLine,
  labelledCallLine,
  labelledCallsHeader,
  labelsHeader,
} from '../../prove/calls/labels.ts';
import { ratesFile } from '../../prove/calls/rates.ts';
import type { SimCall } from '../../prove/calls/sim-call.ts';
import type { Simulation } from '../../prove/calls/simulation.ts';
import type { CdrLine, CdrWriter } from '../../prove/calls/writers/cdr-writer.ts';

export interface SimulationCounts {
  readonly file: string;
  calls: number;
  lines: number;
  attacks: number;
  attackCalls: number;
}

/**
 * Writes a simulation into a directory: the CDR file in the order in which the product writes its lines, customers.csv, rates.csv,
 * labels.csv and labelled-calls.csv. Holds about a day of calls. `told` is called after each day.
 */
export function writeSimulation(
  simulation: Simulation,
  writer: CdrWriter,
  directory: string,
  told: (day: number, calls: number) => void = () => {},
): SimulationCounts {
  mkdirSync(directory, { recursive: true });
  const { customers, rates, attacks } = simulation;
  writeFileSync(join(directory, 'customers.csv'), [...customersFile(customers, writer)].join(''));
  writeFileSync(join(directory, 'rates.csv'), [...ratesFile(rates)].join(''));
  for (const [name, text] of Object.entries(writer.besides ?? {})) writeFileSync(join(directory, name), text);
  const labels = new Map<string, AttackLabel>();
  for (const { id, shape, customer } of attacks)
    labels.set(id, {
      id,
      shape: shape.id,
      slow: shape.slow === true,
      customer: customer.name,
      payers: new Set(),
      start: Number.POSITIVE_INFINITY,
      end: 0,
      calls: 0,
      answered: 0,
      cost: 0,
    });
  const labelled: string[] = [labelledCallsHeader];
  const counts: SimulationCounts = {
    file: join(directory, writer.file),
    calls: 0,
    lines: 0,
    attacks: 0,
    attackCalls: 0,
  };
  const fd = openSync(counts.file, 'w');
  try {
    writeSync(fd, writer.header);
    let waiting: CdrLine[] = [];
    const flush = (until: number) => {
      waiting.sort((a, b) => a.at - b.at);
      let ready = waiting.findIndex(({ at }) => at >= until);
      if (ready < 0) ready = waiting.length;
      for (let i = 0; i < ready; i += 2_000) {
        let text = '';
        for (let j = i; j < Math.min(ready, i + 2_000); j++) text += waiting[j]!.text;
        writeSync(fd, text);
      }
      counts.lines += ready;
      waiting = waiting.slice(ready);
    };
    for (const { day, until, calls } of simulation.daysOfCalls()) {
      for (const call of calls) {
        const id = writer.write(call, waiting);
        if (call.attack === '') continue;
        const cost = costOf(call, rates);
        note(labels.get(call.attack)!, call, cost);
        labelled.push(labelledCallLine(call, id, cost));
        counts.attackCalls++;
      }
      counts.calls += calls.length;
      flush(until);
      told(day, counts.calls);
    }
    flush(Number.POSITIVE_INFINITY);
  } finally {
    closeSync(fd);
  }
  const found = [...labels.values()].filter(({ calls }) => calls > 0);
  counts.attacks = found.length;
  writeFileSync(join(directory, 'labels.csv'), labelsHeader + found.map(labelLine).join(''));
  writeFileSync(join(directory, 'labelled-calls.csv'), labelled.join(''));
  return counts;
}

function note(label: AttackLabel, call: SimCall, cost: number): void {
  label.calls++;
  if (call.answer > 0) label.answered++;
  label.cost += cost;
  label.start = Math.min(label.start, call.start);
  label.end = Math.max(label.end, call.end);
  const { account, customer } = call;
  for (const payer of [account.name, account.extension, account.did, customer.slug, customer.firstDid])
    label.payers.add(payer);
}
