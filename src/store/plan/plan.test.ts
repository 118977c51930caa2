import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  approvePlan,
  draftPlan,
  editPlan,
  nextEdition,
  type PlanRefusal,
  putInForce,
} from '../../core/plan/plan-acts.ts';
import type { PlanEdition, PlanMove } from '../../core/plan/plan-records.ts';
import { ok, type Result } from '../../core/result.ts';
import { ownWork } from '../../core/work.ts';
import { filledPlan } from '../../respond/plan/testing/filled-plan.ts';
import { createStore, type Store } from '../store.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
let it: TestStore;
let plan: Store['plan'];
beforeAll(async () => {
  it = await openTestStore();
  plan = it.store.plan;
});
afterAll(() => it.close());

type Judged = Result<readonly [PlanMove, ...PlanMove[]], PlanRefusal>;
const anna = { by: 'user:anna', name: 'Anna' };
const bram = { by: 'user:bram', name: 'Bram' };
const form = filledPlan();
const edit =
  (title: string, hand = anna) =>
  (one: PlanEdition): Judged => {
    const edited = editPlan(one, { ...form, title }, hand.by);
    return edited.ok ? ok([{ plan: edited.value }]) : edited;
  };
const approve = (one: PlanEdition, now: number): Judged => {
  const approved = approvePlan(one, bram.by, now);
  return approved.ok ? ok([{ plan: approved.value }]) : approved;
};
const inForce = (one: PlanEdition, now: number, current: PlanEdition | undefined): Judged => {
  const judged = putInForce(one, current, anna.by, now);
  if (!judged.ok) return judged;
  const { plan: next, replaced } = judged.value;
  return ok(replaced ? [{ plan: next }, { plan: replaced }] : [{ plan: next }]);
};

test('of many who begin at once one does, and of many who write at once each of them is kept or told', async () => {
  const begun = await Promise.all([1, 2, 3, 4].map(() => plan.begin(anna, (id) => ok(draftPlan(id, form, anna.by)))));
  expect(begun.filter((made) => made !== undefined)).toHaveLength(1);
  expect(await plan.edition(1)).toMatchObject({
    edition: 1,
    state: 'draft',
    version: 1,
    names: { 'user:anna': 'Anna' },
  });

  const written = await Promise.all(['a', 'b', 'c', 'd'].map((title) => plan.change(1, bram, edit(title, bram), 1)));
  expect(written.filter(({ ok: done }) => done)).toHaveLength(1);
  expect(written.filter((one) => !one.ok && one.reason === 'stale')).toHaveLength(3);
  // Without a version everybody gets a turn.
  const turns = await Promise.all(['a', 'b', 'c', 'd'].map((title) => plan.change(1, anna, edit(title))));
  expect(turns.every(({ ok: done }) => done)).toBe(true);
  expect((await plan.edition(1))!.authors).toEqual(['user:anna', 'user:bram']);
  expect(await plan.change(9, anna, edit('x'))).toEqual({ ok: false, reason: 'missing' });
});

test('one edition is in force whatever happens, and what is refused changes nothing', async () => {
  const refusal = await plan.change(1, bram, approve);
  expect(refusal).toMatchObject({ ok: false, reason: { code: 'four-eyes' } });
  await it.database.ownerPool.query(`update plan_edition set authors = '["user:anna"]'`);
  expect((await plan.change(1, bram, approve)).ok).toBe(true);
  const forces = await Promise.all([plan.change(1, anna, inForce), plan.change(1, anna, inForce)]);
  expect(forces.filter(({ ok: done }) => done)).toHaveLength(1);

  const current = (await plan.inForce())!;
  const next = await plan.begin(anna, (id, highest) => nextEdition(current, id, anna.by, highest));
  expect(next).toMatchObject({ ok: true, value: { edition: 2, state: 'draft' } });
  await plan.change(2, bram, approve);
  expect((await plan.change(2, anna, inForce)).ok).toBe(true);
  expect((await plan.editions()).map(({ edition, state }) => [edition, state])).toEqual([
    [2, 'in-force'],
    [1, 'replaced'],
  ]);
  await expect(
    it.database.ownerPool.query(`update plan_edition set state = 'in-force' where edition = 1`),
  ).rejects.toThrow('plan_edition_in_force');
});

test('no customer sees any of it', async () => {
  const scoped = it.database.scoped({ ...ownWork, tenant: 'bakker' });
  const theirs = createStore({ db: scoped, owner: it.database.owner }, () => it.clock.now).plan;
  expect(await theirs.editions()).toEqual([]);
  expect(await theirs.inForce()).toBeUndefined();
  expect(await theirs.settings()).toMatchObject({ version: 0 });
});

test('a mail is remembered once, with what became of it', async () => {
  const mail = { id: 'm1', kind: 'copy', edition: 2, about: '2026-07', to: 'a@example.org', at: 5 } as const;
  const outbox = it.store.outbox<object>();
  await outbox.put([{ id: 'm1', channel: 'mail', address: 'a@example.org', content: {}, createdAt: 5 }]);
  expect(await plan.mailed(mail)).toBe(true);
  expect(await plan.mailed(mail)).toBe(false);
  expect(await plan.wasMailed('m1')).toBe(true);
  expect(await plan.mails('copy')).toMatchObject([{ id: 'm1', state: 'waiting', error: '' }]);
  await outbox.failed('m1', 'no such mailbox', 6, undefined);
  expect(await plan.mails('copy')).toMatchObject([{ state: 'failed', error: 'no such mailbox', endedAt: 6 }]);
  await it.database.ownerPool.query(`delete from outbox`);
  expect(await plan.mails('copy')).toMatchObject([{ state: 'past' }]);
  expect(await plan.mails('reminder')).toEqual([]);
});
