import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import type { Work } from '../core/work.ts';
import type { Schema } from './schema.ts';
import { storableJson } from './storable.ts';

/**
 * The query builder limited to a piece of work: each query runs in a transaction that first says whose rows it may see
 * (`belwacht.tenant`) and who asks (`belwacht.actor`). Row-level security and the record read these; PostgreSQL forgets
 * them with the transaction, so a connection carries nothing over to the next one who borrows it. Cheap to make. A
 * function is asked at each transaction.
 */
export function scopedDb(pool: pg.Pool, work: Work | (() => Work)): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new ScopedDriver(pool, work),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** The statement that says whose rows a transaction sees, and who asks. */
function scopeOf({ tenant, actor }: Work): string {
  const text = pg.escapeLiteral;
  return `select set_config('belwacht.tenant', ${text(tenant)}, true), set_config('belwacht.actor', ${text(storableJson(actor))}, true)`;
}

class ScopedDriver implements Driver {
  readonly #inner: PostgresDriver;
  readonly #scope: () => string;

  constructor(pool: pg.Pool, work: Work | (() => Work)) {
    this.#inner = new PostgresDriver({ pool });
    const fixed = typeof work === 'function' ? undefined : scopeOf(work);
    this.#scope = () => fixed ?? scopeOf((work as () => Work)());
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<ScopedConnection> {
    return new ScopedConnection(await this.#inner.acquireConnection(), this.#scope);
  }

  async beginTransaction(connection: ScopedConnection, settings: TransactionSettings): Promise<void> {
    await this.#inner.beginTransaction(connection.inner, settings);
    await connection.inner.executeQuery(CompiledQuery.raw(this.#scope()));
    connection.inTransaction = true;
  }

  async commitTransaction(connection: ScopedConnection): Promise<void> {
    connection.inTransaction = false;
    await this.#inner.commitTransaction(connection.inner);
  }

  async rollbackTransaction(connection: ScopedConnection): Promise<void> {
    connection.inTransaction = false;
    await this.#inner.rollbackTransaction(connection.inner);
  }

  savepoint(...[connection, name, compile]: Parameters<NonNullable<Driver['savepoint']>>): Promise<void> {
    return this.#inner.savepoint((connection as ScopedConnection).inner, name, compile);
  }

  rollbackToSavepoint(...[connection, name, compile]: Parameters<NonNullable<Driver['savepoint']>>): Promise<void> {
    return this.#inner.rollbackToSavepoint((connection as ScopedConnection).inner, name, compile);
  }

  releaseSavepoint(...[connection, name, compile]: Parameters<NonNullable<Driver['savepoint']>>): Promise<void> {
    return this.#inner.releaseSavepoint((connection as ScopedConnection).inner, name, compile);
  }

  releaseConnection(connection: ScopedConnection): Promise<void> {
    return this.#inner.releaseConnection(connection.inner as Parameters<PostgresDriver['releaseConnection']>[0]);
  }

  /** The pool is not ours: who made it ends it. */
  async destroy(): Promise<void> {}
}

class ScopedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #scope: () => string;
  inTransaction = false;

  constructor(inner: DatabaseConnection, scope: () => string) {
    this.inner = inner;
    this.#scope = scope;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.inTransaction) return this.inner.executeQuery<R>(query);
    // Two statements in one message: without parameters PostgreSQL takes them together.
    await this.inner.executeQuery(CompiledQuery.raw(`begin; ${this.#scope()}`));
    try {
      const result = await this.inner.executeQuery<R>(query);
      await this.inner.executeQuery(CompiledQuery.raw('commit'));
      return result;
    } catch (error) {
      await this.inner.executeQuery(CompiledQuery.raw('rollback')).catch(() => {});
      throw error;
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('rows are read in portions, not streamed');
  }
}
