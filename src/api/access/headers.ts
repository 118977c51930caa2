import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';

/**
 * No script but ours, no request but to ourselves, no frame around us. Styles may be inline: Mantine sets sizes and its
 * colour scheme in style elements and attributes.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sets headers that keep browsers strict, and refuses host names that are not ours (DNS rebinding). */
export function headers(app: FastifyInstance, { publicUrl, allowedHosts }: ApiDeps['http']): void {
  const names = new Set(['localhost', ...allowedHosts.map((host) => host.toLowerCase())]);
  if (publicUrl) names.add(new URL(publicUrl).hostname);
  const secure = publicUrl.startsWith('https:');

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
      ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
    });
    if (/^\/(api|v1|lists|metrics|healthz)(\/|$|\?)/.test(request.url)) reply.header('cache-control', 'no-store');
    if (!isOurs(request.headers.host, names)) {
      throw new Problem(421, 'This server does not go by that name. Set http.public_url to the address people use.');
    }
  });
}

/** A name under an attacker's control can be made to point here; an address or a listed name cannot. */
function isOurs(host: string | undefined, names: ReadonlySet<string>): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.toLowerCase();
  return names.has(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}
