import type { AnswerPage, OnCallSaid } from '../../../api/ports/on-call.ts';
import { holderOf, type Incident, isIncidentOver } from '../../../core/incident/incident.ts';
import type { AnswerWay } from '../../../core/on-call/escalation.ts';
import type { AskedMessage } from '../../../core/on-call/records.ts';
import type { Text } from '../../../core/text.ts';
import { customersOf, dateAndTime, drillWord, severityWords, titleOf } from '../../../respond/on-call/alarm-facts.ts';
import type { Store } from '../../../store/store.ts';
import { factsOf, hashOf } from './alarm-message.ts';
import type { EscalationKeeper } from './escalation-keeper.ts';

export type AnswerKind = 'acknowledged' | 'declined';

/** Takes answers, whichever way they come. */
export class Answers {
  readonly #store: Store;
  readonly #keeper: EscalationKeeper;
  readonly #url: () => string;
  readonly #clock: () => number;

  constructor(store: Store, keeper: EscalationKeeper, url: () => string, clock: () => number) {
    this.#store = store;
    this.#keeper = keeper;
    this.#url = url;
    this.#clock = clock;
  }

  /** `by`: id of a person. */
  async answer(incident: string, by: string, way: AnswerWay, kind: AnswerKind): Promise<OnCallSaid> {
    const found = await this.#standing(incident);
    if (!found) return no('Er is geen zo’n incident.', 'There is no such incident.');
    if (isIncidentOver(found) || found.stages.resolved)
      return no('Dit incident is voorbij: niemand is meer nodig.', 'This incident is over: nobody is needed any more.');
    const { people } = await this.#keeper.directory();
    const person = people.get(by);
    if (!person)
      return no('Alleen mensen van de aanbieder kunnen dit oppakken.', 'Only people of the provider can take this.');
    const outcome = await this.#keeper.answer(found.id, { kind, by, way });
    if (!outcome) {
      if (kind === 'acknowledged') await this.#lead(found, by, person.name, way);
      return kind === 'acknowledged'
        ? yes('Bevestigd. Er werd niemand gevraagd.', 'Acknowledged. Nobody was being asked.')
        : yes('Genoteerd. Er werd niemand gevraagd.', 'Noted. Nobody was being asked.');
    }
    if (outcome.ignored === 'over')
      return no('Dit incident is voorbij: niemand is meer nodig.', 'This incident is over: nobody is needed any more.');
    if (outcome.ignored === 'said-before') return yes('Dat had je al gezegd.', 'You said so before.');
    if (kind === 'declined')
      return yes('Genoteerd. Belwacht vraagt de volgende.', 'Noted. Belwacht asks the next person.');
    const first = outcome.effects.some((effect) => effect.kind === 'reached' && effect.first);
    return first
      ? yes(
          'Bevestigd. Het incident staat op jouw naam, tenzij iemand het al leidde.',
          'Acknowledged. The incident is in your name unless somebody led it already.',
        )
      : yes('Bevestigd. Iemand anders had het al opgepakt.', 'Acknowledged. Somebody else had taken it already.');
  }

