import { sql } from 'kysely';
import type { Db } from './postgres.ts';

interface Brake {
  readonly free: number;
  readonly base: number;
  readonly most: number;
  readonly memory: number;
}

const browserMemory = 90 * 86_400_000;
const browsersOfPerson = 20;
/** One in so many attempts clears away what has expired. */
const sweepEvery = 64;

/** Memory of failed sign-ins and of browsers that people have used; it survives restarts. */
export function brakeStore(db: Db, clock: () => number) {
  let attempts = 0;
  const sweep = async () => {
    if (attempts++ % sweepEvery !== 0) return;
    await sql`delete from sign_in_throttle where expires_at < ${clock()}`.execute(db);
    await sql`delete from known_browser where seen_at < ${clock() - browserMemory}`.execute(db);
  };

  return {
    /**
     * Counts an attempt, in one statement, so that a thousand at once are a thousand. Gives how long to wait when it may not
     * be made now, else 0.
     */
    async attempt(key: string, { free, base, most, memory }: Brake): Promise<number> {
      await sweep();
      const now = clock();
      const failures = sql`case when t.expires_at <= ${now} then 1 else t.failures + 1 end`;
      const { rows } =
        await sql`insert into sign_in_throttle as t (key, tenant, failures, since, blocked_until, expires_at)
        values (${key}, 'provider', 1, ${now}, 0, ${now + memory})
        on conflict (key) do update set failures = ${failures},
          since = case when t.expires_at <= ${now} then ${now} else t.since end,
          -- The exponent is bounded, or the power would not fit.
          blocked_until = case when ${failures} < ${free}::int then 0
            else ${now}::bigint + least(${most}::float8, ${base}::float8 * power(2, least(30, ${failures} - ${free}::int)))::bigint end,
          expires_at = ${now + memory}
        where t.blocked_until <= ${now}
        returning 1`.execute(db);
      if (rows.length > 0) return 0;
      const { rows: held } = await sql<{ until: number }>`select blocked_until as until from sign_in_throttle
        where key = ${key}`.execute(db);
      return Math.max(1, (held.at(0)?.until ?? now) - now);
    },

    async count(key: string): Promise<number> {
      const { rows } = await sql<{ failures: number }>`select failures from sign_in_throttle
        where key = ${key} and expires_at > ${clock()}`.execute(db);
      return rows.at(0)?.failures ?? 0;
    },

    async note(key: string, memory: number): Promise<void> {
      const now = clock();
      await sql`insert into sign_in_throttle as t (key, tenant, failures, since, blocked_until, expires_at)
        values (${key}, 'provider', 1, ${now}, 0, ${now + memory})
        on conflict (key) do update set failures = case when t.expires_at <= ${now} then 1 else t.failures + 1 end,
          expires_at = ${now + memory}`.execute(db);
    },

    async waitingRoom(key: string, wait: number, memory: number): Promise<number> {
      const now = clock();
      const { rows } = await sql<{ until: number }>`insert into sign_in_throttle as t
        (key, tenant, failures, since, blocked_until, expires_at)
        values (${key}, 'provider', 0, ${now}, ${now + wait}, ${now + wait + memory})
        on conflict (key) do update set
          blocked_until = case when t.expires_at <= ${now} then excluded.blocked_until else t.blocked_until end,
          expires_at = case when t.expires_at <= ${now} then excluded.expires_at else t.expires_at end
        returning blocked_until as until`.execute(db);
      return Math.max(0, rows[0].until - now);
    },

    async forgive(keys: readonly string[]): Promise<void> {
      for (const key of keys) await sql`delete from sign_in_throttle where key = ${key}`.execute(db);
    },

    async isKnown(email: string, browser: string): Promise<boolean> {
      const { rows } = await sql`select 1 from known_browser b join auth_user u on u.id = b."userId"
        where b.hash = ${browser} and u.email = ${email} and b.seen_at > ${clock() - browserMemory}`.execute(db);
      return rows.length > 0;
    },

    async rememberBrowser(person: string, browser: string): Promise<void> {
      const now = clock();
      await sql`insert into known_browser (hash, "userId", tenant, created_at, seen_at) values (${browser}, ${person}, '', ${now}, ${now})
        on conflict (hash, "userId") do update set seen_at = excluded.seen_at`.execute(db);
      await sql`delete from known_browser where "userId" = ${person} and hash not in
        (select hash from known_browser where "userId" = ${person} order by seen_at desc limit ${browsersOfPerson})`.execute(
        db,
      );
    },
  };
}
