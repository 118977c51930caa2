import type { AuditEntry } from '../../core/audit-entry.ts';

/** Facility 13 (log audit), severity 5 (notice) or 4 (warning). */
const priority = { notice: 13 * 8 + 5, warning: 13 * 8 + 4 };
/** Whatever failed or was refused is worth a second look. */
const worrying = /\.(failed|refused|locked|denied|erased|deleted|pruned)$/;
/** Enterprise number of the structured data: the one reserved for documentation (RFC 5612). */
const sdId = 'belwacht@32473';
const longestParameter = 500;

/** A place or text of a header: printable ASCII without spaces, `-` when there is none (RFC 5424, 6). */
function header(text: string, longest: number): string {
  const clean = text.replace(/[^\x21-\x7e]/g, '_').slice(0, longest);
  return clean === '' ? '-' : clean;
}

/** Value of a parameter: `"`, `\` and `]` escaped (RFC 5424, 6.3.3); no line ends, whatever a stranger typed. */
function value(text: string): string {
  return text
    .slice(0, longestParameter)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/["\\\]]/g, '\\$&');
}

/**
 * An entry as one syslog message (RFC 5424): what one filters on as structured data, the JSON that was hashed as the message.
 * `longest`, bytes: a longer one is cut and says so with `cut="1"`; the structured data is always whole.
 */
export function auditLine(entry: AuditEntry, hostname: string, longest = Number.POSITIVE_INFINITY): Buffer {
  const { seq, at, tenant, actor, action, object, rule, prevHash, hash, payload } = entry;
  const level = worrying.test(action) ? priority.warning : priority.notice;
  const head = `<${level}>1 ${new Date(at).toISOString()} ${header(hostname, 255)} belwacht - ${header(action, 32)}`;
  const parameters = {
    ...{ seq: String(seq), tenant, action, actorKind: actor.kind, actor: actor.id, actorName: actor.name },
    ...{ address: actor.address, objectKind: object.kind, object: object.id, rule, prevHash, hash },
  };
  const data = (cut: boolean) =>
    `[${sdId} ${Object.entries({ ...parameters, ...(cut && { cut: '1' }) })
      .map(([name, text]) => `${name}="${value(text)}"`)
      .join(' ')}]`;
  // The mark says that the message is UTF-8.
  const whole = Buffer.from(`${head} ${data(false)} \ufeff${payload}`);
  if (whole.length <= longest) return whole;
  const start = Buffer.from(`${head} ${data(true)} \ufeff`);
  const room = Math.max(0, longest - start.length);
  const text = Buffer.from(payload);
  let end = Math.min(room, text.length);
  // Not in the middle of a character.
  while (end > 0 && (text[end] & 0xc0) === 0x80) end--;
  return Buffer.concat([start, text.subarray(0, end)]);
}

/** Octet counting (RFC 6587, 3.4.1; RFC 5425, 4.3): the length, a space, the message. */
export function framed(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}
