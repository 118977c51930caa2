import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps, type Server as TlsServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { contains, readCidr } from '../../core/ip.ts';
import type { Config } from '../config/schema.ts';
import { StartError } from '../start-error.ts';
import { httpUrl } from './addresses.ts';
import { oldestTls, type TlsCertificate } from './tls-certificate.ts';

type Http = Config['http'];

const loopbacks = ['127.0.0.0/8', '::1/128'].map((range) => readCidr(range)!);

/** Whether only this machine can reach a listener on this host. */
export function isLoopback(host: string): boolean {
  const address = readCidr(host);
  return host === 'localhost' || (address !== undefined && loopbacks.some((range) => contains(range, address)));
}

/**
 * Passwords and sessions never cross a network in the clear.
 *
 * @throws StartError that names the ways out, when the web server would be reached from elsewhere without TLS.
 */
export function refuseOpenWeb({ host, port, tls, trusted_proxies }: Http): void {
  if (isLoopback(host) || tls.cert || trusted_proxies.length > 0) return;
  throw new StartError(
    `http.host is ${host}, so passwords and sessions would cross the network readable by anybody on the way. Do one of these three:
  1. Belwacht does TLS: set http.tls.cert and http.tls.key to the PEM files of a certificate.
  2. A reverse proxy on another machine does TLS: set http.trusted_proxies to its address and http.public_url to https://…
  3. Stay on this machine: set http.host to 127.0.0.1, with a proxy here or a tunnel (ssh -L ${port || 8080}:127.0.0.1:${port || 8080} this-machine).
docs/install.md shows each, with Caddy and nginx.`,
  );
}

/**
 * How people reach it: as set, or the first name of the certificate. '' means loopback without TLS.
 *
 * @throws StartError when nothing says so.
 */
export function publicUrl({ public_url, host, port }: Http, certificate: TlsCertificate | undefined): string {
  if (public_url || !certificate) return public_url;
  const name = certificate.names[0] ?? certificate.addresses[0] ?? host;
  if (name === '0.0.0.0' || name === '::')
    throw new StartError(
      'http.public_url is empty, and the certificate of http.tls.cert has no name of a single host; set it',
    );
  return `https://${isIP(name) === 6 ? `[${name}]` : name}${port === 443 || port === 0 ? '' : `:${port}`}`;
}

/** Makes the server beneath the API: TLS with this certificate, exchanged while it runs. */
export function tlsServer(
  certificate: TlsCertificate,
  log: (line: string) => void,
): (handler: RequestListener) => Server {
  return (handler) => {
    const server: TlsServer = createHttps(
      { ...certificate.pair, minVersion: oldestTls, honorCipherOrder: true, requestTimeout: 60_000 },
      handler,
    );
    const stop = certificate.watch((pair) => server.setSecureContext({ ...pair, minVersion: oldestTls }), log);
    server.once('close', stop);
    return server as unknown as Server;
  };
}

/** Where the web server listens. */
export interface Web {
  readonly port: number;
  /** Where the command line of this machine reaches it, whatever the certificate is for. */
  readonly doorUrl: string;
}

/** Opens the web server with its side doors, which close with it. Throws StartError when a port is taken. */
export async function openWeb(
  server: FastifyInstance,
  http: Http,
  certificate: TlsCertificate | undefined,
): Promise<Web> {
  const { host } = http;
  const side: Server[] = [];
  server.addHook('onClose', async () => {
    for (const door of side) {
      door.closeAllConnections();
      door.close();
    }
  });
  await listening(http.port, host, 'http.port', () => server.listen({ host, port: http.port }));
  const { port } = server.server.address() as AddressInfo;
  if (http.redirect_port >= 0) {
    const base = publicUrl(http, certificate);
    const redirect = createHttp({ requestTimeout: 10_000 }, (request, response) => {
      // What follows is put behind our own name, whatever Host and path say.
      const safe = (request.method === 'GET' || request.method === 'HEAD') && request.url?.startsWith('/');
      response.writeHead(safe ? 308 : 403, {
        ...(safe && { location: `${base}${request.url}` }),
        connection: 'close',
        'content-type': 'text/plain; charset=utf-8',
      });
      response.end(safe ? '' : `Only over TLS: ${base}\n`);
    });
    side.push(redirect);
    await listening(http.redirect_port, host, 'http.redirect_port', () => open(redirect, http.redirect_port, host));
  }
  if (!certificate && isLoopback(host)) return { port, doorUrl: httpUrl(host, port) };
  // A certificate is for a name, and a proxy is somewhere else: this machine's own command line comes in through loopback.
  const door = createHttp({ requestTimeout: 60_000 }, (request, response) => server.routing(request, response));
  side.push(door);
  await open(door, 0, '127.0.0.1');
  return { port, doorUrl: httpUrl('127.0.0.1', (door.address() as AddressInfo).port) };
}

async function listening(port: number, host: string, setting: string, start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const name = `BELWACHT_${setting.replace('.', '_').toUpperCase()}`;
    if (code === 'EADDRINUSE')
      throw new StartError(`port ${port} on ${host} is in use; set ${setting} in belwacht.yaml or ${name}`);
    if (code === 'EACCES')
      throw new StartError(
        `port ${port} may not be opened by this user; set ${setting} to one above 1023, or give CAP_NET_BIND_SERVICE`,
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartError(`http.host ${host} is no address of this machine`);
    throw error;
  }
}

function open(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
