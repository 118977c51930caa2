import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headers } from '../../src/api/access/headers.ts';
import { problems } from '../../src/api/problems.ts';
import { Certificates } from '../lab/certificates.ts';
import { freePort } from '../lab/free-port.ts';
import { until } from '../lab/until.ts';
import { type ApiLab, openApiLab, password } from './api-lab.ts';

/** Behind a reverse proxy that does TLS: the rules, and the very files of deploy/ with the real programs. */
const publicUrl = 'https://belwacht.example.nl';
const proxies = ['192.0.2.4/31', '2001:db8:1::/64'];

describe('the rules', async () => {
  const app = Fastify({ trustProxy: proxies });
  problems(app, () => {});
  headers(app, { publicUrl, allowedHosts: [], allowedOrigins: [], trustedProxies: proxies, webDir: '' });
  app.all('/api/v1/who', (request) => ({ ip: request.ip }));
  app.all('/alerts', (request) => ({ ip: request.ip }));
  await app.ready();
  const from = (remoteAddress: string, given: Record<string, string> = {}, url = '/api/v1/who', method = 'GET') =>
    app.inject({ remoteAddress, url, method: method as 'GET', headers: { host: 'belwacht.example.nl', ...given } });
  const passing = { 'x-forwarded-for': '203.0.113.5', 'x-forwarded-proto': 'https' };

  test.each(['192.0.2.4', '192.0.2.5', '::ffff:192.0.2.4', '2001:db8:1::9'])('%s is believed', async (proxy) => {
    expect((await from(proxy, passing)).json()).toEqual({ ip: '203.0.113.5' });
    // A client that sent one of its own stands before what the proxy wrote.
    const spoofed = { ...passing, 'x-forwarded-for': '198.51.100.1, 127.0.0.1, 203.0.113.5' };
    expect((await from(proxy, spoofed)).json()).toEqual({ ip: '203.0.113.5' });
  });

  test.each(['192.0.2.6', '198.51.100.1', '2001:db8:2::9', '10.0.0.1'])(
    '%s may not come in beside it',
    async (peer) => {
      const answer = await from(peer, passing);
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toMatchObject({ status: 403, detail: `This port is for the proxy. Use ${publicUrl}.` });
    },
  );

  test('this machine comes in as it is; a proxy on it that the settings do not name is refused', async () => {
    expect((await from('127.0.0.1')).json()).toEqual({ ip: '127.0.0.1' });
    const unknown = await from('127.0.0.1', passing);
    expect([unknown.statusCode, unknown.json().detail]).toEqual([400, expect.stringContaining('http.trusted_proxies')]);
  });

  test('without proxies in the settings X-Forwarded-For counts for nothing', async () => {
    const bare = Fastify();
    problems(bare, () => {});
    headers(bare, { publicUrl: '', allowedHosts: [], allowedOrigins: [], trustedProxies: [], webDir: '' });
    bare.get('/api/v1/who', (request) => ({ ip: request.ip }));
    const ask = (remoteAddress: string, given: Record<string, string>) =>
      bare.inject({ remoteAddress, url: '/api/v1/who', headers: { host: '127.0.0.1', ...given } });
    expect((await ask('198.51.100.7', passing)).json()).toEqual({ ip: '198.51.100.7' });
    expect((await ask('127.0.0.1', passing)).statusCode).toBe(400);
    expect((await ask('127.0.0.1', {})).json()).toEqual({ ip: '127.0.0.1' });
  });

  test('a proxy that does not say for whom it asks, or says no address, is refused', async () => {
    expect((await from('192.0.2.4')).statusCode).toBe(400);
    for (const text of ['unknown', 'x"y', '203.0.113.999']) {
      const answer = await from('192.0.2.4', { 'x-forwarded-for': text });
      expect(answer.statusCode, text).toBe(400);
    }
  });

  test('what reached the proxy in the clear goes on to https, unless it carries something', async () => {
    const clear = { 'x-forwarded-for': '203.0.113.5', 'x-forwarded-proto': 'http' };
    const page = await from('192.0.2.4', clear, '/alerts?x=1');
    expect([page.statusCode, page.headers.location]).toEqual([308, `${publicUrl}/alerts?x=1`]);
    expect((await from('192.0.2.4', clear, '/api/v1/who', 'POST')).statusCode).toBe(403);
    expect((await from('192.0.2.4', { ...clear, authorization: 'Bearer t' })).statusCode).toBe(403);
    // Only what the proxy itself said last counts.
    const said = { ...clear, 'x-forwarded-proto': 'https, http' };
    expect((await from('192.0.2.4', said, '/alerts')).statusCode).toBe(308);
  });
});

const dir = mkdtempSync(join(tmpdir(), 'belwacht-proxy-'));
const certificates = new Certificates();
const pair = certificates.sign(['belwacht.example.nl']);
afterAll(() => {
  certificates.remove();
  rmSync(dir, { recursive: true, force: true });
});

