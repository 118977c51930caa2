import type { Asker, IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import { holderOf, isIncidentOver } from '../../../core/incident/incident.ts';
import type { DeliveryRecord, OnCallTask } from '../../../core/on-call/records.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
import type { Text } from '../../../core/text.ts';
import { ownWork } from '../../../core/work.ts';
import { channelWords } from '../../../respond/on-call/effect-sentence.ts';
import { plainLine } from '../../../respond/on-call/plain-line.ts';
import type { Store } from '../../../store/store.ts';

export interface TellerParts {
  readonly store: Store;
  readonly incidents: IncidentDeskPort;
  readonly asker: Asker;
  readonly log: (line: string) => void;
}

/** Tells incidents what is kept for them: lines of the timeline, and who leads. Told again after a crash it is the same line. */
export class IncidentTeller {
  readonly #parts: TellerParts;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** Everything that waits; what goes wrong holds nothing else up and comes again the next time. */
  async tell(): Promise<void> {
    const { store, log } = this.#parts;
    for (const task of await store.onCall.escalations.tasks()) {
      try {
        await this.#one(task);
        await store.onCall.escalations.taskDone(task.id);
      } catch (error) {
        log(`an incident waits to be told about being on call: ${(error as Error).message}`);
      }
    }
  }

  async #one({ incident, entry, lead }: OnCallTask): Promise<void> {
    const { incidents, asker, log } = this.#parts;
    const told = await incidents.act(incident, { act: 'add-entry', ...entry }, asker, entry.at);
    if (!told.ok) log(`the timeline of incident ${incident} did not take a line about being on call`);
    if (lead) await this.#lead(incident, lead);
  }

  /** Who takes it leads it, when nobody does. */
  async #lead(id: string, person: string): Promise<void> {
    const { store, incidents, asker } = this.#parts;
    const incident = await incidents.get(id, ownWork);
    if (!incident || isIncidentOver(incident) || holderOf(incident, 'coordinator')) return;
    const name = (await store.people.get(person))?.name;
    if (name === undefined) return;
    const leader = { id: `user:${person}`, name };
    await incidents.act(id, { act: 'give-role', role: 'coordinator', person: leader }, asker);
  }
}

/** A message that could not be delivered, for the timeline. */
export function failureOf(message: DeliveryRecord): OnCallTask {
  const why = plainLine(message.error, 200);
  return taskOf(message, 'failed', message.endedAt ?? 0, (to) => ({
    nl: `Bericht aan ${to.nl} is niet aangekomen: ${why}`,
    en: `The message to ${to.en} did not arrive: ${why}`,
  }));
}

/** A message that was on its way in a crash and goes out again at `at` (ms), for the timeline. */
export function repeatOf(message: DeliveryRecord, at: number): OnCallTask {
  return taskOf(message, `again:${at}`, at, (to) => ({
    nl: `Bericht aan ${to.nl} gaat opnieuw uit: Belwacht viel uit terwijl het onderweg was. Het kan twee keer aankomen.`,
    en: `The message to ${to.en} goes out again: Belwacht went down while it was on its way. It may arrive twice.`,
  }));
}

function taskOf(
  { key, incident, personName, address, channel }: DeliveryRecord,
  what: string,
  at: number,
  say: (to: Text) => Text,
): OnCallTask {
  const who = plainLine(personName || address, 100);
  const word = channelWords[channel as WayChannel] ?? { nl: channel, en: channel };
  return {
    incident,
    entry: {
      ...{ kind: 'communication', at, internal: true, about: { kind: 'message', id: key } },
      text: say({ nl: `${who} via ${word.nl}`, en: `${who} by ${word.en}` }),
      key: `on-call:${what}:${key}`,
    },
    lead: '',
  };
}
