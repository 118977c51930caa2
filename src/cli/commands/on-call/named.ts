import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';

interface Thing {
  readonly id: string;
  readonly name: string;
}

/** The one of this id or name, or the only one whose name begins so. */
export function named<T extends Thing>(things: readonly T[], word: string | undefined, what: string): T {
  if (!word) throw new UsageError(`name a ${what}`);
  const lower = word.toLowerCase();
  const exact = things.filter(({ id, name }) => id === word || name.toLowerCase() === lower);
  const found = exact.length > 0 ? exact : things.filter(({ name }) => name.toLowerCase().startsWith(lower));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new UsageError(
    found.length === 0 ? `there is no ${what} '${word}'` : `several are called '${word}': give the id`,
  );
}

/** Id of an incident by number or id. */
export async function incidentId(client: Client, word: string | undefined): Promise<string> {
  if (!word) throw new UsageError('name an incident by its number or id');
  const number = /^#?(\d{1,12})$/.exec(word)?.[1];
  if (number === undefined) return word;
  for await (const { id, number: its } of client.pages<{ id: string; number: number }>('/api/v1/incidents'))
    if (its === Number(number)) return id;
  throw new UsageError(`there is no incident ${number}`);
}

/** An instant as typed, in the zone of this machine when it names none. */
export function instantOf(word: unknown, usual: number): string {
  if (word === undefined) return new Date(usual).toISOString();
  const at = Date.parse(String(word));
  if (Number.isNaN(at)) throw new UsageError(`'${word}' is no time; write for example 2026-12-31T08:00`);
  return new Date(at).toISOString();
}
