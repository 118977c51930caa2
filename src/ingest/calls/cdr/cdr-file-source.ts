import type { FileCursor } from '../../source.ts';
import { FileTail } from '../../sources/file/file-tail.ts';
import type { CallSource, CallSourceSink } from '../call-source.ts';
import { CdrIntake, type CdrStreamOptions } from './cdr-intake.ts';

export interface CdrFileSourceOptions extends CdrStreamOptions {
  readonly path: string;
  /** Where it was read to when it was stopped. */
  readonly cursor?: FileCursor;
  /** Where a file without cursor starts; its end unless told. */
  readonly from?: 'start' | 'end';
  /** The file was read to here; what stood before was told. */
  readonly onCursor?: (cursor: FileCursor) => void;
}

/** Follows a file of call detail records (Asterisk's Master.csv, FreeSWITCH's, 3CX's cdr.log, lines of Kamailio's acc), through its rotations. */
export class CdrFileSource implements CallSource {
  readonly kind = 'cdr-file';
  readonly id: string;
  readonly intake: CdrIntake;
  readonly #tail: FileTail;
  readonly #sink: CallSourceSink;
  readonly #path: string;
  #trouble = '';

  /** Throws what CdrIntake throws. */
  constructor(options: CdrFileSourceOptions, sink: CallSourceSink) {
    const { id, path, cursor, from = 'end', onCursor = () => {} } = options;
    this.id = id;
    this.#path = path;
    this.#sink = sink;
    const intake = new CdrIntake(options, sink);
    this.intake = intake;
    this.#tail = new FileTail({
      id,
      path,
      cursor: () => cursor,
      from,
      line: (bytes, start, end) => intake.take(bytes, start, end),
      tooLong: () => intake.refuse('too-long'),
      onCursor,
      onTrouble: (sentence) => {
        this.#trouble = sentence;
        sink.state(sentence === '', sentence || `${path} is read.`);
      },
    });
  }

  async start(): Promise<void> {
    await this.#tail.start();
    if (this.#trouble === '') this.#sink.state(true, `${this.#path} is read.`);
  }

  stop(): Promise<void> {
    return this.#tail.stop();
  }
}
