import type { TenantKind } from '../core/customer/customer.ts';
import type { Asset, Tenant } from '../core/tenant.ts';
import { providerTenant, unassignedTenant } from '../core/tenant.ts';
import type { Db } from './postgres.ts';

/** Customers and what of them is watched. */
export function tenantStore(db: Db, clock: () => number) {
  return {
    async list(): Promise<readonly Tenant[]> {
      const rows = await db
        .selectFrom('tenant')
        .select(['id', 'name', 'time_zone'])
        .orderBy('name')
        .orderBy('id')
        .execute();
      return rows.map(({ id, name, time_zone }) => ({ id, name, timeZone: time_zone }));
    },

    /** False when the id is taken. */
    async insert({ id, name, timeZone }: Tenant): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('tenant')
        .values({ id, name, time_zone: timeZone, created_at: clock(), kind: kindOf(id) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    /** Makes the provider and the place of unknown senders, unless they are there. */
    async ensureOwn(timeZone: string): Promise<void> {
      for (const [id, name] of [
        [providerTenant, 'Provider'],
        [unassignedTenant, 'Unassigned'],
      ]) {
        await this.insert({ id, name, timeZone });
      }
    },

    async assets(): Promise<readonly Asset[]> {
      return (await db.selectFrom('asset').select(['tenant', 'id', 'name', 'kind']).execute()) as Asset[];
    },

    async putAsset(asset: Asset): Promise<void> {
      await db
        .insertInto('asset')
        .values({ ...asset })
        .onConflict((conflict) =>
          conflict.columns(['tenant', 'id']).doUpdateSet({ name: asset.name, kind: asset.kind }),
        )
        .execute();
    },
  };
}

function kindOf(id: string): TenantKind {
  return id === providerTenant || id === unassignedTenant ? id : 'customer';
}