  /** An answer to a message: by its key (a reply, a key pressed) or by the token of its link. */
  async answerMessage(keyOrToken: string, way: AnswerWay, kind: AnswerKind): Promise<OnCallSaid> {
    const message = await this.#find(keyOrToken);
    if (!message || message.tokenUntil <= this.#clock()) return gone;
    if (message.answer === kind) return yes('Dat had je al gezegd.', 'You said so before.');
    if (message.answer !== '')
      return no(
        'Op dit bericht is al geantwoord. Open het incident om iets anders te zeggen.',
        'This message was answered already. Open the incident to say something else.',
      );
    const outcome = await this.answer(message.incident, message.person, way, kind);
    if (outcome.ok) await this.#store.onCall.messages.answer(message.key, kind, this.#clock());
    return outcome;
  }

  /** What a link shows; undefined when it is not known or too old. Looking at it answers nothing. */
  async page(token: string): Promise<AnswerPage | undefined> {
    const message = await this.#store.onCall.messages.byToken(hashOf(token));
    if (!message || message.tokenUntil <= this.#clock()) return undefined;
    const incident = await this.#standing(message.incident);
    if (!incident) return undefined;
    const directory = await this.#keeper.directory();
    const person = directory.people.get(message.person);
    const language = person?.language ?? 'nl';
    const say = (text: Text) => text[language];
    const facts = factsOf(incident, directory);
    const isOver = isIncidentOver(incident) || incident.stages.resolved !== undefined;
    const customers = customersOf(facts, language);
    const zone = person?.zone ?? directory.timeZone;
    return {
      language,
      heading: `${incident.drill ? `${say(drillWord)}: ` : ''}Incident ${incident.number} (${say(severityWords[incident.severity])})`,
      lines: [
        titleOf(facts, language, 200),
        customers
          ? `${say({ nl: 'Voor wie', en: 'For whom' })}: ${customers}`
          : say({
              nl: 'Welke klanten geraakt zijn is nog niet bekend.',
              en: 'Which customers are hit is not known yet.',
            }),
        `${say({ nl: 'Sinds', en: 'Since' })}: ${dateAndTime(facts.since, zone, language)}`,
        facts.emergencyCalling === 'yes'
          ? say({ nl: 'Bellen naar 112 is geraakt.', en: 'Calls to emergency services are hit.' })
          : '',
        `${say({ nl: 'Gevraagd', en: 'Asked' })}: ${message.personName}`,
      ].filter((line) => line !== ''),
      notice: say(noticeOf(incident, message, isOver)),
      buttons:
        isOver || message.answer !== '' || !person
          ? undefined
          : {
              acknowledge: say({ nl: 'Ik pak het op', en: 'I take it' }),
              decline: say({ nl: 'Ik kan niet', en: 'I cannot' }),
            },
      link: `${this.#url()}/incidents/${incident.id}`,
      linkLabel: say({ nl: 'Open het incident', en: 'Open the incident' }),
    };
  }

  /** The incident, or the one it became part of. */
  async #standing(id: string): Promise<Incident | undefined> {
    const { incidents } = this.#store;
    return incidents.get((await incidents.standing(id)) ?? id);
  }

  async #find(keyOrToken: string): Promise<AskedMessage | undefined> {
    const { messages } = this.#store.onCall;
    return (await messages.byToken(hashOf(keyOrToken))) ?? messages.byKey(keyOrToken);
  }

  /** Nobody was being asked: who says that they take it leads it all the same. */
  async #lead({ id }: Incident, by: string, name: string, way: AnswerWay): Promise<void> {
    const at = this.#clock();
    await this.#store.onCall.messages.tell([
      {
        incident: id,
        entry: {
          kind: 'decision',
          at,
          text: { nl: `${name} heeft bevestigd.`, en: `${name} acknowledged.` },
          internal: true,
          key: `on-call:taken:${by}:${way}:${at}`,
        },
        lead: by,
      },
    ]);
    this.#keeper.tellIncidents();
  }
}

function noticeOf(incident: Incident, { answer, personName }: AskedMessage, isOver: boolean): Text {
  if (isOver)
    return {
      nl: 'Dit incident is voorbij: niemand is meer nodig.',
      en: 'This incident is over: nobody is needed any more.',
    };
  if (answer === 'acknowledged') return { nl: `${personName} heeft bevestigd.`, en: `${personName} acknowledged.` };
  if (answer === 'declined') return { nl: `${personName} kan het niet oppakken.`, en: `${personName} cannot take it.` };
  const leader = holderOf(incident, 'coordinator');
  return leader
    ? { nl: `${leader.name} leidt dit incident.`, en: `${leader.name} leads this incident.` }
    : { nl: 'Nog niemand leidt dit incident.', en: 'Nobody leads this incident yet.' };
}

function yes(nl: string, en: string): OnCallSaid {
  return { ok: true, sentence: { nl, en } };
}

function no(nl: string, en: string): OnCallSaid {
  return { ok: false, sentence: { nl, en } };
}

const gone = no('Deze link geldt niet meer. Open Belwacht.', 'This link is not valid any more. Open Belwacht.');
