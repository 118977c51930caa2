import type { SimCalendar } from './calendar.ts';
import { diaspora, world } from './countries.ts';
import { makeDialling } from './dialling.ts';
import { type DialStyle, dutchArea, fill, numberIn } from './numbers.ts';
import { occasionsOf } from './occasions.ts';
import { readWeekHours } from './opening.ts';
import type { Random } from './random.ts';
import type { Sector, Ties } from './sectors.ts';
import { type Attribution, attributions, type SimAccount, type SimCustomer, type SimPartner } from './sim-customer.ts';

const surnames =
  'Bakker Visser Smit Mulder Bos Vos Peters Hendriks Dekker Brouwer Kok Jacobs Vermeer Schouten Molenaar Postma Hoekstra Kuipers Veenstra Blom Willems Maas Verhoef Koster Prins Huisman Peeters Kuiper Timmer Groen Wolters Sanders Bosch Verbeek Hofman Kramer Driessen Schipper Martens Boer Kroon Evers Willemsen Zijlstra Hermans Roos Bosman Winter Schaap Dijkman Vink Leeuwen Wit Groot Ruiter Gerritsen Linden Berg Veen Beek'.split(
    ' ',
  );
const firstNames =
  'Anna Bram Carla Daan Eva Femke Gijs Hanna Ilse Jan Karin Lars Mieke Niels Olga Piet Rosa Sanne Tom Vera Wim Yara Fatima Mehmet Jolanta Wei Kwame Ahmed'.split(
    ' ',
  );

/** One customer of a sector: who works there, whom they know and how much they call. The same for the same `random`. */
export function makeCustomer(
  index: number,
  sector: Sector,
  random: Random,
  calendar: SimCalendar,
  { from = 0, volume = 1 }: { readonly from?: number; readonly volume?: number } = {},
): SimCustomer {
  const { days } = calendar;
  const name = `${random.pick(sector.names.split(' '))} ${random.pick(surnames)} ${index + 1}`;
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const [fewest, most] = sector.staff;
  // Many small ones, some large.
  const staff = Math.max(1, Math.round(fewest + (most - fewest) * random.next() ** 1.7));
  const attribution: Attribution = random.weighted(attributions, (one) =>
    one === 'account' ? 5 : one === 'accountcode' ? 3 : one === 'pbx' ? (staff > 6 ? 2.5 : 0.5) : 1.2,
  );
  const rooms = sector.habits?.includes('guests') ? random.int(18, 70) : 0;
  const block = fill(random, `31${dutchArea(random)}`, 4).slice(0, 4);
  const span = [10, 20, 50, 100, 200].find((size) => size > staff + 4) ?? 200;
  const firstDid = `${block}${String(3_000_000 + index * 200).padStart(7, '0')}`;
  const lastDid = String(Number(firstDid) + span - 1);
  const style = random.weighted<DialStyle>(['00', '+', '0031', '31'], (one) =>
    one === '00' ? 6 : one === '+' ? 2 : 1,
  );
  const accounts: SimAccount[] = [];
  const add = (role: SimAccount['role'], extension: number, join: number, leave: number) => {
    const place = accounts.length;
    accounts.push({
      name: attribution === 'pbx' ? `${slug}-pbx` : `${slug}-${extension}`,
      extension: String(extension),
      did: String(Number(firstDid) + (role === 'person' ? Math.min(place + 1, span - 1) : 0)),
      person: role === 'person' ? `${random.pick(firstNames)} ${random.pick(surnames)}` : role,
      style: role === 'person' && random.chance(0.15) ? random.pick<DialStyle>(['00', '+', '0031']) : style,
      role,
      activity: random.gamma(1.6, 1 / 1.6) + 0.05,
      from: join,
      until: leave,
      away: role === 'person' ? absences(random, calendar) : [],
    });
  };
  for (let i = 0; i < staff; i++)
    add('person', 201 + i, from, random.chance(days / 2_500) ? random.int(from + 1, days) : days);
  const joining = random.poisson((staff * days) / 1_500);
  for (let i = 0; i < joining; i++) add('person', 201 + staff + i, random.int(from, days), days);
  if (sector.habits?.includes('fax')) add('fax', 390, from, days);
  if (sector.habits?.includes('alarm')) add('alarm', 391, from, days);
  for (let room = 0; room < rooms; room++) add('room', 1_001 + room + 100 * Math.floor(room / 20), from, days);

  const hours = random.pick(sector.hours);
  const people = accounts.filter(({ role }) => role === 'person');
  const contacts = Array.from({ length: 30 + staff * 25 }, () => {
    const kind = random.chance(0.5) ? 'mobile' : 'fixed';
    return kind === 'fixed' && random.chance(0.6) ? fill(random, block, 11) : numberIn(random, 'NL', kind);
  });
  return {
    index,
    name,
    slug,
    sector,
    attribution,
    dialling: makeDialling(random.fork('dialling')),
    accounts,
    firstDid,
    lastDid,
    hours,
    week: readWeekHours(hours),
    hoursKnown: random.chance(0.85),
    contacts,
    partners: [
      ...sector.ties.flatMap((ties) => partnersOf(ties, people, random)),
      ...later(sector, people, random, from, days),
    ],
    occasions: occasionsOf(sector, people, random.fork('occasions'), from, days),
    out: random.between(...sector.out) * volume,
    in: random.between(...sector.in) * volume,
    talk: sector.talk * random.between(0.75, 1.35),
    loyalty: random.weighted([0.97, random.between(0.3, 0.75), 0], (one) => (one > 0.9 ? 7 : one > 0 ? 2.2 : 0.8)),
    answersAtOnce: random.chance(0.06),
    growth: random.chance(0.2) ? random.between(0.1, 0.5) : random.between(-0.1, 0.15),
    from,
    random,
  };
}

