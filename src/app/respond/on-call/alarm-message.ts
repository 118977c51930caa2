import { createHash, randomBytes } from 'node:crypto';
import type { Incident } from '../../../core/incident/incident.ts';
import type { EscalationEffect } from '../../../core/on-call/escalation.ts';
import type { NewOnCallMessage } from '../../../core/on-call/records.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
import type { WayContent } from '../../../core/on-call/way-adapter.ts';
import type { AlarmFacts } from '../../../respond/on-call/alarm-facts.ts';
import { spokenAlarm } from '../../../respond/on-call/spoken-alarm.ts';
import { alarmLetter, smsText } from '../../../respond/on-call/words.ts';
import { type Directory, dependencyName } from './directory.ts';

/** How long the link of a message answers, ms. */
const answerableMs = 7 * 86_400_000;

/** What the courier of a way carries. `private`: forgotten once it is delivered, since its link lets somebody answer. */
export interface WayParcel {
  readonly way: WayContent;
  readonly data: { readonly private: true };
}

/** Name of the channel of the outbox. */
export function courierOf(channel: WayChannel): string {
  return `way-${channel}`;
}

/** What an incident says in messages. */
export function factsOf(incident: Incident, { names, timeZone }: Pick<Directory, 'names' | 'timeZone'>): AlarmFacts {
  const { number, title, severity, impact, drill } = incident;
  return {
    ...{ number, title, severity, drill, since: impact.since, emergencyCalling: impact.emergencyCalling },
    customers: impact.customers.map((id) => names.get(id) ?? id),
    ...{ link: '', standsInFor: '', atRisk: [], deferredFrom: 0, zone: timeZone },
  };
}

/** The message of a `send`, with a link of its own. A way that is gone by now makes one that failed. */
export function alarmMessage(
  effect: Extract<EscalationEffect, { readonly kind: 'send' }>,
  escalation: string,
  incident: Incident,
  directory: Directory,
  { url, now }: { readonly url: string; readonly now: number },
): NewOnCallMessage {
  const person = directory.people.get(effect.person);
  const way = person?.ways.find(({ id }) => id === effect.way);
  const token = randomBytes(16).toString('base64url');
  const facts: AlarmFacts = {
    ...factsOf(incident, directory),
    link: `${url}/a/${token}`,
    standsInFor: effect.standsInFor ? (directory.people.get(effect.standsInFor)?.name ?? '') : '',
    atRisk: effect.atRisk.map((id) => dependencyName(directory, id)),
    deferredFrom: effect.deferredFrom,
    zone: person?.zone ?? directory.timeZone,
  };
  const language = person?.language ?? 'nl';
  const letter = alarmLetter(facts, language, effect.channel === 'mail');
  const content: WayContent = {
    ...{ key: effect.key, kind: 'alarm', language, severity: incident.severity, subject: letter.subject },
    ...{ lines: letter.lines, link: letter.link, linkLabel: letter.linkLabel, short: smsText(facts, language) },
    ...{ spoken: spokenAlarm(facts, language), answerable: true, incident: incident.id },
  };
  return {
    ...{ key: effect.key, kind: 'alarm', incident: incident.id, escalation, person: effect.person },
    ...{ personName: person?.name ?? '', way: effect.way, channel: effect.channel, address: way?.address ?? '' },
    subject: letter.subject,
    tokenHash: hashOf(token),
    tokenUntil: now + answerableMs,
    courier: courierOf(effect.channel),
    content: { way: content, data: { private: true } } satisfies WayParcel,
    at: now,
    hopeless: way ? '' : 'this person has no such way any more',
  };
}

/** SHA-256 of a token, hex. It has 128 random bits. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
