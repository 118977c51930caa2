import type { IncidentMessage } from '../../../api/ports/on-call.ts';
import { derivedId } from '../../../core/derived-id.ts';
import {
  holderOf,
  type Incident,
  type IncidentRole,
  incidentRoles,
  titlesOf,
} from '../../../core/incident/incident.ts';
import type { NewOnCallMessage, OnCallTask } from '../../../core/on-call/records.ts';
import { type WayChannel, wayChannels } from '../../../core/on-call/responder.ts';
import type { WayContent } from '../../../core/on-call/way-adapter.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { isMailAddress } from '../../../notify/channels/mail/mail-channel.ts';
import { channelWords } from '../../../respond/on-call/effect-sentence.ts';
import { cutGsm, toGsm } from '../../../respond/on-call/gsm-text.ts';
import { onCallAt } from '../../../respond/on-call/on-call-at.ts';
import { plainLine } from '../../../respond/on-call/plain-line.ts';
import { afterQuiet } from '../../../respond/on-call/quiet.ts';
import { forSpeech } from '../../../respond/on-call/spoken-alarm.ts';
import { riskOf, waysFor, withoutTrust } from '../../../respond/on-call/usual-rules.ts';
import type { RecipientRecord } from '../../../store/recipients.ts';
import { courierOf, type WayParcel } from './alarm-message.ts';
import { type Directory, dependencyName, type KnownResponder, worldOf } from './directory.ts';

const smsPlaces = 160;
const numberForm = /^\+[1-9]\d{5,14}$/;

export interface SayParts {
  readonly incident: Incident;
  readonly directory: Directory;
  readonly recipients: readonly RecipientRecord[];
  readonly url: string;
  /** ms */
  readonly now: number;
  /** Whether a channel is set up: of the ways of a person one that is goes first. */
  readonly isReady: (channel: WayChannel) => boolean;
}

/** A message on its way, and what the incident is told of it. */
export interface Said {
  readonly message: NewOnCallMessage;
  readonly task: OnCallTask;
}

interface Goal {
  /** Undefined for a recipient or an address. */
  readonly person?: KnownResponder;
  readonly recipient?: RecipientRecord;
  readonly channel: WayChannel;
  readonly address: string;
  readonly way: string;
  readonly atRisk: readonly string[];
}

/** Works out to whom, where and when a message of an incident goes; refuses with a sentence why it can go nowhere. */
export function sayMessage(
  wish: IncidentMessage,
  key: string,
  parts: SayParts,
  kind: 'message' | 'help' = 'message',
): Result<Said, Text> {
  const goal = goalOf(wish, parts);
  if (!goal.ok) return goal;
  const { incident, directory, now, url } = parts;
  const { person, recipient, channel, address, way, atRisk } = goal.value;
  const language = person?.language ?? recipient?.language ?? 'nl';
  const name = person?.name ?? address;
  const subject =
    plainLine(wish.subject, 180) || `Incident ${incident.number}: ${plainLine(titlesOf(incident)[language], 120)}`;
  const link = `${url}/incidents/${incident.id}`;
  const risk = atRisk.map((id) => plainLine(dependencyName(directory, id), 60)).join(', ');
  const lines = [
    ...wish.message.split(/\r\n|\r|\n/, 200).map((line) => plainLine(line, 2000)),
    risk &&
      (language === 'nl'
        ? `Let op: deze weg hangt af van wat geraakt is (${risk}) en kan uitvallen.`
        : `Note: this way depends on what is hit (${risk}) and may fail.`),
  ].filter((line) => line !== '');
  const id = derivedId('said', key);
  const content: WayContent = {
    ...{ key: id, kind, language, severity: incident.severity, subject, lines },
    // Who has no account here can do nothing with a link.
    link: person ? link : '',
    linkLabel: language === 'nl' ? 'Open het incident' : 'Open the incident',
    short: cutGsm(toGsm(`Incident ${incident.number}: ${lines.join(' ')}`), smsPlaces),
    spoken: {
      language,
      message: `${language === 'nl' ? 'Dit is Belwacht' : 'This is Belwacht'}. ${forSpeech(lines.join('. '), 600)}`,
      ...{ menu: '', notUnderstood: '', acknowledged: '', declined: '', noAnswer: '' },
    },
    answerable: false,
  };
  const parcel: WayParcel = { way: content, data: { private: true } };
  const forRecipient = {
    ...{ id, subject, severity: incident.severity, body: `${lines.join('\n')}\n\n${link}\n` },
    data: { type: 'incident.message', incident: incident.id, number: incident.number, link },
  };
  const word = channelWords[channel];
  return ok({
    message: {
      ...{ key: id, kind, incident: incident.id, escalation: '', personName: name, way, address, subject },
      person: person?.id ?? recipient?.id ?? '',
      channel: recipient?.kind ?? channel,
      ...{ tokenHash: '', tokenUntil: 0, hopeless: '' },
      courier: recipient ? recipient.kind : courierOf(channel),
      content: recipient ? forRecipient : parcel,
      at: afterQuiet(person, incident.severity, now),
    },
    task: {
      incident: incident.id,
      entry: {
        kind: 'communication',
        at: now,
        text: {
          nl: `Bericht aan ${plainLine(name, 100)} via ${recipient?.kind ?? word.nl}: ${subject}${risk && ` (hangt af van wat geraakt is: ${risk})`}`,
          en: `Message to ${plainLine(name, 100)} by ${recipient?.kind ?? word.en}: ${subject}${risk && ` (depends on what is hit: ${risk})`}`,
        },
        internal: true,
        about: { kind: 'message', id },
        key: `on-call:said:${id}`,
      },
      lead: '',
    },
  });
}

