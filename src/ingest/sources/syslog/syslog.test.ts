import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../../core/source.ts';
import type { RunningListener } from '../../source.ts';
import { type Collected, collect, pause, until } from '../../testing/line-collector.ts';
import { type SyslogListener, startSyslogListener } from './syslog.ts';

const line = (port: number) => `Failed password for invalid user admin from 203.0.113.9 port ${port} ssh2`;
/** RFC 3164 in winter and RFC 5424 with a zone: both are 11:00 UTC. */
const old = (host: string, port: number) => `<38>Jan 10 12:00:00 ${host} sshd[7]: ${line(port)}`;
const modern = (host: string, port: number) => `<38>1 2026-01-10T12:00:00+01:00 ${host} sshd 7 - - ${line(port)}`;

const running: RunningListener[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map((listener) => listener.stop()));
});

async function start(transport: 'udp' | 'tcp', into: Collected, host = '127.0.0.1'): Promise<number> {
  const listener = await startSyslogListener(
    { id: `syslog-${transport}`, kind: 'syslog', transport, host, port: 0 },
    into.deps,
  );
  running.push(listener);
  return listener.port;
}

async function dial(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host);
  socket.on('error', () => {});
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return socket;
}

async function send(port: number, datagrams: readonly string[], host = '127.0.0.1'): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  for (const datagram of datagrams) {
    await new Promise<void>((resolve) => socket.send(datagram, port, host, () => resolve()));
  }
  socket.close();
}

const ports = (into: Collected) => into.events.map((event) => event.sourcePort);

describe('syslog over UDP', () => {
  it('makes one event of a datagram, with who sent it', async () => {
    const into = collect();
    const port = await start('udp', into);
    await send(port, [old('pbx-1', 1001), `${modern('pbx-2', 1002)}\n`, line(1003)]);
    await until(() => into.events.length === 3);
    expect(into.events[0]).toMatchObject({
      action: 'admin-login',
      outcome: 'failure',
      sourceIp: '203.0.113.9',
      userName: 'admin',
      hostName: 'pbx-1',
      tenant: 'unassigned',
      time: Date.parse('2026-01-10T11:00:00Z'),
      original: old('pbx-1', 1001),
    });
    expect(ports(into)).toEqual([1001, 1002, 1003]);
    expect(into.events[1].time).toBe(Date.parse('2026-01-10T11:00:00Z'));
    expect(into.discovered.map(({ name }) => name)).toEqual(['pbx-1 (127.0.0.1)', 'pbx-2 (127.0.0.1)', '127.0.0.1']);
    expect(into.discovered.map(({ id }) => id)).toEqual(into.events.map(({ source }) => source));
  });

  it('listens on IPv6 too', async () => {
    const into = collect();
    await send(await start('udp', into, '::1'), [line(1)], '::1');
    await until(() => into.events.length === 1);
    expect(into.discovered[0].match).toEqual({ listener: 'syslog-udp', address: '::1' });
  });

  it('does not let a line break start a record of its own', async () => {
    const into = collect();
    const port = await start('udp', into);
    await send(port, [
      `<38>Jan 10 12:00:00 pbx sshd[7]: Invalid user x\n${old('pbx', 6666)} from 198.51.100.7 port 7`,
      '',
      '\n',
      old('pbx', 8),
    ]);
    await until(() => ports(into).includes(8));
    expect(ports(into)).not.toContain(6666);
    expect(into.total()).toMatchObject({ received: 4 });
  });

  it('counts every record once, whatever became of it', async () => {
    const into = collect();
    const port = await start('udp', into);
    const ignored = '<38>Jan 10 12:00:00 pbx sshd[7]: Server listening on 0.0.0.0 port 22.';
    await send(port, [old('pbx', 1), ignored, '<13>Jan 10 12:00:00 pbx cron[1]: nothing', old('pbx', 2)]);
    await until(() => into.total().received === 4);
    expect(into.total()).toEqual({ received: 4, recognised: 2, ignored: 2, malformed: 0, shed: 0 });
    expect(into.lines.map(({ reading }) => reading)).toEqual([
      'recognised',
      'ignored',
      expect.any(String),
      'recognised',
    ]);
  });
});

