import type { SimCalendar } from '../calendar.ts';
import type { SimCall } from '../sim-call.ts';
import type { SimCustomer } from '../sim-customer.ts';

/** One line of a file and when its product writes it, ms UTC. */
export interface CdrLine {
  readonly at: number;
  readonly text: string;
}

/** Writes calls as one product does. Told calls by start; makes one per simulation, since ids count up. */
export interface CdrWriter {
  /** As `replay --format` names it. */
  readonly format: string;
  /** Name of the file, as the product calls it. */
  readonly file: string;
  /** First line of the file, '' for none; line end included. */
  readonly header: string;
  /** Adds the lines of a call, and gives the id under which it is known afterwards: that of the part that costs money. */
  write(call: SimCall, lines: CdrLine[]): string;
  /** Who is said to have called: account, code or number. */
  payer(call: SimCall): string;
  /** More files that a reader needs, by name. */
  readonly besides?: Readonly<Record<string, string>>;
  /** Rows of customers.csv besides its numbers: kind and identifier. */
  identifiers(customer: SimCustomer): (readonly [kind: string, value: string])[];
}

export type MakeWriter = (calendar: SimCalendar) => CdrWriter;
