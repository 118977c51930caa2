import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunningBelwacht } from './lab/belwacht.ts';
import { Certificates } from './lab/certificates.ts';
import { freePort } from './lab/free-port.ts';
import { until } from './lab/until.ts';

/** The web server with TLS of its own, as browsers and the command line meet it. */
const dir = mkdtempSync(join(tmpdir(), 'belwacht-tls-'));
const certificates = new Certificates();
const place = { cert: join(dir, 'web.pem'), key: join(dir, 'web.key') };
const webDir = join(dir, 'web');
let port = 0;
let redirectPort = 0;
let server: RunningBelwacht;

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function hear(make: typeof request, options: RequestOptions, body?: unknown): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const asked = make({ host: '127.0.0.1', timeout: 10_000, ...options }, (answer) => {
      let text = '';
      answer.on('data', (data) => (text += data));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.once('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const secure = (path: string, options: RequestOptions = {}, body?: unknown) =>
  hear(request, { port, path, ca: certificates.ca, servername: 'pbx.example.net', ...options }, body);

/** Serial number of the certificate that new connections get. */
function served(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: certificates.ca, servername: 'pbx.example.net' }, () => {
      resolve(String(Number.parseInt(socket.getPeerCertificate().serialNumber, 16)));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

/** Whether the handshake works with at most this version. */
function speaks(maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  return new Promise((resolve) => {
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const socket = connect(
      { host: '127.0.0.1', port, rejectUnauthorized: false, minVersion: 'TLSv1', maxVersion, ciphers },
      () => {
        resolve(socket.getProtocol() ?? '');
        socket.destroy();
      },
    );
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

beforeAll(async () => {
  const first = certificates.sign(['pbx.example.net', 'localhost']);
  for (const part of ['cert', 'key'] as const) copyFileSync(first[part], place[part]);
  mkdirSync(webDir);
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><meta property="csp-nonce" nonce="__STYLE_NONCE__">');
  port = await freePort();
  redirectPort = await freePort();
  server = new RunningBelwacht(join(dir, 'server'), {
    http: { host: '0.0.0.0', port, web_dir: webDir, tls: place, redirect_port: redirectPort },
    syslog: { port: 0 },
    hep: { port: 0 },
    enforcers: [{ id: 'firewall', kind: 'dry' }],
  });
  await server.start();
});
afterAll(async () => {
  await server?.stop();
  certificates.remove();
  rmSync(dir, { recursive: true, force: true });
});

test('the address people get has the name of the certificate', () => {
  expect(server.url).toBe(`https://pbx.example.net:${port}`);
  expect(server.setupLink).toMatch(new RegExp(`^https://pbx\\.example\\.net:${port}/setup\\?token=`));
});

test('it speaks TLS 1.2 and 1.3 and nothing older, and not plain HTTP', async () => {
  expect(await speaks('TLSv1.3')).toBe('TLSv1.3');
  expect(await speaks('TLSv1.2')).toBe('TLSv1.2');
  expect(await speaks('TLSv1.1')).toMatch(/PROTOCOL_VERSION|UNSUPPORTED/);
  await expect(hear(plainRequest as typeof request, { port, path: '/' })).rejects.toThrow();
});

test('pages: HSTS, a strict policy with a nonce of their own, no name but ours', async () => {
  const page = await secure('/', { headers: { host: `pbx.example.net:${port}` } });
  expect(page.status).toBe(200);
  expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
  const policy = String(page.headers['content-security-policy']);
  const [, nonce] = /style-src 'self' 'nonce-([^']{20,})'; style-src-attr 'unsafe-inline';/.exec(policy) ?? [];
  expect(policy).toContain("script-src 'self';");
  expect(policy.match(/unsafe/g)).toHaveLength(1);
  expect(page.text).toContain(`nonce="${nonce}"`);
  const again = await secure('/', { headers: { host: 'localhost' } });
  expect(again.text).not.toContain(String(nonce));
  expect((await secure('/api/v1/session')).headers['content-security-policy']).toMatch(/^default-src 'none'; frame/);
  expect((await secure('/', { headers: { host: 'evil.example' } })).status).toBe(421);
});

test('the session cookie is of this host alone, over TLS alone, out of reach of scripts and other sites', async () => {
  const token = new URL(server.setupLink).searchParams.get('token');
  const person = { token, name: 'Ann', email: 'ann@example.net', password: 'correct horse battery staple' };
  const headers = {
    host: `pbx.example.net:${port}`,
    origin: `https://pbx.example.net:${port}`,
    'content-type': 'application/json',
  };
  const made = await secure('/api/v1/setup', { method: 'POST', headers }, person);
  expect(made.status, made.text).toBe(200);
  const cookies = made.headers['set-cookie'] as string[];
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-/);
    for (const word of ['Secure', 'HttpOnly', 'Path=/', 'SameSite=Strict']) expect(cookie).toContain(`; ${word}`);
    expect(cookie).not.toMatch(/domain=/i);
  }
  const cookie = cookies.map((text) => text.split(';')[0]).join('; ');
  const session = await secure('/api/v1/session', { headers: { ...headers, cookie } });
  expect(JSON.parse(session.text)).toMatchObject({ user: { email: 'ann@example.net' } });
});

test('the plain port only sends on, to our name whatever it is asked for', async () => {
  const plain = (path: string, options: RequestOptions = {}) =>
    hear(plainRequest as typeof request, { port: redirectPort, path, ...options });
  const page = await plain('/alerts?x=1', { headers: { host: 'evil.example' } });
  expect(page).toMatchObject({ status: 308, headers: { location: `https://pbx.example.net:${port}/alerts?x=1` } });
  expect((await plain('//evil.example/')).headers.location).toBe(`https://pbx.example.net:${port}//evil.example/`);
  expect((await plain('/api/v1/events', { method: 'POST' })).status).toBe(403);
});

test('the command line of this machine works all the same', async () => {
  expect(await server.json('decisions')).toEqual([]);
});

test('a new certificate is taken while connections go on; a broken one is refused, said, and taken when mended', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const health = async () => JSON.parse((await secure('/healthz', { agent })).text) as { ok: boolean; detail: string };
  expect(await health()).toEqual({ ok: true, detail: '' });
  expect(await served()).toBe('1');
  certificates.replace(place, certificates.sign(['pbx.example.net']));
  await until('the new certificate', 10, async () => (await served()) === '2');
  expect(await health()).toEqual({ ok: true, detail: '' });

  const other = certificates.sign(['pbx.example.net']);
  copyFileSync(other.key, place.key);
  const { detail } = await until('the alarm', 15, async () => {
    const now = await health();
    return !now.ok && now;
  });
  expect(detail).toMatch(
    /new certificate .* cannot be used, the old one stays: the key .* is not that of the certificate/,
  );
  expect(await served()).toBe('2');
  writeFileSync(place.cert, 'nonsense');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await served()).toBe('2');
  certificates.replace(place, other);
  await until('health to be well', 15, async () => (await health()).ok);
  expect(await served()).toBe('3');
  // One that is about to end is told before it does.
  certificates.replace(place, certificates.sign(['pbx.example.net'], 5));
  const ending = await until('the warning', 15, async () => {
    const now = await health();
    return !now.ok && now;
  });
  expect(ending.detail).toMatch(/certificate of the web server ends on \d{4}-\d\d-\d\d: renew /);
  agent.destroy();
});

describe('what stops the start', () => {
  const starting = (http: Record<string, unknown>) =>
    new RunningBelwacht(join(dir, `never-${Math.random()}`), { http: { port: 0, web_dir: webDir, ...http } }).start();

  test.each(['0.0.0.0', '::', '192.0.2.10', 'pbx.example.net'])(
    'plain HTTP on %s, with the three ways out',
    async (host) => {
      await expect(starting({ host })).rejects.toThrow(
        /readable by anybody on the way[\s\S]*1\. [\s\S]*http\.tls\.cert[\s\S]*2\. [\s\S]*trusted_proxies[\s\S]*3\. [\s\S]*127\.0\.0\.1/,
      );
    },
  );

  test('a certificate for any host, and no word how people reach it', async () => {
    const any = certificates.sign(['*.example.net']);
    await expect(starting({ host: '0.0.0.0', tls: any })).rejects.toThrow(/http\.public_url is empty/);
  });

  test('doctor says so before', () => {
    const one = certificates.sign(['one.example'], 5);
    const config = join(dir, 'doctor.yaml');
    const says = (http: object) => {
      writeFileSync(config, JSON.stringify({ data_dir: join(dir, 'doctor'), http }));
      const executable = new URL('../belwacht', import.meta.url).pathname;
      return spawnSync(executable, ['doctor', '--config', config], { encoding: 'utf8' }).stdout;
    };
    expect(says({ host: '0.0.0.0' })).toMatch(/^problem +web server: http\.host is 0\.0\.0\.0/m);
    expect(says({ host: '0.0.0.0', tls: one })).toMatch(/^warning +web server: The certificate .* ends on/m);
    expect(says({ host: '0.0.0.0', tls: place })).toMatch(/^(ok|warning) +web server: /m);
    expect(says({})).toMatch(/^ok +web server: on loopback only/m);
  });

  test('a pair that does not fit, or is none', async () => {
    const one = certificates.sign(['one.example']);
    const two = certificates.sign(['two.example']);
    await expect(starting({ tls: { cert: one.cert, key: two.key } })).rejects.toThrow(
      /http\.tls: the key .* is not that of/,
    );
    await expect(starting({ tls: { cert: one.key, key: one.key } })).rejects.toThrow(
      /holds no certificate in PEM form/,
    );
    await expect(starting({ tls: { cert: one.cert, key: one.cert } })).rejects.toThrow(
      /holds no private key in PEM form/,
    );
    await expect(starting({ tls: { cert: '/nonexistent', key: one.key } })).rejects.toThrow(
      /\/nonexistent cannot be read/,
    );
  });
});
