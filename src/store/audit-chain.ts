import { createHash } from 'node:crypto';
import type { AuditEntry, AuditFault, AuditHead, AuditVerdict } from '../core/audit-entry.ts';

/** An entry as it lies in the table or in an export. */
export interface ChainLink {
  readonly seq: number;
  readonly payload: string;
  readonly prevHash: string;
  readonly hash: string;
  /** What the database filters on, which has to be what the payload says. */
  readonly columns?: Readonly<Record<'at' | 'tenant' | 'actor' | 'action' | 'object' | 'rule', string | number>>;
}

/** Hash before the first entry. */
export const genesis = '0'.repeat(64);

/** Hash of an entry, worked out here and not by the database that wrote it. */
export function linkHash({ prevHash, payload }: Pick<ChainLink, 'prevHash' | 'payload'>): string {
  return createHash('sha256').update(`${prevHash}\n${payload}`, 'utf8').digest('hex');
}

/** `SEQ:HASH`, as people note it. */
export function writeHead({ seq, hash }: AuditHead): string {
  return `${seq}:${hash}`;
}

/** Reads what `writeHead` wrote; undefined for anything else. */
export function readHead(text: string): AuditHead | undefined {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  return match ? { seq: Number(match[1]), hash: match[2] } : undefined;
}

/**
 * Goes through the record entry by entry, in the order of the numbers, and remembers the first thing that is wrong. Nothing of
 * an entry is trusted but what the chain of hashes proves.
 */
export class ChainCheck {
  readonly #expected: AuditHead | undefined;
  /** Where retention says it removed entries: number of the last that went → its hash. */
  readonly #pruned = new Map<number, string>();
  #first: ChainLink | undefined;
  #last: ChainLink | undefined;
  #entries = 0;
  #fault: AuditFault | null = null;

  /** `expected`: a head noted earlier. */
  constructor(expected?: AuditHead) {
    this.#expected = expected;
  }

  /** Takes the next entry; false once a fault is found. */
  take(link: ChainLink): boolean {
    if (this.#fault) return false;
    this.#entries++;
    this.#fault = this.#look(link);
    this.#first ??= link;
    this.#last = link;
    return this.#fault === null;
  }

  /** What came of it. `head`: where the database says the record ends; undefined for an export, which has none. */
  end(head: AuditHead | undefined): AuditVerdict {
    const last = this.#last ? { seq: this.#last.seq, hash: this.#last.hash } : { seq: 0, hash: genesis };
    this.#fault ??= this.#lookAtBeginning() ?? (head && lookAtEnd(last, head)) ?? this.#lookAtExpected(last);
    return {
      ok: this.#fault === null,
      entries: this.#entries,
      first: this.#first?.seq ?? 0,
      head: last,
      fault: this.#fault,
    };
  }

  #look(link: ChainLink): AuditFault | null {
    const { seq, payload, prevHash, hash } = link;
    const last = this.#last;
    if (last) {
      if (seq <= last.seq) return fault('added', seq, `entry ${seq} stands there twice or out of order`);
      if (seq > last.seq + 1) {
        const gone = seq === last.seq + 2 ? `entry ${last.seq + 1} is` : `entries ${last.seq + 1} to ${seq - 1} are`;
        return fault('missing', last.seq + 1, `${gone} missing`);
      }
    }
    if (linkHash(link) !== hash) return fault('changed', seq, `entry ${seq} was changed: its hash is of other content`);
    const content = read(payload);
    if (content?.seq !== seq) {
      return fault('reordered', seq, `entry ${seq} holds what was written as entry ${String(content?.seq)}`);
    }
    const { columns } = link;
    if (columns && !matches(columns, content)) {
      return fault('changed', seq, `entry ${seq} is filed under something else than it says`);
    }
    if (last && prevHash !== last.hash) {
      return fault(
        'changed',
        last.seq,
        `entry ${last.seq} is not the one entry ${seq} was written after: it was changed and given a new hash`,
      );
    }
    if (this.#expected?.seq === seq && this.#expected.hash !== hash) {
      return fault(
        'head',
        seq,
        `entry ${seq} has another hash than was noted: the record was written anew, from there or before`,
      );
    }
    if (content.action === 'audit.pruned' && content.detail) {
      this.#pruned.set(Number(content.detail.through), String(content.detail.hash));
    }
    return null;
  }

  /** The first entry there is must be the first ever, or the first that retention left. */
  #lookAtBeginning(): AuditFault | null {
    const first = this.#first;
    if (!first) return null;
    const before = first.seq - 1;
    const known = before === 0 ? genesis : this.#pruned.get(before);
    if (known === first.prevHash) return null;
    return before === 0
      ? fault('changed', 1, 'entry 1 does not begin the record: it names an entry before it')
      : fault(
          'missing',
          1,
          `entries ${before === 1 ? '1' : `1 to ${before}`} are missing, and no entry says that retention removed them`,
        );
  }

  #lookAtExpected(last: AuditHead): AuditFault | null {
    const expected = this.#expected;
    if (!expected) return null;
    if (expected.seq > last.seq) {
      return fault(
        'cut',
        last.seq + 1,
        `the record ends at entry ${last.seq}; entry ${expected.seq} was noted and is gone`,
      );
    }
    const first = this.#first?.seq ?? 1;
    if (expected.seq >= first) return null;
    if (expected.seq === first - 1) {
      return this.#first?.prevHash === expected.hash
        ? null
        : fault('head', expected.seq, `entry ${expected.seq} had another hash than was noted`);
    }
    return fault(
      'pruned',
      expected.seq,
      `entry ${expected.seq} was removed by retention and cannot be compared any more; note a newer head`,
    );
  }
}

function lookAtEnd(last: AuditHead, head: AuditHead): AuditFault | null {
  if (head.seq > last.seq) {
    return fault('cut', last.seq + 1, `the record ends at entry ${last.seq}, but entry ${head.seq} had been written`);
  }
  if (head.seq < last.seq)
    return fault('added', head.seq + 1, `entry ${head.seq + 1} was added behind the end of the record`);
  return head.hash === last.hash
    ? null
    : fault('changed', last.seq, `entry ${last.seq} is not the one the record ended with`);
}

function fault(kind: AuditFault['kind'], seq: number, sentence: string): AuditFault {
  return { kind, seq, sentence };
}

type Content = Partial<Omit<AuditEntry, 'prevHash' | 'hash' | 'payload'>>;

function matches(columns: NonNullable<ChainLink['columns']>, content: Content): boolean {
  return (
    columns.at === content.at &&
    columns.tenant === content.tenant &&
    columns.actor === `${content.actor?.kind}:${content.actor?.id}` &&
    columns.action === content.action &&
    columns.object === `${content.object?.kind}:${content.object?.id}` &&
    columns.rule === content.rule
  );
}

function read(payload: string): Content | undefined {
  try {
    const content = JSON.parse(payload) as unknown;
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}
