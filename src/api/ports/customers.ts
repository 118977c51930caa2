import type { Customer, CustomerForm, CustomerState, CustomerSummary, Erasure } from '../../core/customer/customer.ts';
import type { ImportCounts, ImportPlan, ImportTrouble } from '../../core/customer/import-plan.ts';
import type { PartName, PartRow, PartValues } from '../../core/customer/parts.ts';
import type { Work } from '../../core/work.ts';
import type { Slice } from '../ports.ts';

/** Why the database refused a row: the field of the API and a sentence. */
export interface Refusal {
  readonly refused: true;
  readonly field: string;
  readonly sentence: string;
  /** `taken`: something else has it; `wrong`: it cannot be. */
  readonly kind: 'taken' | 'wrong';
}

/** Position of a list of customers: what it is sorted by, and the id. */
export interface CustomerListQuery {
  readonly q?: string;
  readonly state?: CustomerState;
  readonly sort: 'name' | 'attention';
  readonly after?: { readonly at: number; readonly id: string };
  readonly limit: number;
}

/** A piece of an export: lines of NDJSON of one table. `text` is '' for a table without rows. */
export interface ExportPiece {
  readonly table: string;
  readonly rows: number;
  readonly text: string;
  /** Columns that hold secrets and were left out. */
  readonly leftOut: readonly string[];
  /** Number of the piece within its table, from 0. */
  readonly piece: number;
}

/** Customers and what belongs to them. A version, when given, has to be the newest; `stale` tells that it is not. */
export interface CustomerPort {
  list(query: CustomerListQuery): Promise<Slice<CustomerSummary>>;
  get(id: string): Promise<CustomerSummary | undefined>;
  insert(id: string, form: CustomerForm): Promise<Customer | Refusal>;
  change(id: string, change: Partial<CustomerForm>, version?: number): Promise<Customer | Refusal | 'stale'>;
  /** Suspends or resumes; also ends the sessions of its people when suspending. */
  setState(id: string, state: 'active' | 'suspended', reason: string, version?: number): Promise<Customer | 'stale'>;

  listPart<N extends PartName>(
    tenant: string,
    part: N,
    query: { readonly q?: string; readonly after?: string; readonly limit: number },
  ): Promise<{ readonly items: readonly PartRow<N>[]; readonly total: number; readonly next: string | undefined }>;
  getPart<N extends PartName>(tenant: string, part: N, id: string): Promise<PartRow<N> | undefined>;
  insertPart<N extends PartName>(tenant: string, part: N, values: PartValues<N>): Promise<PartRow<N> | Refusal>;
  changePart<N extends PartName>(
    tenant: string,
    part: N,
    id: string,
    change: Partial<PartValues<N>>,
    version?: number,
  ): Promise<PartRow<N> | Refusal | 'stale'>;
  /** False when there is none, or none of this version. */
  removePart(tenant: string, part: PartName, id: string, version?: number): Promise<boolean>;

  /** Rows per table, of every table that has rows of this customer. */
  holdings(tenant: string): Promise<Readonly<Record<string, number>>>;
  /** Legal holds that forbid erasing, in words. */
  holds(tenant: string): Promise<readonly string[]>;
  /** Blocks asked or in force, by id. */
  blocks(tenant: string): Promise<readonly string[]>;
  people(
    tenant: string,
  ): Promise<readonly { readonly id: string; readonly name: string; readonly email: string; readonly role: string }[]>;

  /** Every row of every table of a customer, as it was at one moment. */
  export(tenant: string): AsyncGenerator<ExportPiece>;

  /** Carries out an import, all of it or nothing; resolves with what the database refuses. */
  import(
    plan: ImportPlan,
    options: {
      readonly dryRun: boolean;
      readonly progress: (phase: 'checking' | 'storing', done: number, total: number) => void;
    },
  ): Promise<{ readonly counts: ImportCounts; readonly troubles: readonly ImportTrouble[] }>;

  erasures(): Promise<readonly Erasure[]>;
  erasure(id: string): Promise<Erasure | undefined>;
}

/** Removes a customer in the background: blocks out of the enforcers first, then every row. */
export interface ErasePort {
  /** Resolves with the id of the erasure once it is recorded; undefined when one of this customer runs already. */
  start(tenant: string, work: Work): Promise<string | undefined>;
}
