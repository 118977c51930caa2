import type { ImapFlow } from 'imapflow';

export interface MailboxSettings {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly verifyCertificate: boolean;
  readonly user: string;
  readonly password: string;
  readonly mailbox: string;
  readonly everyMs: number;
}

/** How far a mailbox has been read (RFC 9051 section 2.3.1.1). Another `validity` means that all numbers are new. */
export interface MailboxPlace {
  readonly validity: string;
  readonly uid: number;
  /** When the mailbox was first looked into, ms: what came before is nobody's answer. */
  readonly since: number;
}

/** One mail as the server has it. */
export interface MailboxItem {
  readonly uid: number;
  readonly validity: string;
  readonly size: number;
  /** When it came, ms. */
  readonly at: number;
  /** The whole mail, or no more than its headers when it is too large. */
  readonly source: Buffer;
  readonly isWhole: boolean;
}

/** `handled` is marked as read, `left` stays as it was and is flagged for people. */
export type Dealt = 'handled' | 'left';

export interface MailboxDeps {
  readonly place: () => Promise<MailboxPlace | undefined>;
  readonly remember: (place: MailboxPlace) => Promise<void>;
  /** A mail is handed over again when this rejects. */
  readonly take: (item: MailboxItem) => Promise<Dealt>;
  /** Why the mailbox cannot be read; '' once it can. */
  readonly trouble: (why: string) => void;
}

/** Attachments of 50 MB as base64, and something around them. */
const mostBytes = 72 * 1024 * 1024;
const mostHeaderBytes = 300_000;
const firstWaitMs = 2_000;
const longestWaitMs = 120_000;
/** A mailbox that counts anew is read again so far back, ms; what was dealt with is known by its Message-ID. */
const againMs = 3 * 86_400_000;

/** Reads new mail of one mailbox as it comes (IMAP IDLE, and a look now and then), each once, in order. */
export class MailboxWatch {
  readonly #settings: MailboxSettings;
  readonly #deps: MailboxDeps;
  #client: ImapFlow | undefined;
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #again = false;
  #waitMs = firstWaitMs;

  constructor(settings: MailboxSettings, deps: MailboxDeps) {
    this.#settings = settings;
    this.#deps = deps;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#again = false;
    clearTimeout(this.#timer);
    this.#client?.close();
    await this.#working;
    this.#client?.close();
  }

  #wake(): void {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    if (this.#working) {
      this.#again = true;
      return;
    }
    this.#working = this.#look()
      .then(
        () => {
          this.#waitMs = firstWaitMs;
          this.#deps.trouble('');
          return this.#settings.everyMs;
        },
        (error: Error & { responseText?: string }) => {
          this.#client?.close();
          this.#client = undefined;
          if (this.#running) this.#deps.trouble(error.responseText || error.message);
          this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2);
          return this.#waitMs;
        },
      )
      .then((nextMs) => {
        this.#working = undefined;
        if (!this.#running) return;
        const again = this.#again;
        this.#again = false;
        this.#timer = setTimeout(() => this.#wake(), again ? 0 : nextMs);
      });
  }

  async #look(): Promise<void> {
    const client = await this.#connected();
    const lock = await client.getMailboxLock(this.#settings.mailbox);
    try {
      const box = client.mailbox;
      if (!box) throw new Error('the mailbox cannot be opened');
      const validity = String(box.uidValidity);
      const place = await this.#deps.place();
      if (!place) {
        await this.#deps.remember({ validity, uid: box.uidNext - 1, since: Date.now() });
        return;
      }
      const isNew = place.validity !== validity;
      const uids = isNew
        ? await client.search({ since: new Date(Date.now() - againMs) }, { uid: true })
        : await client.search({ uid: `${place.uid + 1}:*` }, { uid: true });
      const wanted = (uids || []).filter((uid) => isNew || uid > place.uid).sort((a, b) => a - b);
      for (const uid of wanted) {
        if (!this.#running) return;
        await this.#take(client, uid, validity, place.since);
        await this.#deps.remember({ validity, uid, since: place.since });
      }
      if (isNew && wanted.length === 0)
        await this.#deps.remember({ validity, uid: box.uidNext - 1, since: place.since });
    } finally {
      lock.release();
    }
  }

  async #take(client: ImapFlow, uid: number, validity: string, since: number): Promise<void> {
    const known = await client.fetchOne(String(uid), { size: true, internalDate: true }, { uid: true });
    // Somebody removed it in between.
    if (!known) return;
    const at = new Date(known.internalDate ?? Date.now()).getTime();
    // Servers count whole seconds.
    if (at < since - 1000) return;
    const size = known.size ?? 0;
    const isWhole = size <= mostBytes;
    const fetched = await client.fetchOne(
      String(uid),
      isWhole ? { source: true } : { source: { start: 0, maxLength: mostHeaderBytes } },
      { uid: true },
    );
    const source = fetched ? fetched.source : undefined;
    if (!source) return;
    const dealt = await this.#deps.take({ uid, validity, size, at, isWhole, source });
    const flag = dealt === 'handled' ? '\\Seen' : '\\Flagged';
    // A mailbox that may not be written to is read all the same.
    await client.messageFlagsAdd(String(uid), [flag], { uid: true }).catch(() => false);
  }

  async #connected(): Promise<ImapFlow> {
    if (this.#client?.usable) return this.#client;
    const { host, port, secure, verifyCertificate, user, password } = this.#settings;
    // Most installations watch no mailbox, and need not wait for what reads one.
    const { ImapFlow } = await import('imapflow');
    const client = new ImapFlow({
      ...{ host, port, secure, auth: { user, pass: password }, logger: false, disableAutoIdle: false },
      // Without TLS a password goes only to this machine.
      ...(!secure && !['127.0.0.1', '::1', 'localhost'].includes(host) && { doSTARTTLS: true }),
      tls: { rejectUnauthorized: verifyCertificate },
      ...{ connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 600_000, maxIdleTime: 300_000 },
    });
    client.on('error', () => {});
    client.on('exists', () => this.#wake());
    client.on('close', () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#wake();
    });
    await client.connect();
    // Keeps it open between two looks, so that the server tells of new mail.
    await client.mailboxOpen(this.#settings.mailbox);
    this.#client = client;
    return client;
  }
}
