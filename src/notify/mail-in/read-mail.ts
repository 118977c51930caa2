import PostalMime, { type Address, type Email } from 'postal-mime';
import { clean } from '../clean.ts';

/** A mail that came in. All of it is a stranger's text. */
export interface IncomingMail {
  /** Without angle brackets; '' when it has none. */
  readonly messageId: string;
  /** Ids of the mails it answers, the nearest first; at most 100. */
  readonly references: readonly string[];
  /** Lower case; '' when there is none, or more than one. */
  readonly from: string;
  readonly subject: string;
  /** Plain text, taken out of HTML when there is nothing else. */
  readonly text: string;
  /** Sent by a machine: an automatic reply, a bounce, a list. Such a mail answers nothing and opens nothing. */
  readonly automatic: boolean;
  /** Authentication-Results (RFC 8601), the topmost first. */
  readonly authentication: readonly string[];
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }[];
  /** What was there besides and is not in `text` and `files`. */
  readonly left: { readonly files: number; readonly characters: number };
}

const mostNesting = 30;
const mostHeaders = 256 * 1024;

/** Most files and characters of text that are taken out of one mail. */
export interface MailLimits {
  readonly files: number;
  readonly characters: number;
}

/**
 * Takes a mail apart (RFC 5322, MIME); undefined for one that is not to be taken apart: nested deeper, or with longer headers,
 * than any that people write.
 */
export async function readMail(source: Uint8Array, most: MailLimits): Promise<IncomingMail | undefined> {
  let email: Email;
  try {
    email = await PostalMime.parse(source, { maxNestingDepth: mostNesting, maxHeadersSize: mostHeaders });
  } catch {
    return undefined;
  }
  const values = (name: string) => email.headers.filter(({ key }) => key === name).map(({ value }) => value);
  const [messageId = ''] = idsIn(email.messageId ?? '');
  const text = email.text?.trim() ? email.text : textOfHtml(email.html ?? '');
  return {
    messageId,
    references: [...idsIn(email.inReplyTo ?? ''), ...idsIn(email.references ?? '').reverse()].slice(0, 100),
    from: senderOf(email.from, values('from').length),
    subject: clean(email.subject ?? '', 500),
    text: text.slice(0, most.characters).toWellFormed(),
    automatic: isAutomatic(values),
    authentication: values('authentication-results').slice(0, 20),
    files: email.attachments.slice(0, most.files).map(({ filename, mimeType, content }) => ({
      name: clean(filename ?? '', 200) || 'attachment',
      mediaType: /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/.test(mimeType) ? mimeType : 'application/octet-stream',
      content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
    left: {
      files: Math.max(0, email.attachments.length - most.files),
      characters: Math.max(0, text.length - most.characters),
    },
  };
}

/** Ids in angle brackets. */
function idsIn(text: string): string[] {
  return [...text.slice(0, 50_000).matchAll(/<([^<>\s]{1,300})>/g)].map(([, id]) => id);
}

/** Two senders, or a group, are a trick: nobody can say who wrote it. */
function senderOf(from: Address | undefined, headers: number): string {
  if (!from?.address || headers !== 1) return '';
  const address = from.address.trim().toLowerCase();
  return /^[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]{1,253}$/.test(address) ? address : '';
}

/** RFC 3834, and what programs wrote before it. */
function isAutomatic(values: (name: string) => readonly string[]): boolean {
  const has = (name: string, pattern: RegExp) => values(name).some((value) => pattern.test(value));
  return (
    values('auto-submitted').some((value) => !/^\s*no\b/i.test(value)) ||
    has('precedence', /bulk|junk|list|auto.?reply/i) ||
    ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress', 'list-id', 'x-loop'].some(
      (name) => values(name).length > 0,
    ) ||
    has('return-path', /^\s*<>\s*$/) ||
    has('content-type', /^\s*multipart\/report/i) ||
    has('from', /\b(mailer-daemon|postmaster)@/i)
  );
}

/** The words of HTML, without anything that could be markup; each block on a line of its own. */
export function textOfHtml(html: string): string {
  return html
    .slice(0, 1_000_000)
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/<(script|style|head|title|template)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/[\r\n\t ]+/g, ' ')
    .replace(/<\/?(p|div|br|li|tr|h[1-6]|blockquote|table|ul|ol|hr)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>?/g, '')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{1,10});/gi, (whole, name: string) => entity(name) ?? whole)
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function entity(name: string): string | undefined {
  if (!name.startsWith('#'))
    return Object.hasOwn(entities, name.toLowerCase()) ? entities[name.toLowerCase()] : undefined;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ' ';
}
