import type { CallRecord } from '../../core/call-record.ts';
import { type CdrFormat, isCall, longestLine } from '../../ingest/cdr/cdr-format.ts';
import { cdrFormats } from '../../ingest/cdr/cdr-formats.ts';
import type { CsvMapping } from '../../ingest/cdr/csv/csv-mapping.ts';
import { readCsvMapping } from '../../ingest/cdr/csv/read-csv-mapping.ts';
import { createZone } from '../../ingest/line/zone.ts';
import type { CdrCounts, CdrReading } from './messages.ts';

const mostErrors = 10;

/** A reader of records; a sentence when the options do not suffice. */
export function cdrReader({ format, timeZone, fields, mapping }: CdrReading): CdrFormat | string {
  const entry = cdrFormats.find(({ id }) => id === format);
  if (!entry) return `there is no format ${format}`;
  let csv: CsvMapping | undefined;
  if (mapping) {
    const read = readCsvMapping(JSON.stringify(mapping));
    if (!read.ok) return read.reason;
    csv = read.value;
  }
  try {
    return entry.create({
      zone: createZone(timeZone),
      ...(fields?.length && { fields }),
      ...(csv && { mapping: csv }),
    });
  } catch (error) {
    return (error as Error).message;
  }
}

/** Reads all records of a body, each handed to `call`; what is no call is counted by reason. */
export function readCdr(
  reader: CdrFormat,
  bytes: Buffer,
  call: (record: CallRecord) => void,
): Omit<CdrCounts, 'duplicates'> {
  const reasons: Record<string, number> = {};
  const errors: { line: number; reason: string }[] = [];
  let [received, calls, refused, line] = [0, 0, 0, 0];
  const refuse = (reason: string) => {
    refused++;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
    if (errors.length < mostErrors) errors.push({ line, reason });
  };
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, start);
    const next = feed < 0 ? bytes.length : feed + 1;
    let end = feed < 0 ? bytes.length : feed;
    if (end > start && bytes[end - 1] === 0x0d) end--;
    line++;
    if (end > start) {
      received++;
      if (end - start > longestLine) refuse('too-long');
      else {
        const reading = reader.read(bytes, start, end, line);
        if (isCall(reading)) {
          calls++;
          call(reading);
        } else if (reading) refuse(reading.reason);
      }
    }
    start = next;
  }
  for (const record of reader.rest?.() ?? []) {
    calls++;
    call(record);
  }
  return { received, calls, refused, reasons, errors };
}
