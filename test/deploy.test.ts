import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Decision } from '../src/api/schema/alerts.ts';
import { loadConfig } from '../src/app/config/load.ts';
import { RunningBelwacht } from './lab/belwacht.ts';
import { DebianDatabase } from './lab/database.ts';
import { LabNetwork } from './lab/network.ts';
import { allowedCalls, inSandbox, refusedCalls, sandbox, serviceId } from './lab/sandbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** What deploy/ promises, tried: the service's sandbox, the roles of the database, the containers' files. */
const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path: string) => join(root, path);
const dir = mkdtempSync(join(tmpdir(), 'belwacht-deploy-'));
chmodSync(dir, 0o755);
const closing: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

describe('systemd', () => {
  const unit = join(dir, 'belwacht.service');

  test('the unit is one that systemd understands, and exposes little', () => {
    // As installed, but for where the program is.
    const text = readFileSync(at('deploy/systemd/belwacht.service'), 'utf8');
    expect(text).toMatch(/^ExecStart=\/opt\/belwacht\/belwacht serve /m);
    writeFileSync(unit, text.replace('ExecStart=/opt/belwacht/', `ExecStart=${root}`));
    const verify = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
    expect([verify.status, verify.stdout + verify.stderr]).toEqual([0, '']);
    const broken = join(dir, 'broken.service');
    writeFileSync(broken, text.replace('NoNewPrivileges', 'NoNewPriviliges').replace('/opt/belwacht/', root));
    expect(spawnSync('systemd-analyze', ['verify', '--man=no', broken], { encoding: 'utf8' }).stderr).toMatch(
      /Priviliges/,
    );
    const security = execFileSync('systemd-analyze', ['security', '--offline=true', unit], { encoding: 'utf8' });
    const [, score] = /Overall exposure level for belwacht\.service: ([\d.]+)/.exec(security) ?? [];
    expect(Number(score)).toBeGreaterThan(0);
    expect(Number(score)).toBeLessThanOrEqual(2.5);
  });

  test('its account has no shell and no password', () => {
    const place = join(dir, 'sysusers');
    mkdirSync(join(place, 'etc'), { recursive: true });
    execFileSync('systemd-sysusers', [`--root=${place}`, at('deploy/systemd/belwacht.sysusers.conf')]);
    expect(readFileSync(join(place, 'etc/passwd'), 'utf8')).toMatch(
      /^belwacht:x:\d+:\d+:Belwacht:\/var\/lib\/belwacht:\/usr\/sbin\/nologin$/m,
    );
    expect(readFileSync(join(place, 'etc/shadow'), 'utf8')).toMatch(/^belwacht:!\*?:/m);
  });

  test('the filter of system calls is one that refuses', () => {
    const allowed = allowedCalls(at('deploy/systemd/belwacht.service'));
    for (const call of ['read', 'execve', 'prlimit64']) expect(allowed).toContain(call);
    for (const call of ['mount', 'ptrace', 'bpf', 'init_module', 'reboot', 'setuid', 'chown', 'pivot_root'])
      expect(allowed).not.toContain(call);
    // That a refused call is seen by the same look as in the sandbox, and an allowed one is not.
    const seen = (...command: string[]) =>
      spawnSync('strace', [...refusedCalls(), ...command], { encoding: 'utf8' }).stderr;
    writeFileSync(join(dir, 'mine'), '');
    expect(seen('chown', '0:0', join(dir, 'mine'))).toMatch(/chown/);
    expect(seen('cat', join(dir, 'mine'))).toBe('');
  });

  test('systemd hears that it is ready, alive and stopping', async () => {
    const heard = join(dir, 'heard');
    const socket = join(dir, 'notify.sock');
    writeFileSync(heard, '');
    const listen = join(dir, 'listen.pl');
    writeFileSync(
      listen,
      `use IO::Socket::UNIX; use IO::Handle; my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die;
       open(my $o, '>>', $ARGV[1]); $o->autoflush; alarm 60; while (defined $s->recv(my $m, 4096)) { print $o "$m\\n" }`,
    );
    const { spawn } = await import('node:child_process');
    const listener = spawn('perl', [listen, socket, heard], { stdio: 'inherit' });
    closing.push(() => listener.kill());
    await until('the socket', 5, () => existsSync(socket));
    const environment = [`NOTIFY_SOCKET=${socket}`, 'WATCHDOG_USEC=400000'];
    const serving = new Serving('notify', {}, () => ['env', ...environment]);
    closing.push(() => serving.close());
    await serving.start();
    const has = (pattern: RegExp) => until(`${pattern}`, 10, () => pattern.test(readFileSync(heard, 'utf8')));
    await has(/READY=1/);
    await has(/STATUS=ready: http:\/\/127\.0\.0\.1:\d+/);
    await has(/WATCHDOG=1[\s\S]*WATCHDOG=1/);
    await serving.server.stop();
    await has(/STOPPING=1/);
  });
});

