import type { CallRecord } from '../../core/call-record.ts';
import { CdrPosts } from '../../ingest/calls/cdr/cdr-posts.ts';
import { readCsvMapping } from '../../ingest/cdr/csv/read-csv-mapping.ts';
import { createZone } from '../../ingest/line/zone.ts';
import type { CdrCounts, CdrReading } from './messages.ts';

/** Readers that remember halves of pairs from one upload to the next. */
const mostReaders = 500;
const mostErrors = 10;
const nothing = { received: 0, calls: 0, duplicates: 0, refused: 0, reasons: {} };

type Take = (record: CallRecord, complete: boolean, source: string) => void;

interface Reader {
  readonly posts: CdrPosts;
  received: number;
}

/** Call records that are delivered over HTTP. */
export class CdrUploads {
  readonly #take: Take;
  /** Kamailio tells a call in two records, which may come in two posts. */
  readonly #pairing = new Map<string, Reader>();

  constructor(take: Take) {
    this.#take = take;
  }

  /** Reads a body. What cannot be read at all is one error, at line 0. */
  take(body: Buffer, source: string, reading: CdrReading): CdrCounts {
    let reader: Reader;
    try {
      reader = this.#reader(source, reading);
    } catch (error) {
      return { ...nothing, refused: 1, errors: [{ line: 0, reason: (error as Error).message }] };
    }
    const { reasons } = reader.posts.intake;
    const before = { ...reasons };
    const received = reader.received;
    const { calls, refused, refusals } = reader.posts.take(body, reading.contentType ?? '');
    const moved = Object.entries(reasons).flatMap(([reason, count]): [string, number][] => {
      const more = count - (before[reason as keyof typeof before] ?? 0);
      return more > 0 ? [[reason, more]] : [];
    });
    return {
      ...{ received: reader.received - received, calls, duplicates: 0, refused: refusals },
      ...{ reasons: Object.fromEntries(moved), errors: refused.slice(0, mostErrors) },
    };
  }

  #reader(source: string, reading: CdrReading): Reader {
    const { format, timeZone, fields, mapping } = reading;
    const key = `${source}\0${timeZone}`;
    const known = format === 'kamailio-acc' ? this.#pairing.get(key) : undefined;
    if (known) return known;
    const csv = mapping ? readCsvMapping(JSON.stringify(mapping)) : undefined;
    if (csv && !csv.ok) throw new Error(csv.reason);
    const options = {
      ...{ id: source, format, zone: createZone(timeZone) },
      ...(fields?.length && { fields }),
      ...(csv?.ok && { mapping: csv.value }),
    };
    const sink = {
      call: (record: CallRecord, complete: boolean) => this.#take(record, complete, source),
      count: (what: string, n: number) => {
        if (what === 'received') reader.received += n;
      },
      ...{ fact() {}, running() {}, state() {} },
    };
    const reader: Reader = { posts: new CdrPosts(options, sink), received: 0 };
    if (format !== 'kamailio-acc') return reader;
    if (this.#pairing.size >= mostReaders) this.#pairing.clear();
    this.#pairing.set(key, reader);
    return reader;
  }
}
