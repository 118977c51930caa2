import type { RespondNews } from '../../../api/ports/incident-desk.ts';
import type { PlaybookSecretsPort, ShownPlaybookSecret } from '../../../api/ports/playbooks.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Work } from '../../../core/work.ts';
import type { Store } from '../../../store/store.ts';
import { SealedError } from '../../../store/vault.ts';
import { isHttpHost } from './http-hosts.ts';

/** What is kept sealed under a name. */
export interface PlaybookSecret {
  /** Host it may be sent to, as a line of playbooks.http_hosts. */
  readonly host: string;
  /** Of http-basic; ''. */
  readonly user: string;
  readonly secret: string;
}

const prefix = 'playbook:';
export const mostSecrets = 200;

/** Secrets that requests of playbooks sign in with: sealed, each for one host, never told again. */
export class PlaybookSecrets implements PlaybookSecretsPort {
  readonly #storeOf: (work: Work) => Store;
  readonly #tell: (news: RespondNews) => void;

  constructor(storeOf: (work: Work) => Store, tell: (news: RespondNews) => void) {
    this.#storeOf = storeOf;
    this.#tell = tell;
  }

  async list(work: Work): Promise<readonly ShownPlaybookSecret[]> {
    const { vault } = this.#storeOf(work);
    const kept = (await vault.list(providerTenant)).filter(({ name }) => name.startsWith(prefix));
    return Promise.all(
      kept.map(async ({ name: sealed, sealedAt }) => {
        const name = sealed.slice(prefix.length);
        const opened = await openSecret({ vault }, name).catch((error: unknown) => {
          if (error instanceof SealedError) return undefined;
          throw error;
        });
        return { name, host: opened?.host ?? '', user: opened?.user ?? '', sealedAt, opens: opened !== undefined };
      }),
    );
  }

  async put(name: string, secret: PlaybookSecret, work: Work): Promise<'kept' | 'no-host' | 'too-many'> {
    // One host, and no range of them.
    if (!isHttpHost(secret.host) || secret.host.includes('/')) return 'no-host';
    const { vault } = this.#storeOf(work);
    const kept = (await vault.list(providerTenant)).filter((one) => one.name.startsWith(prefix));
    if (kept.length >= mostSecrets && !kept.some((one) => one.name === prefix + name)) return 'too-many';
    await vault.put(providerTenant, prefix + name, JSON.stringify(secret));
    this.#tell({ what: 'playbooks', id: '', tenant: '' });
    return 'kept';
  }

  async forget(name: string, work: Work): Promise<boolean> {
    const was = await this.#storeOf(work).vault.remove(providerTenant, prefix + name);
    if (was) this.#tell({ what: 'playbooks', id: '', tenant: '' });
    return was;
  }
}

/** The secret of a name; undefined when none is kept. @throws SealedError when its key is not here or it was altered. */
export async function openSecret({ vault }: Pick<Store, 'vault'>, name: string): Promise<PlaybookSecret | undefined> {
  const json = await vault.open(providerTenant, prefix + name);
  return json === undefined ? undefined : (JSON.parse(json) as PlaybookSecret);
}
