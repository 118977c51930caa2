import type { IncidentDeskPort } from '../../../../api/ports/incident-desk.ts';
import type { OnCallDeskPort } from '../../../../api/ports/on-call.ts';
import { derivedId } from '../../../../core/derived-id.ts';
import { clean } from '../../../../notify/clean.ts';
import {
  type Dealt,
  type MailboxItem,
  type MailboxPlace,
  MailboxWatch,
} from '../../../../notify/mail-in/mailbox-watch.ts';
import { type IncomingMail, readMail } from '../../../../notify/mail-in/read-mail.ts';
import type { RespondParts } from '../../respond-parts.ts';
import { type AnsweredAlarm, forPeople, ignoredWords, judgeMail, type MailRules } from './judge-mail.ts';

/** How far the mailbox was read. */
const placeFact = 'mail-in-place';
/** A mailbox that cannot be read for so long is told on every screen, ms. */
const patienceMs = 300_000;
/** Incidents that one sender may open in an hour: more is a loop, or an attack. */
const perHour = 20;
const hourMs = 3_600_000;

export interface MailIntakeParts extends Pick<RespondParts, 'config' | 'store' | 'alarm' | 'clock' | 'log'> {
  readonly incidents: Pick<IncidentDeskPort, 'openByMail'>;
  readonly desk: Pick<OnCallDeskPort, 'answerMessage'>;
}

/** Reads the mailbox of answers: those to alarms count, and who may opens incidents. Nothing is ever sent back. */
export class MailIntake {
  readonly #parts: MailIntakeParts;
  readonly #rules: MailRules;
  readonly #watch: MailboxWatch;
  readonly #opened = new Map<string, number[]>();
  #troubledSince = 0;

  constructor(parts: MailIntakeParts) {
    this.#parts = parts;
    const { config, store } = parts;
    const { mail_in: box, smtp } = config;
    const sender = (/<([^<>]+)>/.exec(smtp.from)?.[1] ?? smtp.from).trim().toLowerCase();
    this.#rules = {
      ownAddress: sender,
      ownDomain: sender.slice(sender.lastIndexOf('@') + 1),
      openFrom: box.open_from.map((one) => one.toLowerCase()),
      authenticatedBy: box.authenticated_by,
    };
    this.#watch = new MailboxWatch(
      {
        ...{ host: box.host, port: box.port, secure: box.secure, verifyCertificate: box.verify_certificate },
        ...{ user: box.user, password: box.password, mailbox: box.mailbox, everyMs: box.every_s * 1000 },
      },
      {
        place: async () => {
          const fact = (await store.settings.fact(placeFact)) as (MailboxPlace & { box: string }) | undefined;
          return fact?.box === this.#name ? fact : undefined;
        },
        remember: (place) => store.settings.rememberFact(placeFact, { ...place, box: this.#name }),
        take: (item) => this.#take(item),
        trouble: (why) => this.#trouble(why),
      },
    );
  }

  start(): void {
    if (this.#parts.config.mail_in.host !== '') this.#watch.start();
  }

  stop(): Promise<void> {
    return this.#watch.stop();
  }

  get #name(): string {
    const { host, user, mailbox } = this.#parts.config.mail_in;
    return `${user}@${host}/${mailbox}`;
  }

  async #take(item: MailboxItem): Promise<Dealt> {
    const { store, log } = this.#parts;
    const mail = await readMail(item.source);
    if (!mail) {
      log(`mail ${item.uid} cannot be taken apart and is left in the mailbox`);
      return 'left';
    }
    // A mail without an id is known by its place.
    const id = mail.messageId || `${this.#name}/${item.validity}/${item.uid}`;
    if (await store.onCall.mailInSeen.has(id)) return 'handled';
    const verdict = await judgeMail(mail, this.#rules, (key) => this.#alarmOf(key));
    let dealt: Dealt = 'handled';
    if (verdict.kind === 'answer') {
      const { ok, sentence } = await this.#parts.desk.answerMessage(verdict.key, 'mail-reply', verdict.said);
      log(`mail of ${mail.from}: ${verdict.said}${ok ? '' : `, and it did not count: ${sentence.en}`}`);
    } else if (verdict.kind === 'open') {
      dealt = await this.#open(id, mail, item, verdict.proven);
    } else {
      dealt = forPeople.has(verdict.why) ? 'left' : 'handled';
      log(`mail of ${mail.from || 'nobody'} is not acted on: ${ignoredWords[verdict.why]}`);
    }
    await store.onCall.mailInSeen.add(id);
    return dealt;
  }

  async #open(id: string, mail: IncomingMail, item: MailboxItem, proven: boolean): Promise<Dealt> {
    const { incidents, clock, log } = this.#parts;
    const now = clock();
    const recent = (this.#opened.get(mail.from) ?? []).filter((at) => at > now - hourMs);
    if (recent.length >= perHour) {
      log(`${mail.from} opened ${perHour} incidents within an hour: this mail is left in the mailbox`);
      return 'left';
    }
    this.#opened.set(mail.from, [...recent, now]);
    const notes = [
      ...(item.isWhole
        ? []
        : [
            `[Dit bericht is ${megabytes(item.size)} MB groot: de bijlagen staan alleen in het postvak. / This mail has ${megabytes(item.size)} MB: its files are in the mailbox only.]`,
          ]),
      ...(proven ? [] : ['[De afzender is niet bewezen. / The sender is not proven.]']),
    ];
    const opened = await incidents.openByMail(`mail:${derivedId('mail', id)}`, {
      ...{ from: mail.from, subject: mail.subject, at: Math.min(item.at, now) },
      text: [...notes, mail.text].join('\n\n'),
      files: item.isWhole ? mail.files : [],
    });
    if (opened.ok) return 'handled';
    log(`mail of ${mail.from} opened nothing: ${clean(JSON.stringify(opened.reason), 300)}`);
    return 'left';
  }

  /** Whoever was asked may answer from each address they have. */
  async #alarmOf(key: string): Promise<AnsweredAlarm | undefined> {
    const { store } = this.#parts;
    const message = await store.onCall.messages.byKey(key);
    if (!message) return undefined;
    const responder = await store.onCall.responders.get(message.person);
    const person = (await store.people.list()).find(({ id }) => id === message.person);
    const ways = responder?.ways.filter(({ channel }) => channel === 'mail').map(({ address }) => address) ?? [];
    return { key, addresses: [...ways, ...(person ? [person.email] : [])].map((address) => address.toLowerCase()) };
  }

  #trouble(why: string): void {
    const { alarm, clock, log, config } = this.#parts;
    if (why === '') {
      if (this.#troubledSince > 0) log('the mailbox of answers is read again');
      this.#troubledSince = 0;
      alarm('mail-in', '');
      return;
    }
    const said = clean(why, 200);
    if (this.#troubledSince === 0) log(`the mailbox of answers cannot be read: ${said}`);
    this.#troubledSince ||= clock();
    if (clock() - this.#troubledSince >= patienceMs)
      alarm(
        'mail-in',
        `The mailbox of answers on ${config.mail_in.host} cannot be read: ${said}. Answers by mail do not count.`,
      );
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
