import { AttackMaker, type AttackScene } from './attacks/attack-maker.ts';
import type { AttackShape } from './attacks/shape.ts';
import { attackShapes } from './attacks/shapes.ts';
import type { SimCalendar } from './calendar.ts';
import type { SeedFamily } from './countries.ts';
import { Random } from './random.ts';
import type { SimRates } from './rates.ts';
import type { SimCall } from './sim-call.ts';
import type { SimCustomer } from './sim-customer.ts';

/** An attack that is to come. Its calls are made when its day is there. */
export interface PlannedAttack {
  readonly id: string;
  readonly shape: AttackShape;
  readonly customer: SimCustomer;
  readonly day: number;
  /** All calls, by start. The same each time. */
  play(): SimCall[];
}

/** Days that a customer that is not new has lived before it is attacked, where the simulation is long enough. */
const quietDays = 14;

/**
 * Who is attacked when: each shape `perShape` times, as long as customers and days suffice, spread over customers that fit; the same
 * customer again only when all others were, and at another time. In the order of their days.
 */
export function planAttacks(
  shapes: readonly AttackShape[],
  perShape: number,
  customers: readonly SimCustomer[],
  calendar: SimCalendar,
  rates: SimRates,
  family: SeedFamily,
  random: Random,
): PlannedAttack[] {
  const planned: PlannedAttack[] = [];
  const times = new Map<SimCustomer, number>();
  const wanted = Array.from({ length: perShape }, () => shapes).flat();
  // Shapes that fit few customers choose first.
  const order = [...wanted].sort((a, b) => Number(b.fits !== undefined) - Number(a.fits !== undefined));
  for (const [place, shape] of order.entries()) {
    const own = random.fork(`${shape.id} ${place}`);
    const fitting = customers.filter(
      (one) => (shape.fits?.(one) ?? true) && (shape.id === 'new-customer' || one.from === 0),
    );
    const fewest = Math.min(...fitting.map((one) => times.get(one) ?? 0));
    const customer =
      fitting.length > 0 ? own.pick(fitting.filter((one) => (times.get(one) ?? 0) === fewest)) : undefined;
    if (!customer) continue;
    const first = shape.id === 'new-customer' ? customer.from + 2 : Math.min(quietDays, Math.floor(calendar.days / 3));
    const last = shape.id === 'new-customer' ? first : calendar.days - shape.days;
    if (last < first || first + 1 > calendar.days) continue;
    const others = planned.filter((one) => one.customer === customer);
    let day = own.int(first, last);
    for (let tries = 0; tries < 30 && others.some((one) => Math.abs(one.day - day) < 14); tries++)
      day = own.int(first, last);
    if (others.some((one) => Math.abs(one.day - day) < 14)) continue;
    times.set(customer, (times.get(customer) ?? 0) + 1);
    const id = `attack-${String(planned.length + 1).padStart(3, '0')}`;
    planned.push({
      id,
      shape,
      customer,
      day,
      play: () => playedOut(shape, { id, customer, day, calendar, random: own.fork('play'), rates, family }),
    });
  }
  return planned.sort((a, b) => a.day - b.day || (a.id < b.id ? -1 : 1));
}

function playedOut(shape: AttackShape, scene: AttackScene): SimCall[] {
  const maker = new AttackMaker({ ...scene, random: new Random(scene.random.seed) });
  shape.play(maker);
  return maker.calls.sort((a, b) => a.start - b.start);
}

/** The shapes of a list of names, or all. Throws RangeError for a name that is none. */
export function shapesOf(text: string): readonly AttackShape[] {
  if (text === 'none') return [];
  if (text === '' || text === 'all') return attackShapes;
  return text.split(',').map((name) => {
    const shape = attackShapes.find(({ id }) => id === name.trim());
    if (!shape)
      throw new RangeError(
        `${name} is no attack; there are ${attackShapes.map(({ id }) => id).join(', ')}, all and none`,
      );
    return shape;
  });
}