describe('whose a line is', () => {
  const base = { asset: 'pbx', kind: 'syslog', format: 'auto', discovered: false } as const;
  const sources: Source[] = [
    { ...base, id: 'nl', tenant: 'bakker', name: 'nl', match: { hostname: 'pbx-nl' }, timeZone: 'Europe/Amsterdam' },
    { ...base, id: 'us', tenant: 'smith', name: 'us', match: { hostname: 'pbx-us' }, timeZone: 'America/New_York' },
    {
      ...base,
      id: 'ast',
      tenant: 'jones',
      name: 'ast',
      match: { hostname: 'pbx-ast' },
      timeZone: 'UTC',
      format: 'asterisk',
    },
  ];

  it('decides tenant, zone and format, also when one relay sends for many', async () => {
    const into = collect({ sources });
    const socket = await dial(await start('tcp', into));
    const hosts = ['pbx-nl', 'pbx-us', 'pbx-nl', 'pbx-us', 'pbx-ast', 'pbx-nl', 'pbx-other'];
    socket.write(hosts.map((host, i) => `${old(host, i + 1)}\n`).join(''));
    await until(() => into.total().received === hosts.length);
    const hour = (event: { time: number }) => new Date(event.time).getUTCHours();
    expect(into.events.map((event) => [event.sourcePort, event.tenant, hour(event)])).toEqual([
      [1, 'bakker', 11],
      [2, 'smith', 17],
      [3, 'bakker', 11],
      [4, 'smith', 17],
      [6, 'bakker', 11],
      [7, 'unassigned', 11],
    ]);
    expect(into.tallies.get('ast')).toMatchObject({ received: 1, recognised: 0, ignored: 1 });
    expect(into.tallies.get('nl')).toMatchObject({ received: 3, recognised: 3 });
  });

  it('follows new settings at once', async () => {
    const into = collect({ sources });
    const socket = await dial(await start('tcp', into));
    socket.write(`${old('pbx-nl', 1)}\n`);
    await until(() => into.events.length === 1);
    into.deps.directory.replace([{ ...sources[0], tenant: 'visser', timeZone: 'America/New_York' }]);
    socket.write(`${old('pbx-nl', 2)}\n`);
    await until(() => into.events.length === 2);
    expect(into.events[1]).toMatchObject({ tenant: 'visser', time: Date.parse('2026-01-10T17:00:00Z') });
  });
});

describe('syslog over TCP', () => {
  it('reads lines and counted messages, each connection in its own way, in pieces', async () => {
    const into = collect();
    const port = await start('tcp', into);
    const [plain, counted] = [await dial(port), await dial(port)];
    const message = modern('pbx', 2);
    const stream = `${old('pbx', 1)}\n${old('pbx', 3)}\n`;
    plain.write(stream.slice(0, 20));
    counted.write(`${message.length} ${message.slice(0, 30)}`);
    await pause(50);
    plain.write(stream.slice(20));
    counted.write(`${message.slice(30)}${old('pbx', 4).length} ${old('pbx', 4)}`);
    await until(() => into.events.length === 4);
    expect(ports(into).sort()).toEqual([1, 2, 3, 4]);
  });

  it('reads a last line without newline when the sender closes', async () => {
    const into = collect();
    const socket = await dial(await start('tcp', into));
    socket.end(old('pbx', 1));
    await until(() => into.events.length === 1);
  });

  it('counts what is too long as malformed and reads on', async () => {
    const into = collect();
    const socket = await dial(await start('tcp', into));
    socket.write(`${old('pbx', 1)}\n${'x'.repeat(200_000)}\n${old('pbx', 2)}\n`);
    await until(() => into.events.length === 2);
    expect(into.total()).toMatchObject({ received: 3, recognised: 2, malformed: 1 });
  });

  it('makes the sender wait while there is no room', async () => {
    const into = collect();
    let open: (() => void) | undefined;
    const port = await start('tcp', { ...into, deps: { ...into.deps, ready: () => gate } });
    let gate: Promise<void> | undefined = new Promise((resolve) => {
      open = resolve;
    });
    const socket = await dial(port);
    socket.write(`${old('pbx', 1)}\n`);
    await until(() => into.events.length === 1);
    socket.write(`${old('pbx', 2)}\n`);
    await pause(100);
    expect(into.events).toHaveLength(1);
    gate = undefined;
    open?.();
    await until(() => into.events.length === 2);
  });

  it('refuses connections beyond the limit, and tells', async () => {
    const into = collect();
    const deps = { ...into.deps, maxConnections: 8 };
    const listener = await startSyslogListener(
      { id: 'syslog-tcp', kind: 'syslog', transport: 'tcp', host: '127.0.0.1', port: 0 },
      deps,
    );
    running.push(listener);
    const open = await Promise.all([1, 2].map(() => dial(listener.port)));
    const third = await dial(listener.port);
    await until(
      () => third.destroyed || third.readableEnded,
      2000,
      () => third.resume(),
    );
    expect(into.troubles[0]).toContain('127.0.0.1');
    open[0].write(`${old('pbx', 1)}\n`);
    await until(() => into.events.length === 1);
    open[1].destroy();
    await pause(50);
    const fourth = await dial(listener.port);
    fourth.write(`${old('pbx', 2)}\n`);
    await until(() => into.events.length === 2);
  });
});

