/** One line of the table of measurements. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly wanted: string;
  readonly met: boolean;
}
