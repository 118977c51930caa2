/** A forward step of the tables. Its SQL never changes once released: the checksum is recorded and compared. */
export interface Migration {
  /** Consecutive, from 1. */
  readonly number: number;
  readonly name: string;
  /** Statements run in one transaction. */
  readonly sql: string;
}