describe('syslog over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belwacht-tls-'));
  const file = (name: string) => join(folder, name);
  beforeAll(() => {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA');
    for (const name of ['server', 'client']) {
      openssl('req', ...key.slice(0, 5), '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-out',
        `${name}.pem`,
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const listener = (more: Partial<SyslogListener> = {}) =>
    ({
      id: 'syslog-tls',
      kind: 'syslog',
      transport: 'tls',
      host: '127.0.0.1',
      port: 0,
      certFile: file('server.pem'),
      keyFile: file('server.key'),
      ...more,
    }) as SyslogListener;
  const dialTls = (port: number, withCertificate: boolean) => {
    const own = withCertificate
      ? { cert: readFileSync(file('client.pem')), key: readFileSync(file('client.key')) }
      : {};
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      ca: readFileSync(file('ca.pem')),
      checkServerIdentity: () => undefined,
      ...own,
    });
    socket.on('error', () => {});
    sockets.push(socket);
    return socket;
  };

  it('reads counted messages (RFC 5425)', async () => {
    const into = collect();
    const server = await startSyslogListener(listener(), into.deps);
    running.push(server);
    const messages = [modern('pbx', 1), modern('pbx', 2)];
    dialTls(server.port, false).write(messages.map((message) => `${message.length} ${message}`).join(''));
    await until(() => into.events.length === 2);
    expect(into.discovered[0].match).toEqual({ listener: 'syslog-tls', address: '127.0.0.1', hostname: 'pbx' });
  });

  it('takes only senders with a certificate when a CA is set', async () => {
    const into = collect();
    const server = await startSyslogListener(
      listener({ caFile: file('ca.pem') } as Partial<SyslogListener>),
      into.deps,
    );
    running.push(server);
    const stranger = dialTls(server.port, false);
    stranger.write(`${old('pbx', 1)}\n`);
    await until(
      () => stranger.destroyed,
      3000,
      () => stranger.resume(),
    );
    dialTls(server.port, true).write(`${old('pbx', 2)}\n`);
    await until(() => into.events.length === 1);
    expect(ports(into)).toEqual([2]);
  });

  it('survives who speaks no TLS', async () => {
    const into = collect();
    const server = await startSyslogListener(listener(), into.deps);
    running.push(server);
    const plain = await dial(server.port);
    plain.write('GET / HTTP/1.0\r\n\r\n');
    await until(
      () => plain.destroyed,
      3000,
      () => plain.resume(),
    );
    dialTls(server.port, false).write(`${old('pbx', 2)}\n`);
    await until(() => into.events.length === 1);
  });

  it('says which file is wrong', async () => {
    writeFileSync(file('bad.pem'), 'no certificate');
    const { deps } = collect();
    const bad = listener({ certFile: file('bad.pem') } as Partial<SyslogListener>);
    await expect(startSyslogListener(bad, deps)).rejects.toMatchObject({
      code: 'certificate',
      retryable: false,
      message: expect.stringContaining('bad.pem'),
    });
    const none = listener({ keyFile: file('none.key') } as Partial<SyslogListener>);
    await expect(startSyslogListener(none, deps)).rejects.toMatchObject({
      code: 'certificate',
      message: expect.stringContaining('none.key'),
    });
  });
});
