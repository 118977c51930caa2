import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Incident } from '../../../core/incident/incident.ts';
import { filledVariables } from '../../../core/playbook/filled-variables.ts';
import type { RunEffect } from '../../../core/playbook/run-effect.ts';
import { incidentValues } from '../library/incident-values.ts';
import { readPlaybook } from '../read/read-playbook.ts';
import { startRun } from './start-run.ts';
import { nextWake, stepRun } from './step-run.ts';

const folder = new URL('../../../../playbooks/', import.meta.url);
const t0 = Date.UTC(2026, 2, 1, 3);
const given: Readonly<Record<string, string>> = {
  __customer__: 'bakker',
  __account__: '2001',
  __asset__: 'sbc-1',
  __supplier__: 'Acme',
};
const answers: Readonly<Record<string, string>> = {
  __attacker__: '203.0.113.7',
  __source__: '203.0.113.0/24',
  __network__: '203.0.113.0/24',
  __country__: 'NL',
  __to__: 'trunk-2',
  __kind__: 'sip',
  __route__: 'alternate',
  __risk__: 'high',
  __gave__: 'credentials',
  __account__: '2001',
};

/** Runs a playbook to its end; automatic steps go as `well` says. */
function play(name: string, well: boolean, confirmed: string) {
  const read = readPlaybook(readFileSync(new URL(name, folder), 'utf8'));
  if (!read.ok) throw new Error(name);
  const declared = Object.keys(read.value.playbook_variables ?? {});
  const external = declared.filter((each) => read.value.playbook_variables![each].external);
  const values = Object.fromEntries(external.map((each) => [each, given[each] ?? 'x']));
  const started = startRun(read.value, values, t0, { id: name });
  if (!started.ok) throw new Error(started.reason[0].en);
  let { run } = started.value;
  const seen: Extract<RunEffect, { kind: 'do' | 'task' }>[] = [];
  const open = started.value.effects.filter((each) => each.kind === 'do' || each.kind === 'task');
  for (let turn = 0; run.state === 'running' && turn < 300; turn++) {
    const effect = open.shift();
    if (!effect) {
      const at = nextWake(run);
      if (at === undefined) throw new Error(`${name} waits for nothing`);
      run = stepRun(run, { kind: 'time', at }).run;
      continue;
    }
    seen.push(effect);
    const asks = effect.kind === 'task' ? effect.asks : [];
    const filled = Object.fromEntries(
      asks.map((ask) => [
        ask.name,
        ask.name === '__confirmed__' ? confirmed : ask.type === 'bool' ? 'true' : (answers[ask.name] ?? ''),
      ]),
    );
    const stepped =
      effect.kind === 'do'
        ? stepRun(run, { kind: 'result', key: effect.key, at: run.now, ok: well })
        : stepRun(run, {
            kind: 'task',
            key: effect.key,
            at: run.now,
            ok: true,
            by: 'Els',
            evidence: 'kept',
            values: filled,
          });
    expect(stepped.refused).toBeNull();
    run = stepped.run;
    for (const each of stepped.effects) if (each.kind === 'do' || each.kind === 'task') open.push(each);
  }
  return { run, seen };
}

test.each(readdirSync(folder))('%s comes to its end: contained, tested, reviewed', (name) => {
  const good = play(name, true, 'true');
  expect(good.run.state).toBe('done');
  const automatic = good.seen.filter(({ kind }) => kind === 'do');
  expect(automatic.length).toBeGreaterThan(0);
  expect(good.seen.at(-1)?.name).toMatch(/^(Evaluatie plannen|Plan the review)$/);
  // Whoever has to do by hand what Belwacht could not has a task for it.
  const bad = play(name, false, 'true');
  expect(bad.run.state).toBe('done');
  for (const { name: step } of bad.seen.filter(({ kind, name: each }) => kind === 'do' && !/test/i.test(each)))
    expect(
      bad.seen.some((each) => each.kind === 'task' && each.name.startsWith(`${step} – `)),
      step,
    ).toBe(true);
  // A false alarm touches nothing.
  const none = play(name, true, 'false');
  expect(none.run.state).toBe('done');
  expect(none.seen.filter(({ kind }) => kind === 'do')).toEqual([]);
});

test.each(readdirSync(folder))('%s is told what the incident knows, and starts without what it does not', (name) => {
  const read = readPlaybook(readFileSync(new URL(name, folder), 'utf8'));
  if (!read.ok) throw new Error(name);
  const declared = Object.entries(read.value.playbook_variables ?? {});
  const own = declared.filter(([variable, { external }]) => filledVariables.has(variable) && !external);
  expect(own.map(([variable]) => variable)).toEqual([]);
});

test.each(['toll-fraud.nl.json', 'toll-fraud.en.json'])(
  '%s asks about the account and address of the incident with what is known of them',
  (name) => {
    const read = readPlaybook(readFileSync(new URL(name, folder), 'utf8'));
    if (!read.ok) throw new Error(name);
    const incident = (addresses: readonly string[], accounts: readonly string[]) =>
      ({
        ...{ tenant: 'bakker', roles: [], alerts: [], impact: { customers: [], assets: [] } },
        traits: { addresses, accounts, assets: [], rules: [] },
      }) as unknown as Incident;
    const asked = (of: Incident) => {
      const started = startRun(read.value, incidentValues(read.value, of), t0, { id: name });
      if (!started.ok) throw new Error(started.reason[0].en);
      const task = started.value.effects.find((each) => each.kind === 'task');
      return task?.asks.map((ask) => [ask.name, ask.value]);
    };
    expect(asked(incident(['203.0.113.7'], ['2001']))).toEqual([
      ['__confirmed__', undefined],
      ['__account__', '2001'],
      ['__attacker__', '203.0.113.7'],
    ]);
    // Of several nothing is guessed.
    expect(asked(incident(['203.0.113.7', '203.0.113.8'], []))).toEqual([
      ['__confirmed__', undefined],
      ['__account__', ''],
      ['__attacker__', ''],
    ]);
  },
);
