import { createSocket } from 'node:dgram';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Command, UsageError } from '../../core/command.ts';
import { createEnrichers } from '../../enrich/enrichers.ts';
import { customerChecks } from '../config/customer-checks.ts';
import { loadConfig, wrongSetting } from '../config/load.ts';
import { placeChecks } from '../config/place-checks.ts';
import type { Config } from '../config/schema.ts';
import { rulesOf } from '../rule-files.ts';
import { refuseOpenWeb } from '../serve/listen.ts';
import { TlsCertificate } from '../serve/tls-certificate.ts';

interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly detail: string;
}

const wantedBuffer = 8 * 1024 ** 2;
const freeWanted = 2 * 1024 ** 3;

export const doctor: Command = {
  name: 'doctor',
  summary: 'check ports, disk, database, firewall rights, databases of countries; says what to do',
  usage: `Usage: ./belwacht doctor [--config FILE] [--json]

Exit 1 when something keeps Belwacht from working. Ports in use by a running Belwacht are recognised as such.`,
  options: { config: { type: 'string' }, json: { type: 'boolean' }, 'data-dir': { type: 'string' } },
  async run(values, words) {
    if (words.length) throw new UsageError('doctor takes no words');
    const environment = values['data-dir']
      ? { ...process.env, BELWACHT_DATA_DIR: String(values['data-dir']) }
      : process.env;
    const config = loadConfig(String(values.config ?? ''), environment);
    const findings = [
      node(),
      await rules(config),
      ...disk(config),
      geo(config),
      ...places(config),
      ...files(config),
      web(config),
      ...(await ports(config)),
      receiveBuffer(),
      ...(await database(config)),
      ...(await firewall(config)),
      ...webhooks(config),
      smtp(config),
    ];
    for (const finding of findings) {
      process.stdout.write(
        values.json
          ? `${JSON.stringify(finding)}\n`
          : `${finding.state.padEnd(8)} ${finding.what}: ${finding.detail}\n`,
      );
    }
    return findings.some(({ state }) => state === 'problem') ? 1 : 0;
  },
};

function node(): Finding {
  const good = Number(process.versions.node.split('.')[0]) >= 24;
  return {
    what: 'Node',
    state: good ? 'ok' : 'problem',
    detail: good ? process.version : `${process.version}; run 'npm ci', which brings Node 24`,
  };
}

async function rules(config: Config): Promise<Finding> {
  try {
    return { what: 'rules', state: 'ok', detail: `${(await rulesOf(config.rules_dir)).rules.length} rules` };
  } catch (error) {
    return { what: 'rules', state: 'problem', detail: (error as Error).message };
  }
}

function disk(config: Config): Finding[] {
  const dir = config.data_dir;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = statfsSync(dir);
    const free = bavail * bsize;
    const gib = `${(free / 1024 ** 3).toFixed(1)} GiB free in ${dir}`;
    return [
      {
        what: 'disk',
        state: free < freeWanted ? 'warning' : 'ok',
        detail: free < freeWanted ? `${gib}; make at least 2 GiB free or set data_dir` : gib,
      },
    ];
  } catch (error) {
    return [
      {
        what: 'disk',
        state: 'problem',
        detail: `${dir} cannot be written (${(error as Error).message}); set data_dir or its owner`,
      },
    ];
  }
}

function geo(config: Config): Finding {
  try {
    const { geo: databases } = createEnrichers({
      geo: { countryMmdb: config.geo.country_mmdb || undefined, asnMmdb: config.geo.asn_mmdb || undefined },
    });
    const { date, ageDays, stale } = databases.info(Date.now());
    const day =
      date === null
        ? 'of unknown age'
        : `of ${new Date(date).toISOString().slice(0, 10)} (${Math.round(ageDays ?? 0)} days old)`;
    return {
      what: 'countries and networks',
      state: stale ? 'warning' : 'ok',
      detail: stale ? `databases ${day}; update Belwacht or set geo.country_mmdb` : `databases ${day}`,
    };
  } catch (error) {
    return { what: 'countries and networks', state: 'problem', detail: (error as Error).message };
  }
}

/** What a start would stop with. */
function places(config: Config): Finding[] {
  return placeChecks(config).map(({ path, message }) => ({
    what: 'settings',
    state: 'problem',
    detail: wrongSetting(config, path, message).message,
  }));
}

function files(config: Config): Finding[] {
  const usable = config.files.filter(({ path }) => !statSync(path, { throwIfNoEntry: false })?.isDirectory());
  return usable.map(({ id, path }) => {
    if (!existsSync(path))
      return {
        what: `file ${id}`,
        state: 'warning',
        detail: `${path} does not exist yet; it is read as soon as it does`,
      };
    try {
      accessSync(path, constants.R_OK);
      return { what: `file ${id}`, state: 'ok', detail: `${path} can be read` };
    } catch {
      return {
        what: `file ${id}`,
        state: 'problem',
        detail: `${path} may not be read; add the user of Belwacht to its group, e.g. usermod -aG adm belwacht`,
      };
    }
  });
}

