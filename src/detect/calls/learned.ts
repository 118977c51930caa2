import type { CustomerState } from './customer-state.ts';
import { DestinationMemory } from './destination-memory.ts';
import type { PayerState } from './payer-state.ts';
import { Suspicion } from './suspicion.ts';
import type { RowBudget } from './week-baseline.ts';
import { WeekBaseline } from './week-baseline.ts';

type Saved = Readonly<Record<string, unknown>>;

const of = (memories: ReadonlyMap<string, DestinationMemory> | undefined) =>
  [...(memories ?? [])].map(([key, memory]) => [key, memory.save()]);

/** What is known of a customer, as plain data. */
export function saveCustomer(state: CustomerState): unknown {
  return {
    ...{
      firstDay: state.firstDay,
      destinationDays: state.destinationDays,
      off: state.offDestinationDays,
      activity: state.activity.save(),
    },
    ...{ destinations: of(state.destinations), numbers: state.numbers.save(), suspicion: state.suspicion.save() },
    ...{ hour: state.spending.usualHour.save(), day: state.spending.usualDay.save(), week: state.week.save() },
    ...{ answered: state.answered, answeredAtOnce: state.answeredAtOnce, oneRings: state.oneRingsPerDay },
    ...{ countries: [...state.countries].map(([country, week]) => [country, week.save()]) },
  };
}

/** Puts back what `saveCustomer` gave. */
export function restoreCustomer(state: CustomerState, value: unknown, budget: RowBudget): void {
  const saved = value as Saved;
  state.since(saved.firstDay as number);
  state.destinationDays = saved.destinationDays as number;
  state.offDestinationDays = saved.off as number;
  state.activity.restore(saved.activity as Parameters<typeof state.activity.restore>[0]);
  for (const [key, memory] of saved.destinations as [string, number[]][]) state.destination(key).restore(memory);
  state.numbers.restore(saved.numbers as [string, number][]);
  state.suspicion.restore(saved.suspicion as number[]);
  state.spending.usualHour.restore(saved.hour as number[]);
  state.spending.usualDay.restore(saved.day as number[]);
  state.answered = saved.answered as number;
  state.answeredAtOnce = saved.answeredAtOnce as number;
  state.oneRingsPerDay = saved.oneRings as number;
  state.week.restore(saved.week as Parameters<WeekBaseline['restore']>[0]);
  for (const [country, week] of saved.countries as [string, Parameters<WeekBaseline['restore']>[0]][]) {
    const baseline = new WeekBaseline(budget);
    baseline.restore(week);
    state.countries.set(country, baseline);
  }
}

/** What is known of somebody inside a customer; undefined while that is nothing but a name. */
export function savePayer(payer: PayerState): unknown {
  if (!payer.destinations && !payer.week) return undefined;
  return {
    ...{ firstDay: payer.firstDay, destinations: of(payer.destinations), suspicion: payer.suspicion?.save() },
    ...{ pace: payer.usualPace.save(), running: payer.usualRunning.save(), week: payer.week?.save() },
    countries: payer.signInCountries,
  };
}

/** Puts back what `savePayer` gave. */
export function restorePayer(payer: PayerState, value: unknown, budget: RowBudget): void {
  const saved = value as Saved;
  payer.firstDay = saved.firstDay as number;
  const destinations = saved.destinations as [string, number[]][];
  if (destinations.length > 0) payer.destinations = new Map();
  for (const [key, memory] of destinations) {
    const restored = new DestinationMemory();
    restored.restore(memory);
    payer.destinations!.set(key, restored);
  }
  if (saved.suspicion) {
    payer.suspicion = new Suspicion();
    payer.suspicion.restore(saved.suspicion as number[]);
  }
  payer.usualPace.restore(saved.pace as number[]);
  payer.usualRunning.restore(saved.running as number[]);
  payer.signInCountries.splice(0, Infinity, ...(saved.countries as string[]));
  if (!saved.week) return;
  payer.week = new WeekBaseline(budget);
  payer.week.restore(saved.week as Parameters<WeekBaseline['restore']>[0]);
}
