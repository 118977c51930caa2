import type { Severity } from '../severity.ts';
import type { AnswerWay } from './escalation.ts';
import type { WayChannel } from './responder.ts';

/** Words of a phone call. Plain, without markup or links. */
export interface SpokenContent {
  readonly language: 'nl' | 'en';
  readonly message: string;
  readonly menu: string;
  readonly notUnderstood: string;
  readonly acknowledged: string;
  readonly declined: string;
  readonly noAnswer: string;
}

/** One message to one person, as every channel needs it: each takes what it can carry. Plain text; whoever shows it as HTML escapes it. */
export interface WayContent {
  /** The same message has the same key at each attempt, so that a channel or a receiver can drop repeats. */
  readonly key: string;
  readonly kind: 'alarm' | 'message' | 'nobody' | 'help' | 'test';
  readonly language: 'nl' | 'en';
  readonly severity: Severity;
  readonly subject: string;
  /** Each a whole thought; the first says it all. */
  readonly lines: readonly string[];
  /** Where it is answered or read; ''. */
  readonly link: string;
  readonly linkLabel: string;
  /** At most 160 places of the GSM alphabet. */
  readonly short: string;
  /** Undefined for what is not read aloud. */
  readonly spoken: SpokenContent | undefined;
  /** Whether it asks for an answer. */
  readonly answerable: boolean;
  /** Id of the incident it is about; a screen that shows it opens it. */
  readonly incident?: string;
}

/** Takes an answer that came with the message itself, such as a key pressed during a call. */
export type AnswerTaker = (key: string, way: AnswerWay, kind: 'acknowledged' | 'declined') => Promise<void>;

/** A way out of one channel. */
export interface WayAdapter {
  readonly channel: WayChannel;
  /** What it goes through and depends on, for people. */
  readonly detail: { readonly nl: string; readonly en: string };
  /** Whether the receiver drops a message that comes a second time, by its key. Otherwise one that a crash cut off says that it may. */
  readonly dropsRepeats: boolean;
  /** Messages under way at a time; 4 when absent. */
  readonly concurrency?: number;
  /**
   * Sends once; resolves when the other side took it.
   *
   * @throws an Error with `retryable`: false when trying again is no use.
   */
  send(content: WayContent, address: string): Promise<void>;
}
