import {
  enumeration,
  fastGuessing,
  outsideLine,
  patientGuessing,
  sharedGuessing,
  sshGuessing,
  sweep,
  type Target,
  toolGuessing,
} from './attack.ts';
import { attacker } from './attackers.ts';
import { demoCustomers } from './customers.ts';
import { callers, engineer, phone, wrongPasswordPhone } from './office.ts';
import type { Actor, Stage } from './stage.ts';

/** The demo's timeline. Deterministic for a stage with the same random numbers and the same answers about blocks. */
export interface Scenario {
  /** Plays everything up to `elapsed` milliseconds since the start; times only go forward. */
  advance(elapsed: number): void;
}

const withSbc = demoCustomers.filter(({ sbc }) => sbc);
const withServer = demoCustomers.filter(({ server }) => server);

/** The waves of an attack by name. Each takes the customers it may aim at and how many addresses take part. */
const waves = {
  'fast password guessing': { make: fastGuessing, aim: demoCustomers, addresses: 1 },
  'password guessing by a known tool': { make: toolGuessing, aim: withSbc, addresses: 1 },
  'guessing from many addresses': { make: sharedGuessing, aim: demoCustomers, addresses: 12 },
  'account enumeration': { make: enumeration, aim: demoCustomers, addresses: 1 },
  'OPTIONS sweep': { make: (target: Target) => sweep(withSbc, target), aim: withSbc, addresses: 2 },
  'search for an outside line': { make: outsideLine, aim: withSbc, addresses: 1 },
  'ssh password guessing': { make: sshGuessing, aim: withServer, addresses: 1 },
  'patient guessing that succeeds': { make: patientGuessing, aim: withSbc, addresses: 1 },
} as const;
type Wave = keyof typeof waves;

/** The first attack, in seconds after the start; later waves come by chance. */
const opening: readonly (readonly [number, Wave])[] = [
  [15, 'fast password guessing'],
  [21, 'guessing from many addresses'],
  [27, 'account enumeration'],
  [32, 'OPTIONS sweep'],
  [38, 'search for an outside line'],
  [44, 'ssh password guessing'],
  [50, 'password guessing by a known tool'],
  [58, 'patient guessing that succeeds'],
];

/** Sets the day going. `log` gets one line for each wave. */
export function createScenario(stage: Stage, log: (line: string) => void): Scenario {
  const { random } = stage;
  const agenda: { at: number; actor: Actor }[] = [];
  const add = (at: number, actor: Actor): void => void agenda.push({ at, actor });
  let nextAttacker = 0;
  let clock = 0;

  function start(name: Wave): undefined {
    const { make, aim, addresses } = waves[name];
    const customer = random.pick(aim);
    const taking: string[] = [];
    for (let i = 0; i < addresses; i++) {
      const address = attacker(nextAttacker++);
      // A blocked attacker gives up; another takes over, minutes later. One successor for a whole crowd.
      const successor = i === 0 ? () => add(clock + random.whole(120_000, 240_000), () => start(name)) : () => {};
      taking.push(address);
      add(clock + i * 900, make({ customer, address, stopped: successor }));
    }
    log(`attack: ${name} on ${customer.name} from ${taking.join(', ')}`);
  }

  for (const customer of demoCustomers) {
    for (const account of customer.accounts) add(random.whole(0, 14_000), phone(customer, account));
    add(random.whole(3000, 20_000), callers(customer));
  }
  const tenHove = demoCustomers.find(({ id }) => id === 'tenhove')!;
  add(4000, wrongPasswordPhone(tenHove, '299'));
  add(6000, engineer(demoCustomers));
  for (const [second, name] of opening) add(second * 1000, () => start(name));
  add(100_000, () => {
    start(random.pick(Object.keys(waves) as Wave[]));
    return random.whole(35_000, 70_000);
  });

  return {
    advance(elapsed) {
      for (;;) {
        let due = -1;
        for (let i = 0; i < agenda.length; i++) {
          if (agenda[i].at <= elapsed && (due < 0 || agenda[i].at < agenda[due].at)) due = i;
        }
        if (due < 0) break;
        const entry = agenda[due];
        clock = entry.at;
        const again = entry.actor(stage);
        if (again === undefined) agenda.splice(agenda.indexOf(entry), 1);
        else entry.at += Math.max(1, again);
      }
      clock = elapsed;
    },
  };
}
