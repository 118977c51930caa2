import { type FileHandle, open, stat } from 'node:fs/promises';
import { createZone } from '../../line/zone.ts';
import type { CallSource, CallSourceSink } from '../call-source.ts';
import { CelCalls } from './cel-calls.ts';
import { CelCsv } from './cel-csv.ts';
import { ChannelCalls, type ChannelCallsOptions } from './channel-calls.ts';

export interface CelFileOptions extends ChannelCallsOptions {
  readonly id: string;
  /** The `Master.csv` of `cel_custom`. */
  readonly path: string;
  readonly timeZone: string;
  /** Names of its columns, when they are not those that Asterisk's own configuration writes. */
  readonly columns?: readonly string[];
  /** Read what is there already, or only what is added. */
  readonly from?: 'start' | 'end';
  /** Between two looks, ms; 500 unless told. */
  readonly everyMs?: number;
}

const chunk = 256 * 1_024;
const longestLine = 64 * 1_024;

/** Follows the calls of an Asterisk by a file of channel event logging that it writes, through rotation and truncation. */
export function createCelFileSource(options: CelFileOptions, sink: CallSourceSink): CallSource {
  return new CelFile(options, sink);
}

class CelFile implements CallSource {
  readonly id: string;
  readonly kind = 'asterisk-cel';
  readonly #options: CelFileOptions;
  readonly #sink: CallSourceSink;
  readonly #csv: CelCsv;
  readonly #calls: ChannelCalls;
  readonly #cel: CelCalls;
  #file: FileHandle | undefined;
  #inode = 0;
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  #up: boolean | undefined;
  #first = true;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: CelFileOptions, sink: CallSourceSink) {
    this.id = options.id;
    this.#options = options;
    this.#sink = sink;
    this.#csv = new CelCsv(createZone(options.timeZone), options.columns);
    this.#calls = new ChannelCalls((record) => sink.call(record, false), options);
    this.#cel = new CelCalls(this.#calls);
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), this.#options.everyMs ?? 500);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#file?.close();
    this.#file = undefined;
  }

  #look(): Promise<void> {
    this.#looking ??= this.#read().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #read(): Promise<void> {
    try {
      if (this.#file === undefined) await this.#open();
      await this.#readOn();
      const there = await stat(this.#options.path);
      if (there.ino !== this.#inode) {
        // What was written to the old one before it was moved away.
        await this.#readOn();
        await this.#file?.close();
        this.#file = undefined;
        await this.#open();
        await this.#readOn();
      }
      this.#say(true, 'The file is read.');
    } catch (error) {
      this.#first = false;
      const { code } = error as NodeJS.ErrnoException;
      const why =
        code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code})`;
      this.#say(false, `${this.#options.path} ${why}. It is looked for again.`);
    }
  }

  async #open(): Promise<void> {
    const file = await open(this.#options.path, 'r');
    const { ino, size } = await file.stat();
    this.#file = file;
    this.#inode = ino;
    this.#rest = Buffer.alloc(0);
    // Only the file that was there at the start has a past; one that comes later is read from its beginning.
    this.#offset = this.#first && this.#options.from !== 'start' ? size : 0;
    this.#first = false;
  }

  async #readOn(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const { size } = await file.stat();
    if (size < this.#offset) {
      this.#offset = 0;
      this.#rest = Buffer.alloc(0);
    }
    while (this.#offset < size) {
      const buffer = Buffer.allocUnsafe(Math.min(chunk, size - this.#offset));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.#offset);
      if (bytesRead === 0) return;
      this.#offset += bytesRead;
      this.#take(Buffer.concat([this.#rest, buffer.subarray(0, bytesRead)]));
    }
  }

  #take(bytes: Buffer): void {
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(0x0a, from);
      if (end < 0) break;
      const stop = bytes[end - 1] === 0x0d ? end - 1 : end;
      if (stop > from) this.#line(bytes, from, stop);
      from = end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(from));
    if (this.#rest.length <= longestLine) return;
    this.#rest = Buffer.alloc(0);
    this.#sink.count('malformed', 1);
  }

  #line(bytes: Buffer, start: number, end: number): void {
    this.#sink.count('received', 1);
    const entry = this.#csv.read(bytes, start, end);
    if (entry === undefined) this.#sink.count('malformed', 1);
    else this.#sink.count(this.#cel.take(entry) ? 'recognised' : 'ignored', 1);
  }

  #say(up: boolean, detail: string): void {
    if (this.#up === up) return;
    this.#up = up;
    // What ran before we began to read is not known from here, so nothing is said of what runs.
    this.#sink.state(up, detail);
  }
}
