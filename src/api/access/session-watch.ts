import type { FastifyRequest } from 'fastify';
import type { Person } from './accounts.ts';

interface Watched {
  readonly request: FastifyRequest;
  readonly person: Person;
  readonly close: () => void;
}

/** Open streams of people: what ends a session, or changes what its person may see, closes them at once. */
export class SessionWatch {
  readonly #find: (request: FastifyRequest) => Promise<Person | undefined>;
  readonly #open = new Map<string, Set<Watched>>();

  readonly #onChange: () => void;

  /** `onChange` hears of every change, before streams are looked at. */
  constructor(find: (request: FastifyRequest) => Promise<Person | undefined>, onChange: () => void) {
    this.#find = find;
    this.#onChange = onChange;
  }

  /** Calls `close` when the session of this request may not go on; returns what ends the watch. */
  add(request: FastifyRequest, close: () => void): () => void {
    const { person } = request;
    if (!person) return () => {};
    const watched = { request, person, close };
    const all = this.#open.get(person.id) ?? new Set();
    this.#open.set(person.id, all.add(watched));
    return () => {
      all.delete(watched);
      if (all.size === 0 && this.#open.get(person.id) === all) this.#open.delete(person.id);
    };
  }

  /** Whether a stream may go on; a database that does not answer ends it. */
  async mayGoOn({ request, person }: Pick<Watched, 'request' | 'person'>): Promise<boolean> {
    const now = await this.#find(request).catch(() => undefined);
    return now?.mfa === 'done' && now.role === person.role && now.tenant === person.tenant;
  }

  /** Something changed for a person; without an id, for anybody. */
  async changed(person?: string): Promise<void> {
    this.#onChange();
    const all = person === undefined ? [...this.#open.values()] : [this.#open.get(person) ?? new Set<Watched>()];
    for (const watched of all.flatMap((some) => [...some])) {
      if (!(await this.mayGoOn(watched))) watched.close();
    }
  }
}
