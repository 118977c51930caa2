import { randomUUID } from 'node:crypto';
import type { Asker, IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import { type Incident, isIncidentOver } from '../../../core/incident/incident.ts';
import type { NewIncidentEntry } from '../../../core/incident/timeline.ts';
import type { Escalation, EscalationInput, EscalationOutcome } from '../../../core/on-call/escalation.ts';
import type { EscalationPolicyForm } from '../../../core/on-call/escalation-policy.ts';
import type { DeliveryRecord } from '../../../core/on-call/records.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
import { severities } from '../../../core/severity.ts';
import { advanceEscalation, beginEscalation } from '../../../respond/on-call/escalate.ts';
import type { RespondParts } from '../respond-parts.ts';
import type { ChannelNeeds } from './channel-needs.ts';
import { type Directory, readDirectory, worldOf } from './directory.ts';
import { moveOf } from './escalation-move.ts';
import { failureOf, IncidentTeller } from './incident-teller.ts';
import { JobQueue } from './job-queue.ts';
import { policyOf, usualPolicyId } from './policy-of.ts';

/** Looks for what is due at least this often, ms: the clock may be set while it waits. */
const lookMs = 15_000;
/** After a start, incidents that were opened so long ago are not escalated any more, ms. */
const forgottenMs = 24 * 3_600_000;

/** An input without its time. */
type Input = EscalationInput extends infer Each ? (Each extends EscalationInput ? Omit<Each, 'at'> : never) : never;

export interface KeeperParts extends Pick<RespondParts, 'store' | 'url' | 'tell' | 'alarm' | 'clock' | 'log'> {
  readonly timeZone: string;
  readonly incidents: IncidentDeskPort;
  readonly asker: Asker;
  /** Whether a channel is set up. */
  readonly isReady: (channel: WayChannel) => boolean;
  /** What of ours channels go through. */
  readonly needs: () => Promise<ChannelNeeds>;
  /** New messages are in the outbox. */
  readonly posted: () => void;
}

/**
 * Runs escalations: begins one when an incident is serious enough, tells it the time, what became of its messages and what
 * happened to the incident, and does what it says. All it knows is in the database, so a restart goes on where it stopped.
 */
export class EscalationKeeper {
  readonly #parts: KeeperParts;
  readonly #queue: JobQueue;
  readonly #teller: IncidentTeller;
  readonly #unfollow: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Changes of incidents up to then were looked at, ms. */
  #heardUntil: number;
  #isFeeding = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#teller = new IncidentTeller(parts);
    this.#queue = new JobQueue((error) => parts.log(`on call waits: ${(error as Error).message}`));
    this.#heardUntil = parts.clock() - forgottenMs;
    this.#unfollow = parts.incidents.follow((incident, entries) => this.#follow(incident, entries));
  }

  /** Takes up what was left. */
  async start(): Promise<void> {
    for (const { state } of await this.#parts.store.onCall.escalations.open()) {
      const incident = await this.#parts.store.incidents.get(state.incident);
      if (incident) this.#sound(incident, state);
    }
    this.#queue.add(() => this.#round());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#unfollow();
    await this.#queue.close();
  }

  /** A message came to its end: takes that in soon. */
  delivered(): void {
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    this.#queue.add(async () => {
      this.#isFeeding = false;
      await this.#feed();
    });
  }

  async directory(): Promise<Directory> {
    return readDirectory(this.#parts.store, this.#parts.timeZone, await this.#parts.needs());
  }

  /** Begins to ask by hand, in place of what goes on. Undefined when there is nobody to ask. */
  escalate(incident: Incident, policy: string): Promise<Escalation | undefined> {
    return this.#queue.do(async () => {
      const directory = await this.directory();
      const form = await this.#policyOf(incident, directory, policy);
      if (!form) return undefined;
      const open = await this.#parts.store.onCall.escalations.openOf(incident.id);
      if (open) await this.#advance(open.id, { kind: 'ended' });
      return this.#begin(incident, form, directory);
    });
  }

  /** Somebody has to look, and none of those who work on it can be reached: asking goes on or begins. Undefined: nobody to ask. */
  askForHelp(incident: Incident): Promise<Escalation | undefined> {
    return this.#queue.do(() => this.#askForHelp(incident));
  }

  /** Somebody answers. Undefined when nobody is being asked. */
  answer(incident: string, input: Extract<Input, { readonly kind: 'acknowledged' | 'declined' }>) {
    return this.#queue.do(async () => {
      const open = await this.#parts.store.onCall.escalations.openOf(incident);
      return open && this.#advance(open.id, input);
    });
  }

  /** Tells incidents what is kept for them. */
  tellIncidents(): void {
    this.#queue.add(() => this.#teller.tell());
  }

  #follow(incident: Incident, entries: readonly NewIncidentEntry[]): void {
    const isProgress = entries.some(({ by }) => by.id.startsWith('user:'));
    this.#queue.add(async () => {
      await this.#hear(incident);
      const open = isProgress ? await this.#parts.store.onCall.escalations.openOf(incident.id) : undefined;
      if (open?.state.phase === 'acknowledged') await this.#advance(open.id, { kind: 'progress' });
    });
  }

  async #round(): Promise<void> {
    if (this.#stopped) return;
    const { store, clock } = this.#parts;
    try {
      const now = clock();
      for (const id of await store.onCall.escalations.unheard(this.#heardUntil - 60_000)) {
        const incident = await store.incidents.get(id);
        if (incident) await this.#each(() => this.#hear(incident));
      }
      this.#heardUntil = now;
      await this.#feed();
      await this.#teller.tell();
      for (const id of (await store.onCall.escalations.due(now)).ids)
        await this.#each(() => this.#advance(id, { kind: 'time' }));
    } finally {
      await this.#schedule();
    }
  }

  async #schedule(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const { store, clock } = this.#parts;
    const next = await store.onCall.escalations.due(clock()).then(
      ({ ids, next }) => (ids.length > 0 ? clock() : next),
      () => undefined,
    );
    const wait = Math.min(lookMs, Math.max(20, (next ?? Number.POSITIVE_INFINITY) - clock()));
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#queue.add(() => this.#round()), wait);
  }

  /** One that goes wrong must not hold the others up; it comes again in the next round. */
  async #each(job: () => Promise<unknown>): Promise<boolean> {
    try {
      await job();
      return true;
    } catch (error) {
      this.#parts.log(`on call waits: ${(error as Error).message}`);
      return false;
    }
  }

  /** What an incident as it is now means for who is asked. */
  async #hear(incident: Incident): Promise<void> {
    const { escalations } = this.#parts.store.onCall;
    const isOver = isIncidentOver(incident) || incident.stages.resolved !== undefined;
    const [open, heard] = [await escalations.openOf(incident.id), await escalations.heard(incident.id)];
    if (isOver) {
      if (open) await this.#advance(open.id, { kind: 'ended' });
    } else if (open) {
      if (open.state.severity !== incident.severity)
        await this.#advance(open.id, { kind: 'severity', severity: incident.severity });
    } else if (
      !heard ||
      heard.over ||
      incident.drill ||
      severities.indexOf(incident.severity) > severities.indexOf(heard.severity)
    ) {
      const directory = await this.directory();
      const policy = await this.#policyOf(incident, directory, '');
      if (policy) await this.#begin(incident, policy, directory);
    }
    await escalations.hear(incident.id, incident.severity, isOver);
  }

  async #askForHelp(incident: Incident): Promise<Escalation | undefined> {
    const open = await this.#parts.store.onCall.escalations.openOf(incident.id);
    if (open?.state.phase === 'asking') return open.state;
    const directory = await this.directory();
    // That a severity asks nobody is about its beginning; now something needs a hand.
    const form =
      (await this.#policyOf(incident, directory, '')) ?? (await this.#policyOf(incident, directory, usualPolicyId));
    if (!form) return undefined;
    if (open) await this.#advance(open.id, { kind: 'ended' });
    return this.#begin(incident, form, directory);
  }

  /** A call for help arrived nowhere. */
  async #helpFailed({ incident }: DeliveryRecord): Promise<void> {
    const { incidents } = this.#parts.store;
    const standing = await incidents.get((await incidents.standing(incident)) ?? incident);
    if (standing && !isIncidentOver(standing)) await this.#askForHelp(standing);
  }

  #policyOf(incident: Incident, directory: Directory, asked: string): Promise<EscalationPolicyForm | undefined> {
    const { store, isReady, clock } = this.#parts;
    return policyOf(store, directory, incident, { isReady, at: clock(), asked });
  }

  async #begin(
    incident: Incident,
    policy: EscalationPolicyForm,
    directory: Directory,
  ): Promise<Escalation | undefined> {
    const { store, clock } = this.#parts;
    const subject = { id: randomUUID(), incident: incident.id, severity: incident.severity };
    const outcome = beginEscalation(subject, policy, clock(), worldOf(directory, incident));
    const recipients = await store.recipients.list();
    const isNew = await store.onCall.escalations.begin(
      moveOf(outcome, { incident, directory, recipients, url: this.#parts.url() }),
    );
    if (isNew) await this.#after(incident, outcome);
    return outcome.state;
  }

  async #advance(id: string, input: Input, told: readonly string[] = []): Promise<EscalationOutcome | undefined> {
    const { store, clock } = this.#parts;
    const record = await store.onCall.escalations.get(id);
    const incident = record && (await store.incidents.get(record.incident));
    if (!incident) return undefined;
    const directory = await this.directory();
    const world = worldOf(directory, incident);
    const recipients = await store.recipients.list();
    let outcome: EscalationOutcome | undefined;
    await store.onCall.escalations.change(
      id,
      (state) => {
        outcome = advanceEscalation(state, { ...input, at: clock() } as EscalationInput, world);
        return moveOf(outcome, { incident, directory, recipients, url: this.#parts.url() });
      },
      told,
    );
    if (outcome) await this.#after(incident, outcome);
    return outcome;
  }

  /** What follows once it is kept. */
  async #after(incident: Incident, { state, effects }: EscalationOutcome): Promise<void> {
    const { tell, posted, log } = this.#parts;
    this.#sound(incident, state);
    if (effects.some(({ kind }) => kind === 'nobody-reached'))
      log(`nobody was reached for incident ${incident.number}`);
    if (effects.some(({ kind }) => kind === 'send' || kind === 'nobody-reached')) posted();
    tell({ what: 'on-call', id: incident.id, tenant: '' });
    this.delivered();
    this.#queue.add(() => this.#teller.tell());
    await this.#schedule();
  }

  /** The alarm that nobody was reached stands until somebody is, or nobody is needed any more. */
  #sound({ id, number, drill }: Incident, { phase }: Escalation): void {
    const stands = phase === 'nobody-reached' && !drill;
    this.#parts.alarm(`nobody-reached ${id}`, stands ? `Nobody was reached for incident ${number}.` : '');
  }

  /** Takes in what became of messages. */
  async #feed(): Promise<void> {
    const { messages } = this.#parts.store.onCall;
    for (;;) {
      let taken = 0;
      for (const message of await messages.untold()) {
        const { key, escalation, state, error } = message;
        const isTaken = await this.#each(async () => {
          if (escalation !== '' && state !== 'called-off' && state !== 'waiting')
            await this.#advance(escalation, { kind: 'delivery', key, result: state, detail: error }, [key]);
          else if (message.kind === 'help' && state === 'failed') {
            await this.#helpFailed(message);
            await messages.told([key], [failureOf(message)]);
          } else await messages.told([key], state === 'failed' && message.incident ? [failureOf(message)] : []);
        });
        if (isTaken) taken++;
      }
      if (taken === 0) return;
      await this.#teller.tell();
      this.#parts.tell({ what: 'on-call', id: 'deliveries', tenant: '' });
    }
  }
}
