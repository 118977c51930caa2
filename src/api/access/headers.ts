import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { canonicalAddress } from '../../core/ip.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { proxyRules } from './proxies.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** For the style elements of this page. */
    styleNonce: string;
  }
}

/**
 * No script but ours, no request but to ourselves, no frame around us. A style element needs the nonce of its page; style
 * attributes may be inline, since Mantine and the charts place and size things with them (docs/adr/0016-exposure.md).
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** For answers that are no page: nothing may run, load or be framed, whatever a browser takes them for. */
const policyOfData = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const machinePath = /^\/(api|v1|lists|metrics|healthz)(\/|$|\?)/;

/** Sets headers that keep browsers strict, and refuses host names that are not ours (DNS rebinding) and ways around the proxy. */
export function headers(app: FastifyInstance, { publicUrl, allowedHosts, trustedProxies }: ApiDeps['http']): void {
  const names = new Set(['localhost', ...allowedHosts.map((host) => host.toLowerCase())]);
  if (publicUrl) names.add(new URL(publicUrl).hostname);
  const secure = publicUrl.startsWith('https:');
  const throughProxy = proxyRules(trustedProxies, publicUrl);

  app.decorateReply('styleNonce', '');
  app.addHook('onRequest', async (request, reply) => {
    const machine = machinePath.test(request.url);
    // The page that reads the API is one of the web app's as well.
    const page = !machine || request.url.startsWith('/api/docs');
    if (page) reply.styleNonce = randomBytes(18).toString('base64');
    reply.headers({
      'content-security-policy': page ? contentSecurityPolicy(reply.styleNonce) : policyOfData,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
      ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
    });
    if (machine) reply.header('cache-control', 'no-store');
    if (!isOurs(request.headers.host, names)) {
      throw new Problem(421, 'This server does not go by that name. Set http.public_url to the address people use.');
    }
    const elsewhere = throughProxy(request);
    if (elsewhere) return reply.redirect(elsewhere, 308);
    // What a proxy passes on is text; everything after this relies on it being an address.
    if (canonicalAddress(request.ip) === undefined) throw new Problem(400, 'X-Forwarded-For names no address.');
  });
}

/** A name under an attacker's control can be made to point here; an address or a listed name cannot. */
function isOurs(host: string | undefined, names: ReadonlySet<string>): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.toLowerCase();
  return names.has(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}
