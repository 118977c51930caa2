import type { ImportPlan } from '../../core/customer/import-plan.ts';
import type { Db } from '../postgres.ts';
import { customerStore } from './customer-store.ts';
import { erasureStore } from './erasures.ts';
import { exportTenant } from './export.ts';
import { openHolds } from './holds.ts';
import { type ImportOptions, importCustomers } from './import.ts';
import { readOwnership } from './ownership.ts';
import { partStore } from './part-rows.ts';
import { holdings } from './tenant-tables.ts';

/** Customers, what belongs to them, and taking all of it in or out. */
export function customersStore(db: Db, clock: () => number) {
  const erasing = erasureStore(db, clock);
  return {
    ...customerStore(db, clock),
    ...partStore(db, clock),
    holdings: (tenant: string) => holdings(db, tenant),
    holds: (tenant: string) => openHolds(db, tenant),
    export: (tenant: string) => exportTenant(db, tenant),
    import: (plan: ImportPlan, options: ImportOptions) => importCustomers(db, clock, plan, options),
    ownership: () => readOwnership(db),
    erasures: () => erasing.list(),
    erasure: (id: string) => erasing.get(id),
    /** The work of an erasure itself; see app/serve/customer-erasing.ts. */
    erasing,
  };
}
