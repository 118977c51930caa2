/** What became of the records of one source; every record received is in exactly one of the others. */
export interface Tally {
  received: number;
  /** Read into an event. */
  recognised: number;
  /** Well-formed, of no interest. */
  ignored: number;
  /** Ours by its looks, but could not be read. */
  malformed: number;
  /** Not taken for want of room. */
  shed: number;
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { received: 0, recognised: 0, ignored: 0, malformed: 0, shed: 0 };
}

/** Adds `more` to `into`. */
export function addTally(into: Tally, more: Readonly<Tally>): void {
  into.received += more.received;
  into.recognised += more.recognised;
  into.ignored += more.ignored;
  into.malformed += more.malformed;
  into.shed += more.shed;
}
