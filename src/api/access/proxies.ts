import type { FastifyRequest } from 'fastify';
import { contains, readCidr } from '../../core/ip.ts';
import { Problem } from '../problem.ts';

const loopback = ['127.0.0.0/8', '::1/128'].map((range) => readCidr(range)!);

/**
 * The rules behind a reverse proxy that does TLS (`proxies`: CIDR): nobody comes around it, it says for whom it asks, and
 * what reached it in the clear is sent on to `publicUrl`. The function answers where to send a request, '' to let it in.
 * This machine's own programs come in through loopback as they are.
 */
export function proxyRules(proxies: readonly string[], publicUrl: string): (request: FastifyRequest) => string {
  const trusted = proxies.map((range) => readCidr(range)!);
  return (request) => {
    const peer = readCidr(request.socket.remoteAddress ?? '');
    const local = peer !== undefined && loopback.some((range) => contains(range, peer));
    const isProxy = peer !== undefined && trusted.some((range) => contains(range, peer));
    // Taken for somebody at this machine, everybody behind the proxy would have this machine's liberties.
    if (local && !isProxy && request.headers['x-forwarded-for'] !== undefined)
      throw new Problem(
        400,
        'A proxy on this machine passes this on and is not in the settings: set http.trusted_proxies to 127.0.0.1 and http.public_url.',
      );
    if (proxies.length === 0) return '';
    if (!local && !isProxy) throw new Problem(403, `This port is for the proxy. Use ${publicUrl}.`);
    if (!isProxy) return '';
    if (!local && !request.headers['x-forwarded-for'])
      throw new Problem(400, 'The proxy does not say for whom it asks: let it set X-Forwarded-For.');
    const [scheme] = String(request.headers['x-forwarded-proto'] ?? '')
      .split(',')
      .slice(-1);
    if (scheme === '' || scheme.trim().toLowerCase() === 'https') return '';
    // A page is asked for again over TLS; a token or password that came in the clear shall fail where it is noticed.
    const page = (request.method === 'GET' || request.method === 'HEAD') && !request.headers.authorization;
    if (!page || !request.url.startsWith('/')) throw new Problem(403, `Only over TLS: ${publicUrl}.`);
    return `${publicUrl}${request.url}`;
  };
}
