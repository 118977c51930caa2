import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { visible } from '../../print.ts';
import { base, confirmed, type GeoActs, line, path, print, type Said, told, type Values, versionOf } from './act.ts';
import { type Policy, standsAs } from './policy-acts.ts';

interface Version {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  readonly changes: readonly Said[];
  readonly removed: boolean;
  readonly removedAt: string | null;
  readonly removedBy: string;
}

const ofPolicy = (id: string) => `${base}/policies/${path(id)}`;

/** Every version of a policy, and the ways back. */
export const policyHistoryActs: GeoActs = {
  'policy versions': {
    takes: 'ID',
    about: 'every version with what it changed, newest first; of a removed one too',
    words: [1, 1],
    run: (client, [id], values) => printVersions(client, ofPolicy(id), values),
  },
  'policy diff': {
    takes: 'ID [FROM [TO]]',
    about: 'what is different between two versions: the newest and the one before, or those named',
    words: [1, 3],
    run: (client, [id, ...versions], values) => printChanges(client, ofPolicy(id), versions, values),
  },
  'policy revert': {
    takes: 'ID VERSION [--confirm KEY,…|all]',
    about: 'an earlier version as a new one, in the state that one had',
    words: [2, 2],
    async run(client, [id, version], values) {
      const body = { version: versionOf(version), ...confirmed(values) };
      const after = await client.ask<Policy>('POST', `${ofPolicy(id)}/revert`, body);
      return told(values, after, `as in version ${body.version} again: ${standsAs(after)}`);
    },
  },
  'policy restore': {
    takes: 'ID [VERSION]',
    about: 'brings a removed policy back with its history; one that was enforced comes back to watch',
    words: [1, 2],
    async run(client, [id, version], values) {
      const body = version === undefined ? {} : { version: versionOf(version) };
      const after = await client.ask<Policy>('POST', `${ofPolicy(id)}/restore`, body);
      return told(values, after, `it is back: ${standsAs(after)}`);
    },
  },
};

/** Versions of what stands at an address of the API. */
export async function printVersions(client: Client, of: string, values: Values): Promise<number> {
  const versions = await client.ask<Version[]>('GET', `${of}/versions`);
  for (const one of versions) {
    if (values.json) {
      line(one);
      continue;
    }
    if (one.removed) print(visible(`removed ${one.removedAt ?? ''} by ${one.removedBy || 'unknown'}`));
    print(visible(`version ${one.version}  ${one.at}  ${one.by || 'unknown'}`));
    for (const { en } of one.changes) print(visible(`  ${en}`));
  }
  return 0;
}

/** What is different between two versions of it. */
export async function printChanges(
  client: Client,
  of: string,
  [from, to]: readonly string[],
  values: Values,
): Promise<number> {
  const query = new URLSearchParams();
  if (from !== undefined) query.set('from', String(versionOf(from)));
  if (to !== undefined) query.set('to', String(versionOf(to)));
  if (from !== undefined && from === to) throw new UsageError('give two versions that are not the same');
  const found = await client.ask<{ from: number; to: number; changes: Said[] }>('GET', `${of}/changes?${query}`);
  if (values.json) line(found);
  else {
    print(`from version ${found.from} to version ${found.to}:`);
    for (const { en } of found.changes) print(visible(`  ${en}`));
    if (found.changes.length === 0) print('  they say the same');
  }
  return 0;
}
