import { BlockScan, ownCall, placeOf } from './block-scan.ts';
import { byOrder, CallRuns, inOrder } from './call-runs.ts';
import { CdrCall, longestCall } from './cdr-call.ts';
import { type CdrFormat, type CdrReason, CdrRefusal } from './cdr-format.ts';
import { type LineBlock, LineBlocks } from './line-blocks.ts';

/** A file of call detail records; `create` makes the reader it is read with, a new one for each time it is gone through. */
export interface RecordFile {
  readonly path: string;
  /** What a person knows it by. */
  readonly name: string;
  /** Bytes of it that are read. */
  readonly size: number;
  readonly create: () => CdrFormat;
}

/** What reading files told besides calls. */
export interface ReadCounts {
  lines: number;
  /** Lines that gave a call. */
  records: number;
  readonly refused: Map<CdrReason, number>;
  /** Calls whose end no line tells; they are handed over without. */
  unended: number;
  /** Calls whose record says another length than its times do; the times were taken. */
  doubtful: number;
  /** Halves of calls that were given up because too many waited. */
  evicted: number;
  /** Calls that were handed over after a later one, since more than fits into memory stood in no order. */
  disordered: number;
}

/** Halves of calls that are kept, of all files together. */
const mostHalves = 250_000;

export interface OrderOptions {
  /** A line that was refused. */
  readonly onRefusal?: (file: string, line: number, reason: CdrReason) => void;
  /** A call whose length and times disagree. */
  readonly onDoubt?: (file: string, line: number) => void;
  readonly onProgress?: ((bytes: number, total: number) => void) | undefined;
  /** Calls that are kept apart, and calls that wait for those that began before them. */
  readonly mostApart?: number;
  readonly mostWaiting?: number;
  /** Bytes that are read at once. */
  readonly block?: number;
}

interface ScannedFile extends RecordFile {
  readonly index: number;
  /** Lines of the files before it. */
  readonly before: number;
  /** Lines tell something only together with those before them. */
  readonly sequential: boolean;
  reader: CdrFormat;
}

interface ScannedBlock extends LineBlock {
  readonly file: ScannedFile;
  /** No call in it that is not kept apart begins earlier, ms UTC; of a sequential file also none behind it. */
  bound: number;
  /** Places of calls that are kept apart. */
  readonly apart: readonly number[];
}

/**
 * Hands over the calls of files in the exact order in which they began, equal ones by file and line, whatever the order in the
 * files and however they overlap. `line` of a call counts through all files.
 *
 * Records are written when a call ends, so files are nearly in order of end. They are gone through twice: first every block of
 * lines is asked how early a call in it began; then blocks are read in that order, and a call is handed over as soon as no block
 * is left that could hold an earlier one. The few long calls, which would hold back everything, are kept from the first time.
 * Memory is bounded by the calls of an hour or so; what is in no order at all is sorted as far as `mostWaiting` calls go.
 */
export class OrderedRecords {
  readonly counts: ReadCounts = {
    ...{ lines: 0, records: 0, refused: new Map(), unended: 0, doubtful: 0, evicted: 0, disordered: 0 },
  };
  /** Of all calls: when the first and about when the last began, ms UTC; Infinity and -Infinity without any. */
  earliest = Infinity;
  latest = -Infinity;
  readonly #files: ScannedFile[] = [];
  readonly #blocks: ScannedBlock[] = [];
  readonly #apart: CdrCall[] = [];
  readonly #options: OrderOptions;
  readonly #total: number;
  readonly #mostApart: number;
  readonly #mostWaiting: number;
  readonly #waiting = new CallRuns();
  /** Halves of calls that files ended with: calls without their end, and ends. */
  readonly #begun = new Map<string, CdrCall>();
  readonly #ended = new Map<string, number>();
  #apartNext = 0;
  #last = -Infinity;
  #done = 0;
  readonly #emit: (record: CdrCall) => void;

  constructor(files: readonly RecordFile[], options: OrderOptions, emit: (record: CdrCall) => void) {
    this.#options = options;
    this.#mostApart = options.mostApart ?? 250_000;
    this.#mostWaiting = options.mostWaiting ?? 1_000_000;
    this.#total = 2 * files.reduce((sum, { size }) => sum + size, 0);
    this.#emit = emit;
    for (const [index, file] of files.entries()) this.#scan(file, index);
    this.#joinHalves();
  }

