import type { CdrReason } from '../../cdr/cdr-format.ts';
import { longestPost } from '../../cdr/cdr-format.ts';
import type { CallSourceSink } from '../call-source.ts';
import { CdrIntake, type CdrStreamOptions } from './cdr-intake.ts';

/** What became of a post. */
export interface CdrPostResult {
  /** Calls that were read. */
  readonly calls: number;
  /** Records that are no call by themselves: headers, empty lines, halves of pairs. */
  readonly ignored: number;
  /** The first records that were refused, at most 100, by line of the post (1-based). */
  readonly refused: readonly { readonly line: number; readonly reason: CdrReason }[];
  /** All that were refused. */
  readonly refusals: number;
}

const newline = 10;
const mostTold = 100;
/** Types of bodies that are one record: mod_json_cdr and mod_xml_cdr of FreeSWITCH post each call by itself. */
const wholeTypes = ['json', 'xml', 'x-www-form-urlencoded'];

/** Call records that are posted over HTTP: one record of FreeSWITCH (JSON, XML, or a form with either), or lines of any format. */
export class CdrPosts {
  readonly kind = 'cdr-post';
  readonly id: string;
  readonly intake: CdrIntake;
  readonly #format: string;

  /** Throws what CdrIntake throws. */
  constructor(options: CdrStreamOptions, sink: CallSourceSink) {
    this.id = options.id;
    this.#format = options.format;
    this.intake = new CdrIntake(options, sink);
  }

  /**
   * Takes the body of a post. `contentType` as in its header, '' without one. Bodies of more than 1 MiB that are one record are
   * refused as too long; the caller bounds those that are lines.
   */
  take(body: Buffer, contentType: string): CdrPostResult {
    const type = contentType.split(';', 1)[0].trim().toLowerCase();
    const isWhole =
      this.#format === 'freeswitch-cdr' && (wholeTypes.some((word) => type.endsWith(word)) || isRecord(body));
    return isWhole ? this.#takeWhole(body) : this.#takeLines(body);
  }

  #takeWhole(body: Buffer): CdrPostResult {
    const found = new Found();
    if (body.length > longestPost) {
      this.intake.refuse('too-long');
      found.add(1, 'too-long');
    } else found.add(1, this.intake.take(body, 0, body.length));
    return found;
  }

  #takeLines(body: Buffer): CdrPostResult {
    const found = new Found();
    for (let at = 0, line = 1; at < body.length; line++) {
      const next = body.indexOf(newline, at);
      const end = next < 0 ? body.length : next;
      found.add(line, this.intake.take(body, at, end));
      at = end + 1;
    }
    return found;
  }
}

class Found implements CdrPostResult {
  calls = 0;
  ignored = 0;
  refusals = 0;
  readonly refused: { line: number; reason: CdrReason }[] = [];

  add(line: number, what: ReturnType<CdrIntake['take']>): void {
    if (what === 'call') this.calls++;
    else if (what === 'nothing') this.ignored++;
    else if (++this.refusals <= mostTold) this.refused.push({ line, reason: what });
  }
}

/** A record without a type: `{`, `<` or `cdr=` in front. */
function isRecord(body: Buffer): boolean {
  const start = body.toString('latin1', 0, 64).trimStart();
  return start.startsWith('{') || start.startsWith('<') || start.startsWith('cdr=');
}
