import type { Listener, Source } from '../../core/source.ts';
import { type RedirectListener, type RedirectOptions, usualRedirect } from '../../enforce/redirect/redirect-options.ts';
import type { Config } from '../config/schema.ts';
import { StartError } from '../start-error.ts';

/** Listeners that the settings ask for. Throws StartError when TLS lacks its files. */
export function listenersOf({ syslog, hep, files }: Config): Listener[] {
  const listeners: Listener[] = [];
  const { host, port } = syslog;
  if (syslog.udp) listeners.push({ id: 'syslog-udp', kind: 'syslog', transport: 'udp', host, port });
  if (syslog.tcp) listeners.push({ id: 'syslog-tcp', kind: 'syslog', transport: 'tcp', host, port });
  if (syslog.tls_port >= 0) {
    if (!syslog.tls_cert || !syslog.tls_key)
      throw new StartError('syslog.tls_port is set, so syslog.tls_cert and syslog.tls_key must name PEM files');
    listeners.push({
      id: 'syslog-tls',
      kind: 'syslog',
      transport: 'tls',
      host,
      port: syslog.tls_port,
      certFile: syslog.tls_cert,
      keyFile: syslog.tls_key,
      ...(syslog.tls_ca ? { caFile: syslog.tls_ca } : {}),
    });
  }
  for (const transport of ['udp', 'tcp'] as const) {
    if (hep[transport])
      listeners.push({
        id: `hep-${transport}`,
        kind: 'hep',
        transport,
        host: hep.host,
        port: hep.port,
        authKey: hep.auth_key,
      });
  }
  for (const { id, path } of files) listeners.push({ id, kind: 'file', path });
  return listeners;
}

/** Sources of the files in the settings: each file is its own. */
export function fileSources({ files, time_zone }: Config): Source[] {
  return files.map(({ id, path, format, tenant, asset, time_zone: zone }) => ({
    id,
    tenant,
    asset,
    name: path,
    kind: 'file',
    match: { listener: id },
    format,
    timeZone: zone ?? time_zone,
    discovered: false,
  }));
}

/** The SIP redirect server that the settings ask for; undefined when they ask for none. */
export function redirectOf({ redirect }: Config): RedirectOptions | undefined {
  const { host, port, udp, tcp, tls_port, tls_cert, tls_key, tls_ca } = redirect;
  const listeners: RedirectListener[] = [];
  if (udp) listeners.push({ id: 'redirect-udp', transport: 'udp', host, port });
  if (tcp) listeners.push({ id: 'redirect-tcp', transport: 'tcp', host, port });
  if (tls_port >= 0)
    listeners.push({
      ...{ id: 'redirect-tls', transport: 'tls', host, port: tls_port, certFile: tls_cert, keyFile: tls_key },
      ...(tls_ca ? { caFile: tls_ca } : {}),
    });
  if (listeners.length === 0) return undefined;
  return {
    ...usualRedirect,
    listeners,
    peers: redirect.peers.map(({ id, networks, trusted, trunk, silent_after_s }) => ({
      ...{ id, networks, trusted, trunk },
      ...(silent_after_s !== undefined && { silentAfterS: silent_after_s }),
    })),
    noObjection: redirect.no_objection,
    refusal: redirect.refusal,
    trunkGroups: redirect.trunk_groups,
    headers: {
      account: redirect.headers.account,
      trunk: redirect.headers.trunk,
      address: redirect.headers.address,
      linkedCall: redirect.headers.linked_call,
    },
    accountFrom: redirect.account_from,
    secret: redirect.secret,
  };
}
