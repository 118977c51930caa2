import { createTransport, type Transporter } from 'nodemailer';
import type { Channel, Message, OpenFile } from '../../channel.ts';
import { ChannelError } from '../../channel.ts';
import { clean } from '../../clean.ts';
import { renderHtml } from './render-html.ts';

/** How mail leaves. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465); otherwise STARTTLS is used when the server offers it. */
  readonly secure: boolean;
  readonly user?: string;
  readonly pass?: string;
  /** Sender: an address, or `Name <address>`. */
  readonly from: string;
  /** Where answers go to; the sender when absent. */
  readonly replyTo?: string;
  /** False accepts a certificate that cannot be checked, for a server in one's own network. Default true. */
  readonly verifyCertificate?: boolean;
}

const timeLimitMs = 20_000;

/** Sends mail over SMTP (RFC 5321), as plain text with a simple HTML twin. */
export class MailChannel implements Channel {
  readonly kind = 'mail';
  readonly #from: { readonly name: string; readonly address: string };
  readonly #transport: Transporter;
  readonly #replyTo: string | undefined;
  readonly #open: OpenFile;

  /** Throws a RangeError when the sender is no address. `open` gives the files that messages refer to. */
  constructor(
    { host, port, secure, user, pass, from, replyTo, verifyCertificate = true }: SmtpSettings,
    open: OpenFile = async () => undefined,
  ) {
    const sender = readSender(from);
    if (!sender) throw new RangeError(`"${from}" is no sender: give an address, or Name <address>`);
    this.#from = sender;
    if (replyTo && !isMailAddress(replyTo)) throw new RangeError(`"${replyTo}" is no mail address for answers`);
    this.#replyTo = replyTo;
    this.#open = open;
    this.#transport = createTransport({
      host,
      port,
      secure,
      auth: user ? { user, pass: pass ?? '' } : undefined,
      tls: { rejectUnauthorized: verifyCertificate },
      connectionTimeout: timeLimitMs,
      greetingTimeout: timeLimitMs,
      socketTimeout: timeLimitMs,
      // Nothing in a message may make us read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(message: Message, address: string): Promise<void> {
    if (!isMailAddress(address)) throw new ChannelError(`"${clean(address, 100)}" is no mail address`, false);
    const attachments = await this.#attachments(message);
    const domain = this.#from.address.slice(this.#from.address.lastIndexOf('@') + 1);
    try {
      await this.#transport.sendMail({
        from: this.#from,
        ...(this.#replyTo && { replyTo: { name: '', address: this.#replyTo } }),
        // An object, not a string: a string would be read as a list.
        to: { name: '', address },
        subject: clean(message.subject, 200),
        text: message.body,
        html: renderHtml(message),
        attachments,
        // The same at each attempt, so that a mailbox can drop repeats.
        messageId: `<${message.id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated', ...importance(message) },
      });
    } catch (error) {
      throw explain(error);
    }
  }

  /** Throws a ChannelError when a file is gone: half a message is none. */
  #attachments({ files = [] }: Message) {
    return Promise.all(
      files.map(async ({ name, mediaType, ref }) => {
        const content = await this.#open(ref);
        if (!content) throw new ChannelError(`the file ${clean(name, 100)} is not there any more`, false);
        return { filename: clean(name, 100), contentType: mediaType, content: Buffer.from(content) };
      }),
    );
  }
}

function importance({ severity }: Message): Record<string, string> {
  return severity === 'critical' || severity === 'high' ? { Importance: 'high' } : {};
}

/** One plain address: no list, no comment, nothing that could start another header. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s\p{C}<>()[\],;:\\"@]{1,64}@[^\s\p{C}<>()[\],;:\\"@]{1,253}$/u.test(text);
}

function readSender(text: string): { readonly name: string; readonly address: string } | undefined {
  const match = /^\s*(?:"?([^"<>]*?)"?\s*<([^<>]+)>|(\S+))\s*$/.exec(text);
  const address = match?.[2] ?? match?.[3] ?? '';
  return isMailAddress(address) ? { name: clean(match?.[1] ?? '', 100), address } : undefined;
}

/** 5xx answers, a refused sign-in and a refused address stay refused; the rest may pass (RFC 5321 4.2.1). */
function explain(error: unknown): ChannelError {
  const { message, responseCode, code } = error as { message?: string; responseCode?: number; code?: string };
  const refused = (responseCode ?? 0) >= 500;
  // A wrong password is put right in the settings: what waited then still goes out.
  return new ChannelError(clean(message ?? String(error), 300), !refused || code === 'EAUTH');
}
