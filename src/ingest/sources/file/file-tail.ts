import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { FileCursor } from '../../source.ts';
import { LineSplitter } from './line-splitter.ts';
import { OpenFile } from './open-file.ts';

/** Looked at this often even when the system does not tell of changes (network file systems, symbolic links), ms. */
const pollEvery = 250;
const nothing = Buffer.alloc(0);

/** What is read, and where it goes. */
export interface FileTailOptions {
  /** Stands in cursors. */
  readonly id: string;
  readonly path: string;
  /** Where it was read to when it was stopped. */
  readonly cursor?: () => FileCursor | undefined;
  /** Where a file without cursor starts. */
  readonly from: 'start' | 'end';
  /** A promise while there is no room for more. */
  readonly ready?: () => Promise<void> | undefined;
  /** A line without its end; bytes are only valid during the call. */
  readonly line: (bytes: Buffer, start: number, end: number) => void;
  /** A line longer than 64 KiB was passed over. */
  readonly tooLong: () => void;
  /** The file was read to here and everything before it was handed over. */
  readonly onCursor: (cursor: FileCursor) => void;
  /** Something a person should know; '' says that it is over. */
  readonly onTrouble: (sentence: string) => void;
}

/**
 * Reads what is added to a file: begins at the stored cursor, else at its start or end. A file that is renamed is read to its
 * end before the new one is begun; one that is emptied is begun anew; an unfinished last line waits until it is finished. A
 * path where nothing is, is waited for.
 */
export class FileTail {
  readonly #options: FileTailOptions;
  #file: OpenFile | undefined;
  #splitter: LineSplitter;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #begun = false;
  #stopped = false;
  readonly #stopping = Promise.withResolvers<void>();
  #working: Promise<void> = Promise.resolve();
  #isWorking = false;
  #lookAgain = false;
  #trouble = '';
  constructor(options: FileTailOptions) {
    this.#options = options;
    this.#splitter = this.#splitterAt(0);
  }

  /** Resolves once it was looked at for the first time; never rejects for what the path holds. */
  async start(): Promise<void> {
    this.#watch();
    this.#timer = setInterval(() => this.#look(), pollEvery);
    await this.#guarded(() => this.#begin());
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping.resolve();
    clearInterval(this.#timer);
    this.#watcher?.close();
    await this.#working;
    await this.#file?.close();
  }

  /** Opens the file where the last run left off, or where a first run begins. */
  async #begin(): Promise<void> {
    const { path } = this.#options;
    const cursor = this.#options.cursor?.();
    const old = cursor && (await OpenFile.of(cursor, path));
    this.#file = old ?? (await OpenFile.at(path));
    this.#missing(this.#file !== undefined);
    // With a cursor but nothing there yet the directory may not be mounted: then this is tried again.
    if (cursor && !this.#file) return;
    const fromEnd = !cursor && this.#file && this.#options.from !== 'start';
    // Without the file of the cursor the present one is read whole: it was written since.
    this.#splitter = this.#splitterAt(old ? cursor.offset : fromEnd ? await this.#lineStartAtEnd(this.#file!) : 0);
    this.#splitter.tail = (await this.#file?.tailAt(this.#splitter.consumed)) ?? nothing;
    this.#begun = true;
    if (fromEnd) this.#handCursor();
  }

  /** Begins behind the last newline, so that a line which is being written now is read whole. */
  async #lineStartAtEnd(file: OpenFile): Promise<number> {
    const size = await file.size();
    const length = Math.min(size, 64 * 1024);
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.handle.read(bytes, 0, length, size - length);
    const last = bytes.lastIndexOf(10, bytesRead - 1);
    return last < 0 ? size - (size > length ? 0 : length) : size - length + last + 1;
  }

  /** Looks now, or once more after the look that is going on. */
  #look(): void {
    if (this.#stopped) return;
    if (this.#isWorking) {
      this.#lookAgain = true;
      return;
    }
    this.#isWorking = true;
    this.#working = this.#guarded(async () => {
      do {
        this.#lookAgain = false;
        await this.#readAll();
      } while (this.#lookAgain && !this.#stopped);
    }).finally(() => {
      this.#isWorking = false;
    });
  }

  /** Everything that is there, over a rotation if there was one. */
  async #readAll(): Promise<void> {
    const { path } = this.#options;
    if (!this.#begun) await this.#begin();
    if (!this.#begun) return;
    if (!this.#file) {
      this.#file = await OpenFile.at(path);
      this.#missing(this.#file !== undefined);
      if (!this.#file) return;
    }
    // Whoever writes is done with the old file once there is something in the new one: so first look there, then read the old to its end.
    const successor = await stat(path, { bigint: true }).catch(() => undefined);
    const isReplaced = successor !== undefined && String(successor.ino) !== this.#file.inode && successor.size > 0n;
    await this.#readFile(this.#file);
    this.#missing(successor !== undefined);
    if (!isReplaced || this.#stopped) return;
    const next = await OpenFile.at(path);
    if (!next) return;
    this.#splitter.end();
    await this.#file.close();
    this.#file = next;
    this.#splitter = this.#splitterAt(0);
    this.#handCursor();
    this.#lookAgain = true;
  }

  async #readFile(file: OpenFile): Promise<void> {
    const { position, consumed, tail } = this.#splitter;
    let size = await file.size();
    if (size === position) return;
    if (size < position || !(await file.isSame(file.mark(tail), consumed))) {
      file.head = '';
      this.#splitter = this.#splitterAt(0);
    }
    while (!this.#stopped) {
      const room = this.#options.ready?.();
      if (room) await Promise.race([room, this.#stopping.promise]);
      if (this.#stopped) return;
      const { buffer, offset, length } = this.#splitter.room;
      const { bytesRead } = await file.handle.read(buffer, offset, length, this.#splitter.position);
      if (bytesRead === 0 || this.#stopped) return;
      await file.learnHead();
      const before = this.#splitter.consumed;
      this.#splitter.take(bytesRead);
      if (this.#splitter.consumed !== before) this.#handCursor();
      // A long backlog must not keep the sockets of this thread waiting.
      await new Promise<void>((resolve) => setImmediate(resolve));
      size = await file.size();
      if (size <= this.#splitter.position) return;
    }
  }

  #handCursor(): void {
    const file = this.#file!;
    const { consumed, tail } = this.#splitter;
    this.#options.onCursor({
      listener: this.#options.id,
      inode: file.inode,
      offset: consumed,
      head: file.mark(tail),
    });
  }

  #splitterAt(offset: number): LineSplitter {
    return new LineSplitter(this.#options, offset);
  }

  #watch(): void {
    const { path } = this.#options;
    try {
      this.#watcher = watch(dirname(path), { persistent: false }, (_, name) => {
        if (name === null || name === basename(path)) this.#look();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // No directory yet, or no more watches to be had: it is looked at four times a second anyway.
    }
  }

  async #guarded(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#tell(`${this.#options.path} cannot be read: ${(error as Error).message}`);
    }
  }

  #missing(isThere: boolean): void {
    this.#tell(isThere ? '' : `${this.#options.path} is not there; Belwacht waits for it.`);
  }

  #tell(sentence: string): void {
    if (sentence === this.#trouble) return;
    this.#trouble = sentence;
    this.#options.onTrouble(sentence);
  }
}
