import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { PlaybookRun } from '../../../core/playbook/run.ts';
import type { Stepped } from '../../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { checkPlaybook, isSound } from '../check/check-playbook.ts';
import { valueFits } from '../check/value-fits.ts';
import { faultSentence } from '../fault-sentence.ts';
import { initialValues } from './initial-values.ts';
import { Machine } from './machine.ts';

/** Finds the playbook a step calls: of this version, or the newest without one. */
export type FindPlaybook = (id: string, version: string | undefined) => Playbook | undefined;

const mostPlaybooks = 20;

/**
 * Begins a run of a playbook at a time (ms UTC) under an id of its own. `values` are of its variables: those that come from outside
 * (`external`) have to be there. The playbook and all it calls are taken into the run. Refuses, with every reason, a playbook that
 * is not sound, calls itself by others, is revoked or not valid at that time, and values that are missing or of another type.
 */
export function startRun(
  playbook: Playbook,
  values: VariableValues,
  at: number,
  { id, find = () => undefined }: { readonly id: string; readonly find?: FindPlaybook },
): Result<Stepped<PlaybookRun>, readonly Text[]> {
  const reasons: Text[] = [];
  const playbooks = gather(playbook, find, reasons);
  for (const book of playbooks) reasons.push(...notNow(book, at));
  reasons.push(...valueReasons(playbook, values));
  if (reasons.length > 0) return refused(reasons);
  const run: PlaybookRun = {
    id,
    playbooks,
    state: 'running',
    startedAt: at,
    endedAt: null,
    now: at,
    scopes: { '': { book: 0, values: { ...initialValues(playbook.playbook_variables), ...values } } },
    active: [],
    visits: [],
  };
  const machine = new Machine(run);
  machine.begin();
  return ok({ run: machine.run, effects: machine.effects, refused: null });
}

/** The playbook and those it calls, each once; what is wrong with any goes to `reasons`. */
function gather(playbook: Playbook, find: FindPlaybook, reasons: Text[]): readonly Playbook[] {
  const found = [playbook];
  const visit = (book: Playbook, path: readonly string[]): void => {
    const faults = checkPlaybook(book, (id, version) => find(id, version) !== undefined).filter(
      ({ weight }) => weight !== 'note',
    );
    if (!isSound(faults)) {
      const prefix = book === playbook ? '' : `${book.name.slice(0, 80)}: `;
      reasons.push(...faults.map(faultSentence).map(({ en, nl }) => ({ en: prefix + en, nl: prefix + nl })));
      return;
    }
    for (const step of Object.values(book.workflow)) {
      if (step.type !== 'playbook-action' || step.playbook_id === undefined) continue;
      const called = find(step.playbook_id, step.playbook_version);
      if (called === undefined) continue;
      if ([...path, book.id].includes(called.id)) {
        const name = called.name.slice(0, 80);
        reasons.push({ en: `“${name}” calls itself`, nl: `“${name}” roept zichzelf aan` });
      } else if (!found.some(({ id, modified }) => id === called.id && modified === called.modified)) {
        if (found.length >= mostPlaybooks) {
          reasons.push({
            en: `it calls more than ${mostPlaybooks} playbooks`,
            nl: `het roept meer dan ${mostPlaybooks} draaiboeken aan`,
          });
          return;
        }
        found.push(called);
        visit(called, [...path, book.id]);
      }
    }
  };
  visit(playbook, []);
  return found;
}

function notNow({ name, revoked, valid_from: from, valid_until: until }: Playbook, at: number): readonly Text[] {
  const shown = name.slice(0, 80);
  if (revoked) return [{ en: `“${shown}” is revoked`, nl: `“${shown}” is ingetrokken` }];
  if (from !== undefined && at < Date.parse(from))
    return [{ en: `“${shown}” is not valid yet`, nl: `“${shown}” is nog niet geldig` }];
  if (until !== undefined && at >= Date.parse(until))
    return [{ en: `“${shown}” is not valid any more`, nl: `“${shown}” is niet meer geldig` }];
  return [];
}

function valueReasons(playbook: Playbook, values: VariableValues): readonly Text[] {
  const declared = playbook.playbook_variables ?? {};
  const reasons: Text[] = [];
  for (const [name, value] of Object.entries(values)) {
    const variable = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const shown = name.slice(0, 80);
    if (!variable)
      reasons.push({ en: `the playbook has no variable ${shown}`, nl: `het draaiboek heeft geen variabele ${shown}` });
    else if (variable.constant && variable.value !== undefined)
      reasons.push({ en: `${name} is constant`, nl: `${name} is constant` });
    else if (value !== null && !valueFits(variable.type, value))
      reasons.push({
        en: `the value of ${name} is no ${variable.type}`,
        nl: `de waarde van ${name} is geen ${variable.type}`,
      });
  }
  for (const [name, variable] of Object.entries(declared)) {
    const given = Object.hasOwn(values, name) ? values[name] : null;
    if (variable.external && given === null && typeof variable.value !== 'string')
      reasons.push({ en: `a value for ${name} is needed`, nl: `een waarde voor ${name} is nodig` });
  }
  return reasons;
}
