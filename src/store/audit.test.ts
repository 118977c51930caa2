import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkActor } from '../core/work.ts';
import { writeHead } from './audit-chain.ts';
import { createStore, type Store } from './store.ts';
import { alert, batch, decision, openTestStore, type TestStore } from './testing/test-store.ts';

let base: TestStore;
let owner: pg.Pool;
beforeAll(async () => {
  base = await openTestStore();
  owner = base.database.ownerPool;
});
afterAll(() => base.close());

const jan: WorkActor = {
  kind: 'person',
  id: 'jan',
  name: 'Jan de Vries',
  address: '192.0.2.9',
  act: 'PATCH /api/v1/settings',
  reason: 'maintenance',
};
const storeOf = (actor: WorkActor, tenant = '*'): Store =>
  createStore(
    { ...base.database, db: base.database.scoped({ tenant, actor }), keyring: undefined as never },
    () => base.clock.now,
  );
const newest = async (store: Store = base.store) => (await store.audit.list({ limit: 1 })).items[0];
const count = async () => (await base.store.audit.head()).seq;

describe('acts on record', () => {
  it('say who, what, before and after, from where and why', async () => {
    const store = storeOf(jan);
    await store.settings.change({ maxBlocksPerMinute: 50 });
    await store.settings.change({ maxBlocksPerMinute: 60 });
    const entry = await newest();
    expect(entry).toMatchObject({
      actor: { kind: 'person', id: 'jan', name: 'Jan de Vries', address: '192.0.2.9' },
      act: 'PATCH /api/v1/settings',
      action: 'setting.updated',
      object: { kind: 'setting', id: 'maxBlocksPerMinute' },
      before: { value: 50 },
      after: { value: 60 },
      reason: 'maintenance',
      tenant: 'provider',
    });
    expect(Math.abs(entry.at - Date.now())).toBeLessThan(60_000);
  });

  it('name the rule that caused them, and the person who took them back', async () => {
    await base.store.batches.saveBatch(
      batch({ alerts: [alert({ id: 'r1' })], decisions: [decision({ id: 'd1', alert: 'r1' })] }),
    );
    expect(await newest()).toMatchObject({
      action: 'decision.created',
      actor: { kind: 'rule', id: 'sip-brute-force' },
      rule: 'sip-brute-force',
      reason: 'Reason',
      after: { value: '203.0.113.7', until_time: expect.any(Number) },
    });
    await storeOf({ ...jan, reason: '' }).decisions.lift(['d1'], 'user:jan', 'a customer');
    expect(await newest()).toMatchObject({
      action: 'decision.lifted',
      object: { kind: 'decision', id: 'd1' },
      actor: { kind: 'person', id: 'jan' },
      reason: 'a customer',
    });
    await storeOf(jan).alerts.acknowledge('r1', 'Jan');
    expect(await newest()).toMatchObject({ action: 'alert.acknowledged', before: { state: 'open' } });
  });

  it('are not written for what counts on by itself', async () => {
    await base.store.tokens.use(['api'], 'nothing', '192.0.2.1');
    const before = await count();
    await base.store.batches.saveBatch(batch({ alerts: [alert({ id: 'r1', count: 99 })] }));
    await base.store.settings.rememberFact('anything', 'secret');
    expect(await count()).toBe(before);
  });

  it('are gone with the transaction that fails, and leave no gap', async () => {
    const before = await count();
    const change = base.database.scoped({ tenant: '*', actor: jan }).transaction();
    await expect(
      change.execute(async (tx) => {
        await tx.deleteFrom('rule_mode').execute();
        await tx.insertInto('rule_mode').values({ tenant: 'provider', rule: 'x', mode: 'off' }).execute();
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await count()).toBe(before);
    await base.store.ruleModes.setMode('x', 'off');
    expect((await newest()).seq).toBe(before + 1);
  });

  it('hide secrets', async () => {
    const hash = 'c'.repeat(64);
    const { rows } = await owner.query(
      `insert into token (id, tenant, kind, name, hash, created_at) values ('t1', 'provider', 'api', 'n', $1, 0) returning id`,
      [hash],
    );
    expect(rows).toHaveLength(1);
    await owner.query(`update token set hash = $1 where id = 't1'`, ['d'.repeat(64)]);
    const entry = await newest();
    expect(entry).toMatchObject({
      action: 'token.updated',
      before: { hash: '(secret)' },
      after: { hash: '(changed)' },
      // Who works on the database by hand stands there as such.
      actor: { kind: 'local' },
    });
    const all = await owner.query('select payload from audit_entry');
    expect(all.rows.map(({ payload }) => payload).join()).not.toMatch(/c{64}|d{64}/);
  });

  it('are in order when many write at once, and nobody waits for ever', async () => {
    const stores = Array.from({ length: 8 }, (_, i) => storeOf({ ...jan, id: `p${i}` }));
    await Promise.all(
      Array.from({ length: 80 }, (_, i) =>
        i % 2
          ? stores[i % 8].ruleModes.setMode(`rule-${i % 5}`, i % 4 === 1 ? 'off' : 'enforce')
          : stores[i % 8].audit.add({ action: 'test.act', objectKind: 'test', objectId: String(i) }),
      ),
    );
    expect(await base.store.audit.verify(undefined)).toMatchObject({ ok: true });
  });
});

describe('who reads and writes', () => {
  it('keeps customers apart', async () => {
    const own = { ...jan, id: 'klaas' };
    const customer = storeOf(own, 'bakery');
    await customer.audit.add({ action: 'test.own', objectKind: 'test', objectId: '1', tenant: 'provider', actor: jan });
    const entry = await newest(customer);
    // Neither the tenant nor the name of another can be given.
    expect(entry).toMatchObject({ tenant: 'bakery', actor: { id: 'klaas' } });
    const { items, total } = await customer.audit.list({ limit: 100 });
    expect(new Set(items.map(({ tenant }) => tenant))).toEqual(new Set(['bakery']));
    expect(total).toBe(items.length);
    expect((await customer.audit.list({ tenant: 'provider', limit: 10 })).items).toEqual([]);
    expect(await customer.audit.actions()).toEqual(['test.own']);
  });

  it.each([
    `insert into audit_entry (seq, payload, prev_hash, hash) values (1000000, '{}', '', '')`,
    `update audit_entry set payload = '{}'`,
    `delete from audit_entry`,
    `truncate audit_entry`,
    `update audit_head set seq = 0`,
    `select belwacht_audit_prune(99999999999999)`,
    `select belwacht_audit_append('provider', null, 'x', 'x', 'x', null, null, null, null, null)`,
    `alter table decision disable trigger all`,
  ])('lets the application not: %s', async (statement) => {
    const before = await base.store.audit.head();
    const { executeQuery } = base.database.db.getExecutor();
    await expect(
      executeQuery.call(base.database.db.getExecutor(), {
        sql: statement,
        parameters: [],
        query: { kind: 'RawNode' } as never,
        queryId: { queryId: 'x' },
      }),
    ).rejects.toMatchObject({ code: '42501' });
    expect(await base.store.audit.head()).toEqual(before);
  });

  it.each([
    `update audit_entry set payload = '{}'`,
    'delete from audit_entry',
    'truncate audit_entry',
    'delete from audit_head',
  ])('lets not even the owner: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toThrow('append-only');
  });
});

describe('filters', () => {
  it('find by actor, action, kind of action, object, time and text', async () => {
    const store = storeOf({ ...jan, id: 'piet', name: 'Piet 100%' });
    const from = Date.now() - 1000;
    await store.audit.add({ action: 'filter.one', objectKind: 'thing', objectId: 'a', detail: { word: '50% zebra' } });
    await store.audit.add({ action: 'filter.two', objectKind: 'thing', objectId: 'b' });
    const find = async (query: object) =>
      (await base.store.audit.list({ limit: 50, ...query })).items.map(({ action }) => action);
    expect(await find({ actor: 'piet' })).toEqual(['filter.two', 'filter.one']);
    expect(await find({ action: 'filter.one' })).toEqual(['filter.one']);
    expect(await find({ action: 'filter.' })).toHaveLength(2);
    expect(await find({ objectKind: 'thing', objectId: 'b' })).toEqual(['filter.two']);
    expect(await find({ q: '50% zebra' })).toEqual(['filter.one']);
    expect(await find({ q: '5_% zebra' })).toEqual([]);
    expect(await find({ action: 'filter.', to: from })).toEqual([]);
    expect(await find({ action: 'filter.', from })).toHaveLength(2);
    const first = await base.store.audit.list({ action: 'filter.', limit: 1 });
    expect(first.total).toBe(2);
    expect((await base.store.audit.list({ action: 'filter.', limit: 1, after: first.next })).items[0].action).toBe(
      'filter.one',
    );
    expect(await base.store.audit.actions()).toContain('filter.two');
    const { total, portions } = await base.store.audit.read({ action: 'filter.' });
    expect(total).toBe(2);
    const read: string[] = [];
    for await (const entries of portions) read.push(...entries.map(({ action }) => action));
    expect(read).toEqual(['filter.one', 'filter.two']);
  });
});

describe('what was done to the table behind our back', () => {
  /** As somebody who may do everything on the database, and undoes it again. */
  async function tampered(statements: string, look: () => Promise<void>): Promise<void> {
    await owner.query(
      `create table kept as select seq, payload, prev_hash, hash from audit_entry; create table kept_head as table audit_head`,
    );
    try {
      await owner.query(`alter table audit_entry disable trigger user; alter table audit_entry drop constraint audit_entry_pkey;
        alter table audit_head disable trigger user; ${statements}`);
      await look();
    } finally {
      await owner.query(`alter table audit_entry disable trigger user; alter table audit_head disable trigger user; delete from audit_entry; insert into audit_entry (seq, payload, prev_hash, hash) table kept; drop table kept;
        delete from audit_head; insert into audit_head table kept_head; drop table kept_head;
        alter table audit_entry add primary key (seq); alter table audit_entry enable trigger user; alter table audit_head enable trigger user`);
    }
  }

  it('is found at the entry, whatever it was', async () => {
    const { seq: last } = await base.store.audit.head();
    expect(last).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: last - 1 }), fc.nat(), async (at, pick) => {
        const [statement, fault] = [
          [
            `update audit_entry set payload = replace(payload, '"reason"', '"raison"') where seq = ${at}`,
            { kind: 'changed', seq: at },
          ],
          [`update audit_entry set hash = md5(hash) || md5(hash) where seq = ${at}`, { kind: 'changed', seq: at }],
          [
            `update audit_entry set payload = replace(payload, '"reason" : "', '"reason" : "x'), hash = encode(sha256(convert_to(prev_hash || E'\\n' || replace(payload, '"reason" : "', '"reason" : "x'), 'UTF8')), 'hex') where seq = ${at}`,
            { kind: 'changed', seq: at },
          ],
          [`delete from audit_entry where seq = ${at}`, { kind: 'missing', seq: at }],
          [`delete from audit_entry where seq >= ${at}`, { kind: 'cut', seq: at }],
          [`delete from audit_entry where seq <= ${at}`, { kind: 'missing', seq: 1 }],
          [
            `update audit_entry set seq = case seq when ${at} then ${at} - 1 else ${at} end where seq in (${at}, ${at} - 1)`,
            { kind: 'reordered', seq: at - 1 },
          ],
          [
            `insert into audit_entry (seq, payload, prev_hash, hash) select seq, payload, prev_hash, hash from audit_entry where seq = ${at}`,
            { kind: 'added', seq: at },
          ],
          [
            `insert into audit_entry (seq, payload, prev_hash, hash) select seq + ${last}, payload, prev_hash, hash from audit_entry where seq = ${at}`,
            { seq: expect.any(Number) },
          ],
          [`update audit_head set seq = seq + 1`, { kind: 'cut', seq: last + 1 }],
        ][pick % 10] as [string, object];
        await tampered(statement, async () => {
          const verdict = await base.store.audit.verify(undefined);
          expect(verdict, statement).toMatchObject({ ok: false, fault });
        });
      }),
      { numRuns: 40 },
    );
    expect(await base.store.audit.verify(undefined)).toMatchObject({ ok: true });
  }, 60_000);

  it('is found by a noted head when the whole end was made to fit', async () => {
    const noted = await base.store.audit.head();
    await tampered(
      `delete from audit_entry where seq > ${noted.seq - 3};
       update audit_head set seq = e.seq, hash = e.hash from (select seq, hash from audit_entry order by seq desc limit 1) e`,
      async () => {
        expect(await base.store.audit.verify(undefined)).toMatchObject({ ok: true });
        expect(await base.store.audit.verify(noted)).toMatchObject({
          ok: false,
          fault: { kind: 'cut', seq: noted.seq - 2 },
        });
      },
    );
    expect(writeHead(noted)).toMatch(/^\d+:[0-9a-f]{64}$/);
  });

  it('leaves a gap when the end is removed and work goes on', async () => {
    const { seq } = await base.store.audit.head();
    await tampered(
      `delete from audit_entry where seq = ${seq}; alter table audit_head enable trigger user;
      alter table audit_entry enable trigger audit_head_follows`,
      async () => {
        await base.store.audit.add({ action: 'test.later', objectKind: 'test', objectId: '' });
        expect(await base.store.audit.verify(undefined)).toMatchObject({ ok: false, fault: { kind: 'missing', seq } });
      },
    );
  });
});

