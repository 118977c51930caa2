import { findFirst, literal } from '../../line/scan.ts';
import { earliestTime } from '../cdr-clock.ts';
import { type CdrRefusal, refusals } from '../cdr-format.ts';
import { readCount } from '../cdr-values.ts';
import { type AccField, type AccRecord, accExtraNames, accNames } from './acc-record.ts';

const mark = literal('ACC: ');
const script = literal('<script>');
const timestamp = literal('timestamp=');
/** The columns that acc writes itself, in its order; the extra ones of the installation follow in any. */
const own = ['timestamp', 'method', 'from_tag', 'to_tag', 'call_id', 'code', 'reason'];

/**
 * Reads a syslog line of acc, with whatever stands before `ACC: `. Undefined for a line that is none of acc's.
 *
 * Call-ID, tags, reason and user names are strangers', and acc writes them as they came: a name that stands twice, or a column of
 * acc's own out of its place, is refused as `ambiguous`, since nobody can tell which is true. A line that the script wrote
 * (xlog) is never one of acc's, whatever it quotes.
 */
export function readAccLine(bytes: Buffer, start: number, end: number): AccRecord | CdrRefusal | undefined {
  const at = findFirst(bytes, start, end, mark);
  if (at < 0) return undefined;
  // In front of it: nothing, or the end of what a logger or a function wrote.
  if (at > start && (at - start < 2 || bytes[at - 1] !== 0x20 || bytes[at - 2] !== 0x3a)) return undefined;
  if (findFirst(bytes, start, at, script) >= 0) return undefined;
  const from = findFirst(bytes, at, end, timestamp);
  if (from < 0) return refusals['not-this-format'];
  const values = new Map<string, string>();
  let column = 0;
  for (const part of bytes.toString('utf8', from, end).split(';')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? '' : part.slice(0, equals).trim();
    if (column < own.length && name !== own[column])
      return column < 6 && values.size === column ? refusals['not-this-format'] : refusals.ambiguous;
    if (column < own.length || accExtraNames.has(name) || own.includes(name)) {
      if (values.has(name)) return refusals.ambiguous;
      values.set(name, part.slice(equals + 1).trim());
    }
    column++;
  }
  if (column < own.length) return refusals['too-few-columns'];
  return accRecord(values, 'timestamp', 'call_id', 'code', readSeconds);
}

/** A record of named values; refused where its time or its code is none, or its call has no id. */
export function accRecord(
  values: ReadonlyMap<string, string>,
  timeName: string,
  callIdName: string,
  codeName: string,
  readTime: (text: string) => number,
): AccRecord | CdrRefusal {
  const time = readTime(values.get(timeName) ?? '');
  if (!(time >= earliestTime)) return refusals['bad-time'];
  const codeBytes = Buffer.from(values.get(codeName) ?? '');
  const code = readCount(codeBytes, 0, codeBytes.length);
  const callId = values.get(callIdName) ?? '';
  if (code < 100 || code > 699 || callId === '') return refusals.ambiguous;
  const text = (field: AccField) => {
    for (const name of accNames[field]) {
      const value = values.get(name);
      if (value !== undefined && value !== '' && value !== '<null>') return value;
    }
    return '';
  };
  const [fromTag, toTag] = [values.get('from_tag') ?? '', values.get('to_tag') ?? ''];
  return { method: values.get('method') ?? '', callId, fromTag, toTag, code, time, text };
}

/** ms of seconds since 1970, with a fraction or without; NaN for something else. */
function readSeconds(text: string): number {
  const found = /^(\d{9,11})(?:\.(\d{1,3})\d{0,6})?$/.exec(text);
  return found ? Number(found[1]) * 1_000 + Number((found[2] ?? '').padEnd(3, '0')) : Number.NaN;
}
