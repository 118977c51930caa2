import type { Client } from '../../client.ts';
import { printTable, visible } from '../../print.ts';
import { incidentPath } from '../incident/find-incident.ts';
import { importFiles } from './import-files.ts';
import { runActs } from './run-acts.ts';
import { secretActs } from './secret-acts.ts';
import { type Act, base, line, one, print, show, valuesOf, word } from './words.ts';

interface Said {
  readonly en: string;
}

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly language: string;
  readonly state: string;
  readonly steps: number;
  readonly active: { readonly modified: string } | null;
  readonly offered: { readonly modified: string } | null;
  readonly draft: { readonly faults: number } | null;
}

const list: Act = async (client, _words, values) => {
  const query = new URLSearchParams();
  for (const name of ['type', 'language']) if (word(values, name) !== '') query.set(name, word(values, name));
  const all = await client.ask<Listed[]>('GET', `${base}?${query}`);
  show(
    all,
    values,
    ['ID', 'STATE', 'TYPE', 'LANG', 'VERSION', 'NAME'],
    ({ id, state, type, language, active, name, draft, offered }) => {
      const more = [draft && `draft (${draft.faults} faults)`, offered && `offered ${offered.modified}`].filter(
        Boolean,
      );
      return [id, state, type, language, active?.modified ?? '', [name, ...more].join(' · ')];
    },
    'there are no playbooks',
  );
  return 0;
};

interface DryLine {
  readonly name: string;
  readonly depth: number;
  readonly branch: string;
  readonly automatic: boolean;
  readonly sentence: Said;
  readonly trouble: Said | null;
}

function shown(lines: readonly DryLine[]): void {
  for (const { name, depth, branch, automatic, sentence, trouble } of lines) {
    print(
      visible(
        `${'  '.repeat(depth)}${branch === '' ? '' : `[${branch}] `}${automatic ? '*' : '-'} ${name}: ${sentence.en}`,
      ),
    );
    if (trouble) print(visible(`${'  '.repeat(depth)}  ! this cannot be done: ${trouble.en}`));
  }
}

const dryRun: Act = async (client, words, values) => {
  const id = one(words, 'give the id of a playbook');
  const named = word(values, 'incident');
  const incident = named === '' ? '' : (await incidentPath(client, named)).split('/').at(-1);
  const dry = await client.ask<{ lines: DryLine[]; missing: { name: string }[] }>('POST', `${base}/${id}/dry-run`, {
    ...{ version: word(values, 'version') || 'active', incident, values: valuesOf(values) },
  });
  if (values.json) line(dry);
  else {
    shown(dry.lines);
    if (dry.missing.length > 0) print(visible(`to be filled in: ${dry.missing.map(({ name }) => name).join(', ')}`));
  }
  return 0;
};

interface Shown extends Listed {
  readonly showing: string;
  readonly faults: readonly { readonly full: Said; readonly weight: string }[];
}

const showOne: Act = async (client, words, values) => {
  const id = one(words, 'give the id of a playbook');
  const version = word(values, 'version');
  const playbook = await client.ask<Shown>(
    'GET',
    `${base}/${id}${version ? `?version=${encodeURIComponent(version)}` : ''}`,
  );
  if (values.json) {
    line(playbook);
    return 0;
  }
  print(visible(`${playbook.name} (${playbook.state}), showing ${playbook.showing}`));
  for (const { full, weight } of playbook.faults) print(visible(`${weight === 'note' ? 'note' : 'fault'}: ${full.en}`));
  return dryRun(client, words, { ...values, version: playbook.showing });
};

const versions: Act = async (client, words, values) => {
  const id = one(words, 'give the id of a playbook');
  const all = await client.ask<{ modified: string; origin: string; by: string; active: boolean; offered: boolean }[]>(
    'GET',
    `${base}/${id}/versions`,
  );
  const use = (each: (typeof all)[number]) => (each.active ? 'in use' : each.offered ? 'offered' : '');
  show(
    all,
    values,
    ['VERSION', 'USE', 'FROM', 'BY'],
    (each) => [each.modified, use(each), each.origin, each.by],
    'no version yet',
  );
  return 0;
};

const take: Act = (client, words, values) => importFiles(client, words, values);

const give: Act = async (client, words, values) => {
  const version = word(values, 'version');
  const id = one(words, 'give the id of a playbook');
  const content = await client.ask(
    'GET',
    `${base}/${id}/export${version ? `?version=${encodeURIComponent(version)}` : ''}`,
  );
  print(JSON.stringify(content, null, 2));
  return 0;
};

const changed = (client: Client, path: string, body?: object) => client.ask<Listed>('POST', path, body);

function told(playbook: Listed, json: unknown): number {
  if (json) line(playbook);
  else printTable(['ID', 'STATE', 'VERSION'], [[playbook.id, playbook.state, playbook.active?.modified ?? '']]);
  return 0;
}

const activate: Act = async (client, words, values) => {
  const id = one(words, 'give the id of a playbook');
  const version = word(values, 'version') || 'draft';
  return told(await changed(client, `${base}/${id}/activate`, { version }), values.json);
};

const retire: Act = async (client, words, values) =>
  told(await changed(client, `${base}/${one(words, 'give the id of a playbook')}/retire`), values.json);

/** `./belwacht playbook ACT`, each by its name. */
export const playbookActs: Readonly<Record<string, Act>> = {
  ...{ list, show: showOne, versions, import: take, export: give, activate, retire, 'dry-run': dryRun },
  ...runActs,
  ...secretActs,
};
