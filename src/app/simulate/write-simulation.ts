import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { simulationZone } from '../../prove/calls/calendar.ts';
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

/** simulation.json: what was written, for the grader and for people. */
export interface SimulationFacts {
  readonly seed: number;
  readonly format: string;
  readonly file: string;
  readonly timezone: string;
  readonly start: string;
  readonly days: number;
  readonly customers: number;
  /** Days of all customers, those of new ones from their first. */
  readonly customerDays: number;
  readonly calls: number;
  readonly lines: number;
  /** Calls out and sent on that belong to no attack. */
  readonly legitCallsOut: number;
  readonly attacks: number;
  readonly attackCalls: number;
}

interface Counts {
  calls: number;
  lines: number;
  legitCallsOut: number;
  attackCalls: number;
}

/** Lines that wait before some are written. */
const fewestAtOnce = 2_000;

/**
 * Writes a simulation into a directory: the CDR file in the order in which the product writes its lines, customers.csv, rates.csv,
 * labels.csv and labelled-calls.csv. Holds about a day of calls. `told` is called after each day.
 */
export function writeSimulation(
  simulation: Simulation,
  writer: CdrWriter,
  directory: string,
  told: (day: number, calls: number) => void = () => {},
): SimulationFacts {
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
      accounts: new Set(),
      payers: new Set(),
      start: Number.POSITIVE_INFINITY,
      end: 0,
      calls: 0,
      answered: 0,
      cost: 0,
    });
  const labelled: string[] = [labelledCallsHeader];
  const counts: Counts = { calls: 0, lines: 0, legitCallsOut: 0, attackCalls: 0 };
  const fd = openSync(join(directory, writer.file), 'w');
  try {
    writeSync(fd, writer.header);
    let waiting: CdrLine[] = [];
    let flushAt = fewestAtOnce;
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
        // Nothing that is still to come ends before the next call begins: lines are written soon, while they are young.
        if (waiting.length >= flushAt) {
          flush(call.start);
          flushAt = waiting.length + fewestAtOnce;
        }
        const id = writer.write(call, waiting);
        if (call.attack === '') {
          if (call.kind === 'out' || call.kind === 'forward') counts.legitCallsOut++;
          continue;
        }
        const cost = costOf(call, rates);
        note(labels.get(call.attack)!, call, cost, writer.payer(call));
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
  writeFileSync(join(directory, 'labels.csv'), labelsHeader + found.map(labelLine).join(''));
  writeFileSync(join(directory, 'labelled-calls.csv'), labelled.join(''));
  const { options, calendar } = simulation;
  const facts: SimulationFacts = {
    seed: options.seed,
    format: writer.format,
    file: writer.file,
    timezone: simulationZone,
    start: calendar.day(0).date,
    days: options.days,
    customers: customers.length,
    customerDays: customers.reduce((days, { from }) => days + options.days - from, 0),
    ...counts,
    attacks: found.length,
  };
  writeFileSync(join(directory, 'simulation.json'), `${JSON.stringify(facts, null, 2)}\n`);
  return facts;
}

function note(label: AttackLabel, call: SimCall, cost: number, payer: string): void {
  label.calls++;
  if (call.answer > 0) label.answered++;
  label.cost += cost;
  label.start = Math.min(label.start, call.start);
  label.end = Math.max(label.end, call.end);
  const { account, customer } = call;
  label.accounts.add(payer);
  for (const one of [payer, account.name, account.extension, account.did, customer.slug, customer.firstDid])
    label.payers.add(one);
}