describe('retention', () => {
  it('removes from the beginning, leaves the mark, and the rest still holds', async () => {
    const { seq } = await base.store.audit.head();
    const kept = await newest();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await base.store.audit.add({ action: 'test.after', objectKind: 'test', objectId: '' });
    const { rows } = await owner.query('select belwacht_audit_prune($1) as gone', [kept.at + 1]);
    expect(rows).toEqual([{ gone: seq }]);
    expect(await newest()).toMatchObject({ action: 'audit.pruned', detail: { through: seq, hash: kept.hash } });
    expect(await base.store.audit.verify({ seq, hash: kept.hash })).toMatchObject({
      ok: true,
      first: seq + 1,
      entries: 2,
    });
    expect(await base.store.audit.verify({ seq: 1, hash: kept.hash })).toMatchObject({ fault: { kind: 'pruned' } });
    // Again: nothing old is left, nothing is written.
    expect((await owner.query('select belwacht_audit_prune($1) as gone', [kept.at + 1])).rows).toEqual([{ gone: 0 }]);
  });
});

describe('what entries are filed under', () => {
  it('is told when it is made to say something else', async () => {
    await owner.query(`alter table audit_entry disable trigger user; alter table audit_entry alter column action drop expression;
      update audit_entry set action = 'nothing' where action = 'audit.pruned'`);
    const { rows } = await owner.query(`select seq from audit_entry where action = 'nothing'`);
    expect(await base.store.audit.verify(undefined)).toMatchObject({ fault: { kind: 'changed', seq: rows[0].seq } });
  });
});
