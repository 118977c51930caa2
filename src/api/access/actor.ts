import type { FastifyRequest } from 'fastify';
import { providerTenant } from '../../core/tenant.ts';
import { Problem } from '../problem.ts';

/**
 * Who may call a route. `person` (the default): a session, or an API token. The others take only a token of their kind, so
 * that a token that leaks from one place opens nothing else. `open`: anybody.
 */
export type Access = 'open' | 'person' | 'ingest' | 'bouncer' | 'list';

/** Who is calling. */
export interface Actor {
  readonly kind: 'person' | 'token';
  readonly id: string;
  readonly name: string;
  /** Sees and touches this tenant only; undefined: all. */
  readonly tenant: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | undefined;
  }
  interface FastifyContextConfig {
    access?: Access;
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

/**
 * Tenant a list is limited to: what was asked, within what the caller may see.
 *
 * @throws Problem 403 when another tenant's data is asked for.
 */
export function scopeOf(request: FastifyRequest, asked: string | undefined): string | undefined {
  const { tenant } = actorOf(request);
  if (tenant === undefined) return asked;
  if (asked !== undefined && asked !== tenant) throw new Problem(403, 'This token is for another tenant.', 'tenant');
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

/**
 * Refuses callers that are limited to a tenant: settings, rules and access are the provider's.
 *
 * @throws Problem 403
 */
export function providerOnly(request: FastifyRequest): void {
  if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider may do this.');
}
