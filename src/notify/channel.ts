import type { Severity } from '../core/severity.ts';

/** A file that goes along with mail. The outbox keeps its reference; what it holds is made when it is sent. */
export interface MessageFile {
  readonly name: string;
  readonly mediaType: string;
  /** `<maker>:<what>`, see {@link OpenFile}. */
  readonly ref: string;
}

/** What a reference stands for; undefined when there is no such thing any more. */
export type OpenFile = (ref: string) => Promise<Uint8Array | undefined>;

/** A message to a person or a system. */
export interface Message {
  /** Same id, same message: channels and receivers may drop repeats. */
  readonly id: string;
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  readonly severity: Severity;
  /** Of mail only. */
  readonly files?: readonly MessageFile[];
  /** Machine form for webhooks. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A way out: mail, webhook. */
export interface Channel {
  readonly kind: string;
  /** Sends once; resolves when the other side accepted it, throws ChannelError when not. */
  send(message: Message, address: string): Promise<void>;
}

/** A delivery that failed. */
export class ChannelError extends Error {
  readonly retryable: boolean;
  constructor(message: string, retryable: boolean) {
    super(message);
    this.name = 'ChannelError';
    this.retryable = retryable;
  }
}