async function ports(config: Config): Promise<Finding[]> {
  const running = existsSync(`${config.data_dir}/cli.json`);
  const { http, syslog, hep } = config;
  const wanted: [string, 'tcp' | 'udp', string, number][] = [['web', 'tcp', http.host, http.port]];
  for (const [name, settings] of [
    ['syslog', syslog],
    ['HEP', hep],
  ] as const) {
    if (settings.udp) wanted.push([name, 'udp', settings.host, settings.port]);
    if (settings.tcp) wanted.push([name, 'tcp', settings.host, settings.port]);
  }
  if (syslog.tls_port >= 0) wanted.push(['syslog TLS', 'tcp', syslog.host, syslog.tls_port]);
  const findings: Finding[] = [];
  for (const [name, transport, host, port] of wanted) {
    const error = await (transport === 'tcp' ? tryTcp(host, port) : tryUdp(host, port));
    const what = `${name} ${transport} ${host}:${port}`;
    if (!error) findings.push({ what, state: 'ok', detail: 'free' });
    else if (error === 'EADDRINUSE' && running)
      findings.push({ what, state: 'ok', detail: 'in use; a Belwacht of this data directory runs' });
    else if (error === 'EADDRINUSE')
      findings.push({
        what,
        state: 'problem',
        detail: `in use by another program; find it with ss -ln${transport[0]}p 'sport = :${port}' or set another port`,
      });
    else
      findings.push({
        what,
        state: 'problem',
        detail: `cannot be opened (${error}); choose another address or a port above 1023`,
      });
  }
  return findings;
}

/** Whether passwords travel safely, and how long the certificate is good. */
function web({ http }: Config): Finding {
  const what = 'web server';
  try {
    refuseOpenWeb(http);
    if (!http.tls.cert) {
      const proxied = `behind ${http.trusted_proxies.join(', ')} at ${http.public_url}`;
      return { what, state: 'ok', detail: http.trusted_proxies.length > 0 ? proxied : 'on loopback only' };
    }
    const certificate = new TlsCertificate(http.tls);
    const trouble = certificate.trouble(Date.now());
    const good = `TLS, certificate for ${certificate.names.join(', ') || http.host} until ${new Date(certificate.until).toISOString().slice(0, 10)}`;
    return { what, state: trouble ? 'warning' : 'ok', detail: trouble || good };
  } catch (error) {
    return { what, state: 'problem', detail: (error as Error).message.replaceAll('\n', ' ') };
  }
}

function tryTcp(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve('')));
  });
}

function tryUdp(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.bind(port, host, () => socket.close(() => resolve('')));
  });
}

async function database(config: Config): Promise<Finding[]> {
  const what = 'database';
  if (!config.database_url) {
    const { embeddedServerAvailable } = await import('../serve/embedded-available.ts');
    const reason = embeddedServerAvailable();
    const detail = reason || `embedded PostgreSQL in ${config.data_dir}/postgres`;
    return [{ what, state: reason ? 'problem' : 'ok', detail }];
  }
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: config.database_url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    const tenants = await client
      .query<{ id: string }>('select id from tenant')
      // Before the first start there is no such table.
      .catch(() => undefined);
    const strays = tenants ? customerChecks(config, tenants.rows) : [];
    return [
      { what, state: 'ok', detail: `PostgreSQL ${rows[0].server_version}` },
      ...strays.map(({ message }): Finding => ({ what: 'settings', state: 'problem', detail: message })),
    ];
  } catch (error) {
    return [{ what, state: 'problem', detail: `${(error as Error).message}; check database_url` }];
  } finally {
    await client.end().catch(() => {});
  }
}

async function firewall(config: Config): Promise<Finding[]> {
  const { nftablesRights } = await import('../serve/enforcement.ts');
  return config.enforcers.flatMap(({ id, kind, netns }): Finding[] => {
    if (kind !== 'nftables' && kind !== 'auto') return [];
    const { ok, reason } = nftablesRights(netns);
    if (ok) return [{ what: `firewall ${id}`, state: 'ok', detail: 'nftables may be changed' }];
    return [
      {
        what: `firewall ${id}`,
        state: kind === 'auto' ? 'warning' : 'problem',
        detail: `${kind === 'auto' ? 'blocks are only noted: ' : ''}${reason}`,
      },
    ];
  });
}

/** Whether a webhook has a secret in the settings; one that was sealed since is known only to the database. */
function webhooks(config: Config): Finding[] {
  return config.enforcers.flatMap(({ id, kind, secret }, i): Finding[] => {
    if (kind !== 'webhook') return [];
    if (secret) return [{ what: `webhook ${id}`, state: 'ok', detail: 'has a secret' }];
    const detail = 'is empty: Belwacht starts only when one was set with PUT /api/v1/enforcers/… before';
    return [
      {
        what: `webhook ${id}`,
        state: 'warning',
        detail: wrongSetting(config, `enforcers.${i}.secret`, detail).message,
      },
    ];
  });
}

function receiveBuffer(): Finding {
  const what = 'UDP receive buffer';
  try {
    const bytes = Number(readFileSync('/proc/sys/net/core/rmem_max', 'utf8'));
    if (bytes >= wantedBuffer) return { what, state: 'ok', detail: `up to ${bytes / 1024 ** 2} MiB` };
    return {
      what,
      state: 'warning',
      detail: `at most ${(bytes / 1024 ** 2).toFixed(1)} MiB, so bursts of HEP or syslog over UDP may be lost (and counted); run sysctl -w net.core.rmem_max=${wantedBuffer}`,
    };
  } catch {
    return { what, state: 'warning', detail: 'its limit cannot be read on this system' };
  }
}

function smtp(config: Config): Finding {
  return config.smtp.host
    ? { what: 'mail', state: 'ok', detail: `through ${config.smtp.host}:${config.smtp.port}` }
    : { what: 'mail', state: 'warning', detail: 'smtp.host is not set, so alerts are not mailed' };
}
