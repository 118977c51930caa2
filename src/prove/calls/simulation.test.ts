import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { readCustomersFile } from '../../core/calls/customers-file.ts';
import type { DialPlan } from '../../core/phone/dial-plan.ts';
import { normalise } from '../../core/phone/normalise.ts';
import { RateDeckReader } from '../../core/rates/deck-reader.ts';
import { callCost } from '../../core/rates/rate.ts';
import { CdrRefusal, isCall } from '../../ingest/cdr/cdr-format.ts';
import { cdrFormats } from '../../ingest/cdr/cdr-formats.ts';
import { readCsvMapping } from '../../ingest/cdr/csv/read-csv-mapping.ts';
import { createZone } from '../../ingest/line/zone.ts';
import { shapesOf } from './attack-plan.ts';
import { attackShapes } from './attacks/shapes.ts';
import { simulationZone } from './calendar.ts';
import { costOf, customersFile } from './labels.ts';
import { ratesFile } from './rates.ts';
import type { SimCall } from './sim-call.ts';
import { familyOf, heldOutSeeds, Simulation, tuneSeeds } from './simulation.ts';
import type { CdrLine } from './writers/cdr-writer.ts';
import { cdrWriters } from './writers/writers.ts';

function simulate(seed: number, given: Partial<ConstructorParameters<typeof Simulation>[0]> = {}): Simulation {
  return new Simulation({ seed, customers: 12, days: 10, shapes: attackShapes, perShape: 1, ...given });
}

/** How a customer dials, as its provider knows it. */
function planOf({ plan, identifiers }: CallCustomer): DialPlan {
  const numbers = identifiers.filter(({ kind }) => kind === 'number').map(({ value }) => value.split('-').map(Number));
  return { ...plan, ownRanges: numbers.map(([first = 0, last = first]) => ({ first, last })) };
}

function callsOf(simulation: Simulation): SimCall[] {
  return [...simulation.daysOfCalls()].flatMap(({ calls }) => calls);
}

/** What our own reader makes of a simulation that was written in a format, by id. */
function readBack(simulation: Simulation, format: string) {
  const writer = cdrWriters[format]!(simulation.calendar);
  const customers = [...customersFile(simulation.customers, writer)];
  const lines: CdrLine[] = [];
  const written = callsOf(simulation).map((call) => ({ call, id: writer.write(call, lines) }));
  lines.sort((a, b) => a.at - b.at);
  const mapping = format === 'csv' ? readCsvMapping(writer.besides!['mapping.yaml']!) : undefined;
  if (mapping && !mapping.ok) throw new Error(mapping.reason);
  const reader = cdrFormats
    .find(({ id }) => id === format)!
    .create({ zone: createZone(simulationZone), ...(mapping?.ok ? { mapping: mapping.value } : {}) });
  const records = new Map<string, CallRecord>();
  let refused = 0;
  for (const [place, text] of (writer.header + lines.map((line) => line.text).join('')).split('\n').entries()) {
    const bytes = Buffer.from(text);
    const reading = reader.read(bytes, 0, bytes.length, place + 1);
    if (reading instanceof CdrRefusal) refused++;
    else if (isCall(reading)) records.set(reading.id, reading);
  }
  const known = readCustomersFile(Buffer.from(customers.join('')), { timeZone: simulationZone, years: [1, 0] });
  const plans = new Map(known.customers.map((customer) => [customer.id, planOf(customer)]));
  return { written, records, refused, waiting: reader.rest?.().length ?? 0, lines, customers, plans };
}

