import type { SignedIn } from '../../src/api/schema/people.ts';
import { Guest } from './guest.ts';
import type { Serving } from './serving.ts';

const password = 'paars fietsbel tulp regen';

/** People who sign in at a server that sends no mail: the owner, and whom they invite. Each comes from a network of their own. */
export class Team {
  readonly #serving: Serving;
  #networks = 0;
  #owner: Guest | undefined;

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  async owner(name = 'Anna de Wit'): Promise<Guest> {
    const who = this.#guest();
    const token = new URL(this.#serving.server.setupLink).searchParams.get('token');
    await who.must('POST', '/api/v1/setup', { token, name, email: 'owner@example.net', password, language: 'en' });
    this.#owner = who;
    return who;
  }

  /** Somebody of the provider, or with `tenant` of a customer. */
  async join(name: string, role: string, tenant?: string): Promise<Guest> {
    const email = `${name.toLowerCase().replace(/\W+/g, '.')}@example.net`;
    const { link } = await this.#owner!.must<{ link: string | null }>('POST', '/api/v1/invitations', {
      ...{ email, role, language: 'en' },
      ...(tenant && { tenant }),
    });
    const who = this.#guest();
    const token = new URL(link!).searchParams.get('token');
    await who.must<SignedIn>('POST', '/api/v1/invitations/accept', { token, name, password });
    return who;
  }

  #guest(): Guest {
    return new Guest(this.#serving.server.url, `127.1.${++this.#networks}.1`);
  }
}
