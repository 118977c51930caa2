import type { Event } from '../../../core/event.ts';
import { resetEvent } from '../../../core/event.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
import { findByte, findFirst, findLast, literal, skipDigits, skipSpaces, standsAt, trimEnd } from '../../line/scan.ts';
import { CommonLines } from './common-lines.ts';
import { SecurityLine, securityStart } from './security-line.ts';

const space = 0x20;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBracket = 0x5d;
const openBracket = 0x5b;

const prefixEnd = literal('} ');
const script = literal('<script>: ');
const afterFile = literal(']: ');
const afterFunction = literal('(): ');
const tags = ['kamailio[', '/usr/sbin/kamailio[', '/usr/local/sbin/kamailio['].map(literal);
const levels = ['ALERT', 'BUG', 'CRITICAL', 'CRITICAL2', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG', 'NPRL'].map(
  literal,
);

/**
 * Kamailio's log: the lines that `docs/formats/kamailio.md` asks operators to write, the pike module's own and the usual
 * xlog lines. In front may stand process number and pid, the level, a `log_prefix` in braces and the module's name.
 */
export function createKamailio(): Format {
  return new Kamailio();
}

class Kamailio implements Format {
  readonly name = 'kamailio';
  private readonly security = new SecurityLine();
  private readonly common = new CommonLines();

  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
    const stop = trimEnd(bytes, start, end);
    let at = skipProcess(bytes, skipTag(bytes, start, stop), stop);
    const level = skipLevel(bytes, at, stop);
    const known = level > start;
    if (level > at) at = level;
    if (known && at < stop && bytes[at] === openBrace) {
      // The default log_prefix holds CSeq and Call-ID as the visitor sent them. It ends at the one `} ` of the line; were
      // there two, the visitor could have written either of them.
      const close = findFirst(bytes, at, stop, prefixEnd);
      if (close < 0 || findLast(bytes, at, stop, prefixEnd) !== close) {
        return findFirst(bytes, at, stop, securityStart) < 0 ? 'ignored' : 'malformed';
      }
      at = close + prefixEnd.length;
    }
    const message = known ? skipModule(bytes, at, stop) : standsAt(bytes, at, stop, script) ? at + script.length : at;
    const reading = standsAt(bytes, message, stop, securityStart)
      ? this.security.read(bytes, message + securityStart.length, stop, event)
      : this.common.read(bytes, message, stop, event);
    if (reading === 'recognised') {
      event.time = context.receivedAt;
      event.dataset = 'kamailio';
      event.service = 'sip';
    } else if (reading === 'malformed') {
      resetEvent(event);
    }
    return reading === 'foreign' && (known || message > at) ? 'ignored' : reading;
  }
}

/** Place behind `kamailio[123]: `, when it is still there. */
function skipTag(bytes: Buffer, start: number, end: number): number {
  for (const tag of tags) {
    if (!standsAt(bytes, start, end, tag)) continue;
    const at = skipDigits(bytes, start + tag.length, end);
    return standsAt(bytes, at, end, afterFile) ? at + afterFile.length : start;
  }
  return start;
}

/** Place behind `12(3456) `, which Kamailio writes to standard error. */
function skipProcess(bytes: Buffer, start: number, end: number): number {
  let at = skipSpaces(bytes, start, end);
  const digits = skipDigits(bytes, at, end);
  if (digits === at || digits >= end || bytes[digits] !== 0x28) return start;
  at = skipDigits(bytes, digits + 1, end);
  return at > digits + 1 && bytes[at] === 0x29 && bytes[at + 1] === space && at + 2 <= end ? at + 2 : start;
}

/** Place behind `NOTICE: `. */
function skipLevel(bytes: Buffer, start: number, end: number): number {
  for (const level of levels) {
    const at = start + level.length;
    if (standsAt(bytes, start, end, level) && at + 1 < end && bytes[at] === colon && bytes[at + 1] === space)
      return at + 2;
  }
  return start;
}

/** Place behind `<script>: ` or `pike [pike_funcs.c:151]: pike_check_req(): `, all of it the server's own words. */
function skipModule(bytes: Buffer, start: number, end: number): number {
  if (standsAt(bytes, start, end, script)) return start + script.length;
  const name = findByte(bytes, start, Math.min(end, start + 40), space);
  if (bytes[name] !== openBracket && !(name + 1 < end && bytes[name + 1] === openBracket)) return start;
  const file = findByte(bytes, name, Math.min(end, name + 80), closeBracket);
  if (!standsAt(bytes, file, end, afterFile)) return start;
  const at = file + afterFile.length;
  const called = findByte(bytes, at, Math.min(end, at + 80), 0x28);
  return standsAt(bytes, called, end, afterFunction) ? called + afterFunction.length : at;
}