function absences(random: Random, calendar: SimCalendar): (readonly [number, number])[] {
  const { days } = calendar;
  const away: (readonly [number, number])[] = [];
  for (let i = random.poisson(days / 70); i > 0; i--) {
    const from = random.below(days);
    away.push([from, from + 1 + Math.round(random.exponential(2.5))]);
  }
  for (let day = 0; day < days; day += 7)
    if (calendar.day(day).school !== '' && random.chance(0.3)) away.push([day, day + 7]);
  return away;
}

function partner(
  ties: Pick<Ties, 'countries' | 'talk' | 'mobile' | 'when'>,
  people: readonly SimAccount[],
  random: Random,
  weekly: number,
  from: number,
  until: number,
): SimPartner {
  const countries = ties.countries.split(' ');
  const country = countries[random.rank(countries.length, 1.6)]!;
  const number = () =>
    country === '870'
      ? fill(random, `870${random.pick(['76', '77', '78'])}`, 12)
      : numberIn(random, country, random.chance(ties.mobile) ? 'mobile' : 'fixed');
  return {
    country,
    numbers: Array.from({ length: random.weighted([1, 2, 3], (n) => 4 - n) }, number),
    weekly,
    talk: ties.talk * random.between(0.5, 1.8),
    when: ties.when,
    owners: random.some(people, random.chance(0.85) ? random.int(1, 3) : 0),
    from,
    until,
  };
}

/** The partners of old; few of them get most of the calls. */
function partnersOf(ties: Ties, people: readonly SimAccount[], random: Random): SimPartner[] {
  const count = random.int(...ties.partners);
  const shares = Array.from({ length: count }, () => random.gamma(0.6, 1));
  const total = shares.reduce((a, b) => a + b, 0);
  const weekly = random.between(...ties.weekly);
  return shares.map((share) => partner(ties, people, random, (weekly * share) / total, 0, Number.POSITIVE_INFINITY));
}

/** Partners that are won while it runs, some of them in countries never called before; people's families; and short affairs. */
function later(
  sector: Sector,
  people: readonly SimAccount[],
  random: Random,
  first: number,
  days: number,
): SimPartner[] {
  const found: SimPartner[] = [];
  const trading = sector.ties.some(({ weekly }) => weekly[1] >= 8);
  const won = random.poisson((days / 90) * (trading ? 1.6 : 0.35));
  for (let i = 0; i < won; i++) {
    const known = sector.ties.length > 0 && random.chance(0.5);
    const ties = known
      ? random.pick(sector.ties)
      : {
          countries: random.chance(0.6) ? 'DE BE GB FR ES IT PL US AT CH DK SE' : random.pick(world),
          talk: 180,
          mobile: 0.4,
          when: 'office' as const,
        };
    const from = random.int(first, days);
    const until = random.chance(0.3) ? from + random.int(3, 20) : Number.POSITIVE_INFINITY;
    found.push(partner(ties, people, random, 0.6 + random.gamma(0.8, 3), from, until));
  }
  const families = random.poisson(people.length * (sector.habits?.includes('families') ? 0.035 : 0.004));
  for (let i = 0; i < families; i++) {
    const ties = { countries: random.pick(diaspora), talk: 560, mobile: 0.8, when: 'office' as const };
    const own = [random.pick(people)];
    const from = random.chance(0.7) ? 0 : random.int(first, days);
    found.push({
      ...partner(ties, own, random, random.between(0.2, 1.5), from, Number.POSITIVE_INFINITY),
      owners: own,
      when: 'home',
    });
  }
  return found;
}
