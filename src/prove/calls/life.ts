import type { SimCalendar, SimDay } from './calendar.ts';
import { diaspora, world } from './countries.ts';
import { guestsCall } from './hotel.ts';
import { abroadOdds, CallMaker, diallerOdds, usualOdds } from './life-calls.ts';
import { activityOn, workMinute, worksOn } from './life-clock.ts';
import { alarmCalls, faxes } from './machines.ts';
import { numberIn } from './numbers.ts';
import { occasionCalls } from './occasions.ts';
import { partnersAreCalled } from './partner-calls.ts';
import type { SimCall } from './sim-call.ts';
import { isThere, type SimAccount, type SimCustomer } from './sim-customer.ts';

/** All ordinary calls of a customer that begin on a day, in no order. The same for the same customer and day. */
export function lifeOf(customer: SimCustomer, day: SimDay, calendar: SimCalendar): SimCall[] {
  if (day.index < customer.from) return [];
  const random = customer.random.fork(`day ${day.index}`);
  const maker = new CallMaker(customer, random, calendar);
  const works = worksOn(customer, day);
  const activity = activityOn(customer, day, calendar.days, random);
  const there = customer.accounts.filter((account) => account.role === 'person' && isThere(account, day.index));
  if (there.length > 0) {
    if (works) for (const account of there) personCalls(maker, account, there, day, activity);
    else overtime(maker, there, day);
    partnersAreCalled(maker, there, day, works ? activity : 0);
    incoming(maker, there, day, works, activity);
    rarities(maker, there, day);
    occasionCalls(maker, there, day);
  }
  faxes(maker, day, works);
  alarmCalls(maker, day);
  guestsCall(maker, day);
  return maker.calls.filter(({ start }) => start >= day.from && start < day.until);
}

/** Numbers that people of a customer call: most of them again and again, some for the first time. */
function someNumber(maker: CallMaker): string {
  const { random, customer } = maker;
  const dialler = customer.sector.habits?.includes('dialler');
  if (!dialler && random.chance(0.78)) return customer.contacts[random.rank(customer.contacts.length)]!;
  return numberIn(random, 'NL', random.chance(0.55) ? 'mobile' : 'fixed');
}

function personCalls(
  maker: CallMaker,
  account: SimAccount,
  there: readonly SimAccount[],
  day: SimDay,
  activity: number,
): void {
  const { random, customer, calendar } = maker;
  const dialler = customer.sector.habits?.includes('dialler');
  const evenly = dialler ? 0.9 + account.activity / 10 : account.activity;
  const count = random.count(customer.out * evenly * activity, dialler ? 30 : 3);
  const minutes = Array.from({ length: count }, () => workMinute(customer, day, random)).sort((a, b) => a - b);
  for (const minute of minutes) {
    const at = calendar.at(day.index, minute);
    const kind = random.next();
    if (kind < 0.08 && there.length > 1) maker.internal(account, random.pick(there).extension, at);
    else if (kind < 0.085) maker.out(account, numberIn(random, 'NL', 'free'), at, 200, usualOdds);
    else if (kind < 0.0885) maker.out(account, numberIn(random, 'NL', 'premium'), at, 260, usualOdds, 0.8);
    else if (kind < 0.1 && customer.sector.habits?.includes('conference'))
      maker.out(account, customer.contacts[random.below(5)]!, at, 2_700, { ...usualOdds, noAnswer: 0, busy: 0 }, 0.5);
    else if (kind < 0.11) maker.internal(account, random.pick(['*97', '*98', '*43']), at);
    else maker.out(account, someNumber(maker), at, customer.talk, dialler ? diallerOdds : usualOdds);
  }
}

/** A closed day: somebody is in now and then. */
function overtime(maker: CallMaker, there: readonly SimAccount[], day: SimDay): void {
  const { random, calendar } = maker;
  for (const account of there) {
    if (!random.chance(0.012)) continue;
    const begin = random.between(540, 1_080);
    for (let i = random.int(1, 4); i > 0; i--)
      maker.out(
        account,
        someNumber(maker),
        calendar.at(day.index, begin + random.between(0, 120)),
        maker.customer.talk,
        usualOdds,
      );
  }
}

