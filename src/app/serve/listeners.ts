import type { Listener, Source } from '../../core/source.ts';
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
