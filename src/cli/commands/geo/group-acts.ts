import { UsageError } from '../../../core/command.ts';
import { type Client, ClientError } from '../../client.ts';
import { printTable } from '../../print.ts';
import {
  allConfirmed,
  base,
  few,
  type GeoActs,
  line,
  list,
  path,
  print,
  readText,
  show,
  told,
  versionOf,
  word,
} from './act.ts';
import { printChanges, printVersions } from './history-acts.ts';

interface Group {
  readonly name: string;
  readonly title: { readonly en: string };
  readonly subjects: readonly string[];
  readonly version: number;
  readonly changedAt: string;
  readonly changedBy: string;
}

interface RemovedGroup {
  readonly name: string;
  readonly title: string;
  readonly subjects: readonly string[];
  readonly version: number;
  readonly removedAt: string | null;
  readonly removedBy: string;
}

const ofGroup = (name: string) => `${base}/groups/${path(name)}`;

/** Groups of the provider's own. */
export const groupActs: GeoActs = {
  groups: {
    takes: '[--removed]',
    about: 'own groups; with --removed those that were removed',
    words: [0, 0],
    async run(client, _words, values) {
      if (values.removed)
        show(
          await client.ask<RemovedGroup[]>('GET', `${base}/removed/groups`),
          values,
          ['NAME', 'VERSION', 'REMOVED', 'BY', 'TITLE', 'SUBJECTS'],
          ({ name, version, removedAt, removedBy, title, subjects }) => [
            ...[name, String(version), removedAt ?? 'unknown', removedBy || 'unknown', title, few(subjects)],
          ],
          'no group was removed',
        );
      else
        show(
          await client.ask<Group[]>('GET', `${base}/groups`),
          values,
          ['NAME', 'TITLE', 'SUBJECTS'],
          ({ name, title, subjects }) => [name, title.en, few(subjects)],
          'there are no own groups',
        );
      return 0;
    },
  },
  'group show': {
    takes: 'NAME',
    about: 'one group with all that belongs to it',
    words: [1, 1],
    async run(client, [name], values) {
      const group = await client.ask<Group>('GET', ofGroup(name));
      if (values.json) line(group);
      else {
        const { title, version, changedAt, changedBy, subjects } = group;
        printTable(
          ['FACT', 'VALUE'],
          [
            ['name', group.name],
            ['title', title.en],
            ['version', `${version}, ${changedAt} by ${changedBy || 'unknown'}`],
            ['subjects', subjects.join(', ')],
          ],
        );
      }
      return 0;
    },
  },
  'group put': {
    takes: 'NAME SUBJECT…|- [--title TEXT] [--confirm all]',
    about:
      'makes a group, or says anew what belongs to it (- reads a list from standard input); policies that name it follow at once',
    words: [2, 2001],
    async run(client, [name, ...given], values) {
      const subjects = given.length === 1 && given[0] === '-' ? list(readText('-')) : given;
      if (subjects.length === 0) throw new UsageError('say what belongs to it: a country, AS64500, 203.0.113.0/24 …');
      const before = await known(client, name);
      const title = word(values, 'title') || before?.title.en || name;
      // Between reading and writing nobody else may have changed it.
      const match = { 'if-match': `"${before?.version ?? 0}"` };
      const body = { title, subjects, ...allConfirmed(values) };
      const after = await client.ask<Group>('PUT', ofGroup(name), body, match);
      return told(values, after, `${name} is version ${after.version}: ${few(after.subjects)}`);
    },
  },
  'group versions': {
    takes: 'NAME',
    about: 'every version with what it changed, newest first; of a removed one too',
    words: [1, 1],
    run: (client, [name], values) => printVersions(client, ofGroup(name), values),
  },
  'group diff': {
    takes: 'NAME [FROM [TO]]',
    about: 'what is different between two versions',
    words: [1, 3],
    run: (client, [name, ...versions], values) => printChanges(client, ofGroup(name), versions, values),
  },
  'group revert': {
    takes: 'NAME VERSION [--confirm all]',
    about: 'an earlier version as a new one; a removed group comes back so',
    words: [2, 2],
    async run(client, [name, version], values) {
      const body = { version: versionOf(version), ...allConfirmed(values) };
      const after = await client.ask<Group>('POST', `${ofGroup(name)}/revert`, body);
      return told(
        values,
        after,
        `as in version ${body.version} again: ${name} is version ${after.version}: ${few(after.subjects)}`,
      );
    },
  },
  'group delete': {
    takes: 'NAME',
    about: 'one that no policy names; its versions are kept',
    words: [1, 1],
    async run(client, [name], values) {
      const { version } = await client.ask<Group>('GET', ofGroup(name));
      await client.ask('DELETE', ofGroup(name));
      const back = `./belwacht geo group revert ${name} ${version} brings it back`;
      if (values.json) line({ name, version, removed: true });
      else print(`${name} is removed; ${back}`);
      return 0;
    },
  },
};

async function known(client: Client, name: string): Promise<Group | undefined> {
  try {
    return await client.ask<Group>('GET', ofGroup(name));
  } catch (error) {
    if (error instanceof ClientError && error.status === 404) return undefined;
    throw error;
  }
}
