import type { Incident } from '../../core/incident/incident.ts';
import type { AnswerWay } from '../../core/on-call/escalation.ts';
import type { EscalationPolicy, EscalationPolicyForm } from '../../core/on-call/escalation-policy.ts';
import type { OnCallFault } from '../../core/on-call/on-call-fault.ts';
import type {
  ChannelCount,
  DeliveryRecord,
  DeliveryState,
  PolicyChoice,
  PolicyChoices,
  ResponderForm,
  ResponderRecord,
} from '../../core/on-call/records.ts';
import type { WayChannel } from '../../core/on-call/responder.ts';
import type { HandoverNote, Schedule, ScheduleForm } from '../../core/on-call/schedule.ts';
import type { WayDependency } from '../../core/on-call/way-dependency.ts';
import type { Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { Position, Slice } from '../ports.ts';
import type {
  EscalationChoiceWire,
  EscalationPolicyWire,
  EscalationWire,
  HeartbeatWire,
  OnCallChannelWire,
  OnCallShiftWire,
  ResponderCheck,
  ResponderSummaryWire,
  ResponderWire,
  RosterCheck,
  RosterWire,
  WayTestResult,
} from '../schema/on-call.ts';
import type { Asker } from './incident-desk.ts';
import type { PushPort } from './push.ts';

/** A message that somebody or a playbook sends out of an incident. */
export interface IncidentMessage {
  readonly incident: string;
  /** Role of the incident, `roster:<id>`, `person:<id>`, `recipient:<id>` or an address of the channel. */
  readonly to: string;
  readonly channel: WayChannel | '';
  readonly subject: string;
  readonly message: string;
}

/** Somebody has to look at an incident. */
export interface HelpCall {
  readonly incident: string;
  readonly subject: string;
  readonly message: string;
  /** Who else may be told, after those who lead it: `user:<id>`; others are passed over. */
  readonly also: readonly string[];
}

/** What came of an answer or a message. */
export interface OnCallSaid {
  readonly ok: boolean;
  readonly sentence: Text;
}

/** Page that the link of a message opens. Plain words; whoever shows it escapes them. */
export interface AnswerPage {
  readonly language: 'nl' | 'en';
  readonly heading: string;
  readonly lines: readonly string[];
  /** How it stands. */
  readonly notice: string;
  /** Words of the two buttons; undefined when there is nothing to answer any more. */
  readonly buttons: { readonly acknowledge: string; readonly decline: string } | undefined;
  /** The incident, for who is signed in. */
  readonly link: string;
  readonly linkLabel: string;
}

type AnswerKind = 'acknowledged' | 'declined';

export interface OnCallDeskPort {
  /** Puts it into the outbox; the same key is the same message. `ok`: kept, not yet delivered. */
  say(message: IncidentMessage, key: string, asker: Asker): Promise<OnCallSaid>;
  /**
   * Tells the first who can be reached: coordinator, deputy, who acknowledged, then `also`. When there is nobody, or the message arrives
   * nowhere, the escalation of the incident asks, whatever its severity. The same key is the same call.
   */
  callForHelp(call: HelpCall, key: string): Promise<OnCallSaid>;
  /** Somebody takes the incident or says that they cannot. `by`: id of a person. */
  answer(incident: string, by: string, way: AnswerWay, kind: AnswerKind): Promise<OnCallSaid>;
  /** The same for a message: by its key (`WayContent.key`, the id of a mail) or the token of its link. */
  answerMessage(keyOrToken: string, way: AnswerWay, kind: AnswerKind): Promise<OnCallSaid>;
  /** What a link shows; undefined when it is not known or too old. Looking at it answers nothing. */
  answerPage(token: string): Promise<AnswerPage | undefined>;
  /** Asks people now, in place of what goes on; `policy` '' is the one of its severity and customer. False: nobody to ask. */
  escalate(incident: Incident, policy: string): Promise<boolean>;
  /** Newest first. `viewer`: person who looks, ''. */
  escalations(incident: string, viewer: string): Promise<readonly EscalationWire[]>;

  showRosters(rosters: readonly Schedule[]): Promise<readonly RosterWire[]>;
  checkRoster(
    form: ScheduleForm,
    span: { readonly from: number; readonly until: number } | undefined,
  ): Promise<RosterCheck>;
  /** @throws RangeError for a span over 800 days. */
  shifts(roster: Schedule, from: number, until: number): Promise<readonly OnCallShiftWire[]>;
  /** The roster with other members of a layer from a date on. */
  withMembers(
    roster: Schedule,
    layer: string,
    from: string,
    members: readonly string[],
  ): Result<ScheduleForm, Text | 'no-layer'>;
  /** A note for whoever comes next, as it is kept. */
  noteFor(roster: Schedule, author: string, text: string): Result<HandoverNote, Text>;

  showResponders(): Promise<readonly ResponderSummaryWire[]>;
  /** Undefined when nobody of this id can be asked. */
  showResponder(id: string): Promise<ResponderWire | undefined>;
  checkResponder(id: string, form: ResponderForm): Promise<ResponderCheck>;
  /** One message now, past the outbox; undefined when there is no such way. */
  testWay(id: string, way: string): Promise<WayTestResult | undefined>;

  showPolicies(policies: readonly EscalationPolicy[]): Promise<readonly EscalationPolicyWire[]>;
  checkPolicy(form: EscalationPolicyForm): Promise<readonly OnCallFault[]>;
  /** Of the provider and of the customers that have one of their own. */
  showChoices(): Promise<readonly EscalationChoiceWire[]>;

  channels(): Promise<readonly OnCallChannelWire[]>;
  /** Devices that take alarms. */
  readonly push: PushPort;
  /** What the channels need to be there, and which of it is ours. */
  dependencies(): Promise<readonly WayDependency[]>;
  heartbeat(): HeartbeatWire;
  /** Called after a change is stored. */
  changed(id: string): void;
}

/** What is kept about being on call, as rooms use it. */
export interface OnCallStorePort {
  readonly rosters: {
    list(): Promise<readonly Schedule[]>;
    get(id: string): Promise<Schedule | undefined>;
    insert(form: ScheduleForm): Promise<Schedule>;
    /** Undefined when there is none, or none of this version. */
    update(id: string, form: ScheduleForm, version?: number): Promise<Schedule | undefined>;
    remove(id: string, version?: number): Promise<boolean>;
    addNote(roster: string, note: HandoverNote, authorName: string): Promise<void>;
    readNotes(roster: string, person: string, name: string, at: number): Promise<number>;
  };
  readonly responders: {
    get(id: string): Promise<ResponderRecord | undefined>;
    put(id: string, form: ResponderForm, version?: number): Promise<ResponderRecord | undefined>;
  };
  readonly policies: {
    list(): Promise<readonly EscalationPolicy[]>;
    get(id: string): Promise<EscalationPolicy | undefined>;
    insert(form: EscalationPolicyForm): Promise<EscalationPolicy>;
    update(id: string, form: EscalationPolicyForm, version?: number): Promise<EscalationPolicy | undefined>;
    remove(id: string, version?: number): Promise<boolean>;
  };
  readonly choices: {
    list(): Promise<readonly PolicyChoice[]>;
    get(tenant: string): Promise<PolicyChoice | undefined>;
    put(tenant: string, policies: PolicyChoices, version?: number): Promise<PolicyChoice | undefined>;
    remove(tenant: string, version?: number): Promise<boolean>;
  };
  readonly messages: {
    list(query: {
      readonly state?: DeliveryState;
      readonly incident?: string;
      readonly after?: Position;
      readonly limit: number;
    }): Promise<Slice<DeliveryRecord>>;
    channels(since: number): Promise<readonly ChannelCount[]>;
  };
}
