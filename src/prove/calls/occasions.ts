import type { SimDay } from './calendar.ts';
import { diaspora, tourists, world } from './countries.ts';
import { abroadOdds, type CallMaker, diallerOdds, usualOdds } from './life-calls.ts';
import { workMinute } from './life-clock.ts';
import { numberIn } from './numbers.ts';
import type { Random } from './random.ts';
import type { Sector } from './sectors.ts';
import { isThere, type SimAccount } from './sim-customer.ts';

/**
 * What happens to honest customers and looks like fraud: a call centre gets a campaign in another country, a trader comes home from
 * a fair, a travel agency has stranded customers, somebody's family is in trouble at night, a coach of guests calls home, a project runs with
 * people in another part of the world, a line is left open, somebody works from a holiday.
 */
export interface Occasion {
  readonly kind: 'campaign' | 'fair' | 'crisis' | 'family' | 'coach' | 'project' | 'open-line' | 'away';
  readonly from: number;
  readonly until: number;
  readonly country: string;
  readonly numbers: readonly string[];
  /** Calls a day. */
  readonly daily: number;
  readonly account: SimAccount;
}

/** How often each kind comes in 90 days to customers for which it can. */
function chances({ id, habits, ties }: Sector): Readonly<Record<Occasion['kind'], number>> {
  const trading = ties.some(({ weekly }) => weekly[1] >= 8);
  return {
    campaign: habits?.includes('dialler') ? 0.6 : 0,
    fair: trading ? 0.5 : 0.02,
    crisis: id === 'travel-agency' ? 0.3 : 0,
    family: 0.03,
    coach: habits?.includes('guests') ? 0.8 : 0,
    project: habits?.includes('conference') ? 0.35 : 0.03,
    'open-line': ties.length > 0 ? 0.05 : 0.01,
    away: 0.15,
  };
}

/** The occasions of one customer, drawn once. */
export function occasionsOf(
  sector: Sector,
  people: readonly SimAccount[],
  random: Random,
  first: number,
  days: number,
): Occasion[] {
  const found: Occasion[] = [];
  for (const [kind, chance] of Object.entries(chances(sector)) as [Occasion['kind'], number][]) {
    for (let i = random.poisson((chance * (days - first)) / 90); i > 0; i--) {
      const from = random.int(first, days);
      const country = countryFor(kind, sector, random);
      const [length, daily, numbers] = sizes(kind, random);
      found.push({
        kind,
        from,
        until: from + length,
        country,
        numbers: Array.from({ length: numbers }, () =>
          numberIn(random, country, random.chance(0.6) ? 'mobile' : 'fixed'),
        ),
        daily,
        account: random.pick(people),
      });
    }
  }
  return found;
}

function countryFor(kind: Occasion['kind'], sector: Sector, random: Random): string {
  const usual = sector.ties.length > 0 ? random.pick(sector.ties).countries.split(' ') : ['DE', 'BE', 'GB'];
  if (kind === 'campaign') return random.pick(['DE', 'AT', 'BE', 'GB', 'FR', 'CH']);
  if (kind === 'family') return random.pick(diaspora);
  if (kind === 'coach') return random.pick(tourists);
  if (kind === 'project') return random.pick(['US', 'US', 'CA', 'AU', 'IN', 'BR', 'JP', 'ZA', 'AE', 'SG']);
  if (kind === 'away') return 'NL';
  if (kind === 'fair' && random.chance(0.4)) return random.pick(world);
  return usual.includes('870') ? 'GR' : random.pick(usual);
}

/** Days it lasts, calls a day, different numbers. */
function sizes(kind: Occasion['kind'], random: Random): readonly [number, number, number] {
  if (kind === 'campaign') return [random.int(8, 40), random.between(40, 250), 400];
  if (kind === 'fair') return [random.int(1, 4), random.between(4, 14), random.int(4, 14)];
  if (kind === 'crisis') return [2, random.between(12, 45), random.int(3, 10)];
  if (kind === 'family') return [random.int(1, 3), random.between(2, 5), random.int(1, 2)];
  if (kind === 'coach') return [random.int(1, 3), random.between(6, 20), 30];
  if (kind === 'project') return [random.int(10, 40), random.between(0.3, 0.9), random.int(1, 3)];
  return kind === 'away' ? [random.int(4, 12), random.between(2, 9), 20] : [1, 1, 1];
}

/** The calls of a customer's occasions on a day. */
export function occasionCalls(maker: CallMaker, there: readonly SimAccount[], day: SimDay): void {
  const { random, customer, calendar } = maker;
  for (const one of customer.occasions) {
    const { kind, from, until, numbers, daily } = one;
    if (day.index < from || day.index >= until) continue;
    const work = () => workMinute(customer, day, random);
    const own = isThere(one.account, day.index) ? one.account : there[0]!;
    const rooms = customer.accounts.filter(({ role }) => role === 'room');
    for (let left = random.count(daily, 8); left > 0; left--) {
      const number = random.pick(numbers);
      if (kind === 'campaign') {
        const minute = work();
        if (!Number.isNaN(minute))
          maker.out(random.pick(there), number, calendar.at(day.index, minute), 75, diallerOdds);
      } else if (kind === 'fair') {
        const minute = work();
        if (!Number.isNaN(minute)) maker.out(own, number, calendar.at(day.index, minute), 240, abroadOdds);
      } else if (kind === 'crisis') {
        // The whole office stays: they call partners and hotels there, and their customers here.
        const minute = day.index === from ? random.between(1_020, 1_410) : random.between(420, 1_200);
        const at = calendar.at(day.index, minute);
        const known = customer.partners.filter((partner) => partner.country === one.country);
        const abroad = known.length > 0 && random.chance(0.6) ? random.pick(random.pick(known).numbers) : number;
        maker.out(random.pick(there), abroad, at, 260, abroadOdds);
        for (let more = random.int(1, 3); more > 0; more--)
          maker.out(
            random.pick(there),
            numberIn(random, 'NL', 'mobile'),
            at + random.between(-20, 20) * 60_000,
            200,
            usualOdds,
          );
      } else if (kind === 'family') {
        maker.out(
          own,
          number,
          calendar.at(day.index, random.chance(0.5) ? random.between(1_080, 1_430) : random.between(540, 1_080)),
          300,
          abroadOdds,
        );
      } else if (kind === 'coach') {
        if (rooms.length > 0)
          maker.out(random.pick(rooms), number, calendar.at(day.index, random.between(1_110, 1_435)), 300, abroadOdds);
      } else if (kind === 'project') {
        if (day.weekday < 5)
          maker.out(
            own,
            number,
            calendar.at(day.index, random.between(1_050, 1_350)),
            2_200,
            { ...usualOdds, busy: 0 },
            0.5,
          );
      } else if (kind === 'open-line') {
        const minute = work();
        maker.one(
          own,
          number,
          `00${number}`,
          calendar.at(day.index, Number.isNaN(minute) ? 700 : minute),
          'answered',
          random.between(3, 6) * 3_600,
        );
      } else maker.out(own, number, calendar.at(day.index, random.between(480, 1_400)), 120, usualOdds);
    }
  }
}
