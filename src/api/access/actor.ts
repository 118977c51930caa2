import type { FastifyRequest } from 'fastify';
import type { Permission, Role } from '../../core/access.ts';
import { providerTenant } from '../../core/tenant.ts';
import { allTenants, type Work } from '../../core/work.ts';
import type { StorePorts } from '../ports.ts';
import { Problem } from '../problem.ts';

/**
 * Who may call a route that names no permission. `open`: anybody. The others take only a token of their kind, so that a
 * token that leaks from one place opens nothing else.
 */
export type Access = 'open' | 'ingest' | 'bouncer' | 'list';

/** Who is calling. */
export interface Actor {
  /** `local`: the command line of this machine. */
  readonly kind: 'person' | 'token' | 'local';
  readonly id: string;
  readonly name: string;
  /** Of people. */
  readonly role: Role | undefined;
  /** Sees and touches this tenant only; undefined: all. */
  readonly tenant: string | undefined;
  readonly permissions: ReadonlySet<Permission>;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | undefined;
    /** The store as the caller may see it, stamped with who asks. */
    readonly store: StorePorts;
    /** The same for other rooms that store something for the caller. */
    readonly work: Work;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** What the caller must be allowed. Every route has this or `access`. */
    needs?: Permission;
    /** A dangerous act: the second factor must have been shown in the last minutes. */
    stepUp?: boolean;
  }
}

/** The caller of a route that is not open. */
export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new Problem(401, 'Sign in first.');
  return request.actor;
}

/** `user:<id>` or `token:<id>`, as decisions name their author. */
export function authorOf(request: FastifyRequest): string {
  const { kind, id } = actorOf(request);
  return kind === 'person' ? `user:${id}` : `token:${id}`;
}

/** What the caller's work is limited to and stamped with. */
export function workOf(request: FastifyRequest): Work {
  const { kind, id, name, tenant } = actorOf(request);
  // No customer is called so; a row that says it all the same sees nothing instead of everything.
  if (tenant === allTenants) throw new Problem(403, 'There is no such customer.');
  return {
    tenant: tenant ?? allTenants,
    actor: {
      kind,
      id,
      name,
      address: request.ip,
      act: `${request.method} ${request.routeOptions.url ?? ''}`,
      reason: reasonOf(request),
    },
  };
}

const maxReason = 500;

/** Why, as the caller says: the header `Belwacht-Reason` (percent-encoded UTF-8), or `reason` in the body. */
function reasonOf(request: FastifyRequest): string {
  const inHeader = reasonInHeader(request);
  if (inHeader !== '') return inHeader;
  const { reason } = (request.body ?? {}) as { readonly reason?: unknown };
  return typeof reason === 'string' ? reason.slice(0, maxReason) : '';
}

/**
 * The reason in the header, '' without one.
 *
 * @throws Problem 400 when it cannot be read; asked before anything is done, so that what is refused did nothing.
 */
export function reasonInHeader({ headers }: FastifyRequest): string {
  const header = headers['belwacht-reason'];
  if (typeof header !== 'string') return '';
  try {
    return decodeURIComponent(header).slice(0, maxReason);
  } catch {
    throw new Problem(400, 'Write the reason as percent-encoded UTF-8.', 'Belwacht-Reason');
  }
}

/**
 * Tenant a list is limited to: what was asked, within what the caller may see.
 *
 * @throws Problem 403 when another tenant's data is asked for.
 */
export function scopeOf(request: FastifyRequest, asked: string | undefined): string | undefined {
  const { tenant } = actorOf(request);
  if (tenant === undefined) return asked;
  if (asked !== undefined && asked !== tenant) throw new Problem(403, 'You may see one customer only.', 'tenant');
  return tenant;
}

/** Tenant a new thing belongs to: what was asked, or the provider; within what the caller may touch. */
export function ownerOf(request: FastifyRequest, asked: string | undefined): string {
  return scopeOf(request, asked) ?? providerTenant;
}

/** Whether the caller may see a thing of this tenant. */
export function maySee(request: FastifyRequest, tenant: string): boolean {
  const own = actorOf(request).tenant;
  return own === undefined || own === tenant;
}
