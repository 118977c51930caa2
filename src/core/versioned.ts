/** A thing that people edit, as the database counts its changes. */
export interface Versioned {
  /** Goes up with every change; 0 for what nobody has set yet. */
  readonly version: number;
  /** ms since 1970 UTC. */
  readonly changedAt: number;
  /** Name of who changed it last; '' when unknown. */
  readonly changedBy: string;
}
