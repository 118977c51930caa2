import { numberIn } from '../numbers.ts';
import type { AttackMaker } from './attack-maker.ts';
import type { AttackShape } from './shape.ts';

/** Many calls at a time; the published figures are in docs/simulate.md. */
export const bursts: readonly AttackShape[] = [
  {
    id: 'weekend-burst',
    days: 8,
    play(maker) {
      const { random } = maker;
      const ranges = Array.from({ length: random.int(1, 4) }, () => maker.range(maker.classicCountry()));
      const accounts = maker.accounts(random.int(1, 3));
      const from = random.chance(0.4)
        ? maker.probe(accounts[0]!, maker.numberOf(ranges[0]!), maker.weekend())
        : maker.weekend();
      maker.pump({
        accounts,
        number: () => maker.numberOf(random.pick(ranges)),
        from,
        forMs: maker.minutes(60, 600),
        lines: Math.round(random.logNormal(25, 0.8)) + 4,
        style: random.pick(['long', 'mixed', 'middling']),
        fails: random.between(0.05, 0.4),
        most: 4_000,
      });
    },
  },
  {
    id: 'flood-46h',
    days: 9,
    play(maker) {
      const { random } = maker;
      const ranges = Array.from({ length: random.int(3, 12) }, () =>
        maker.range(random.chance(0.5) ? maker.classicCountry() : maker.newCountry()),
      );
      maker.pump({
        accounts: maker.accounts(random.int(1, 4)),
        number: () => maker.numberOf(random.pick(ranges)),
        from: maker.weekend(),
        forMs: maker.minutes(30 * 60, 46 * 60),
        lines: random.int(12, 40),
        style: 'middling',
        fails: random.between(0.1, 0.35),
        most: random.int(5_000, 11_000),
      });
    },
  },
  {
    id: 'range-hunt',
    days: 3,
    play(maker) {
      const { random } = maker;
      const range = maker.range(random.chance(0.3) ? maker.classicCountry() : maker.newCountry(), 4);
      const accounts = maker.accounts(random.int(1, 2));
      let at = random.chance(0.3) ? maker.office() : maker.night();
      for (let tries = random.int(15, 150); tries > 0; tries--) {
        const outcome = random.pick(['failed', 'failed', 'no-answer', 'busy', 'cancelled'] as const);
        at =
          maker.call(accounts[0]!, maker.numberOf(range), at, outcome, 0, random.int(0, 9)) +
          random.exponential(12) * 1_000;
      }
      const found = Array.from({ length: random.int(1, 5) }, () => maker.numberOf(range));
      maker.pump({
        accounts,
        number: () => random.pick(found),
        from: at + maker.minutes(0.2, 90),
        forMs: maker.minutes(40, 400),
        lines: random.int(2, 15),
        style: random.pick(['long', 'mixed']),
        fails: 0.08,
        most: 600,
      });
    },
  },
  {
    id: 'takeover',
    days: 3,
    play(maker) {
      const { random } = maker;
      const [account] = maker.accounts(1);
      const ranges = Array.from({ length: random.int(1, 3) }, () => maker.range(maker.newCountry()));
      const from = maker.probe(
        account!,
        maker.numberOf(ranges[0]!),
        random.chance(0.35) ? maker.office() : maker.night(),
      );
      maker.pump({
        accounts: [account!],
        number: () => maker.numberOf(random.pick(ranges)),
        from: from + maker.minutes(1, 45),
        forMs: maker.minutes(40, 480),
        lines: random.int(1, 8),
        style: 'mixed',
        fails: random.between(0.05, 0.5),
        most: 400,
      });
    },
  },
  {
    id: 'pumping',
    days: 3,
    play(maker) {
      const { random } = maker;
      const number = maker.numberOf(maker.range(maker.newCountry()));
      const accounts = maker.accounts(random.int(1, 4));
      const lines = random.int(1, 4);
      const from = maker.night();
      const long = random.chance(0.4);
      for (let line = 0; line < lines; line++) {
        let at = from + maker.minutes(0, 5);
        const until = at + maker.minutes(90, 480);
        while (at < until)
          at =
            maker.call(
              accounts[line % accounts.length]!,
              number,
              at,
              random.chance(0.92) ? 'answered' : 'busy',
              long ? random.between(170, 900) : random.between(31, 125),
            ) +
            random.exponential(10) * 1_000;
      }
    },
  },
  {
    id: 'false-answer',
    days: 3,
    play(maker) {
      const { random } = maker;
      const range = maker.range(maker.newCountry(), 4);
      const accounts = maker.accounts(random.int(1, 3));
      let at = random.chance(0.5) ? maker.night() : maker.office();
      for (let left = random.int(120, 700); left > 0; left--) {
        maker.call(
          accounts[left % accounts.length]!,
          maker.numberOf(range),
          at,
          'answered',
          random.chance(0.8) ? random.between(4, 65) : random.between(65, 300),
          random.int(0, 1),
        );
        at += random.exponential(18) * 1_000 + 1_000;
      }
    },
  },
  {
    id: 'office-hours',
    days: 9,
    play(maker) {
      const { random } = maker;
      const ranges = Array.from({ length: random.int(1, 3) }, () => maker.range(maker.newCountry()));
      maker.pump({
        accounts: maker.accounts(random.int(1, 2)),
        number: () => maker.numberOf(random.pick(ranges)),
        from: maker.office(),
        forMs: maker.minutes(45, 240),
        lines: random.int(2, 10),
        style: 'mixed',
        fails: random.between(0.05, 0.4),
        most: 500,
      });
    },
  },
  {
    id: 'new-customer',
    days: 3,
    fits: ({ from }) => from > 0,
    play(maker) {
      burst(
        maker,
        maker.range(maker.random.chance(0.5) ? maker.classicCountry() : maker.newCountry()),
        maker.random.chance(0.3) ? maker.office() : maker.night(),
      );
    },
  },
  {
    id: 'usual-country',
    days: 4,
    // Somewhere dear where it has friends already.
    fits: ({ partners }) => partners.some((one) => one.from === 0 && dearCountries.has(one.country)),
    play(maker) {
      const { customer, rates } = maker.scene;
      const known = customer.partners.filter((one) => one.from === 0 && dearCountries.has(one.country));
      // Where a minute is worth most.
      const worth = (country: string) => rates.find(numberIn(maker.random, country, 'mobile')).perMinute / 1e6;
      const { country } = maker.random.weighted(known, (one) => worth(one.country) ** 2);
      burst(maker, maker.range(country), maker.random.chance(0.25) ? maker.office() : maker.night());
    },
  },
  {
    id: 'unlisted-irsf',
    days: 4,
    play(maker) {
      const { random } = maker;
      const ranges = Array.from({ length: random.int(1, 5) }, () => maker.range(maker.newCountry()));
      maker.pump({
        accounts: maker.accounts(random.int(1, 3)),
        number: () => maker.numberOf(random.pick(ranges)),
        from: random.chance(0.75) ? maker.night() : maker.office(),
        forMs: maker.minutes(60, 600),
        lines: random.int(1, 12),
        style: random.pick(['long', 'mixed', 'middling']),
        fails: random.between(0.03, 0.4),
        most: 900,
      });
    },
  },
];

const dearCountries = new Set(
  'GM KE GH SL UG MW SO ET NP CN TR IN VN PK BD MA CV TZ SR IQ EG PH PA LR CO EC'.split(' '),
);

function burst(maker: AttackMaker, range: ReturnType<AttackMaker['range']>, from: number): void {
  const { random } = maker;
  maker.pump({
    accounts: maker.accounts(random.int(1, 2)),
    number: () => maker.numberOf(range),
    from,
    forMs: maker.minutes(60, 420),
    lines: random.int(1, 12),
    style: random.pick(['long', 'mixed']),
    fails: random.between(0.05, 0.35),
    most: 500,
  });
}
