import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { visible } from '../../print.ts';
import { incidentPath } from '../incident/find-incident.ts';
import { type Act, line, one, print, show, type Values, valuesOf, word } from './words.ts';

interface Wait {
  readonly name: string;
  readonly kind: string;
  readonly due: string;
  readonly late: boolean;
}

interface RunHead {
  readonly id: string;
  readonly incident: string;
  readonly name: string;
  readonly state: string;
  readonly startedAt: string;
  readonly stepsDone: number;
  readonly stepsFailed: number;
  readonly waits: readonly Wait[];
}

interface Run extends RunHead {
  readonly steps: readonly {
    readonly name: string;
    readonly type: string;
    readonly state: string;
    readonly notes: readonly { readonly by: string; readonly detail: string }[];
    readonly waits: {
      readonly key: string;
      readonly kind: string;
      readonly sentence: { readonly en: string };
      readonly doubt: { readonly en: string } | null;
      readonly asks: readonly { readonly name: string; readonly type: string; readonly value: string | null }[];
      readonly error: string;
    } | null;
  }[];
}

function told(run: Run, values: Values): number {
  if (values.json) {
    line(run);
    return 0;
  }
  print(visible(`${run.id} ${run.name}: ${run.state}, ${run.stepsDone} done, ${run.stepsFailed} failed`));
  for (const { name, type, state, notes, waits } of run.steps) {
    print(
      visible(
        `  ${state.padEnd(9)} ${name || type}${notes.map(({ detail }) => (detail === '' ? '' : ` – ${detail}`)).join('')}`,
      ),
    );
    if (!waits) continue;
    const asks = waits.asks
      .map(({ name, type, value }) => `${name} (${type})${value === null ? '' : ` = ${value}`}`)
      .join(', ');
    print(
      visible(
        `    ${waits.kind} ${waits.key}: ${(waits.doubt ?? waits.sentence).en}${asks === '' ? '' : ` [${asks}]`}${waits.error === '' ? '' : ` (${waits.error})`}`,
      ),
    );
  }
  return 0;
}

const start: Act = async (client, words, values) => {
  if (words.length !== 1 || word(values, 'incident') === '')
    throw new UsageError('give the id of a playbook, and --incident');
  const path = `${await incidentPath(client, word(values, 'incident'))}/runs`;
  return told(await client.ask<Run>('POST', path, { playbook: words[0], values: valuesOf(values) }), values);
};

const runs: Act = async (client, _words, values) => {
  const incident = word(values, 'incident');
  const state = word(values, 'state');
  const path = incident === '' ? '/api/v1/runs' : `${await incidentPath(client, incident)}/runs`;
  const query = incident === '' && state !== '' ? `?state=${encodeURIComponent(state)}` : '';
  const all = (await client.ask<RunHead[]>('GET', path + query)).filter((run) => state === '' || run.state === state);
  show(
    all,
    values,
    ['RUN', 'STATE', 'STARTED', 'DONE', 'NAME', 'WAITS FOR'],
    ({ id, state: now, startedAt, stepsDone, name, waits }) => {
      const waiting = waits.map((wait) => `${wait.name}${wait.late ? ' (late)' : ''}`).join(', ');
      return [id, now, startedAt, String(stepsDone), name, waiting];
    },
    'no playbook has run',
  );
  return 0;
};

const run: Act = async (client, words, values) =>
  told(await client.ask<Run>('GET', `/api/v1/runs/${one(words, 'give the id of a run')}`), values);

const stop: Act = async (client, words, values) => {
  const path = `/api/v1/runs/${one(words, 'give the id of a run')}/stop`;
  return told(await client.ask<Run>('POST', path, { reason: reasonOf(values) }), values);
};

const answer =
  (ok: boolean, applies = true): Act =>
  async (client, words, values) => {
    const [path, key] = stepOf(words, 'answers');
    const detail = ok && applies ? word(values, 'reason') : reasonOf(values);
    const body = { key, ok, applies, detail, evidence: word(values, 'evidence'), values: valuesOf(values) };
    return told(await client.ask<Run>('POST', path, body), values);
  };

const step =
  (act: 'retry' | 'skip'): Act =>
  async (client: Client, words, values) => {
    const [path, key] = stepOf(words, 'steps');
    const reason = act === 'retry' ? word(values, 'reason') || 'again' : reasonOf(values);
    return told(await client.ask<Run>('POST', path, { key, act, reason }), values);
  };

function stepOf(words: readonly string[], what: string): readonly [path: string, key: string] {
  if (words.length !== 2) throw new UsageError('give the id of a run and a key that ./belwacht playbook run shows');
  return [`/api/v1/runs/${encodeURIComponent(words[0])}/${what}`, words[1]];
}

function reasonOf(values: Values): string {
  const reason = word(values, 'reason');
  if (reason === '') throw new UsageError('say why: --reason TEXT');
  return reason;
}

/** Acts about runs, each by its name. */
export const runActs: Readonly<Record<string, Act>> = {
  ...{
    start,
    runs,
    run,
    stop,
    done: answer(true),
    failed: answer(false),
    'not-applicable': answer(true, false),
    retry: step('retry'),
    skip: step('skip'),
  },
};
