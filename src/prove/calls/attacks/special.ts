import { fill, numberIn } from '../numbers.ts';
import type { AttackMaker } from './attack-maker.ts';
import type { AttackShape } from './shape.ts';

/** Numbers that are dear wherever one calls from, calls that come in first, and telephones that send calls on. */
export const special: readonly AttackShape[] = [
  {
    id: 'forward-abroad',
    days: 4,
    fits: ({ accounts }) => accounts.length >= 2,
    play(maker) {
      const { random } = maker;
      const [account] = maker.accounts(1);
      const targets = Array.from({ length: random.int(1, 3) }, () =>
        maker.numberOf(maker.range(random.chance(0.3) ? maker.classicCountry() : maker.newCountry())),
      );
      let at = random.chance(0.75) ? maker.night() : maker.office();
      if (random.chance(0.5))
        at =
          maker.push('internal', account!, '*72', `*7200${targets[0]}`, '', at, 'answered', 6, 0) +
          maker.minutes(1, 40);
      const until = at + maker.minutes(60, 600);
      const lines = random.int(1, 5);
      const callers = Array.from({ length: random.int(1, 12) }, () =>
        numberIn(random, random.pick(['NL', 'GB', 'DE', 'US', 'FR', 'BE']), 'mobile'),
      );
      for (let line = 0; line < lines; line++) {
        let time = at + maker.minutes(0, 8);
        while (time < until) {
          const number = random.pick(targets);
          const caller = random.chance(0.2) ? '' : random.pick(callers);
          time =
            maker.push(
              'forward',
              account!,
              number,
              `00${number}`,
              caller,
              time,
              random.chance(0.9) ? 'answered' : 'no-answer',
              maker.talk('mixed'),
              random.int(1, 10),
            ) +
            random.exponential(50) * 1_000;
        }
      }
    },
  },
  {
    id: 'wangiri',
    days: 9,
    fits: ({ accounts }) => accounts.filter(({ role }) => role === 'person').length >= 5,
    play(maker) {
      const { random, scene } = maker;
      const range = maker.range(random.chance(0.3) ? random.pick(['MR', 'SL']) : maker.newCountry(), 2);
      const people = scene.customer.accounts.filter(({ role }) => role === 'person');
      const rung = random.some(people, Math.max(5, Math.round(people.length * random.between(0.5, 1))));
      let at = maker.office();
      const times = random.int(1, 3);
      const curious = random.between(0.25, 0.5);
      let back = 0;
      for (const account of rung) {
        for (let i = 0; i < times; i++) {
          const number = maker.numberOf(range);
          maker.push('in', account, number, account.did, '', at, 'cancelled', 0, random.int(1, 3));
          if (random.chance(curious / times) || (account === rung.at(-1) && back < 3)) {
            const again = random.chance(0.25) ? 2 : 1;
            let time = at + maker.minutes(0.5, 40);
            for (let j = 0; j < again; j++)
              time = maker.call(account, number, time, 'answered', random.logNormal(110, 0.7)) + maker.minutes(0.2, 5);
            back += again;
          }
          at += random.int(2, 50) * 1_000;
        }
      }
    },
  },
  {
    id: 'premium-home',
    days: 4,
    play(maker) {
      const { random } = maker;
      const numbers = Array.from({ length: random.int(1, 3) }, () =>
        fill(random, `31${random.pick(['900', '906', '909'])}`, random.chance(0.5) ? 9 : 12),
      );
      expensive(maker, () => random.pick(numbers));
    },
  },
  {
    id: 'premium-europe',
    days: 4,
    play(maker) {
      const { random } = maker;
      const [prefix, length] = random.pick([
        ['4470', 12],
        ['44871', 12],
        ['449', 12],
        ['4487', 12],
        ['33899', 11],
        ['49900', 12],
        ['3290', 10],
        ['43930', 11],
        ['41901', 11],
        ['34806', 11],
      ] as const);
      const range = fill(random, prefix, length - 3);
      expensive(maker, () => fill(random, range, length));
    },
  },
  {
    id: 'satellite',
    days: 4,
    play(maker) {
      const { random } = maker;
      const range = fill(
        random,
        random.pick(['87077', '8816', '8818', '88213', '88216', '88299', '883120', '97912']),
        9,
      );
      expensive(maker, () => fill(random, range, 12));
    },
  },
];

function expensive(maker: AttackMaker, number: () => string): void {
  const { random } = maker;
  maker.pump({
    accounts: maker.accounts(random.int(1, 2)),
    number,
    from: random.chance(0.75) ? maker.night() : maker.office(),
    forMs: maker.minutes(60, 420),
    lines: random.int(1, 6),
    style: random.pick(['long', 'mixed']),
    fails: random.between(0.03, 0.3),
    most: 300,
  });
}
