import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledPlan } from '../../respond/plan/testing/filled-plan.ts';
import type { Plan } from './plan.ts';
import {
  approvePlan,
  confirmRead,
  discardPlan,
  draftPlan,
  editPlan,
  isAloneWith,
  nextEdition,
  putInForce,
  waitingReaders,
  withdrawApproval,
} from './plan-acts.ts';

const form = filledPlan();
const draft = draftPlan('plan-1', form, 'user:anna');

function value<T>(result: { ok: true; value: T } | { ok: false; reason: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.reason));
  return result.value;
}
function code(result: { ok: boolean; reason?: unknown }): string {
  return result.ok ? 'ok' : (result.reason as { code: string }).code;
}

test('a draft is approved by another than its authors, and put in force', () => {
  expect(code(approvePlan(draft, 'user:anna', 1))).toBe('four-eyes');
  const approved = value(approvePlan(draft, 'user:bram', 1));
  expect(approved).toMatchObject({ state: 'approved', approved: { by: 'user:bram', at: 1 } });
  const { plan, replaced } = value(putInForce(approved, undefined, 'user:anna', 2));
  expect(plan).toMatchObject({ state: 'in-force', inForce: { by: 'user:anna', at: 2 }, edition: 1 });
  expect(replaced).toBeUndefined();
});

test('whoever edits becomes an author, also after an approval was withdrawn', () => {
  const edited = value(editPlan(draft, { ...form, title: 'Other' }, 'user:bram'));
  expect(edited.title).toBe('Other');
  expect(code(approvePlan(edited, 'user:bram', 1))).toBe('four-eyes');
  const approved = value(approvePlan(edited, 'user:carla', 1));
  expect(code(editPlan(approved, form, 'user:anna'))).toBe('not-a-draft');
  const again = value(withdrawApproval(approved));
  expect(again.approved).toBeUndefined();
  expect(code(approvePlan(value(editPlan(again, form, 'user:carla')), 'user:carla', 2))).toBe('four-eyes');
});

test('what is missing keeps a plan from being approved, and is named', () => {
  const lacking = value(editPlan(draft, { ...form, routes: [] }, 'user:anna'));
  const refusal = approvePlan(lacking, 'user:bram', 1);
  expect(code(refusal)).toBe('incomplete');
  if (!refusal.ok) expect(refusal.reason.faults.map(({ field }) => field)).toEqual(['routes']);
});

test('a new edition takes the place of the one in force, never an older one', () => {
  const first = value(putInForce(value(approvePlan(draft, 'user:bram', 1)), undefined, 'user:bram', 2)).plan;
  expect(code(nextEdition(draft, 'plan-2', 'user:anna', 1))).toBe('not-in-force');
  const second = value(nextEdition({ ...first, readers: [{ by: 'user:x', at: 1 }] }, 'plan-2', 'user:bram', 4));
  expect(second).toMatchObject({ id: 'plan-2', edition: 5, state: 'draft', authors: ['user:bram'], readers: [] });
  const approved = value(approvePlan(second, 'user:anna', 3));
  const { plan, replaced } = value(putInForce(approved, first, 'user:anna', 4));
  expect(plan.state).toBe('in-force');
  expect(replaced).toMatchObject({ id: 'plan-1', state: 'replaced', replacedAt: 4 });
  const old: Plan = { ...approved, edition: 1 };
  expect(code(putInForce(old, plan, 'user:anna', 5))).toBe('older-edition');
  expect(code(putInForce(plan, undefined, 'user:anna', 5))).toBe('not-approved');
});

test('a draft can be thrown away, stays, and another begins, from it too', () => {
  const gone = value(discardPlan(draft, 'user:bram', 5, 'begun in the wrong language'));
  expect(gone).toMatchObject({
    ...{ state: 'discarded', title: draft.title, authors: ['user:anna'] },
    discarded: { by: 'user:bram', at: 5, because: 'begun in the wrong language' },
  });
  for (const refused of [editPlan(gone, form, 'user:anna'), approvePlan(gone, 'user:carla', 6)])
    expect(code(refused)).toBe('not-a-draft');
  expect(code(discardPlan(gone, 'user:anna', 6, ''))).toBe('not-a-draft');
  const approved = value(approvePlan(draft, 'user:carla', 6));
  expect(code(discardPlan(approved, 'user:anna', 7, ''))).toBe('not-a-draft');
  expect(value(nextEdition(gone, 'plan-2', 'user:bram', 1))).toMatchObject({
    ...{ edition: 2, state: 'draft', title: draft.title, authors: ['user:bram'], discarded: undefined },
  });
});

test('somebody is alone when all others who may approve wrote in it too', () => {
  const both = { authors: ['user:anna', 'user:bram'] };
  expect(isAloneWith(both, 'user:anna', ['user:anna', 'user:bram'])).toBe(true);
  expect(isAloneWith(both, 'user:anna', ['user:anna', 'user:bram', 'user:carla'])).toBe(false);
  expect(isAloneWith({ authors: ['user:anna'] }, 'user:anna', ['user:anna', 'user:bram'])).toBe(false);
  expect(isAloneWith({ authors: ['user:anna'] }, 'user:anna', ['user:anna'])).toBe(true);
});

test('readers confirm the plan in force once, and who has not is known', () => {
  expect(code(confirmRead(draft, 'user:dirk', 1))).toBe('not-in-force');
  const inForce = value(putInForce(value(approvePlan(draft, 'user:bram', 1)), undefined, 'user:bram', 2)).plan;
  const read = value(confirmRead(value(confirmRead(inForce, 'user:dirk', 3)), 'user:dirk', 9));
  expect(read.readers).toEqual([{ by: 'user:dirk', at: 3 }]);
  expect(waitingReaders(read, ['user:anna', 'user:dirk', 'user:els'])).toEqual(['user:anna', 'user:els']);
});

test('no order of acts brings a plan in force that its author approved or that nobody approved', () => {
  const people = ['user:a', 'user:b', 'user:c'];
  const act = fc.tuple(
    fc.constantFrom('edit', 'approve', 'withdraw', 'force', 'read', 'next'),
    fc.constantFrom(...people),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let plan = draftPlan('p', form, 'user:a');
      let writers = new Set(['user:a']);
      let current: Plan | undefined;
      acts.forEach(([what, by], at) => {
        if (what === 'edit') {
          const edited = editPlan(plan, form, by);
          if (edited.ok) {
            plan = edited.value;
            writers.add(by);
          }
        } else if (what === 'approve') plan = approved(approvePlan(plan, by, at), plan);
        else if (what === 'withdraw') plan = approved(withdrawApproval(plan), plan);
        else if (what === 'read') plan = approved(confirmRead(plan, by, at), plan);
        else if (what === 'force') {
          const forced = putInForce(plan, current, by, at);
          if (forced.ok) {
            plan = forced.value.plan;
            current = plan;
          }
        } else {
          const next = nextEdition(plan, `p${at}`, by, plan.edition);
          if (next.ok) {
            plan = next.value;
            writers = new Set([by]);
          }
        }
        if (plan.state === 'draft') expect(plan.approved).toBeUndefined();
        else {
          expect(plan.approved).toBeDefined();
          expect(writers.has(plan.approved!.by)).toBe(false);
        }
        expect(new Set(plan.authors)).toEqual(writers);
      });
    }),
    { numRuns: 300 },
  );
  function approved<T>(result: { ok: true; value: T } | { ok: false }, otherwise: T): T {
    return result.ok ? result.value : otherwise;
  }
});
