import type { Zone } from '../line/zone.ts';
import { isCall } from './cdr-format.ts';
import { type CdrFormatEntry, cdrFormats } from './cdr-formats.ts';
import { holdsPosts } from './freeswitch/post-lines.ts';

const mostLines = 1_000;

/**
 * The format of call detail records that reads most of the beginning of a file; undefined when none reads anything of it. `csv`
 * needs a mapping and is never the answer.
 */
export function detectCdrFormat(beginning: Buffer, zone: Zone): CdrFormatEntry | undefined {
  // Posts may go over many lines, of which none says anything by itself.
  if (holdsPosts(beginning)) return cdrFormats.find(({ id }) => id === 'freeswitch-cdr');
  let found: CdrFormatEntry | undefined;
  let most = 0;
  for (const entry of cdrFormats) {
    if (entry.id === 'csv') continue;
    const calls = callsOf(entry, beginning, zone);
    if (calls > most) [found, most] = [entry, calls];
  }
  return found;
}

function callsOf(entry: CdrFormatEntry, bytes: Buffer, zone: Zone): number {
  const format = entry.create({ zone });
  let calls = 0;
  let line = 0;
  for (let at = 0; at < bytes.length && line < mostLines; ) {
    const feed = bytes.indexOf(0x0a, at);
    const end = feed < 0 ? bytes.length : feed;
    if (isCall(format.read(bytes, at, end, ++line))) calls++;
    at = end + 1;
  }
  return calls + (format.rest?.().length ?? 0);
}