describe('the sandbox of the service', () => {
  test('without any right but CAP_NET_ADMIN it starts, blocks in nftables, and can write nowhere else', async () => {
    const network = new LabNetwork('dp');
    closing.push(() => network.close());
    const home = join(dir, 'service');
    mkdirSync(home);
    const trace = join(dir, 'calls');
    const config = {
      data_dir: inSandbox.state,
      mode: 'enforce',
      http: { port: 8080, web_dir: '/opt/belwacht/web' },
      enforcers: [{ id: 'firewall', kind: 'nftables' }],
      own_networks: [],
    };
    const program = sandbox(home, join(home, 'data'), trace);
    const server = new RunningBelwacht(home, config, {
      through: ['ip', 'netns', 'exec', network.server.namespace, program],
    });
    closing.push(() => server.stop());
    await server.start();
    const { pid } = server;

    const made = await network.run(network.server, at('belwacht'), [
      ...['block', '203.0.113.66', '--for', '1h', '--reason', 'tried', '--data-dir', server.dataDir],
    ]);
    expect(made.code, made.out + made.err).toBe(0);
    const rules = await network.run(network.server, 'nft', ['list', 'table', 'inet', 'belwacht']);
    expect(rules.out).toContain('203.0.113.66');

    const status = (of: number) => readFileSync(`/proc/${of}/status`, 'utf8');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('src/main.ts');
    expect(status(pid)).toMatch(new RegExp(`^Uid:\\s+${serviceId}\\s+${serviceId}\\s+${serviceId}`, 'm'));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect(status(pid)).toMatch(new RegExp(`^${set}:\\s+0000000000001000$`, 'm'));
    expect(status(pid)).toMatch(/^NoNewPrivs:\s+1$/m);
    const postmaster = Number(readFileSync(join(server.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    expect(readFileSync(`/proc/${postmaster}/cmdline`, 'utf8')).toContain('postgres');
    // Neither may PostgreSQL change the firewall, nor anything that somebody makes it run.
    for (const set of ['CapPrm', 'CapEff', 'CapAmb'])
      expect(status(postmaster)).toMatch(new RegExp(`^${set}:\\s+0000000000000000$`, 'm'));

    // What its user may write, seen with its mounts.
    const inside = (...command: string[]) =>
      spawnSync(
        'nsenter',
        [
          ...['--target', String(pid), '--mount', 'setpriv', `--reuid=${serviceId}`, `--regid=${serviceId}`],
          ...['--clear-groups', '--bounding-set=-all', '--inh-caps=-all', ...command],
        ],
        { encoding: 'utf8', maxBuffer: 1 << 26 },
      );
    const places = inside(
      ...[
        'find',
        '/',
        '(',
        '-path',
        '/proc',
        '-o',
        '-path',
        '/dev',
        '-o',
        '-path',
        '/opt/state',
        '-o',
        '-path',
        '/tmp',
        ')',
      ],
      ...['-prune', '-o', '!', '-type', 'l', '-writable', '-print'],
    );
    expect(places.stdout.split('\n').filter((path) => path !== '' && path !== '/opt/trace/calls')).toEqual([]);
    for (const place of ['/opt/belwacht/src', '/etc', '/var/tmp', '/root', '/usr/bin'])
      expect(inside('touch', `${place}/written`).status, place).not.toBe(0);
    // That the same look finds what may be written.
    for (const place of ['/opt/state', '/tmp']) {
      expect(inside('touch', `${place}/written`).status, place).toBe(0);
      expect(inside('find', `${place}/written`, '-writable').stdout).toContain('written');
    }
    await server.stop();
    // Every call that the unit's filter would have refused, from the start over blocking to the end.
    expect(readFileSync(trace, 'utf8')).toBe('');
  });
});

describe('the database of somebody else', () => {
  test('two roles made by the script, their addresses from files: the application owns nothing', async () => {
    const database = await DebianDatabase.make();
    closing.push(() => database.remove());
    await database.query('select 1');
    const place = join(dir, 'compose');
    mkdirSync(place);
    copyFileSync(at('deploy/make-secrets.sh'), join(place, 'make-secrets.sh'));
    execFileSync('sh', [join(place, 'make-secrets.sh')]);
    const secret = (name: string) => join(place, 'secrets', name);
    const before = readFileSync(secret('database_url'), 'utf8');
    execFileSync('sh', [join(place, 'make-secrets.sh')]);
    expect(readFileSync(secret('database_url'), 'utf8')).toBe(before);
    expect(readFileSync(secret('owner_password'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(secret('app_password'), 'utf8')).not.toBe(readFileSync(secret('owner_password'), 'utf8'));

    // A new cluster has neither.
    const { port } = new URL(database.url);
    const psql = (...args: string[]) =>
      execFileSync('psql', ['-h', '127.0.0.1', '-p', port, '-U', 'owner', '-d', 'postgres', ...args], {
        encoding: 'utf8',
      });
    psql('-c', 'drop database belwacht with (force)', '-c', 'drop role belwacht');
    execFileSync('sh', [at('deploy/database/10-roles.sh')], {
      env: {
        ...{ PATH: process.env.PATH, PGHOST: '127.0.0.1', PGPORT: port, PGUSER: 'owner' },
        ...{ OWNER_PASSWORD_FILE: secret('owner_password'), APP_PASSWORD_FILE: secret('app_password') },
      },
    });
    for (const name of ['database_url', 'database_app_url']) {
      const text = readFileSync(secret(name), 'utf8');
      expect(text).toMatch(/@database\/belwacht$/);
      writeFileSync(secret(name), text.replace('@database/', `@127.0.0.1:${port}/`));
    }
    const serving = new Serving('roles', { mode: 'enforce' }, () => [
      ...['env', `BELWACHT_DATABASE_URL_FILE=${secret('database_url')}`],
      `BELWACHT_DATABASE_APP_URL_FILE=${secret('database_app_url')}`,
    ]);
    closing.push(() => serving.close());
    await serving.start();
    expect(existsSync(join(serving.server.dataDir, 'postgres'))).toBe(false);
    const wish = { value: '203.0.113.8', durationS: 3600, reason: 'tried' };
    expect(await serving.must<Decision>('POST', '/api/v1/decisions', wish)).toMatchObject({ state: 'in-force' });
    const users = await database.query<{ usename: string }>(
      `select distinct usename from pg_stat_activity where application_name = 'belwacht' order by 1`,
    );
    expect(users.map(({ usename }) => usename)).toContain('belwacht_app');
    const [{ owned }] = await database.query<{ owned: number }>(
      `select count(*)::int as owned from pg_class where relowner = 'belwacht_app'::regrole`,
    );
    expect(owned).toBe(0);
  });
});

describe('containers', () => {
  const text = readFileSync(at('deploy/Containerfile'), 'utf8').replaceAll('\\\n', ' ');
  const steps = text.split('\n').filter((line) => /^[A-Z]+ /.test(line));
  const compose = parse(readFileSync(at('deploy/compose.yaml'), 'utf8'));

  test('the Containerfile copies what there is, runs as nobody, and brings nothing from elsewhere but packages', () => {
    const froms = steps.filter((step) => step.startsWith('FROM '));
    expect(froms).toHaveLength(3);
    expect(text).toMatch(/^ARG NODE_IMAGE=\S+:24-\S+$/m);
    expect(froms.every((from) => /^FROM \$\{NODE_IMAGE\}( |$)/.test(from))).toBe(true);
    const last = steps.slice(steps.lastIndexOf(froms[2]));
    expect(last.filter((step) => step.startsWith('USER '))).toEqual(['USER 10001:10001']);
    expect(last.findIndex((step) => step.startsWith('USER '))).toBeGreaterThan(
      last.findLastIndex((step) => step.startsWith('RUN ')),
    );
    expect(steps.some((step) => /^ADD |curl|wget|https?:\/\/(?!127\.0\.0\.1)/.test(step))).toBe(false);
    const ignore = readFileSync(at('.containerignore'), 'utf8').split('\n');
    expect(readFileSync(at('.dockerignore'), 'utf8').split('\n')).toEqual(ignore);
    expect(ignore).toContain('*');
    for (const step of steps.filter((copy) => copy.startsWith('COPY ') && !copy.includes('--from')))
      for (const source of step.split(' ').slice(1, -1)) {
        expect(existsSync(at(source)), source).toBe(true);
        expect(ignore, source).toContain(`!${source.split('/')[0]}`);
      }
  });

  test('compose: read-only, one capability, secrets as files, nothing open to the network by itself', () => {
    const { belwacht, database } = compose.services;
    expect(belwacht).toMatchObject({ read_only: true, cap_drop: ['ALL'], cap_add: ['NET_ADMIN'] });
    expect(database.image).toMatch(/:18(-|$)/);
    for (const { ports = [] } of Object.values<{ ports?: string[] }>(compose.services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    const made = readFileSync(at('deploy/make-secrets.sh'), 'utf8');
    for (const [name, { file }] of Object.entries<{ file: string }>(compose.secrets)) {
      expect(file).toBe(`./secrets/${name}`);
      expect(made).toContain(name);
    }
    expect(JSON.stringify(compose)).not.toMatch(/password"?:\s*"[^/]/i);
    expect(readFileSync(at('.gitignore'), 'utf8')).toContain('deploy/secrets/');
  });

  test('the settings that compose gives are settings, and let it start behind a proxy', () => {
    const secrets = join(dir, 'run-secrets');
    mkdirSync(secrets);
    const environment: Record<string, string> = {};
    for (const [name, value] of Object.entries<string>(compose.services.belwacht.environment)) {
      if (value.startsWith('/run/secrets/')) {
        environment[name] = join(secrets, basename(value));
        writeFileSync(environment[name], `postgresql://${basename(value)}:x@database/belwacht`);
      } else environment[name] = value.replace(/\$\{BELWACHT_PUBLIC_URL:[^}]*\}/, 'https://belwacht.example.nl');
    }
    const config = loadConfig('', environment);
    expect(config.http).toMatchObject({ host: '0.0.0.0', trusted_proxies: ['172.30.53.1'] });
    expect(config.database_app_url).toContain('database_app_url');
  });
});
