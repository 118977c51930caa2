import type { NewIncidentEntry } from '../incident/timeline.ts';
import type { Severity } from '../severity.ts';
import type { Versioned } from '../versioned.ts';
import type { Escalation } from './escalation.ts';
import type { Responder } from './responder.ts';

/** What people write about how they want to be reached. */
export type ResponderForm = Omit<Responder, 'id' | 'name' | 'language'>;

export interface ResponderRecord extends ResponderForm, Versioned {
  readonly id: string;
}

/** Policy by severity; '' asks nobody, `usual` is the built-in one, what is left out is as the provider (or Belwacht) has it. */
export type PolicyChoices = Readonly<Partial<Record<Severity, string>>>;

export interface PolicyChoice extends Versioned {
  /** `provider` for everybody. */
  readonly tenant: string;
  readonly policies: PolicyChoices;
}

/** `help`: a call for help of a playbook; when it arrives nowhere the escalation asks. */
export type OnCallMessageKind = 'alarm' | 'message' | 'nobody' | 'help';

/** A message to be kept together with what it follows from. */
export interface NewOnCallMessage {
  readonly key: string;
  readonly kind: OnCallMessageKind;
  readonly incident: string;
  /** '' for what nobody has to answer. */
  readonly escalation: string;
  /** Person or recipient; '' for an address. */
  readonly person: string;
  readonly personName: string;
  readonly way: string;
  readonly channel: string;
  readonly address: string;
  readonly subject: string;
  readonly tokenHash: string;
  readonly tokenUntil: number;
  /** Channel of the outbox, and what it carries. */
  readonly courier: string;
  readonly content: object;
  /** When it goes out, ms. */
  readonly at: number;
  /** Why it cannot go out at all; '' for what can. */
  readonly hopeless: string;
}

/** What is still to be told to an incident. */
export interface OnCallTask {
  readonly incident: string;
  readonly entry: Pick<NewIncidentEntry, 'kind' | 'at' | 'text' | 'internal' | 'key' | 'about'>;
  /** Person who leads it when nobody does; ''. */
  readonly lead: string;
}

/** What an input of an escalation comes to, kept all together. */
export interface EscalationMove {
  readonly state: Escalation;
  readonly wakesAt: number | undefined;
  readonly messages: readonly NewOnCallMessage[];
  /** Keys of messages that need not go any more. */
  readonly calledOff: readonly string[];
  readonly tasks: readonly OnCallTask[];
}

export interface EscalationRecord {
  readonly id: string;
  readonly incident: string;
  readonly state: Escalation;
}

export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'called-off';

/** A message and how the outbox has it. */
export interface DeliveryRecord {
  readonly key: string;
  readonly kind: OnCallMessageKind;
  readonly incident: string;
  readonly incidentNumber: number | undefined;
  readonly escalation: string;
  readonly person: string;
  readonly personName: string;
  readonly way: string;
  readonly channel: string;
  readonly address: string;
  readonly subject: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly error: string;
  readonly createdAt: number;
  readonly nextAttemptAt: number;
  readonly endedAt: number | undefined;
}

/** A message that asks for an answer, found by its token or key. */
export interface AskedMessage {
  readonly key: string;
  readonly incident: string;
  readonly escalation: string;
  readonly person: string;
  readonly personName: string;
  readonly tokenUntil: number;
  readonly answer: '' | 'acknowledged' | 'declined';
}

export interface ChannelCount {
  readonly channel: string;
  readonly waiting: number;
  readonly failedLastDay: number;
  readonly lastDeliveredAt: number | undefined;
}