/** Starts the proxy with its file of deploy/, fitted to this machine's ports and certificate. */
const proxyPrograms: Record<string, (upstream: number, port: number, plain: number) => ChildProcess> = {
  nginx(upstream, port, plain) {
    const site = fitted(readFileSync(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8'), [
      ['listen [::]:80;', ''],
      ['listen [::]:443 ssl http2;', ''],
      ['listen 80;', `listen 127.0.0.1:${plain};`],
      ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
      ['/etc/letsencrypt/live/belwacht.example.nl/fullchain.pem', pair.cert],
      ['/etc/letsencrypt/live/belwacht.example.nl/privkey.pem', pair.key],
      ['127.0.0.1:8080', `127.0.0.1:${upstream}`],
    ]);
    for (const part of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(dir, part));
    const file = join(dir, 'nginx.conf');
    writeFileSync(
      file,
      `user root; daemon off; master_process off; pid ${dir}/nginx.pid; error_log ${dir}/nginx.log; events {}
       http { access_log off; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
         uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi; ${site} }`,
    );
    return spawn('nginx', ['-c', file], { stdio: 'inherit' });
  },
  caddy(upstream, port) {
    const site = fitted(readFileSync(new URL('../../deploy/Caddyfile', import.meta.url), 'utf8'), [
      [
        'belwacht.example.nl {',
        `https://belwacht.example.nl:${port} {\n\tbind 127.0.0.1\n\ttls ${pair.cert} ${pair.key}`,
      ],
      ['127.0.0.1:8080', `127.0.0.1:${upstream}`],
    ]);
    const file = join(dir, 'Caddyfile');
    writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
    const home = join(dir, 'caddy');
    mkdirSync(home);
    const env = { PATH: process.env.PATH, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home };
    return spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { stdio: 'ignore', env });
  },
};

/** Replaces each text, which must be there: otherwise another file than the shipped one would be tried. */
function fitted(text: string, changes: readonly (readonly [string, string])[]): string {
  return changes.reduce(
    (now, [from, to]) => {
      expect(now).toContain(from);
      return now.replace(from, to);
    },
    text.replace(/^\s*#.*$/gm, ''),
  );
}

describe.each(Object.entries(proxyPrograms))('%s with the file of deploy/', (name, start) => {
  let lab: ApiLab;
  let program: ChildProcess;
  let port: number;
  let plain: number;
  let upstream: number;

  interface Heard {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly text: string;
  }
  const hear = (make: typeof request, options: RequestOptions, body?: unknown) =>
    new Promise<Heard>((resolve, reject) => {
      const asked = make({ host: '127.0.0.1', timeout: 10_000, ...options }, (answer) => {
        let text = '';
        answer.on('data', (data) => (text += data));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      asked.once('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const secure = (path: string, options: RequestOptions = {}, body?: unknown) =>
    hear(
      request,
      {
        ...{ port, path, ca: certificates.ca, servername: 'belwacht.example.nl' },
        ...options,
        headers: { host: `belwacht.example.nl:${port}`, ...(options.headers as object) },
      },
      body,
    );

  beforeAll(async () => {
    chmodSync(dir, 0o755);
    lab = await openApiLab({ publicUrl, trustedProxies: ['127.0.0.1'] });
    await lab.app.listen({ host: '127.0.0.1', port: 0 });
    upstream = (lab.app.server.address() as AddressInfo).port;
    port = await freePort();
    plain = await freePort();
    program = start(upstream, port, plain);
    await until(`${name} to answer`, 15, () => secure('/healthz'));
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => program?.once('exit', resolve));
    program?.kill('SIGTERM');
    if (program) await gone;
    await lab?.close();
  });

  test('who asks is seen by the proxy, not claimed by the client', async () => {
    const person = { token: await lab.setupToken(), name: 'Ann', email: 'ann@example.net', password };
    const made = await secure(
      '/api/v1/setup',
      {
        method: 'POST',
        headers: {
          ...{ origin: `https://belwacht.example.nl:${port}`, 'content-type': 'application/json' },
          ...{ 'x-forwarded-for': '203.0.113.77', 'x-forwarded-proto': 'http', forwarded: 'for=203.0.113.77' },
        },
      },
      person,
    );
    expect(made.status, made.text).toBe(200);
    expect(lab.operators).toContain('127.0.0.1');
    expect(lab.operators).not.toContain('203.0.113.77');
    expect([made.headers['set-cookie']].flat()[0]).toMatch(/^__Host-.*; Secure/);
  });

  test('pages come with their policy, problems as problems', async () => {
    const page = await secure('/alerts');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
    const problem = await secure('/api/v1/nothing');
    expect([problem.status, problem.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
    const foreign = await secure('/api/v1/setup', { method: 'POST', headers: { origin: 'https://evil.example' } }, {});
    expect(foreign.status).toBe(403);
  });

  // Caddy does so by itself where it may have port 80.
  if (name !== 'nginx') return;
  test('plain HTTP is sent on', async () => {
    const page = await hear(plainRequest as typeof request, {
      ...{ port: plain, path: '/alerts' },
      headers: { host: 'belwacht.example.nl' },
    });
    expect([page.status, page.headers.location]).toEqual([308, 'https://belwacht.example.nl/alerts']);
  });
});
