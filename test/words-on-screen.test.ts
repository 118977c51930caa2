import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertStates } from '../src/core/alert-record.ts';
import { stopStates } from '../src/core/calls/call-stop.ts';
import { decisionStates, guardNames, modes } from '../src/core/decision.ts';
import { incidentStages } from '../src/core/incident/incident.ts';
import { ownActionForms, ownActions, taskRoles } from '../src/core/playbook/own-command.ts';
import { agentTypes } from '../src/core/playbook/vocabularies.ts';
import { severities } from '../src/core/severity.ts';
import { sourceHealths } from '../src/core/source-record.ts';
import { openTestStore, type TestStore } from '../src/store/testing/test-store.ts';
import { en } from '../web/src/i18n/en.ts';
import { nl } from '../web/src/i18n/nl.ts';

/** What the screen looks up by a name that the server gives has a word in both languages: no compiler sees to that. */
const languages = [
  ['en', en],
  ['nl', nl],
] as const;

/** Names for which there is no word. */
function wordless(words: object, prefix: string, names: Iterable<string>): string[] {
  return [...new Set(names)].filter((name) => !Object.hasOwn(words, `${prefix}${name}`));
}

describe('the audit log', () => {
  let it: TestStore;
  beforeAll(async () => {
    it = await openTestStore();
  }, 120_000);
  afterAll(() => it?.close());

  const rows = async <T>(query: string): Promise<T[]> => (await sql.raw(query).execute(it.database.owner)).rows as T[];
  const audited = () =>
    rows<{ name: string }>(
      `select distinct c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
       join pg_proc p on p.oid = t.tgfoid where p.proname = 'belwacht_audit'`,
    );
  /** As the trigger names what a row is. */
  const kindOf = (table: string) => {
    const kind = table.replace(/^auth_/, '').replaceAll('_', '-');
    return { user: 'person', account: 'credential', 'decision-change': 'decision' }[kind] ?? kind;
  };

  test.each(languages)('has a word for everything that is on record: %s', async (_language, { auditWords }) => {
    const tables = await audited();
    expect(tables.length).toBeGreaterThan(45);
    const kinds = tables.map(({ name }) => kindOf(name));
    expect(wordless(auditWords, 'object-', kinds)).toEqual([]);
  });

  test.each(languages)('has a word for every state that something comes to: %s', async (_language, { auditWords }) => {
    const checks = await rows<{ text: string }>(
      `select pg_get_constraintdef(k.oid) as text from pg_constraint k join pg_class c on c.oid = k.conrelid
       where k.contype = 'c' and pg_get_constraintdef(k.oid) ~ 'state = ANY'
         and c.relname in (${(await audited()).map(({ name }) => `'${name}'`).join(', ')})`,
    );
    const checked = checks.flatMap(({ text }) => [...text.matchAll(/'([a-z-]+)'::text/g)].map(([, state]) => state!));
    expect(checked.length).toBeGreaterThan(20);
    const states = [...checked, ...alertStates, ...stopStates, ...decisionStates, ...incidentStages];
    // The trigger says it otherwise.
    const said = states.map((state) => ({ open: 'reopened', active: 'activated' })[state] ?? state);
    expect(wordless(auditWords, 'verb-', [...said, 'created', 'updated', 'deleted', 'role-changed'])).toEqual([]);
  });

  test.each(languages)('has words for what the program notes by itself: %s', (_language, { auditWords }) => {
    const src = fileURLToPath(new URL('../src', import.meta.url));
    const acts = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing'))
      .flatMap((path) => [
        ...readFileSync(join(src, path), 'utf8').matchAll(
          /(?:audit\.add\(\{\s*action: |\.act\(\w+, )'([a-z-]+)\.([a-z-]+)'/g,
        ),
      ]);
    expect(acts.length).toBeGreaterThan(20);
    const open = acts.filter(([, object, verb]) => !Object.hasOwn(auditWords, `${object}-${verb}`));
    expect(
      wordless(
        auditWords,
        'object-',
        open.map(([, object]) => object!),
      ),
    ).toEqual([]);
    expect(
      wordless(
        auditWords,
        'verb-',
        open.map(([, , verb]) => verb!),
      ),
    ).toEqual([]);
  });
});

test.each(languages)('states, severities, modes and guards have words: %s', (_language, { words }) => {
  expect(wordless(words, 'alert-', alertStates)).toEqual([]);
  expect(wordless(words, 'decision-', decisionStates)).toEqual([]);
  expect(wordless(words, 'guard-', guardNames)).toEqual([]);
  expect(wordless(words, 'mode-', modes)).toEqual([]);
  expect(wordless(words, 'severity-', severities)).toEqual([]);
  expect(wordless(words, 'health-', sourceHealths)).toEqual([]);
});

test.each(languages)(
  'playbooks have words for actions, what they are told, roles and agents: %s',
  (_language, words) => {
    const { playbooks } = words;
    const told = Object.values(ownActionForms).flatMap(({ needs, may }) => [...needs, ...may]);
    expect(wordless(playbooks, 'action_', ownActions)).toEqual([]);
    expect(wordless(playbooks, 'param_', told)).toEqual([]);
    expect(wordless(playbooks, 'role_', taskRoles)).toEqual([]);
    expect(wordless(playbooks, 'agent_', agentTypes)).toEqual([]);
  },
);
