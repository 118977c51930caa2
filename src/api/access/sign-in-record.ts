import type { FastifyRequest } from 'fastify';
import type { SignInFact } from '../ports/self-watch.ts';
import type { ApiDeps } from '../ports.ts';

/** Who it was about, as far as that is known. */
export interface About {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
}

/** Puts sign-ins on record and hands them to the rules that watch Belwacht itself. */
export class SignInRecord {
  readonly #deps: Pick<ApiDeps, 'system' | 'selfWatch' | 'clock' | 'log'>;

  constructor(deps: Pick<ApiDeps, 'system' | 'selfWatch' | 'clock' | 'log'>) {
    this.#deps = deps;
  }

  /** Somebody is in. `way`: password, passkey, or the id of a provider. */
  async succeeded(request: FastifyRequest, userName: string, person: About, way: string, shown: string): Promise<void> {
    this.#watch(request, 'success', 'accepted', userName);
    await this.act(request, 'sign-in.succeeded', person, { way, secondFactor: shown });
  }

  /** Somebody is not. What waits is not put on record one by one: the rules count it. */
  async failed(
    request: FastifyRequest,
    userName: string,
    reason: Exclude<SignInFact['reason'], 'accepted'>,
    person?: About,
  ): Promise<void> {
    this.#watch(request, 'failure', reason, userName);
    if (reason === 'throttled') return;
    const nobody = { id: '', name: userName.slice(0, 200), tenant: 'provider' };
    await this.act(request, 'sign-in.failed', person ?? nobody, { reason, userName: userName.slice(0, 200) });
  }

  /** Something else of a person's own access. */
  async act(
    request: FastifyRequest,
    action: string,
    person: About,
    detail: Record<string, unknown> = {},
  ): Promise<void> {
    await this.#deps.system.audit.add({
      action,
      objectKind: 'person',
      objectId: person.id,
      detail: { ...detail, userAgent: (request.headers['user-agent'] ?? '').slice(0, 300) },
      tenant: person.tenant,
      actor: {
        kind: 'person',
        id: person.id,
        name: person.name,
        address: request.ip,
        act: `${request.method} ${request.routeOptions.url ?? ''}`,
        reason: '',
      },
    });
  }

  #watch(
    request: FastifyRequest,
    outcome: SignInFact['outcome'],
    reason: SignInFact['reason'],
    userName: string,
  ): void {
    this.#deps.selfWatch.signIn({
      at: this.#deps.clock(),
      outcome,
      reason,
      userName: userName.slice(0, 200),
      address: request.ip,
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    });
  }
}
