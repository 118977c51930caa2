import { literal, skipSpaces, standsAt } from './scan.ts';

const openBrace = 0x7b;
/** Cookie in front of JSON in a syslog message (Lumberjack/CEE); Suricata and rsyslog can write it. */
const cookie = literal('@cee:');

/** Where a JSON object begins, behind spaces and an `@cee:` cookie; -1 when none begins there. */
export function jsonStart(bytes: Uint8Array, start: number, end: number): number {
  let at = skipSpaces(bytes, start, end);
  if (standsAt(bytes, at, end, cookie)) at = skipSpaces(bytes, at + cookie.length, end);
  return at < end && bytes[at] === openBrace ? at : -1;
}
