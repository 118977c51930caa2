/** Numbers somebody says are used in fraud. Plain data. */
export interface NumberListEntry {
  /** Id of the list it stands in. */
  readonly list: string;
  /** E.164 digits of a prefix; or of the first and last number of a range, of one length. */
  readonly prefix: string;
  readonly last: string;
  /** Who says so. */
  readonly source: string;
  /** ms UTC; it holds no longer from then on, 0 for no end. */
  readonly until: number;
  /** Calls there are refused, not only counted as a sign. */
  readonly refuse: boolean;
}
