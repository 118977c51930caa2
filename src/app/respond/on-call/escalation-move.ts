import { randomUUID } from 'node:crypto';
import { derivedId } from '../../../core/derived-id.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { EscalationEffect, EscalationOutcome } from '../../../core/on-call/escalation.ts';
import type { EscalationMove, NewOnCallMessage, OnCallTask } from '../../../core/on-call/records.ts';
import type { Message } from '../../../notify/channel.ts';
import { titleOf } from '../../../respond/on-call/alarm-facts.ts';
import { effectSentence } from '../../../respond/on-call/effect-sentence.ts';
import { escalationWakesAt } from '../../../respond/on-call/escalate.ts';
import type { RecipientRecord } from '../../../store/recipients.ts';
import { alarmMessage, factsOf } from './alarm-message.ts';
import { type Directory, namesIn } from './directory.ts';

/** What a move is made of besides the outcome. */
export interface MoveParts {
  readonly incident: Incident;
  readonly directory: Directory;
  /** Everybody who is told about alerts: they hear when nobody was reached. */
  readonly recipients: readonly RecipientRecord[];
  /** How people reach this server. */
  readonly url: string;
}

/** An outcome as it is kept: messages for the outbox, and lines for the timeline of the incident. */
export function moveOf({ state, effects }: EscalationOutcome, parts: MoveParts): EscalationMove {
  const { incident, directory, url } = parts;
  const now = state.now;
  const messages = effects.flatMap((effect): readonly NewOnCallMessage[] => {
    if (effect.kind === 'send') return [alarmMessage(effect, state.id, incident, directory, { url, now })];
    if (effect.kind === 'nobody-reached' && !incident.drill)
      return nobodyMessages(state.id, state.cycle, effect, parts);
    return [];
  });
  return {
    state,
    wakesAt: escalationWakesAt(state),
    messages,
    calledOff: effects.flatMap((effect) => (effect.kind === 'call-off' ? effect.keys : [])),
    tasks: effects.map((effect) => taskOf(effect, incident.id, now, directory)),
  };
}

const kinds: Readonly<Record<EscalationEffect['kind'], OnCallTask['entry']['kind']>> = {
  send: 'communication',
  'call-off': 'communication',
  reached: 'decision',
  declined: 'decision',
  silent: 'detection',
  'at-risk': 'detection',
  missed: 'communication',
  'nobody-reached': 'detection',
};

function taskOf(effect: EscalationEffect, incident: string, now: number, directory: Directory): OnCallTask {
  return {
    incident,
    entry: {
      kind: kinds[effect.kind],
      at: 'at' in effect ? effect.at : now,
      text: effectSentence(effect, namesIn(directory)),
      internal: true,
      ...(effect.kind === 'send' && { about: { kind: 'message', id: effect.key } }),
      // Told again after a crash it is the same line.
      key: `on-call:${randomUUID()}`,
    },
    lead: effect.kind === 'reached' && effect.first ? effect.by : '',
  };
}

/** The alarm that nobody was reached, to everybody who is told about alerts. */
function nobodyMessages(
  escalation: string,
  cycle: number,
  effect: Extract<EscalationEffect, { readonly kind: 'nobody-reached' }>,
  { incident, directory, recipients, url }: MoveParts,
): readonly NewOnCallMessage[] {
  const sentence = effectSentence(effect, namesIn(directory));
  return recipients.map(({ id, kind, address, language }) => {
    const title = titleOf(factsOf(incident, directory), language, 90);
    const subject =
      language === 'nl'
        ? `NIEMAND BEREIKT: incident ${incident.number}, ${title}`
        : `NOBODY REACHED: incident ${incident.number}, ${title}`;
    const link = `${url}/incidents/${incident.id}`;
    const key = derivedId('nobody-reached', escalation, cycle, id);
    const content: Message = {
      ...{ id: key, subject, body: `${sentence[language]}\n\n${link}\n`, severity: 'critical' },
      data: { type: 'escalation.nobody-reached', incident: incident.id, number: incident.number, link, sentence },
    };
    return {
      ...{ key, kind: 'nobody', incident: incident.id, escalation: '', person: id, personName: address, way: '' },
      ...{ channel: kind, address, subject, tokenHash: '', tokenUntil: 0, courier: kind, content, at: effect.at },
      hopeless: '',
    };
  });
}
