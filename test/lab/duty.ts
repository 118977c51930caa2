import type { IncidentWire as Incident } from '../../src/api/schema/incidents.ts';
import type { EscalationPolicyWire, EscalationWire } from '../../src/api/schema/on-call.ts';
import type { MadeInvitation, Session } from '../../src/api/schema/people.ts';
import { Guest } from './guest.ts';
import type { Mail, Mailbox } from './mailbox.ts';
import type { Serving } from './serving.ts';
import { until } from './until.ts';

const password = 'paars fietsbel tulp regen';

/** Somebody of the provider who is signed in. */
export interface Colleague {
  readonly id: string;
  readonly email: string;
  readonly guest: Guest;
}

/** People of a reseller at work with incidents, on a real server with real mail. */
export class Duty {
  readonly serving: Serving;
  readonly mailbox: Mailbox;
  #networks = 0;

  constructor(serving: Serving, mailbox: Mailbox) {
    this.serving = serving;
    this.mailbox = mailbox;
  }

  /** The first owner, through the link that was printed. */
  async setUp(name: string, email: string): Promise<Colleague> {
    const guest = this.#guest();
    const token = new URL(this.serving.server.setupLink).searchParams.get('token');
    await guest.must('POST', '/api/v1/setup', { token, name, email, password, language: 'nl' });
    return this.#known(guest, email);
  }

  /** Invites somebody, who follows the mail and chooses a password. */
  async join(by: Colleague, name: string, role: string, language = 'en'): Promise<Colleague> {
    const email = `${name.toLowerCase()}@example.net`;
    await by.guest.must<MadeInvitation>('POST', '/api/v1/invitations', { email, role, language });
    const token = await until(`an invitation for ${email}`, 20, () => {
      const text = this.mailbox.of(email).at(-1)?.text ?? '';
      return /\/invitation\?token=([\w%-]+)/.exec(text)?.[1];
    });
    const guest = this.#guest();
    await guest.must('POST', '/api/v1/invitations/accept', { token: decodeURIComponent(token), name, password });
    return this.#known(guest, email);
  }

  /** Who was signed in before the server started anew, on its new port. */
  async again({ email }: Colleague): Promise<Colleague> {
    const guest = this.#guest();
    await guest.must('POST', '/api/auth/sign-in/email', { email, password });
    return this.#known(guest, email);
  }

  /** An incident, opened by a script. */
  open(title: string, wish: object = {}): Promise<Incident> {
    return this.serving.must('POST', '/api/v1/incidents', { title, severity: 'critical', ...wish });
  }

  act(incident: Pick<Incident, 'id'>, act: object): Promise<Incident> {
    return this.serving.must('POST', `/api/v1/incidents/${incident.id}/acts`, act);
  }

  async escalation(incident: Pick<Incident, 'id'>): Promise<EscalationWire | undefined> {
    return (await this.serving.get<EscalationWire[]>(`/api/v1/incidents/${incident.id}/escalations`))[0];
  }

  /** Waits until the newest escalation of an incident is as wished. */
  escalated(
    what: string,
    incident: Pick<Incident, 'id'>,
    is: (escalation: EscalationWire) => boolean,
    seconds = 30,
  ): Promise<EscalationWire> {
    return until(what, seconds, async () => {
      const found = await this.escalation(incident);
      return found && is(found) && found;
    });
  }

  /** Lines of the timeline in English. */
  async timeline(incident: Pick<Incident, 'id'>): Promise<readonly string[]> {
    const { items } = await this.serving.get<{ items: { text: { en: string } }[] }>(
      `/api/v1/incidents/${incident.id}/timeline?limit=200`,
    );
    return items.map(({ text }) => text.en);
  }

  /** A policy whose steps ask these persons, each for `minutes`, and that holds for everything serious. */
  async policy(steps: readonly (readonly Colleague[])[], minutes = 5, repeat = 0): Promise<EscalationPolicyWire> {
    const made = await this.serving.must<EscalationPolicyWire>('POST', '/api/v1/on-call/policies', {
      name: 'Duty',
      steps: steps.map((people) => ({
        waitMinutes: minutes,
        targets: people.map(({ id }) => ({ kind: 'person', id })),
      })),
      repeat,
    });
    await this.choose(made.id);
    return made;
  }

  /** This policy for high and critical. */
  async choose(policy: string): Promise<void> {
    await this.serving.must('PUT', '/api/v1/on-call/choices/provider', {
      policies: { high: policy, critical: policy },
    });
  }

  /** How somebody is reached from now on. */
  async ways(who: Colleague, form: object): Promise<void> {
    await this.serving.must('PUT', `/api/v1/on-call/people/${who.id}`, { zone: 'Europe/Amsterdam', ways: [], ...form });
  }

  /** Mails to somebody about an incident. */
  mails({ email }: Pick<Colleague, 'email'>, { title }: Pick<Incident, 'title'>): readonly Mail[] {
    return this.mailbox.of(email).filter(({ text }) => text.includes(title));
  }

  /** The link of the first mail to somebody about an incident. */
  link(who: Colleague, incident: Incident): Promise<string> {
    return until(`a mail to ${who.email} about ${incident.title}`, 30, () => {
      const [mail] = this.mails(who, incident);
      return mail && linkIn(mail.text);
    });
  }

  #guest(): Guest {
    return new Guest(this.serving.server.url, `127.2.${++this.#networks}.1`);
  }

  async #known(guest: Guest, email: string): Promise<Colleague> {
    const { user } = await guest.must<Session>('GET', '/api/v1/session');
    return { id: user!.id, email, guest };
  }
}

/** Path of the page where an alarm is answered. */
export function linkIn(text: string): string | undefined {
  return /\/a\/[\w-]+/.exec(text)?.[0];
}
