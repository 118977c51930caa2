import type { SimDay } from './calendar.ts';
import { abroadOdds, type CallMaker } from './life-calls.ts';
import { workMinute } from './life-clock.ts';
import { numberIn } from './numbers.ts';
import type { SimAccount, SimPartner } from './sim-customer.ts';

/** Calls to the people abroad whom a customer knows. `activity` 0 when it is closed: only families and agents are called then, seldom. */
export function partnersAreCalled(maker: CallMaker, there: readonly SimAccount[], day: SimDay, activity: number): void {
  const { random, customer, calendar } = maker;
  for (const one of customer.partners) {
    if (day.index < one.from || day.index >= one.until) continue;
    const usual = one.weekly / Math.max(1, customer.week.filter((spans) => spans.length > 0).length);
    // The first days with somebody new are lively.
    const fresh = one.from > 0 && day.index < one.from + 5 ? 2 : 1;
    const closed = one.when === 'any' ? 0.06 : 0;
    const count = random.count(usual * fresh * (activity || closed), 1.2);
    for (let i = 0; i < count; i++) {
      const at = calendar.at(day.index, minuteFor(maker, one, day));
      const owners = one.owners.filter((owner) => there.includes(owner));
      const account = random.pick(owners.length > 0 && random.chance(0.9) ? owners : there);
      const stranger = one.when !== 'home' && one.country !== '870' && !random.chance(customer.loyalty);
      const number = stranger
        ? numberIn(random, one.country, random.chance(0.5) ? 'mobile' : 'fixed')
        : one.numbers[random.rank(one.numbers.length)]!;
      maker.out(account, number, at, one.talk, abroadOdds, 0.95);
    }
  }
}

function minuteFor(maker: CallMaker, { when }: SimPartner, day: SimDay): number {
  const { random, customer } = maker;
  const work = workMinute(customer, day, random);
  if (when === 'early') return random.between(435, 690);
  if (when === 'evening') return Math.min(1_400, 900 + random.gamma(2, 60));
  if (Number.isNaN(work) || (when === 'any' && random.chance(0.06))) return random.between(480, 1_290);
  if (when === 'home' && random.chance(0.5))
    return random.chance(0.5) ? random.between(725, 800) : Math.min(1_380, work + random.between(0, 60));
  return work;
}
