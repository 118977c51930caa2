import { microPerEuro } from '../../core/rates/rate.ts';
import type { AttackGrade, Grade } from './grade.ts';

/** The figures of one or more grades together. Money in euro. */
export interface GradeFigures {
  readonly attacks: number;
  readonly recall: number;
  readonly slowAttacks: number;
  readonly slowRecall: number;
  readonly burstLossAtAlert: number;
  readonly burstLossAtStop: number;
  readonly slowLossAtAlert: number;
  readonly slowLossAtStop: number;
  readonly customerMonths: number;
  readonly falseAlerts: number;
  readonly falsePerCustomerMonth: number;
  readonly falseByRule: Readonly<Record<string, number>>;
  readonly legitCalls: number;
  readonly legitRefused: number;
  readonly legitHungUp: number;
  readonly refusedPer100k: number;
  readonly shapes: readonly ShapeFigures[];
}

export interface ShapeFigures {
  readonly shape: string;
  readonly attacks: number;
  readonly seen: number;
  readonly late: number;
  readonly minutesToAlert: number;
  readonly cost: number;
  readonly lossAtAlert: number;
  readonly lossAtStop: number;
  readonly worstAtStop: number;
  readonly rules: Readonly<Record<string, number>>;
}

/** Adds up grades; medians are over attacks, those that nobody saw with all they cost. */
export function figuresOf(grades: readonly Grade[]): GradeFigures {
  const attacks = grades.flatMap((grade) => grade.attacks);
  const slow = attacks.filter((one) => one.slow);
  const burst = attacks.filter((one) => !one.slow);
  const wrong = grades.flatMap(({ falseAlerts }) => falseAlerts);
  const sum = (of: (grade: Grade) => number) => grades.reduce((total, grade) => total + of(grade), 0);
  const [customerMonths, legitCalls] = [sum((one) => one.customerMonths), sum((one) => one.legitCalls)];
  const legitRefused = sum((one) => one.legitRefused.length);
  return {
    attacks: attacks.length,
    recall: seenShare(attacks),
    slowAttacks: slow.length,
    slowRecall: seenShare(slow),
    burstLossAtAlert: euro(median(burst.map((one) => one.lossAtAlert))),
    burstLossAtStop: euro(median(burst.map((one) => one.lossAtStop))),
    slowLossAtAlert: euro(median(slow.map((one) => one.lossAtAlert))),
    slowLossAtStop: euro(median(slow.map((one) => one.lossAtStop))),
    customerMonths,
    falseAlerts: wrong.length,
    falsePerCustomerMonth: customerMonths > 0 ? wrong.length / customerMonths : 0,
    falseByRule: countBy(wrong.map(({ rule }) => rule)),
    legitCalls,
    legitRefused,
    legitHungUp: sum((one) => one.legitHungUp.length),
    refusedPer100k: legitCalls > 0 ? (legitRefused / legitCalls) * 100_000 : 0,
    shapes: [...Map.groupBy(attacks, ({ shape }) => shape)].map(([shape, of]) => shapeFigures(shape, of)),
  };
}

function shapeFigures(shape: string, attacks: readonly AttackGrade[]): ShapeFigures {
  const seen = attacks.filter(({ delay }) => delay >= 0);
  return {
    shape,
    attacks: attacks.length,
    seen: seen.length,
    late: attacks.filter(({ late }) => late).length,
    minutesToAlert: median(seen.map(({ delay }) => delay)) / 60_000,
    cost: euro(median(attacks.map(({ cost }) => cost))),
    lossAtAlert: euro(median(attacks.map(({ lossAtAlert }) => lossAtAlert))),
    lossAtStop: euro(median(attacks.map(({ lossAtStop }) => lossAtStop))),
    worstAtStop: euro(Math.max(0, ...attacks.map(({ lossAtStop }) => lossAtStop))),
    rules: countBy(seen.map(({ rule }) => rule)),
  };
}

/** The figures as Markdown, with what is wanted beside them. */
export function gradeTable(figures: GradeFigures): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const money = (value: number) => `€${value.toFixed(2)}`;
  const rows: [string, string, string, boolean][] = [
    [`attacks seen (of ${figures.attacks})`, percent(figures.recall), '≥ 99 %', figures.recall >= 0.99],
    [
      `low and slow ones seen (of ${figures.slowAttacks})`,
      percent(figures.slowRecall),
      '≥ 95 %',
      figures.slowRecall >= 0.95,
    ],
    ['median loss before the stop, bursts', money(figures.burstLossAtStop), '≤ €25', figures.burstLossAtStop <= 25],
    ['median loss before the stop, slow', money(figures.slowLossAtStop), '≤ €60', figures.slowLossAtStop <= 60],
    [
      'false alerts per customer-month',
      figures.falsePerCustomerMonth.toFixed(3),
      '≤ 0.2',
      figures.falsePerCustomerMonth <= 0.2,
    ],
    ['legitimate calls out refused per 100,000', figures.refusedPer100k.toFixed(2), '≤ 1', figures.refusedPer100k <= 1],
  ];
  const detail = `Median loss before the alert: bursts ${money(figures.burstLossAtAlert)}, slow ${money(figures.slowLossAtAlert)}. ${figures.falseAlerts} false alerts in ${figures.customerMonths.toFixed(0)} customer-months; ${figures.legitRefused} of ${figures.legitCalls.toLocaleString('en')} legitimate calls out refused, ${figures.legitHungUp} hung up.`;
  const shapes = figures.shapes
    .toSorted((a, b) => (a.shape < b.shape ? -1 : 1))
    .map(
      (one) =>
        `| ${one.shape} | ${one.attacks} | ${one.seen} | ${one.late} | ${one.minutesToAlert.toFixed(0)} | ${money(one.cost)} | ${money(one.lossAtAlert)} | ${money(one.lossAtStop)} | ${money(one.worstAtStop)} |`,
    );
  return [
    '| measured | result | wanted | met |',
    '|---|---|---|---|',
    ...rows.map(([what, result, wanted, met]) => `| ${what} | ${result} | ${wanted} | ${met ? 'yes' : 'no'} |`),
    '',
    detail,
    '',
    '| shape | attacks | seen | late | minutes to the alert | cost unhindered | loss before the alert | loss before the stop | worst of them |',
    '|---|---|---|---|---|---|---|---|---|',
    ...shapes,
    '',
    'Minutes and money are medians.',
  ].join('\n');
}

function seenShare(attacks: readonly AttackGrade[]): number {
  return attacks.length === 0 ? 1 : attacks.filter(({ delay }) => delay >= 0).length / attacks.length;
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function euro(micro: number): number {
  return micro / microPerEuro;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}
