import type { Severity } from '../severity.ts';

/** Ways out to a person. `chat`: Slack, Teams, Matrix. */
export const wayChannels = ['mail', 'push', 'chat', 'sms', 'phone'] as const;
export type WayChannel = (typeof wayChannels)[number];

/** A way to reach one person. */
export interface ContactWay {
  /** Unique within its person. */
  readonly id: string;
  readonly channel: WayChannel;
  /** Mail address, telephone number, subscription or room. */
  readonly address: string;
  /** Ids of systems, trunks or customers whose failure takes it down: the company's own mail, a number on the own platform. */
  readonly dependsOn: readonly string[];
}

/** A way that is tried some minutes after the person was asked first. */
export interface WayRule {
  /** Id of a way. */
  readonly way: string;
  readonly afterMinutes: number;
}

/** Personal rules. A severity that is left out gets the usual ones. */
export type PersonalRules = Readonly<Partial<Record<Severity, readonly WayRule[]>>>;

export interface Absence {
  /** ms UTC; `until` is the first moment after it. */
  readonly from: number;
  readonly until: number;
  /** Who stands in; '' for nobody. */
  readonly standIn: string;
}

/** Somebody who can be asked. */
export interface Responder {
  readonly id: string;
  readonly name: string;
  readonly language: 'nl' | 'en';
  /** IANA zone of the quiet hours and of the times in messages. */
  readonly zone: string;
  readonly ways: readonly ContactWay[];
  readonly rules: PersonalRules;
  /** Hours in which only what is critical comes through, as text (`23:00-07:00`, opening-hours-text.ts); '' for none. */
  readonly quiet: string;
  readonly absences: readonly Absence[];
}
