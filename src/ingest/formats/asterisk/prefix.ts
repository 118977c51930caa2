import { literal, standsAt } from '../../line/scan.ts';
import { viewOf, Words } from '../../line/words.ts';
import { isColour } from './colours.ts';

const space = 0x20;
const slash = 0x2f;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const inWord = literal('in ');
const dialPlan = literal('Ext. s:');
const pjsipSession = literal('res_pjsip_session.c:');
/** Where nearly every line that matters comes from, when versions write no line numbers. */
const securityLog = new Words(literal(' res_security_log.c: '));
const distributor = new Words(literal(' res_pjsip/pjsip_distributor.c: '));
const chanSip = new Words(literal(' chan_sip.c: '));

const names = {
  debug: literal('DEBUG['),
  dtmf: literal('DTMF['),
  error: literal('ERROR['),
  fax: literal('FAX['),
  notice: literal('NOTICE['),
  security: literal('SECURITY['),
  verbose: literal('VERBOSE['),
  warning: literal('WARNING['),
};

/** What Asterisk calls its log levels; `none`: no level stands here. */
export type Level = 'none' | 'quiet' | 'notice' | 'security' | 'verbose' | 'dialplan';

/**
 * Reads what stands between timestamp and message: `NOTICE[123][C-0000002a] chan_sip.c:28926 handle_request_register: `,
 * with fewer or more of its parts by version and setting. One result object, overwritten by each read.
 */
export class Prefix {
  /**
   * `notice` stands for NOTICE, WARNING and ERROR, `quiet` for levels that never tell of an attempt, `dialplan` for what the
   * application Log wrote in the extension s, which no caller can choose the name of.
   */
  level: Level = 'none';
  /** First byte of the message; the end of the range when it cannot matter. */
  messageStart = 0;
  /** Whether res_pjsip_session.c wrote it. */
  isPjsipSession = false;

  /** Reads the prefix at the start of bytes[start, end). */
  read(bytes: Buffer, start: number, end: number): void {
    this.messageStart = end;
    this.isPjsipSession = false;
    let at = this.readLevel(bytes, start, end);
    while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
    if (this.level === 'none' || at >= end || bytes[at] !== closeBracket) {
      this.level = 'none';
      return;
    }
    at++;
    if (this.level === 'quiet') return;
    if (at < end && bytes[at] === space && this.readUsualFile(bytes, at, end)) return;
    // The call id: [C-0000002a].
    if (at < end && bytes[at] === openBracket) {
      while (at < end && bytes[at] !== closeBracket) at++;
      at++;
    }
    if (at < end && bytes[at] === colon) at++;
    while (at < end && bytes[at] === space) at++;
    // With colours nothing can be said of what follows; whoever takes them off asks again.
    if (isColour(bytes, at, end)) {
      this.messageStart = at;
      return;
    }
    // Of VERBOSE only chan_sip.c, chan_iax2.c, res_pjsip_registrar.c, manager.c and the logger.c of old versions matter.
    if (this.level === 'verbose' && !isVerboseFile(bytes[at])) return;
    if (bytes[at] === 0x45 && this.level === 'notice' && standsAt(bytes, at, end, dialPlan)) {
      this.level = 'dialplan';
      this.messageStart = at + dialPlan.length;
      return;
    }
    this.isPjsipSession = bytes[at] === 0x72 && standsAt(bytes, at, end, pjsipSession);
    this.readLocation(bytes, at, end);
  }

  /** Takes it that a security event stands at `at` without its level and file. */
  takeSecurity(at: number): void {
    this.level = 'security';
    this.messageStart = at;
  }

  /** A file that is known as a whole, at the space before it. */
  private readUsualFile(bytes: Buffer, at: number, end: number): boolean {
    const view = viewOf(bytes);
    const file =
      this.level === 'security'
        ? securityLog
        : this.level !== 'notice'
          ? undefined
          : distributor.standAt(view, at, end)
            ? distributor
            : chanSip;
    if (file === undefined || !file.standAt(view, at, end)) return false;
    const next = at + file.length;
    if (next >= end || bytes[next] === space) return false;
    this.messageStart = next;
    return true;
  }

  /** Sets the level and returns the place of its thread number. */
  private readLevel(bytes: Buffer, start: number, end: number): number {
    switch (bytes[start]) {
      case 0x4e:
        return this.take(bytes, start, end, names.notice, 'notice');
      case 0x56:
        return this.take(bytes, start, end, names.verbose, 'verbose');
      case 0x53:
        return this.take(bytes, start, end, names.security, 'security');
      case 0x57:
        return this.take(bytes, start, end, names.warning, 'notice');
      case 0x45:
        return this.take(bytes, start, end, names.error, 'notice');
      case 0x44:
        return bytes[start + 1] === 0x45
          ? this.take(bytes, start, end, names.debug, 'quiet')
          : this.take(bytes, start, end, names.dtmf, 'quiet');
      case 0x46:
        return this.take(bytes, start, end, names.fax, 'quiet');
      default:
        this.level = 'none';
        return end;
    }
  }

  private take(bytes: Buffer, start: number, end: number, name: Uint8Array, level: Level): number {
    const found = standsAt(bytes, start, end, name);
    this.level = found ? level : 'none';
    return found ? start + name.length : end;
  }

  /** `file.c: `, `file.c:123 function: ` or `file.c:123 in function: `. */
  private readLocation(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end && (isWord(bytes[at]) || bytes[at] === slash)) at++;
    if (at === start || at >= end || bytes[at] !== colon) return;
    at++;
    if (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) {
      while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
      if (at < end && bytes[at] === colon) at++;
      while (at < end && bytes[at] === space) at++;
      let name = standsAt(bytes, at, end, inWord) ? at + inWord.length : at;
      while (name < end && isWord(bytes[name])) name++;
      if (name < end && bytes[name] === colon) at = name + 1;
    }
    while (at < end && bytes[at] === space) at++;
    this.messageStart = at;
  }
}

/** `VERB` and `OSE[` as words. */
const verb = 0x42524556;
const ose = 0x5b45534f;

/**
 * Whether `VERBOSE[123]` or `VERBOSE[123][C-0000002a] ` of a file that tells nothing stands at `at`: what a PBX with calls
 * writes most of. Says no when in doubt.
 */
export function isCallNoise(bytes: Buffer, start: number, end: number): boolean {
  if (start + 40 > end || bytes[start] !== 0x56) return false;
  const view = viewOf(bytes);
  if (view.getInt32(start, true) !== verb || view.getInt32(start + 4, true) !== ose) return false;
  let at = start + 8;
  while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
  if (at >= end || bytes[at] !== closeBracket) return false;
  at++;
  if (at < end && bytes[at] === openBracket) {
    while (at < end && bytes[at] !== closeBracket) at++;
    at++;
  }
  if (at + 1 >= end || bytes[at] !== space) return false;
  const first = bytes[at + 1];
  return first !== space && !isVerboseFile(first);
}

function isVerboseFile(byte: number): boolean {
  return byte === 0x63 || byte === 0x72 || byte === 0x6d || byte === 0x6c;
}

/** Letters, digits, `_`, `-` and `.`: what file and function names are made of. */
function isWord(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x5f ||
    byte === 0x2d ||
    byte === 0x2e
  );
}