function goalOf({ to, channel }: IncidentMessage, parts: SayParts): Result<Goal, Text> {
  const { incident, directory, recipients, now } = parts;
  const [kind, id] = [to.slice(0, to.indexOf(':')), to.slice(to.indexOf(':') + 1)];
  if (kind === 'recipient') {
    const recipient = recipients.find((candidate) => candidate.id === id);
    if (!recipient) return nobody('Deze ontvanger bestaat niet.', 'There is no such recipient.');
    if (incident.drill) return drill;
    return ok({ recipient, channel: 'mail', address: recipient.address, way: '', atRisk: [] });
  }
  if (kind === 'person') return personGoal(id, channel, parts);
  if (kind === 'roster') {
    const schedule = directory.schedules.get(id);
    if (!schedule) return nobody('Dit rooster bestaat niet.', 'There is no such roster.');
    const { person } = onCallAt(schedule, now);
    return person ? personGoal(person, channel, parts) : nobody('Niemand heeft nu dienst.', 'Nobody is on call now.');
  }
  if ((incidentRoles as readonly string[]).includes(to)) {
    const holder = holderOf(incident, to as IncidentRole);
    if (!holder?.id.startsWith('user:'))
      return nobody(`Niemand heeft de rol ${to} bij dit incident.`, `Nobody has the role ${to} in this incident.`);
    return personGoal(holder.id.slice('user:'.length), channel, parts);
  }
  if (incident.drill) return drill;
  const guessed = channel || (isMailAddress(to) ? 'mail' : numberForm.test(to) ? 'sms' : '');
  if (guessed === '' || !wayChannels.includes(guessed))
    return nobody('Zeg langs welk kanaal dit adres gaat.', 'Say which channel this address is of.');
  if (guessed === 'mail' && !isMailAddress(to)) return nobody('Dit is geen e-mailadres.', 'This is no mail address.');
  if ((guessed === 'sms' || guessed === 'phone') && !numberForm.test(to))
    return nobody('Schrijf het nummer als +31612345678.', 'Write the number as +31612345678.');
  return ok({ channel: guessed, address: to, way: '', atRisk: [] });
}

function personGoal(
  id: string,
  channel: WayChannel | '',
  { incident, directory, isReady }: SayParts,
): Result<Goal, Text> {
  const world = worldOf(directory, incident);
  const person = directory.people.get(id);
  if (!person) return nobody('Deze persoon bestaat niet.', 'There is no such person.');
  if (!world.people.has(id)) return drill;
  const all = withoutTrust(waysFor(person, incident.severity), world.hit);
  const ready = all.filter(({ way }) => isReady(way.channel));
  const own = ready.length > 0 ? ready : all;
  const first = own[0]?.afterMinutes;
  // Of the ways that come first, one that does not depend on what is hit.
  const chosen =
    channel === ''
      ? (own.find(({ way, afterMinutes }) => afterMinutes === first && riskOf(way, world.hit).length === 0)?.way ??
        own[0]?.way ??
        person.ways.find((way) => isReady(way.channel)) ??
        person.ways[0])
      : person.ways.find((way) => way.channel === channel);
  if (!chosen)
    return nobody(`${person.name} heeft geen weg daarvoor.`, `${person.name} has no way to be reached like that.`);
  const { channel: by, address, id: way } = chosen;
  return ok({ person, channel: by, address, way, atRisk: riskOf(chosen, world.hit) });
}

const drill = refused<Text>({
  nl: 'Dit is een oefening: alleen wie eraan meedoet krijgt bericht.',
  en: 'This is a drill: only those who take part get a message.',
});

function nobody(nl: string, en: string): { readonly ok: false; readonly reason: Text } {
  return refused({ nl, en });
}
