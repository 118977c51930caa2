import { Words } from '../../line/words.ts';
import type { Kind, Service } from './security-kinds.ts';

/** What stands before the account in a security event: the same for all of a kind, but for the time in the middle. */
export interface SecurityHead {
  /** `SecurityEvent="…",EventTV="` */
  readonly before: Words;
  /** From the quote behind the time to that before the account. */
  readonly behind: Words;
  readonly kind: Kind;
  readonly service: Service;
}

const places = 64;
/** Where in `SecurityEvent="ChallengeSent"` a word stands that tells the kinds apart. */
const tellingWord = 25;
/** 2026-11-22T03:04:05.123+0100 */
const timeLength = 28;
/** Most bytes of either part: what Asterisk writes is far below. */
const longest = 160;

/** Beginnings of security events seen before, so that a line like them is compared and not read. */
export class SecurityHeads {
  private readonly heads: (SecurityHead | undefined)[] = new Array<SecurityHead | undefined>(places).fill(undefined);

  /** The beginning that stands at `start`, its account before `end`; undefined when it is none of them. */
  find(bytes: DataView, start: number, end: number): SecurityHead | undefined {
    if (start + tellingWord + 4 > end) return undefined;
    const head = this.heads[placeOf(bytes.getInt32(start + tellingWord, true))];
    if (head === undefined || !head.before.standAt(bytes, start, end)) return undefined;
    return head.behind.standAt(bytes, start + head.before.length + timeLength, end) ? head : undefined;
  }

  /** Remembers bytes[start, accountStart) with the usual time at `timeStart`; of two that want one place the last has it. */
  learn(bytes: Buffer, start: number, timeStart: number, accountStart: number, kind: Kind, service: Service): void {
    if (timeStart - start > longest || accountStart - timeStart > longest) return;
    // What a line names that is no service of Asterisk's is not worth a place.
    if (service.action === 'other') return;
    const word = new DataView(bytes.buffer, bytes.byteOffset + start + tellingWord, 4).getInt32(0, true);
    this.heads[placeOf(word)] = {
      before: new Words(Uint8Array.prototype.slice.call(bytes, start, timeStart)),
      behind: new Words(Uint8Array.prototype.slice.call(bytes, timeStart + timeLength, accountStart)),
      kind,
      service,
    };
  }
}

function placeOf(word: number): number {
  return Math.imul(word, 0x2c1b3c6d) >>> 26;
}
