import type { AttackShape } from './shape.ts';

/** Few calls, so that no counter of a day or an hour stands out. */
export const slow: readonly AttackShape[] = [
  {
    id: 'slow-mobile',
    slow: true,
    days: 3,
    play(maker) {
      const { random } = maker;
      const number = maker.numberOf(maker.range(random.chance(0.6) ? 'GM' : maker.newCountry()));
      const [account] = maker.accounts(1);
      let at = maker.night();
      const until = at + maker.minutes(8 * 60, 24 * 60);
      const calls = random.int(28, 45);
      const gap = (until - at) / calls;
      for (let i = 0; i < calls && at < until; i++)
        at = Math.max(
          at + random.exponential(gap),
          maker.call(account!, number, at, random.chance(0.93) ? 'answered' : 'no-answer', maker.talk('mixed')) + 5_000,
        );
    },
  },
  {
    id: 'slow-weekend',
    slow: true,
    days: 9,
    play(maker) {
      const { random } = maker;
      const ranges = Array.from({ length: random.int(1, 4) }, () =>
        maker.range(random.chance(0.4) ? maker.classicCountry() : maker.newCountry()),
      );
      const calls = random.int(110, 160);
      maker.pump({
        accounts: maker.accounts(2),
        number: () => maker.numberOf(random.pick(ranges)),
        from: maker.weekend(),
        forMs: maker.minutes(30 * 60, 44 * 60),
        lines: 2,
        style: 'mixed',
        fails: random.between(0.05, 0.3),
        pauseS: random.between(300, 1_100),
        most: calls,
      });
    },
  },
  {
    id: 'slow-week',
    slow: true,
    days: 10,
    play(maker) {
      const { random } = maker;
      const range = maker.range(
        random.chance(0.3) ? maker.classicCountry() : maker.newCountry(),
        random.chance(0.5) ? 1 : 3,
      );
      const accounts = maker.accounts(random.chance(0.7) ? 1 : 2);
      const nights = random.int(5, 9);
      for (let night = 0; night < nights; night++) {
        let at = maker.at(random.between(22 * 60, 28 * 60), night);
        for (let i = random.int(2, 6); i > 0; i--)
          at =
            maker.call(
              random.pick(accounts),
              maker.numberOf(range),
              at,
              random.chance(0.85) ? 'answered' : 'no-answer',
              maker.talk('mixed'),
            ) + maker.minutes(1, 50);
      }
    },
  },
  {
    id: 'spread',
    days: 4,
    fits: ({ accounts }) => accounts.filter(({ role }) => role === 'person').length >= 6,
    play(maker) {
      const { random } = maker;
      const ranges = Array.from({ length: random.int(1, 3) }, () => maker.range(maker.newCountry()));
      const accounts = maker.accounts(random.int(6, 30));
      const from = random.chance(0.25) ? maker.office() : maker.night();
      const spanMs = maker.minutes(60, 30 * 60);
      for (const account of accounts) {
        let at = from + random.next() * spanMs;
        for (let i = random.int(1, 6); i > 0; i--)
          at =
            maker.call(
              account,
              maker.numberOf(random.pick(ranges)),
              at,
              random.chance(0.85) ? 'answered' : 'failed',
              maker.talk('mixed'),
            ) + maker.minutes(0.5, 40);
      }
    },
  },
];
