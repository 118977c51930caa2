import type { EngineStats } from '../../detect/run.ts';
import type { ReplayCounts } from '../../ingest/wire/pcap.ts';

/** What of a log was read. */
export interface LogCounts {
  readonly lines: number;
  /** Lines of a format that is known, whatever they tell. */
  readonly known: number;
  /** Lines of such a format that could not be read, and those over 64 KiB. */
  readonly malformed: number;
}

/** What a replay did not use, as fields of its last line. */
export interface UnusedCounts {
  /** Lines and SIP messages that could not be read. */
  readonly malformed: number;
  /** Events more than 60 s behind the newest of their file: no rule that counts saw them. */
  readonly late: number;
  /** Groups, alerts and addresses that made room for others before their time. */
  readonly evicted: number;
  /** Of captures: packets of something else than SIP. */
  readonly foreign: number;
  /** Of captures: packets and records that are cut off or contradict themselves. */
  readonly broken: number;
  /** Of captures: fragments and TCP streams with something missing. */
  readonly lost: number;
}

/** Adds up what a replay did not use, and says so in sentences. */
export class Unused {
  readonly #say: (sentence: string) => void;
  readonly #counts = { malformed: 0, foreign: 0, broken: 0, lost: 0 };

  /** @param say takes one sentence at a time, without line end */
  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  /** A log has been read. */
  log(path: string, { lines, known, malformed }: LogCounts): void {
    this.#counts.malformed += malformed;
    const name = nameOf(path);
    if (lines > 0 && known === 0)
      this.#say(`${name}: none of its ${some(lines, 'line')} is of a format that Belwacht reads.`);
    else if (malformed > 0)
      this.#say(`${name}: ${some(malformed, 'line')} of ${lines} could not be read and did not count.`);
  }

  /** A capture has been read. */
  capture(path: string, counts: ReplayCounts): void {
    const { packets, messages, malformed, foreign, broken, lost, otherLink } = counts;
    this.#counts.malformed += malformed;
    this.#counts.foreign += foreign;
    this.#counts.broken += broken;
    this.#counts.lost += lost;
    const name = nameOf(path);
    if (otherLink !== undefined)
      this.#say(`${name}: packets of link type ${otherLink} (https://www.tcpdump.org/linktypes.html) are not read.`);
    if (packets === 0) this.#say(`${name}: holds no packet.`);
    else if (messages === 0) this.#say(`${name}: none of its ${some(packets, 'packet')} holds SIP.`);
    if (broken > 0) this.#say(`${name}: ${some(broken, 'packet or record', 'packets or records')} cut off or damaged.`);
    if (malformed > 0) this.#say(`${name}: ${some(malformed, 'SIP message')} could not be read and did not count.`);
    if (lost > 0)
      this.#say(`${name}: ${some(lost, 'fragment or TCP stream', 'fragments or TCP streams')} with something missing.`);
  }

  /** All has been read; `forgotten` is what the decisions had to forget. */
  end(stats: EngineStats, forgotten: number): UnusedCounts {
    const { late, lateInGroup, clockResets } = stats;
    const evicted = stats.evictedGroups + stats.evictedAlerts + stats.evictedSources + stats.windowOverflow + forgotten;
    if (late > 0)
      this.#say(
        `${some(late, 'event')} more than 60 s behind the newest of the same file: rules that count left them out. Is the file in the order of its times?`,
      );
    if (lateInGroup > 0)
      this.#say(
        `${lateInGroup} times an event was more than 60 s behind those of another file about the same: give files of one time together, or one by one.`,
      );
    if (clockResets > 0) this.#say(`${some(clockResets, 'time')} a clock that had jumped ahead was set back.`);
    if (evicted > 0)
      this.#say(
        `${some(evicted, 'group')} made room for others before their time: there are more than Belwacht remembers.`,
      );
    return { ...this.#counts, late, evicted };
  }
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function some(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
