/** Wall time in milliseconds since 1970-01-01T00:00:00Z; a field, so that tests and replays can set it. */
export type Clock = () => number;

/** The machine's own clock. */
export const systemClock: Clock = () => Date.now();
