/** Offsets change at whole quarters of an hour (since 1972), so they are the same within one. */
const quarter = 900_000;
const remembered = 4_096;

/** How far local time of one IANA zone is ahead of UTC. */
export class ZoneOffsets {
  readonly #format: Intl.DateTimeFormat | undefined;
  readonly #known = new Map<number, number>();

  /** Throws RangeError for a zone that does not exist. */
  constructor(zone: string) {
    if (zone === 'UTC') return;
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** ms to add to `time` (ms UTC) for the local clock. */
  at(time: number): number {
    if (!this.#format) return 0;
    const index = Math.floor(time / quarter);
    let offset = this.#known.get(index);
    if (offset === undefined) {
      offset = this.#ask(this.#format, index * quarter);
      if (this.#known.size >= remembered) this.#known.clear();
      this.#known.set(index, offset);
    }
    return offset;
  }

  #ask(format: Intl.DateTimeFormat, time: number): number {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const [year, month, day] = [parts.get('year')!, parts.get('month')!, parts.get('day')!];
    return Date.UTC(year, month - 1, day, parts.get('hour')!, parts.get('minute')!, parts.get('second')!) - time;
  }
}

const zones = new Map<string, ZoneOffsets>();

/** Offsets of a zone, shared; those of UTC for a zone that does not exist. */
export function offsetsOf(zone: string): ZoneOffsets {
  let offsets = zones.get(zone);
  if (!offsets) {
    try {
      offsets = new ZoneOffsets(zone || 'UTC');
    } catch {
      offsets = new ZoneOffsets('UTC');
    }
    if (zones.size < 1_000) zones.set(zone, offsets);
  }
  return offsets;
}
