import type { AnswerWay } from '../../core/on-call/escalation.ts';
import type { WayChannel } from '../../core/on-call/responder.ts';
import type { Text } from '../../core/text.ts';
import type { Asker } from './incident-desk.ts';

/** A message that somebody or a playbook sends out of an incident. */
export interface IncidentMessage {
  readonly incident: string;
  /** Role of the incident, `roster:<id>`, `person:<id>`, `recipient:<id>` or an address of the channel. */
  readonly to: string;
  readonly channel: WayChannel | '';
  readonly subject: string;
  readonly message: string;
}

export interface OnCallDeskPort {
  /** Puts it into the outbox; the same key is the same message. `ok`: kept, not yet delivered. */
  say(message: IncidentMessage, key: string, asker: Asker): Promise<{ readonly ok: boolean; readonly sentence: Text }>;
  /** Somebody takes the incident or says that they cannot. `by`: id of a person. */
  answer(
    incident: string,
    by: string,
    way: AnswerWay,
    kind: 'acknowledged' | 'declined',
  ): Promise<{ readonly ok: boolean; readonly sentence: Text }>;
}
