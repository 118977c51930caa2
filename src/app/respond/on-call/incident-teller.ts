import type { Asker, IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import { holderOf, isIncidentOver } from '../../../core/incident/incident.ts';
import type { DeliveryRecord, OnCallTask } from '../../../core/on-call/records.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
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
export function failureOf({ key, incident, personName, address, channel, error, endedAt }: DeliveryRecord): OnCallTask {
  const who = plainLine(personName || address, 100);
  const word = channelWords[channel as WayChannel] ?? { nl: channel, en: channel };
  const why = plainLine(error, 200);
  return {
    incident,
    entry: {
      kind: 'communication',
      at: endedAt ?? 0,
      text: {
        nl: `Bericht aan ${who} via ${word.nl} is niet aangekomen: ${why}`,
        en: `The message to ${who} by ${word.en} did not arrive: ${why}`,
      },
      internal: true,
      about: { kind: 'message', id: key },
      key: `on-call:failed:${key}`,
    },
    lead: '',
  };
}