  /** Hands over all calls. Throws what node:fs throws when a file cannot be read. */
  run(): void {
    const blocks = this.#blocks.sort((a, b) => a.bound - b.bound || a.file.index - b.file.index || a.line - b.line);
    this.#apart.sort(byOrder);
    const open = new OpenFiles(this.#options.block);
    try {
      for (const [place, block] of blocks.entries()) {
        this.#waiting.add(this.#read(open.of(block.file.path), block));
        this.#release(blocks[place + 1]?.bound ?? Infinity);
      }
      this.#release(Infinity);
    } finally {
      open.close();
    }
    for (const { reader, name } of this.#files) {
      this.counts.evicted += reader.evicted ?? 0;
      // What a file ends in the middle of.
      if (!reader.more) continue;
      reader.rest?.();
      for (let left = reader.more(); left !== undefined; left = reader.more())
        if (left instanceof CdrRefusal) this.#refuse(left, name, 0);
    }
  }

  /** The first time through a file. */
  #scan(given: RecordFile, index: number): void {
    const reader = given.create();
    const sequential = reader.rest !== undefined;
    const file: ScannedFile = { ...given, index, before: this.counts.lines, sequential, reader };
    this.#files.push(file);
    const scan = new BlockScan(reader);
    const blocks: ScannedBlock[] = [];
    const lines = new LineBlocks(file.path, this.#options.block);
    try {
      this.counts.lines += lines.each(file.size, scan.line, (block) => {
        const { bound, apart, first, last } = scan.end(this.#mostApart - this.#apart.length, file.before, this.#apart);
        this.earliest = Math.min(this.earliest, first);
        this.latest = Math.max(this.latest, last);
        blocks.push({ ...block, file, bound, apart });
        this.#options.onProgress?.(this.#done + block.until, this.#total);
      });
      if (lines.tooLong > 0) this.counts.refused.set('too-long', this.#refused('too-long') + lines.tooLong);
    } finally {
      lines.close();
    }
    this.#done += file.size;
    if (sequential) {
      this.#keepHalves(reader, file.before);
      for (let i = blocks.length - 2; i >= 0; i--) blocks[i]!.bound = Math.min(blocks[i]!.bound, blocks[i + 1]!.bound);
      file.reader = given.create();
    }
    for (const block of blocks) this.#blocks.push(block);
  }

  /** Remembers what a file ends with: the other half may stand in another file. */
  #keepHalves(reader: CdrFormat, before: number): void {
    for (const [key, half] of reader.halves?.() ?? []) {
      if (this.#begun.size + this.#ended.size >= mostHalves) this.counts.evicted++;
      else if (typeof half === 'number') this.#ended.set(key, half);
      else if (!this.#begun.has(key)) this.#begun.set(key, ownCall(half, before + half.line));
    }
  }

  /** Calls that began in one file end in another, or nowhere. */
  #joinHalves(): void {
    for (const [key, call] of this.#begun) {
      const end = this.#ended.get(key);
      if (end !== undefined && end >= (call.answer ?? call.start) && end - call.start <= longestCall) {
        call.end = end;
        call.outcome = 'answered';
      }
      this.earliest = Math.min(this.earliest, call.start);
      this.latest = Math.max(this.latest, call.start);
      this.counts.records++;
      this.#apart.push(call);
    }
    this.#begun.clear();
    this.#ended.clear();
  }

  /** The calls of a block, in their order. */
  #read(lines: LineBlocks, block: ScannedBlock): CdrCall[] {
    const { counts } = this;
    const { file, apart } = block;
    const { reader, before, name } = file;
    const calls: CdrCall[] = [];
    let next = 0;
    lines.read(block, (bytes, start, end, line) => {
      let nth = 0;
      for (
        let reading = reader.read(bytes, start, end, line);
        reading !== undefined;
        reading = reader.more ? reader.more() : undefined
      ) {
        if (reading instanceof CdrRefusal) {
          this.#refuse(reading, name, line);
          continue;
        }
        counts.records++;
        if (reading instanceof CdrCall && reading.disagrees) {
          counts.doubtful++;
          this.#options.onDoubt?.(name, line);
        }
        if (apart[next] === placeOf(line, nth++)) next++;
        else calls.push(ownCall(reading, before + reading.line));
      }
    });
    this.#done += block.until - block.at;
    this.#options.onProgress?.(this.#done, this.#total);
    return inOrder(calls);
  }

  #refuse({ reason, line: own }: CdrRefusal, name: string, line: number): void {
    this.counts.refused.set(reason, this.#refused(reason) + 1);
    this.#options.onRefusal?.(name, own || line, reason);
  }

  #refused(reason: CdrReason): number {
    return this.counts.refused.get(reason) ?? 0;
  }

  /** Hands over what began before `bound`, and more when too much waits. */
  #release(bound: number): void {
    const waiting = this.#waiting;
    while (waiting.first && waiting.first.start < bound) this.#next();
    if (waiting.size > this.#mostWaiting) while (waiting.size > this.#mostWaiting >> 1) this.#next();
    if (bound === Infinity) this.#releaseApart(undefined);
  }

  #next(): void {
    const call = this.#waiting.take();
    this.#releaseApart(call);
    this.#hand(call);
  }

  /** Hands over those kept apart that come before `until`, or all. */
  #releaseApart(until: CdrCall | undefined): void {
    const apart = this.#apart;
    while (this.#apartNext < apart.length && (!until || byOrder(apart[this.#apartNext]!, until) < 0))
      this.#hand(apart[this.#apartNext++]!);
  }

  #hand(call: CdrCall): void {
    if (call.start < this.#last) this.counts.disordered++;
    else this.#last = call.start;
    if (call.end === undefined) this.counts.unended++;
    this.#emit(call);
  }
}

/** Files that are open, a hundred at most. */
class OpenFiles {
  readonly #open = new Map<string, LineBlocks>();
  readonly #size: number | undefined;

  constructor(size: number | undefined) {
    this.#size = size;
  }

  of(path: string): LineBlocks {
    let file = this.#open.get(path);
    if (file) this.#open.delete(path);
    else file = new LineBlocks(path, this.#size);
    this.#open.set(path, file);
    if (this.#open.size > 100) {
      const [[oldest, first]] = this.#open as unknown as [[string, LineBlocks]];
      first.close();
      this.#open.delete(oldest);
    }
    return file;
  }

  close(): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }
}
