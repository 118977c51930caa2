import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derivedId } from '../../../core/derived-id.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { PlaybookRun } from '../../../core/playbook/run.ts';
import type { RunEffect } from '../../../core/playbook/run-effect.ts';
import { checkPlaybook, isSound } from '../check/check-playbook.ts';
import { readPlaybook } from '../read/read-playbook.ts';
import { arbitraryPieces, randomVariables } from '../testing/arbitrary-pieces.ts';
import { buildPlaybook } from '../testing/build-playbook.ts';
import { startRun } from './start-run.ts';
import { nextWake, stepRun } from './step-run.ts';

const t0 = Date.UTC(2026, 2, 1, 3);
const variables = Object.fromEntries(
  randomVariables.map((name, i) => [name, { type: 'string' as const, value: String(i) }]),
);
const arbitraryPlaybook = arbitraryPieces.chain((pieces) =>
  fc
    .option(arbitraryPieces, { nil: undefined, freq: 3 })
    .map((exception) => buildPlaybook(pieces, variables, { exception })),
);

/** The outcome of a command is its own: the same whenever and by whomever it is found. */
function outcomeOf(key: string): { ok: boolean; value: string } {
  const digits = Number.parseInt(derivedId('outcome', key).slice(0, 6), 16);
  return { ok: digits % 8 !== 0, value: String(digits % 3) };
}

interface Done {
  readonly run: PlaybookRun;
  /** How often each automatic command was carried out. */
  readonly times: ReadonlyMap<string, number>;
  readonly once: ReadonlySet<string>;
}

/** Runs to the end. `pick` says which of so many open things comes next; `crash` whether the program stops here, and loses what was not kept. */
function play(playbook: Playbook, pick: (count: number) => number, crash: () => boolean): Done {
  const started = startRun(playbook, {}, t0, { id: 'run' });
  if (!started.ok) throw new Error(started.reason[0].en);
  let { run } = started.value;
  const times = new Map<string, number>();
  const once = new Set<string>();
  let open: Extract<RunEffect, { kind: 'do' | 'task' }>[] = [];
  const original = new Map<string, string>();
  const take = (effects: readonly RunEffect[]) => {
    for (const effect of effects) {
      if (effect.kind === 'withdraw') open = open.filter(({ key }) => key !== effect.key);
      if (effect.kind !== 'do' && effect.kind !== 'task') continue;
      open = [...open.filter(({ key }) => key !== effect.key), effect];
      if (effect.kind === 'do' && effect.repeat === 'once') once.add(effect.key);
      // A doubt is settled by what really happened: the person looks, and finds or does it.
      if (effect.kind === 'task' && effect.doubt)
        original.set(effect.key, run.active.find(({ handed }) => handed?.key === effect.key)!.handed!.doubted);
    }
  };
  take(started.value.effects);
  for (let turn = 0; run.state === 'running'; turn++) {
    if (turn > 5_000) throw new Error('does not end');
    if (crash()) {
      // Some of what was handed out had been carried out, and nobody kept that.
      for (const effect of open)
        if (effect.kind === 'do' && pick(2) === 1) times.set(effect.key, (times.get(effect.key) ?? 0) + 1);
      open = [];
      const again = stepRun(JSON.parse(JSON.stringify(run)), { kind: 'restart', at: run.now });
      run = again.run;
      take(again.effects);
      continue;
    }
    if (open.length === 0) {
      const at = nextWake(run);
      if (at === undefined) throw new Error('nothing to wait for');
      const woken = stepRun(run, { kind: 'time', at });
      run = woken.run;
      take(woken.effects);
      continue;
    }
    const effect = open[pick(open.length)];
    open = open.filter((each) => each !== effect);
    const { ok, value } = outcomeOf(original.get(effect.key) ?? effect.key);
    const values = Object.fromEntries(randomVariables.map((name) => [name, value]));
    if (effect.kind === 'do') times.set(effect.key, (times.get(effect.key) ?? 0) + 1);
    const frozen = JSON.stringify(run);
    const stepped =
      effect.kind === 'do'
        ? stepRun(run, { kind: 'result', key: effect.key, at: run.now, ok, values })
        : stepRun(run, { kind: 'task', key: effect.key, at: run.now, ok, by: 'Els', values });
    expect(JSON.stringify(run)).toBe(frozen);
    expect(stepped.refused).toBeNull();
    run = stepped.run;
    take(stepped.effects);
  }
  return { run, times, once };
}

/** What was visited, in an order that does not depend on who was first. */
function visitsOf({ run }: Done): readonly string[] {
  return run.visits.map(({ key, step, outcome }) => `${key} ${step} ${outcome}`).sort();
}

test('every order of outcomes and every restart visits the same steps, each once', () => {
  fc.assert(
    fc.property(
      arbitraryPlaybook,
      fc.infiniteStream(fc.nat(1_000)),
      fc.infiniteStream(fc.nat(5)),
      (playbook, picks, crashes) => {
        const first = play(
          playbook,
          () => 0,
          () => false,
        );
        const next = (stream: Iterator<number>) => stream.next().value as number;
        const shuffled = play(
          playbook,
          (count) => next(picks) % count,
          () => false,
        );
        let left = 40;
        const restarted = play(
          playbook,
          (count) => next(picks) % count,
          () => left > 0 && next(crashes) === 0 && left-- > 0,
        );
        for (const other of [shuffled, restarted]) {
          expect(visitsOf(other)).toEqual(visitsOf(first));
          expect(other.run.state).toBe(first.run.state);
          expect(other.run.scopes).toEqual(first.run.scopes);
          expect(other.run.active).toEqual([]);
          for (const key of other.once) expect(other.times.get(key) ?? 0).toBeLessThanOrEqual(1);
        }
        // A place in the run is come to once, and a parallel step is over once all its branches are.
        const keys = first.run.visits.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const [at, { key, step }] of shuffled.run.visits.entries())
          if (step.startsWith('parallel'))
            expect(shuffled.run.visits.slice(at).some((later) => later.key.startsWith(`${key}/`))).toBe(false);
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

test('random playbooks are read and found sound, and come out as they went in', () => {
  fc.assert(
    fc.property(arbitraryPlaybook, (playbook) => {
      const read = readPlaybook(JSON.stringify(playbook));
      expect(read.ok && isSound(checkPlaybook(read.value))).toBe(true);
      expect(JSON.parse(JSON.stringify(read.ok && read.value))).toEqual(JSON.parse(JSON.stringify(playbook)));
    }),
    { numRuns: 50 },
  );
});
