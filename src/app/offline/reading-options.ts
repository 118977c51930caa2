import { UsageError } from '../../core/command.ts';

/** Options of commands that read logs offline. */
export const readingOptions = {
  format: { type: 'string' },
  timezone: { type: 'string' },
  year: { type: 'string' },
} as const;

export const readingUsage = `  --format NAME    asterisk, freeswitch, kamailio, sshd, pam, suricata, json; default auto
  --timezone Z     IANA zone of times without one, e.g. Europe/Amsterdam; default UTC
  --year Y         year of the first time without one; default the one nearest to the file's last change`;

/** Reads --year; throws UsageError. */
export function readYear(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (!/^(19|20|21)\d\d$/.test(String(value)))
    throw new UsageError(`--year ${String(value)} is not a year such as 2026`);
  return Number(value);
}

/** Turns what reading a file throws into a sentence; anything unknown is given back as it is. */
export function fileError(error: unknown, given: string): unknown {
  const { code, name, message, path = given } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new UsageError(`${path} does not exist`);
  if (code === 'EACCES') return new UsageError(`${path} may not be read by this user`);
  if (code === 'EISDIR') return new UsageError(`${path} is a directory; give a file`);
  if (['UnknownFormatError', 'UnknownZoneError', 'UnreadableInputError'].includes(name)) return new UsageError(message);
  return error;
}
