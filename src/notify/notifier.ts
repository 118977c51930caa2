import type { Alert, AlertChange } from '../core/alert.ts';
import { derivedId } from '../core/derived-id.ts';
import { type Severity, severities } from '../core/severity.ts';
import type { Message } from './channel.ts';
import { composeAlert, composeDigest, type Notice } from './compose.ts';
import type { Language } from './words.ts';

/** Somebody or something that is told about alerts. */
export interface Recipient {
  readonly id: string;
  readonly kind: 'mail' | 'webhook';
  readonly address: string;
  readonly language: Language;
  readonly minimumSeverity: Severity;
}

/** A message for one recipient. */
export interface Addressed {
  readonly recipient: Recipient;
  readonly message: Message;
}

export interface NotifierOptions {
  /** Messages about single alerts that one recipient gets in any minute; the rest is gathered. */
  readonly perMinute: number;
  /** Address of the list of alerts on the screen, for gathered messages. */
  readonly link: string;
}

const minuteMs = 60_000;
const digestLines = 20;
const capacity = 50_000;

interface Mailbox {
  recipient: Recipient;
  /** When single messages went out in the last minute, ms. */
  sent: number[];
  /** Alerts held back, newest state of each, and when the first was. */
  gathered: Map<string, Notice>;
  since: number;
}

/**
 * Chooses who is told what, at once. A new alert, and one whose severity rose, makes one message for each recipient who wants
 * that severity; repeats make none. When too many come in a minute the rest is gathered into one message that states how
 * many there were. Pure: time comes from outside, in order. Ids are derived, so that doing it twice sends nothing twice.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  /** Alert → rank of the severity at which it was told. */
  readonly #told = new Map<string, number>();
  readonly #mailboxes = new Map<string, Mailbox>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /**
   * Takes open alerts back after a restart: they were told at the severity they have. Leave those of the last two minutes out
   * and `tell` them: what was gathered and not sent then goes out, and what was sent has the same id and is dropped.
   */
  load(alerts: readonly Pick<Alert, 'id' | 'severity'>[]): void {
    for (const { id, severity } of alerts) this.#remember(id, severities.indexOf(severity));
  }

  /** Whether a change is worth telling anybody; asked first, it spares the caller gathering names for a notice. */
  isNews({ alert }: AlertChange): boolean {
    const told = this.#told.get(alert.id);
    return told === undefined || severities.indexOf(alert.severity) > told;
  }

  /** Messages that go out now because of a change, at `now` (ms). */
  tell(notice: Notice, recipients: readonly Recipient[], now: number): readonly Addressed[] {
    const { alert } = notice;
    const rank = severities.indexOf(alert.severity);
    const told = this.#told.get(alert.id);
    if (told !== undefined && rank <= told) return [];
    this.#remember(alert.id, rank);
    const addressed: Addressed[] = [];
    for (const recipient of recipients) {
      const least = severities.indexOf(recipient.minimumSeverity);
      if (rank < least) continue;
      const mailbox = this.#mailbox(recipient);
      mailbox.sent = mailbox.sent.filter((at) => now - at < minuteMs);
      if (mailbox.gathered.size > 0 || mailbox.sent.length >= this.#options.perMinute) {
        if (mailbox.gathered.size === 0) mailbox.since = now;
        mailbox.gathered.set(alert.id, notice);
        continue;
      }
      mailbox.sent.push(now);
      const id = derivedId('message', recipient.id, alert.id, alert.severity);
      // Only somebody who wanted the lower severity has heard of it before.
      const worsened = told !== undefined && told >= least;
      addressed.push({ recipient, message: composeAlert(id, notice, recipient.language, worsened) });
    }
    return addressed;
  }

  /** Gathered messages whose minute is over; call every few seconds, and with `flush` before stopping. */
  tick(now: number, flush = false): readonly Addressed[] {
    const addressed: Addressed[] = [];
    for (const mailbox of this.#mailboxes.values()) {
      const { recipient, gathered, since } = mailbox;
      if (gathered.size === 0 || (!flush && now - since < minuteMs)) continue;
      const notices = [...gathered.values()].sort(
        (a, b) => severities.indexOf(b.alert.severity) - severities.indexOf(a.alert.severity),
      );
      const id = derivedId('digest', recipient.id, ...gathered.keys(), since);
      const shown = notices.slice(0, digestLines);
      const { link } = this.#options;
      addressed.push({ recipient, message: composeDigest(id, shown, notices.length, recipient.language, link) });
      mailbox.gathered = new Map();
      mailbox.sent.push(now);
    }
    return addressed;
  }

  #mailbox(recipient: Recipient): Mailbox {
    let mailbox = this.#mailboxes.get(recipient.id);
    if (!mailbox) {
      mailbox = { recipient, sent: [], gathered: new Map(), since: 0 };
      this.#mailboxes.set(recipient.id, mailbox);
    }
    mailbox.recipient = recipient;
    return mailbox;
  }

  #remember(alert: string, rank: number): void {
    this.#told.delete(alert);
    this.#told.set(alert, rank);
    if (this.#told.size > capacity) this.#told.delete(this.#told.keys().next().value!);
  }
}
