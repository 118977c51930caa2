import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../core/decision.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { EnforcerReport } from '../../enforcer.ts';
import type { BlockedAddress } from '../call-control.ts';
import { mostBlocks } from './kept-place.ts';
import { PbxEnforcer } from './pbx-enforcer.ts';

const now = Date.UTC(2026, 4, 1);

function block(value: string, tenant = 'bakery', over: Partial<Decision> = {}): Decision {
  return {
    ...{ id: `${value} of ${tenant}`, tenant, action: 'block', scope: 'ip', value, from: now, until: now + 60_000 },
    ...{ reason: { nl: '', en: 'guessing' }, author: 'rule:r', alert: '', rule: 'r', offence: 1 },
    ...{ state: 'asked', guards: [], ...over },
  };
}

/** A PBX that keeps out what it is told, unless it is away. */
class Pbx {
  readonly holds = new Set<string>();
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  isAway = false;
  refuses = '';
  constructor(tenant: string, name = `PBX of ${tenant}`) {
    [this.id, this.name, this.tenant] = [name, name, tenant];
  }

  readonly align = async (wanted: readonly BlockedAddress[]) => {
    await Promise.resolve();
    if (this.isAway) throw new Error('It does not answer.');
    this.holds.clear();
    for (const { address } of wanted) if (address !== this.refuses) this.holds.add(address);
    const refused = wanted.filter(({ address }) => address === this.refuses);
    return { held: [...this.holds], refused: refused.map(({ address }) => ({ address, sentence: 'Not that one.' })) };
  };
}

function setUp(...pbxs: Pbx[]) {
  const reports: EnforcerReport[] = [];
  const enforcer = new PbxEnforcer(
    'pbxs',
    () => now,
    (news) => reports.push(...news),
  );
  enforcer.serve(pbxs);
  const said = () => reports.map(({ decision, enforcer: by, state }) => `${by} ${decision} ${state}`);
  return { enforcer, reports, said };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('PbxEnforcer', () => {
  it('blocks at the PBXs of the customer and of the provider, and what is the provider’s everywhere', async () => {
    const [bakery, florist, own] = [new Pbx('bakery'), new Pbx('florist'), new Pbx(providerTenant)];
    const { enforcer, said } = setUp(bakery, florist, own);
    await enforcer.apply([block('192.0.2.1'), block('192.0.2.2', providerTenant)], []);
    await settled();
    expect([...bakery.holds]).toEqual(['192.0.2.1', '192.0.2.2']);
    expect([...florist.holds]).toEqual(['192.0.2.2']);
    expect([...own.holds]).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(said()).toHaveLength(5);
    expect(enforcer.idle({ tenant: 'bakery' })).toBe(false);
    expect(setUp(bakery).enforcer.idle({ tenant: 'florist' })).toBe(true);
  });

  it('says what is refused, and what is no address, and keeps the others out', async () => {
    const pbx = new Pbx('bakery');
    pbx.refuses = '192.0.2.1';
    const { enforcer, reports } = setUp(pbx);
    const [bad] = await enforcer.apply([block('192.0.2.1'), block('192.0.2.2'), block('nothing')], []);
    await settled();
    expect(bad).toMatchObject({ decision: 'nothing of bakery', state: 'failed' });
    expect(reports.map(({ state, error }) => [state, error])).toEqual([
      ['failed', 'Not that one.'],
      ['in-force', ''],
    ]);
  });

  it('keeps the newest where there are too many', async () => {
    const pbx = new Pbx('bakery');
    const { enforcer, reports } = setUp(pbx);
    const many = Array.from({ length: mostBlocks + 2 }, (_, i) =>
      block(`2001:db8::${(i + 1).toString(16)}`, 'bakery', { from: now - 5000 + i }),
    );
    await enforcer.apply(many, []);
    await settled();
    expect(pbx.holds.size).toBe(mostBlocks);
    const failed = reports.filter(({ state }) => state === 'failed').map(({ decision }) => decision);
    expect(failed).toEqual(many.slice(0, 2).map(({ id }) => id));
  });

  it('takes one of two blocks of one address for what it is: it stays', async () => {
    const pbx = new Pbx('bakery');
    const { enforcer, said } = setUp(pbx);
    const both = [block('192.0.2.1'), block('192.0.2.1', providerTenant)];
    await enforcer.apply(both, []);
    await enforcer.apply([], [both[0]]);
    await settled();
    expect([...pbx.holds]).toEqual(['192.0.2.1']);
    await enforcer.reconcile([]);
    await settled();
    expect([...pbx.holds]).toEqual([]);
    expect(said().at(-1)).toBe('pbxs:PBX of bakery 192.0.2.1 of provider lifted');
  });

  it('says under its new name what a renamed PBX holds, and of one that went that nobody knows', async () => {
    const pbx = new Pbx('bakery');
    const { enforcer, said } = setUp(pbx);
    await enforcer.apply([block('192.0.2.1')], []);
    await settled();
    enforcer.serve([{ id: pbx.id, name: 'New name', tenant: 'bakery', align: pbx.align }]);
    await settled();
    enforcer.serve([]);
    const of = '192.0.2.1 of bakery';
    expect(said()).toEqual([
      `pbxs:PBX of bakery ${of} in-force`,
      `pbxs:PBX of bakery ${of} lifted`,
      `pbxs:New name ${of} in-force`,
      `pbxs:New name ${of} failed`,
    ]);
    expect([...pbx.holds]).toEqual(['192.0.2.1']);
  });

  it('holds in the end what is wanted and has said so, whatever happened on the way', async () => {
    const values = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    const step = fc.record({
      act: fc.constantFrom('add', 'lift', 'reconcile', 'away', 'back', 'wait'),
      value: fc.constantFrom(...values),
      tenant: fc.constantFrom('bakery', 'florist', providerTenant),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const pbx = new Pbx('bakery');
        const { enforcer, reports } = setUp(pbx);
        const wanted = new Map<string, Decision>();
        for (const { act, value, tenant } of steps) {
          const decision = block(value, tenant);
          if (act === 'add') wanted.set(decision.id, decision);
          if (act === 'lift') wanted.delete(decision.id);
          if (act === 'add') await enforcer.apply([decision], []);
          if (act === 'lift') await enforcer.apply([], [decision]);
          if (act === 'reconcile') await enforcer.reconcile([...wanted.values()]);
          if (act === 'away' || act === 'back') pbx.isAway = act === 'away';
          if (act === 'wait') await settled();
        }
        pbx.isAway = false;
        await enforcer.reconcile([...wanted.values()]);
        await settled();
        const concerned = [...wanted.values()].filter(({ tenant }) => tenant !== 'florist');
        expect([...pbx.holds].toSorted()).toEqual([...new Set(concerned.map(({ value }) => value))].toSorted());
        const last = new Map(reports.map(({ decision, state }) => [decision, state]));
        const inForce = [...last].flatMap(([decision, state]) => (state === 'in-force' ? [decision] : []));
        expect(inForce.toSorted()).toEqual(concerned.map(({ id }) => id).toSorted());
        expect(enforcer.health()).toEqual({ ok: true, detail: '' });
      }),
      { numRuns: 300 },
    );
  });
});
