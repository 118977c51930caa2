import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../../core/command.ts';
import type { RateDeck } from '../../core/rates/deck.ts';
import { RateDeckReader } from '../../core/rates/deck-reader.ts';
import {
  type Grade,
  type GradedAlert,
  type GradedAttack,
  type GradedCall,
  gradeReplay,
} from '../../prove/calls/grade.ts';
import type { SimulationFacts } from './write-simulation.ts';

/**
 * Grades what `replay` wrote against a directory of `simulate calls`. Throws UsageError when a file is none of theirs, and what
 * reading a file throws.
 */
export async function gradeFiles(directory: string, result: string): Promise<Grade> {
  const facts = JSON.parse(readFileSync(join(directory, 'simulation.json'), 'utf8')) as SimulationFacts;
  const attacks = readAttacks(directory);
  const alerts: GradedAlert[] = [];
  const refused = new Set<string>();
  const hungUp = new Map<string, number>();
  let summary = false;
  let place = 0;
  for await (const line of createInterface({ input: createReadStream(result) })) {
    place++;
    if (line === '') continue;
    const said = readLine(line, result, place);
    if (said.type === 'alert') alerts.push(alertOf(said, result, place));
    else if (said.type === 'refused') refused.add(String(said['call.id']));
    else if (said.type === 'hangup') hungUp.set(String(said['call.id']), timeOf(said.at, result, place));
    else if (said.type === 'summary') summary = true;
  }
  if (!summary) throw new UsageError(`${result} has no summary: the replay did not come to its end`);
  const customerMonths = facts.customerDays / 30.44;
  return gradeReplay(attacks, { alerts, refused, hungUp }, customerMonths, facts.legitCallsOut);
}

function readLine(line: string, file: string, place: number): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new UsageError(`${file} line ${place} is no JSON object; give what ./belwacht replay --customers … wrote`);
  }
}

function alertOf(said: Record<string, unknown>, file: string, place: number): GradedAlert {
  const start = timeOf(said.start, file, place);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    rule: text(said.rule),
    customer: text(said.customer),
    user: text(said['user.name']),
    start,
    end: timeOf(said.end, file, place),
    detected: said.detected === undefined ? start : timeOf(said.detected, file, place),
  };
}

function timeOf(value: unknown, file: string, place: number): number {
  const time = Date.parse(String(value));
  if (Number.isNaN(time)) throw new UsageError(`${file} line ${place}: ${String(value)} is no time`);
  return time;
}

/** Our own CSV files hold no quotes: names are ours. */
function rowsOf(path: string): string[][] {
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(','));
}

function readAttacks(directory: string): GradedAttack[] {
  const deck = readDeck(join(directory, 'rates.csv'));
  const calls = new Map<string, GradedCall[]>();
  for (const [attack, id, direction, , number, start, answer, end] of rowsOf(join(directory, 'labelled-calls.csv'))) {
    const rate = direction === 'out' ? deck.rateFor(number!, Date.parse(start!)) : undefined;
    const call = { id: id!, answer: answer === '' ? 0 : Date.parse(answer!), end: Date.parse(end!), rate };
    const known = calls.get(attack!);
    if (known) known.push(call);
    else calls.set(attack!, [call]);
  }
  return rowsOf(join(directory, 'labels.csv')).map(([id, shape, slow, customer, , payers, start, end]) => ({
    id: id!,
    shape: shape!,
    slow: slow === 'yes',
    customer: customer!,
    payers: new Set(payers!.toLowerCase().split('|')),
    start: Date.parse(start!),
    end: Date.parse(end!),
    calls: calls.get(id!) ?? [],
  }));
}

function readDeck(path: string): RateDeck {
  const reader = new RateDeckReader();
  reader.push(readFileSync(path));
  return reader.end().deck;
}
