import { accessSync, constants, statSync } from 'node:fs';
import type { Config } from './schema.ts';

interface Finding {
  readonly path: string;
  readonly message: string;
}

/**
 * What is wrong with the files that a server reads when it starts: certificates and keys that are not there, and log files that
 * are none. A log file that does not exist yet is waited for.
 */
export function placeChecks({ http, syslog, redirect, audit_syslog, files }: Config): Finding[] {
  const pem: [path: string, file: string][] = [
    ['http.tls.cert', http.tls.cert],
    ['http.tls.key', http.tls.key],
    ...(['tls_cert', 'tls_key', 'tls_ca'] as const).flatMap((name): [string, string][] => [
      [`syslog.${name}`, syslog.tls_port >= 0 ? syslog[name] : ''],
      [`redirect.${name}`, redirect.tls_port >= 0 ? redirect[name] : ''],
    ]),
    ['audit_syslog.ca', audit_syslog.host ? audit_syslog.ca : ''],
  ];
  return [
    ...pem.flatMap(([path, file]): Finding[] => {
      const trouble = file === '' ? '' : troubleOf(file);
      return trouble ? [{ path, message: `${file} cannot be read: ${trouble}; it must be a PEM file` }] : [];
    }),
    ...files.flatMap(({ path: file }, i): Finding[] =>
      statSync(file, { throwIfNoEntry: false })?.isDirectory()
        ? [{ path: `files.${i}.path`, message: `${file} is a directory; name the log file in it` }]
        : [],
    ),
  ];
}

function troubleOf(file: string): string {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isFile() ? '' : 'it is no file';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'it does not exist';
    return code === 'EACCES' ? 'the user of Belwacht may not read it' : message;
  }
}
