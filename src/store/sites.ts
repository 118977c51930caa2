import { sql } from 'kysely';
import type { SiteChange } from '../core/hot-batch.ts';
import { type Cidr, contains, readCidr } from '../core/ip.ts';
import type { Db } from './postgres.ts';

const dayMs = 86_400_000;

/** Where accounts of customers live. */
export function siteStore(db: Db, clock: () => number) {
  return {
    /** Sites with a success since a time (ms), for the guard after a restart. */
    async recent(since: number): Promise<readonly SiteChange[]> {
      const { rows } =
        await sql<SiteChange>`select tenant, address, user_name as "userName", country, last_success as "lastSuccess",
        successes, proven from site where last_success >= ${since} order by last_success`.execute(db);
      return rows;
    },

    /** Accounts with a success in the last 24 h from an address or range, newest first, at most `limit`. */
    async activeAccounts(
      range: Cidr,
      limit: number,
    ): Promise<readonly { readonly tenant: string; readonly userName: string; readonly sourceIp: string }[]> {
      const { rows } = await sql<{ tenant: string; user_name: string; address: string }>`
        select tenant, user_name, address from site where last_success > ${clock() - dayMs} order by last_success desc`.execute(
        db,
      );
      const inside: { tenant: string; userName: string; sourceIp: string }[] = [];
      for (const { tenant, user_name, address } of rows) {
        const one = readCidr(address);
        if (one && contains(range, one)) inside.push({ tenant, userName: user_name, sourceIp: address });
        if (inside.length === limit) break;
      }
      return inside;
    },
  };
}