describe('simulation of calls', { timeout: 60_000 }, () => {
  it('is the same for the same seed, and another for another', () => {
    const text = (seed: number) => {
      const { lines, customers } = readBack(simulate(seed, { days: 5 }), 'asterisk-cdr');
      return [...customers, ...lines.map((line) => line.text)].join('');
    };
    const first = text(5);
    expect(text(5) === first).toBe(true);
    expect(text(6) === first).toBe(false);
  });

  it('does not change its life when attacks are added', () => {
    const life = (shapes: string) =>
      callsOf(simulate(3, { shapes: shapesOf(shapes) }))
        .filter(({ attack }) => attack === '')
        .map(({ start, number, end }) => [start, number, end]);
    expect(life('pumping')).toEqual(life('none'));
  });

  it('knows no attack without attacks', () => {
    const simulation = simulate(4, { shapes: shapesOf('none') });
    expect(simulation.attacks).toEqual([]);
    expect(callsOf(simulation).every(({ attack }) => attack === '')).toBe(true);
  });

  it.each(Object.keys(cdrWriters))('is read back from %s without loss', (format) => {
    const { written, records, refused, waiting, lines, plans } = readBack(simulate(7, { days: 6 }), format);
    expect(refused).toBe(0);
    expect(waiting).toBe(0);
    expect(written.length).toBeGreaterThan(5_000);
    expect(lines.every(({ text }) => text.endsWith('\n') && !text.includes('undefined'))).toBe(true);
    const wrong = written.filter(({ call, id }) => {
      const record = records.get(id);
      if (!record || record.end !== call.end || (record.answer ?? 0) !== call.answer) return true;
      // Kamailio tells no earlier time than that of the final answer.
      if (format !== 'kamailio-acc' && record.start !== call.start) return true;
      if ((record.outcome === 'answered') !== (call.outcome === 'answered')) return true;
      const outward = (call.kind === 'out' || call.kind === 'forward') && call.number.length > 5;
      return (
        outward &&
        call.outcome !== 'failed' &&
        normalise(plans.get(call.customer.name)!, record.to).e164 !== call.number
      );
    });
    expect(
      wrong.slice(0, 3).map(({ call: { kind, dialled, caller }, id }) => [kind, dialled, caller, records.get(id)]),
    ).toEqual([]);
  });

  it('writes Asterisk lines in the order in which calls end', () => {
    const { lines } = readBack(simulate(7, { days: 6 }), 'asterisk-cdr');
    expect(lines.every(({ at }, i) => i === 0 || at >= lines[i - 1]!.at)).toBe(true);
  });

  it.each(['2025-10-20', '2026-03-23'])('keeps the length of every call when the clock changes, from %s', (start) => {
    const { written, records, refused } = readBack(simulate(9, { start }), 'asterisk-cdr');
    expect(refused).toBe(0);
    const wrong = written.filter(({ call, id }) => {
      const { answer, end } = records.get(id)!;
      return (end ?? 0) - (answer ?? end ?? 0) !== (call.answer ? call.end - call.answer : 0);
    });
    expect(wrong).toEqual([]);
  });

  it('labels calls with what they cost by rates.csv', () => {
    const simulation = simulate(8);
    const reader = new RateDeckReader();
    reader.push(Buffer.from([...ratesFile(simulation.rates)].join('')));
    const { deck, refused } = reader.end();
    expect(refused).toBe(0);
    const labelled = callsOf(simulation).filter(
      ({ attack, kind }) => attack !== '' && (kind === 'out' || kind === 'forward'),
    );
    expect(labelled.length).toBeGreaterThan(500);
    for (const call of labelled) {
      const rate = deck.rateFor(call.number, call.start);
      const talk = call.answer === 0 ? undefined : call.end - call.answer;
      if (rate) expect(costOf(call, simulation.rates)).toBe(callCost(rate, talk));
      else expect(call.outcome).toBe('failed');
    }
  });

  it('plays every shape at a customer it fits, within the simulation, at a cost', () => {
    const simulation = simulate(11, { customers: 40, days: 40 });
    const { attacks, calendar } = simulation;
    expect(new Set(attacks.map(({ shape }) => shape.id))).toEqual(new Set(attackShapes.map(({ id }) => id)));
    for (const { shape, customer, day, play } of attacks) {
      const calls = play();
      expect(shape.fits?.(customer) ?? true, shape.id).toBe(true);
      expect(calls.length, shape.id).toBeGreaterThan(2);
      expect(calls[0]!.start).toBeGreaterThanOrEqual(calendar.day(day).from);
      expect(calls.at(-1)!.start).toBeLessThan(calendar.at(40, 0));
      const cost = calls.reduce((sum, call) => sum + costOf(call, simulation.rates), 0);
      expect(cost, shape.id).toBeGreaterThan(1_000_000);
      expect(
        calls.every(({ start, answer, end }) => start <= end && (answer === 0 || (answer >= start && answer < end))),
      ).toBe(true);
    }
  });

  it('lets customers live as such customers do', () => {
    const simulation = simulate(2, { customers: 40, days: 21, start: '2026-01-12', shapes: [] });
    const calls = callsOf(simulation);
    const byCustomer = Map.groupBy(calls, ({ customer }) => customer);
    for (const customer of simulation.customers) {
      const own = byCustomer.get(customer) ?? [];
      const people = customer.accounts.filter(({ role }) => role === 'person').length;
      const perPersonDay = own.length / people / 15;
      expect(perPersonDay, customer.name).toBeGreaterThan(0.2);
      expect(perPersonDay, customer.name).toBeLessThan(140);
      if (!customer.hours.includes('24/7')) {
        const night = own.filter(({ kind, start, account }) => {
          const { minute } = simulation.calendar.placeOf(start);
          return kind === 'out' && account.role === 'person' && (minute < 240 || minute >= 1_430);
        });
        expect(night.length / own.length, customer.name).toBeLessThan(0.02);
      }
    }
    const answered = calls.filter(({ outcome }) => outcome === 'answered').length / calls.length;
    expect(answered).toBeGreaterThan(0.5);
    expect(answered).toBeLessThan(0.85);
    const agency = simulation.customers.find(({ sector }) => sector.id === 'travel-agency')!;
    expect(byCustomer.get(agency)!.filter(({ number }) => number.startsWith('220')).length).toBeGreaterThan(10);
    const opening = agency.week.flatMap((spans) => spans.map(([from]) => from));
    const early = byCustomer.get(agency)!.filter(({ kind, start }) => {
      return kind === 'out' && simulation.calendar.placeOf(start).minute < Math.min(...opening) - 120;
    });
    expect(early.length / byCustomer.get(agency)!.length).toBeLessThan(0.01);
    const phones = Map.groupBy(
      calls.filter(({ kind, account }) => kind === 'out' && account.role === 'person'),
      ({ account }) => account,
    );
    const doubled = [...phones.values()].flatMap((own) =>
      own.filter((call, i) => i > 0 && call.start < own[i - 1]!.end).map(({ start }) => start),
    );
    expect(doubled.length / calls.length).toBeLessThan(0.003);
    const loads = [...byCustomer.values()].map(({ length }) => length).sort((a, b) => b - a);
    expect(loads[0]! / loads[20]!).toBeGreaterThan(6);
  });

  it('keeps sectors and countries of attackers apart from those of held-out seeds', () => {
    expect(tuneSeeds.some((seed) => heldOutSeeds.includes(seed))).toBe(false);
    expect(new Set(tuneSeeds.map(familyOf))).toEqual(new Set(['tuning']));
    expect(new Set(heldOutSeeds.map(familyOf))).toEqual(new Set(['held-out']));
    const sectors = (seeds: readonly number[]) =>
      new Set(
        seeds.slice(0, 3).flatMap((seed) => simulate(seed, { customers: 40 }).customers.map(({ sector }) => sector.id)),
      );
    expect(sectors(heldOutSeeds).has('shipping')).toBe(true);
    expect(sectors(tuneSeeds).has('shipping')).toBe(false);
  });

  it('refuses a start that is no date and an attack that is none', () => {
    expect(() => simulate(1, { start: '2026-02-30' })).toThrow(RangeError);
    expect(() => shapesOf('weekend-burst,nonsense')).toThrow('nonsense');
  });
});
