import type { MeasureListing } from '../../../core/incident/measure-record.ts';
import type { IncidentActor } from '../../../core/incident/timeline.ts';
import { ownAsker } from '../asker.ts';
import type { MeasureParts } from './measure-parts.ts';

type Parts = Pick<MeasureParts, 'store'>;

/**
 * Whose hand it is, for four eyes: `user:<id>`. A token is the hand of the person who made it; the command line of this machine, and
 * what nobody made, is nobody's: ''.
 */
export async function handOf({ store }: Parts, { id }: IncidentActor): Promise<string> {
  if (id.startsWith('user:')) return id;
  const token = id.startsWith('token:') ? await store.tokens.get(id.slice('token:'.length)) : undefined;
  return token?.kind === 'api' && token.madeBy.id !== '' ? `user:${token.madeBy.id}` : '';
}

/** The hand of whoever asked for a measure: of one that a playbook asks for, of who started its run. */
export async function firstHandOf(parts: Parts, record: Pick<MeasureListing, 'key' | 'askedBy'>): Promise<string> {
  const asks = record.askedBy.id === ownAsker.by.id ? await askedByRun(parts, record) : undefined;
  return handOf(parts, asks?.startedBy ?? record.askedBy);
}

/** Whether a playbook asked for it that does not wait for the answer any more: its step or its run is over. */
export async function isForgotten(parts: Parts, record: Pick<MeasureListing, 'key'>): Promise<boolean> {
  return (await askedByRun(parts, record))?.waits === false;
}

async function askedByRun({ store }: Parts, { key }: Pick<MeasureListing, 'key'>) {
  return key.startsWith('api:') ? undefined : store.playbookRuns.asksFor(key);
}
