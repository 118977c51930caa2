import { describe, expect, it } from 'vitest';
import { type GradedAlert, type GradedAttack, gradeReplay } from './grade.ts';
import { figuresOf, gradeTable } from './grade-table.ts';

const minute = 60_000;
const rate = { perMinute: 600_000, setup: 0, minimum: 0, increment: 1, estimate: false };
const at = Date.parse('2026-01-10T23:00:00Z');
const call = (n: number) => ({ id: `c${n}`, answer: at + n * 10 * minute, end: at + (n * 10 + 10) * minute, rate });
const attack: GradedAttack = {
  id: 'attack-001',
  shape: 'pumping',
  slow: false,
  customer: 'acme',
  payers: new Set(['acme-201', '31201234567']),
  start: at,
  end: at + 30 * minute,
  calls: [call(0), call(1), call(2)],
};
const alert = (given: Partial<GradedAlert> = {}): GradedAlert => ({
  rule: 'burst',
  customer: 'acme',
  user: 'acme-201',
  start: at,
  end: at + 20 * minute,
  detected: at + 5 * minute,
  ...given,
});
const grade = (alerts: GradedAlert[], refused: string[] = [], hungUp: [string, number][] = []) =>
  gradeReplay([attack], { alerts, refused: new Set(refused), hungUp: new Map(hungUp) }, 10, 1_000);

describe('grade of a replay', () => {
  it('counts what was lost before the alert and before the stop', () => {
    const { attacks, falseAlerts } = grade([alert()], ['c1', 'c2', 'other'], [['c0', at + 6 * minute]]);
    expect(attacks[0]).toMatchObject({ rule: 'burst', delay: 5 * minute, refused: 2, cost: 18_000_000 });
    expect(attacks[0]!.lossAtAlert).toBe(3_000_000);
    expect(attacks[0]!.lossAtStop).toBe(3_600_000);
    expect(falseAlerts).toEqual([]);
  });

  it('counts all that an attack costs when nobody saw it', () => {
    const { attacks } = grade([]);
    expect(attacks[0]).toMatchObject({
      delay: -1,
      late: false,
      rule: '',
      lossAtAlert: 18_000_000,
      lossAtStop: 18_000_000,
    });
  });

  it('takes an alert about the whole customer, or about any name of the payer', () => {
    expect(grade([alert({ user: '' })]).attacks[0]!.delay).toBe(5 * minute);
    expect(grade([alert({ user: 'ACME-201' })]).attacks[0]!.delay).toBe(5 * minute);
    expect(grade([alert({ customer: '', user: '' })]).attacks[0]!.delay).toBe(5 * minute);
  });

  it('does not take an alert about somebody else, of another time or customer', () => {
    expect(grade([alert({ user: 'acme-202' })])).toMatchObject({
      attacks: [{ delay: -1 }],
      falseAlerts: [{ reason: 'other-payer' }],
    });
    expect(grade([alert({ customer: 'other' })]).falseAlerts).toMatchObject([{ reason: 'no-attack' }]);
    const before = { start: at - 90 * minute, end: at - 60 * minute, detected: at - 80 * minute };
    expect(grade([alert(before)]).falseAlerts).toHaveLength(1);
  });

  it('tells a late alert from a false one', () => {
    const { attacks, falseAlerts } = grade([alert({ detected: at + 91 * minute, end: at + 91 * minute })]);
    expect(attacks[0]).toMatchObject({ delay: -1, late: true });
    expect(falseAlerts).toEqual([]);
    expect(grade([alert({ detected: at + 90 * minute })]).attacks[0]!.delay).toBe(90 * minute);
  });

  it('counts legitimate calls that were refused or hung up', () => {
    const result = grade([alert()], ['c1', 'x1', 'x2'], [['x3', at]]);
    expect(result).toMatchObject({ legitRefused: ['x1', 'x2'], legitHungUp: ['x3'] });
    expect(figuresOf([result])).toMatchObject({
      refusedPer100k: 200,
      legitHungUp: 1,
      recall: 1,
      falsePerCustomerMonth: 0,
    });
  });

  it('makes figures over several grades, and a table', () => {
    const figures = figuresOf([grade([alert()], ['c1', 'c2']), grade([]), grade([alert(), alert({ customer: 'b' })])]);
    expect(figures).toMatchObject({ attacks: 3, recall: 2 / 3, customerMonths: 30, falseAlerts: 1, slowRecall: 1 });
    expect(figures.burstLossAtAlert).toBe(3);
    expect(figures.shapes).toMatchObject([{ shape: 'pumping', attacks: 3, seen: 2, rules: { burst: 2 } }]);
    expect(gradeTable(figures)).toContain('| attacks seen (of 3) | 66.7 % | ≥ 99 % | no |');
  });
});