function incoming(maker: CallMaker, there: readonly SimAccount[], day: SimDay, works: boolean, activity: number): void {
  const { random, customer, calendar } = maker;
  const { sector } = customer;
  const usual = customer.in * there.length * activity;
  const forwards = sector.habits?.includes('forward') ?? false;
  for (let i = random.count(works ? usual : usual * 0.1, 12); i > 0; i--) {
    const open = works && !random.chance(sector.hours[0] === '24/7' ? 0 : 0.05);
    const minute = open ? workMinute(customer, day, random) : random.between(420, 1_380);
    const at = calendar.at(day.index, Number.isNaN(minute) ? random.between(480, 1_200) : minute);
    const caller = whoCalls(maker);
    const direct = random.chance(0.45);
    const account = direct ? random.weighted(there, (one) => one.activity) : there[0]!;
    const did = direct ? account.did : customer.firstDid;
    if (open) {
      const fate = random.next();
      if (fate < 0.015) maker.in(account, did, caller, at, 'answered', random.int(3, 12));
      else if (fate < 0.83) maker.in(account, did, caller, at, 'answered', random.logNormal(customer.talk, 1));
      else maker.in(account, did, caller, at, fate < 0.88 ? 'busy' : 'no-answer', 0);
    } else if (forwards) {
      const mobile = customer.contacts.find((number) => number.startsWith('316')) ?? customer.contacts[0]!;
      maker.forward(
        account,
        caller === mobile ? '' : caller,
        mobile,
        at,
        random.chance(0.75) ? 'answered' : 'no-answer',
        random.logNormal(90, 0.9),
      );
    } else maker.in(account, did, caller, at, random.chance(0.5) ? 'answered' : 'no-answer', random.logNormal(20, 0.5));
  }
}

function whoCalls(maker: CallMaker): string {
  const { random, customer } = maker;
  const who = random.next();
  if (who < 0.06) return '';
  const abroad = customer.partners.length > 0 ? 0.015 + Math.min(0.15, customer.partners.length / 200) : 0.004;
  if (who < 0.06 + abroad) {
    if (customer.partners.length > 0 && random.chance(0.85)) return random.pick(random.pick(customer.partners).numbers);
    return numberIn(random, random.pick(random.chance(0.7) ? ['DE', 'BE', 'GB', 'FR'] : world), 'mobile');
  }
  return someNumber(maker);
}

/** What happens once in a while anywhere: a misdialled 00, a private call far away, one call to a country never called before, 112. */
function rarities(maker: CallMaker, there: readonly SimAccount[], day: SimDay): void {
  const { random, calendar, customer } = maker;
  const size = Math.sqrt(there.length / 8);
  const somebody = () => random.pick(there);
  const inHours = () => {
    const minute = workMinute(customer, day, random);
    return calendar.at(day.index, Number.isNaN(minute) ? random.between(540, 1_140) : minute);
  };
  if (random.chance(0.006 * size)) {
    // 00 instead of 0: the country whose code the Dutch area code happens to be.
    const number = numberIn(random, 'NL', 'fixed').slice(2);
    maker.one(
      somebody(),
      number,
      `00${number}`,
      inHours(),
      random.chance(0.8) ? 'failed' : 'answered',
      random.int(4, 20),
    );
  }
  if (random.chance(0.005 * size)) {
    const number = numberIn(random, random.pick(diaspora), random.chance(0.8) ? 'mobile' : 'fixed');
    const account = somebody();
    for (let i = random.weighted([1, 2, 3], (n) => 5 - n); i > 0; i--)
      maker.out(account, number, inHours() + i * 400_000, 420, abroadOdds, 0.8);
  }
  if (random.chance(0.001 * size)) {
    const number = numberIn(random, random.pick(diaspora), 'mobile');
    maker.out(somebody(), number, calendar.at(day.index, random.between(1_080, 1_350)), 600, abroadOdds, 0.6);
  }
  if (random.chance(0.004 * size))
    maker.out(somebody(), numberIn(random, random.pick(world), 'fixed'), inHours(), 150, abroadOdds);
  if (random.chance(0.0015 * size))
    maker.one(somebody(), '112', '112', inHours(), 'answered', random.logNormal(120, 0.5));
}
