import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Listener } from '../../../core/source.ts';
import { LineIntake } from '../../line-intake.ts';
import type { ListenerDeps } from '../../listener.ts';
import type { RunningListener } from '../../source.ts';
import { LineSplitter } from './line-splitter.ts';
import { OpenFile } from './open-file.ts';

export type FileListener = Extract<Listener, { kind: 'file' }>;

/** Looked at this often even when the system does not tell of changes (network file systems, symbolic links), ms. */
const pollEvery = 250;
const nothing = Buffer.alloc(0);

/**
 * Tails a file: begins at the stored cursor, else at its end (`deps.fileFrom`). A file that is renamed is read to its end
 * before the new one is begun; one that is emptied is begun anew; an unfinished last line waits until it is finished. A path
 * where nothing is, is waited for. After the lines of each chunk the cursor is handed over. Resolves once it was looked at
 * for the first time; never rejects for what the path holds.
 */
export async function startFileListener(listener: FileListener, deps: ListenerDeps): Promise<RunningListener> {
  const tail = new FileTail(listener, deps);
  await tail.start();
  return { id: listener.id, port: 0, stop: () => tail.stop() };
}

class FileTail {
  readonly #listener: FileListener;
  readonly #deps: ListenerDeps;
  readonly #intake: LineIntake;
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
  constructor(listener: FileListener, deps: ListenerDeps) {
    this.#listener = listener;
    this.#deps = deps;
    this.#intake = new LineIntake(listener.id, 'file', deps);
    this.#splitter = this.#splitterAt(0);
  }

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
    const { path, id } = this.#listener;
    const cursor = this.#deps.cursor?.(id);
    const old = cursor && (await OpenFile.of(cursor, path));
    this.#file = old ?? (await OpenFile.at(path));
    this.#missing(this.#file !== undefined);
    // With a cursor but nothing there yet the directory may not be mounted: then this is tried again.
    if (cursor && !this.#file) return;
    const fromEnd = !cursor && this.#file && this.#deps.fileFrom !== 'start';
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
    const { path } = this.#listener;
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
      const room = this.#deps.ready?.();
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
    this.#deps.sink.cursor({
      listener: this.#listener.id,
      inode: file.inode,
      offset: consumed,
      head: file.mark(tail),
    });
  }

  #splitterAt(offset: number): LineSplitter {
    const sink = {
      line: (bytes: Buffer, start: number, end: number) => this.#intake.take(bytes, start, end, '', this.#deps.now()),
      tooLong: () => this.#intake.malformed(''),
    };
    return new LineSplitter(sink, offset);
  }

  #watch(): void {
    const { path } = this.#listener;
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
      this.#tell(`${this.#listener.path} cannot be read: ${(error as Error).message}`);
    }
  }

  #missing(isThere: boolean): void {
    this.#tell(isThere ? '' : `${this.#listener.path} is not there; Belwacht waits for it.`);
  }

  #tell(sentence: string): void {
    if (sentence === this.#trouble) return;
    this.#trouble = sentence;
    this.#deps.onTrouble?.(this.#listener.id, sentence);
  }
}
