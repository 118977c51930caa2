import { type PlannedAttack, planAttacks } from './attack-plan.ts';
import type { AttackShape } from './attacks/shape.ts';
import { SimCalendar } from './calendar.ts';
import type { SeedFamily } from './countries.ts';
import { lifeOf } from './life.ts';
import { makeCustomer } from './make-customer.ts';
import { Random } from './random.ts';
import { makeRates, type SimRates } from './rates.ts';
import { type Sector, sectors } from './sectors.ts';
import type { SimCall } from './sim-call.ts';
import type { SimCustomer } from './sim-customer.ts';

/** Seeds that rules may be tuned with. */
export const tuneSeeds: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8];
/**
 * Seeds that only tell how good it is: nobody looks at their calls. From 1001 on sectors and countries of attackers are drawn that no
 * lower seed has.
 */
export const heldOutSeeds: readonly number[] = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008];
const firstHeldOut = 1001;

export function familyOf(seed: number): SeedFamily {
  return seed >= firstHeldOut ? 'held-out' : 'tuning';
}

export interface SimulationOptions {
  readonly seed: number;
  readonly customers: number;
  readonly days: number;
  readonly shapes: readonly AttackShape[];
  /** How often each shape comes. */
  readonly perShape: number;
  /** First local day, `YYYY-MM-DD`; drawn by the seed without. */
  readonly start?: string;
  /** How much everybody calls beside the usual. */
  readonly volume?: number;
}

/** A provider with its customers and what is done to them. Calls are made a day at a time, so that its length costs no memory. */
export class Simulation {
  readonly options: SimulationOptions;
  readonly calendar: SimCalendar;
  readonly rates: SimRates;
  readonly customers: readonly SimCustomer[];
  readonly attacks: readonly PlannedAttack[];

  /** Throws RangeError for a start that is no date. */
  constructor(options: SimulationOptions) {
    const { seed, customers, days, shapes, perShape, volume = 1 } = options;
    const random = new Random(`belwacht calls ${seed}`);
    const family = familyOf(seed);
    this.options = options;
    this.calendar = new SimCalendar(options.start ?? drawnStart(random.fork('start')), days);
    this.rates = makeRates(random.fork('rates'));
    const made: SimCustomer[] = [];
    const kinds = random.fork('sectors');
    // The new ones are the last, and small or large like all others.
    const fresh = shapes.some(({ id }) => id === 'new-customer') ? Math.min(customers, perShape) : 0;
    for (let index = 0; index < customers; index++) {
      const own = random.fork(`customer ${index}`);
      const isNew = index >= customers - fresh && days >= 6;
      const from = isNew ? own.fork('from').int(Math.min(3, days - 5), days - 5) : 0;
      made.push(makeCustomer(index, sectorOf(index, kinds, family), own, this.calendar, { from, volume }));
    }
    this.customers = made;
    this.attacks = planAttacks(shapes, perShape, made, this.calendar, this.rates, family, random.fork('attacks'));
  }

  /** All calls that begin on a local day, by start. */
  *daysOfCalls(): Generator<{ readonly day: number; readonly until: number; readonly calls: SimCall[] }> {
    const waiting: SimCall[] = [];
    let next = 0;
    for (let index = 0; index < this.calendar.days; index++) {
      const day = this.calendar.day(index);
      const calls = this.customers.flatMap((customer) => lifeOf(customer, day, this.calendar));
      for (; next < this.attacks.length && this.attacks[next]!.day <= index; next++)
        waiting.push(...this.attacks[next]!.play());
      const rest = waiting.splice(0);
      for (const call of rest) (call.start < day.until ? calls : waiting).push(call);
      calls.sort(byStart);
      yield { day: index, until: day.until, calls };
    }
  }
}

function byStart(a: SimCall, b: SimCall): number {
  return a.start - b.start || a.customer.index - b.customer.index;
}

/** Any Monday of 2025 and of the first half of 2026, so that seasons, holidays and changes of the clock differ by seed. */
function drawnStart(random: Random): string {
  return new Date(Date.UTC(2025, 0, 6 + 7 * random.below(78))).toISOString().slice(0, 10);
}

/** The first customers are one of each sector that is always there, the others any. */
function sectorOf(index: number, random: Random, family: SeedFamily): Sector {
  const known = sectors.filter(({ heldOut }) => !heldOut || family === 'held-out');
  const always = known.filter(({ share }) => share === undefined);
  return always[index] ?? random.weighted(known, ({ share, rare }) => share ?? (rare ? 0.05 : 0.4));
}
