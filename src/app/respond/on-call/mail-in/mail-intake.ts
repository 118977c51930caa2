import type { IncidentDeskPort, IncidentLetter } from '../../../../api/ports/incident-desk.ts';
import type { OnCallDeskPort } from '../../../../api/ports/on-call.ts';
import { derivedId } from '../../../../core/derived-id.ts';
import { isIncidentOver } from '../../../../core/incident/incident.ts';
import { clean } from '../../../../notify/clean.ts';
import {
  type Dealt,
  type MailboxItem,
  type MailboxPlace,
  MailboxWatch,
} from '../../../../notify/mail-in/mailbox-watch.ts';
import { type IncomingMail, readMail } from '../../../../notify/mail-in/read-mail.ts';
import { letterLimits } from '../../../../respond/incident/letter-lines.ts';
import type { RespondParts } from '../../respond-parts.ts';
import { type AnsweredAlarm, forPeople, ignoredWords, judgeMail, type MailRules } from './judge-mail.ts';

/** How far the mailbox was read. */
const placeFact = 'mail-in-place';
/** A mailbox that cannot be read for so long is told on every screen, ms. */
const patienceMs = 300_000;
/** Incidents that one sender may open in an hour: more is a loop, or an attack. */
const perHour = 20;
/** Mails of one sender that may be added to incidents in an hour. */
const linesPerHour = 60;
const hourMs = 3_600_000;

export interface MailIntakeParts extends Pick<RespondParts, 'config' | 'store' | 'alarm' | 'clock' | 'log'> {
  readonly incidents: Pick<IncidentDeskPort, 'openByMail' | 'addByMail'>;
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
    const mail = await readMail(item.source, letterLimits);
    if (!mail) {
      log(`mail ${item.uid} cannot be taken apart and is left in the mailbox`);
      return 'left';
    }
    // A mail without an id is known by its place.
    const id = mail.messageId || `${this.#name}/${item.validity}/${item.uid}`;
    if (await store.onCall.mailInSeen.has(id)) return 'handled';
    const verdict = await judgeMail(mail, this.#rules, (key) => this.#alarmOf(key));
    let dealt: Dealt = 'handled';
    let incident: string | undefined;
    if (verdict.kind === 'answer') {
      const { ok, sentence } = await this.#parts.desk.answerMessage(verdict.key, 'mail-reply', verdict.said);
      log(`mail of ${mail.from}: ${verdict.said}${ok ? '' : `, and it did not count: ${sentence.en}`}`);
    } else if (verdict.kind === 'open') {
      ({ dealt, incident } = await this.#open(id, mail, item, verdict.proven));
    } else {
      dealt = forPeople.has(verdict.why) ? 'left' : 'handled';
      log(`mail of ${mail.from || 'nobody'} is not acted on: ${ignoredWords[verdict.why]}`);
    }
    await store.onCall.mailInSeen.add(id, incident);
    return dealt;
  }

  /** Opens an incident, or adds to the one that the mail goes on about. */
  async #open(
    id: string,
    mail: IncomingMail,
    item: MailboxItem,
    proven: boolean,
  ): Promise<{ readonly dealt: Dealt; readonly incident?: string }> {
    const { incidents, clock, log } = this.#parts;
    const now = clock();
    const thread = await this.#threadOf(mail);
    const most = thread ? linesPerHour : perHour;
    const counted = thread ? `${mail.from} follows` : mail.from;
    const recent = (this.#opened.get(counted) ?? []).filter((at) => at > now - hourMs);
    if (recent.length >= most) {
      log(
        `${mail.from} ${thread ? 'wrote about' : 'opened'} incidents ${most} times within an hour: this mail is left`,
      );
      return { dealt: 'left' };
    }
    this.#opened.set(counted, [...recent, now]);
    const letter: IncidentLetter = {
      ...{ from: mail.from, subject: mail.subject, text: mail.text, at: Math.min(item.at, now), proven },
      files: item.isWhole ? mail.files : [],
      left: item.isWhole ? { ...mail.left, megabytes: 0 } : { ...mail.left, files: 0, megabytes: megabytes(item.size) },
    };
    const key = `mail:${derivedId('mail', id)}`;
    if (thread) {
      const added = await incidents.addByMail(thread, key, letter);
      if (added.ok) return { dealt: 'handled', incident: thread };
      log(`mail of ${mail.from} was not added to its incident: ${clean(JSON.stringify(added.reason), 300)}`);
      return { dealt: 'left' };
    }
    const opened = await incidents.openByMail(key, letter);
    if (opened.ok) return { dealt: 'handled', incident: opened.value.incident.id };
    log(`mail of ${mail.from} opened nothing: ${clean(JSON.stringify(opened.reason), 300)}`);
    return { dealt: 'left' };
  }

  /** The incident a mail goes on about: that of a mail or a message of ours that it answers. One that is closed is over: then it opens another. */
  async #threadOf({ references }: IncomingMail): Promise<string | undefined> {
    const { store } = this.#parts;
    const found = (await store.onCall.mailInSeen.incidentOf(references)) ?? (await this.#incidentOfMessage(references));
    const id = found === undefined ? undefined : ((await store.incidents.standing(found)) ?? found);
    const incident = id === undefined ? undefined : await store.incidents.get(id);
    return incident && !isIncidentOver(incident) ? incident.id : undefined;
  }

  async #incidentOfMessage(references: readonly string[]): Promise<string | undefined> {
    for (const id of references) {
      if (!id.toLowerCase().endsWith(`@${this.#rules.ownDomain}`)) continue;
      const message = await this.#parts.store.onCall.messages.one(id.slice(0, id.lastIndexOf('@')));
      if (message?.incident) return message.incident;
    }
    return undefined;
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
