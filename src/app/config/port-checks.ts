import type { Config } from './schema.ts';

interface Port {
  readonly path: string;
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
}

/** Ports that two settings claim; the later one is told. */
export function portChecks(config: Config): { readonly path: string; readonly message: string }[] {
  const taken: Port[] = [];
  return portsOf(config).flatMap((wanted) => {
    const first = taken.find(
      ({ transport, host, port }) =>
        transport === wanted.transport && port === wanted.port && overlaps(host, wanted.host),
    );
    taken.push(wanted);
    if (!first) return [];
    const where = `${wanted.transport.toUpperCase()} port ${wanted.port}`;
    return [{ path: wanted.path, message: `is ${where}, which ${first.path} has already; choose another port` }];
  });
}

function portsOf({ http, syslog, hep, redirect }: Config): Port[] {
  const ports: Port[] = [];
  const add = (path: string, host: string, port: number, transports: { udp?: boolean; tcp?: boolean }) => {
    // 0 is any free port, -1 is off.
    if (port <= 0) return;
    for (const transport of ['udp', 'tcp'] as const)
      if (transports[transport]) ports.push({ path, transport, host, port });
  };
  add('http.port', http.host, http.port, { tcp: true });
  add('http.redirect_port', http.host, http.redirect_port, { tcp: true });
  for (const [name, { host, port, udp, tcp }] of Object.entries({ syslog, hep, redirect }))
    add(`${name}.port`, host, port, { udp, tcp });
  add('syslog.tls_port', syslog.host, syslog.tls_port, { tcp: true });
  add('redirect.tls_port', redirect.host, redirect.tls_port, { tcp: true });
  return ports;
}

const every = ['0.0.0.0', '::', ''];

function overlaps(one: string, other: string): boolean {
  const name = (host: string) => (host === 'localhost' ? '127.0.0.1' : host);
  return every.includes(one) || every.includes(other) || name(one) === name(other);
}
