import type { SimDay } from './calendar.ts';
import type { CallMaker } from './life-calls.ts';
import { workMinute } from './life-clock.ts';

/** Faxes: short, to the same numbers, and tried again and again when the other side is busy. */
export function faxes(maker: CallMaker, day: SimDay, works: boolean): void {
  const { random, customer, calendar } = maker;
  const account = customer.accounts.find(({ role }) => role === 'fax');
  if (!account || !works) return;
  const abroad = customer.partners.filter(({ from, until }) => day.index >= from && day.index < until);
  for (let i = random.count(2.5, 2); i > 0; i--) {
    const minute = workMinute(customer, day, random);
    let at = calendar.at(day.index, Number.isNaN(minute) ? 600 : minute);
    const partner = abroad.length > 0 && random.chance(0.15) ? random.pick(abroad) : undefined;
    const number = partner ? partner.numbers[0]! : customer.contacts[random.rank(customer.contacts.length)]!;
    // Either it works, or the line is dead for a while: then the machine gives up after some tries.
    const dead = random.chance(0.12);
    for (let tries = random.int(4, 10); tries > 0; tries--) {
      const outcome = dead ? random.pick(['busy', 'no-answer'] as const) : random.chance(0.9) ? 'answered' : 'busy';
      maker.out(
        account,
        number,
        at,
        random.between(35, 150),
        { noAnswer: outcome === 'no-answer' ? 1 : 0, busy: outcome === 'busy' ? 1 : 0, failed: 0, cancelled: 0 },
        0.4,
      );
      if (outcome === 'answered') break;
      at += random.int(170, 320) * 1_000;
    }
  }
}

/** An alarm that reports every night, always to the same number, always briefly. */
export function alarmCalls(maker: CallMaker, day: SimDay): void {
  const { random, customer, calendar } = maker;
  const account = customer.accounts.find(({ role }) => role === 'alarm');
  if (!account) return;
  const own = customer.random.fork('alarm');
  const number = own.pick(customer.contacts);
  const minute = own.between(60, 300) + random.between(-1, 1);
  maker.one(account, number, `0${number.slice(2)}`, calendar.at(day.index, minute), 'answered', random.int(15, 40));
}
