import { randomUUID } from 'node:crypto';
import { Problem } from '../../api/problem.ts';
import type { Alert } from '../../core/alert.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { defaultPolicy } from '../../decide/policy.ts';
import type { Rule } from '../../detect/rule.ts';
import type { Store } from '../../store/store.ts';
import { Detection } from '../hot/detection.ts';

const dayMs = 86_400_000;
/** Alerts a backtest lists; beyond it they are only counted. */
const maxAlerts = 500;

const note: Text = {
  nl: 'Gerekend over de bewaarde gebeurtenissen. Gewone aanmeldingen en losse verzoeken worden alleen geteld en tellen hier niet mee.',
  en: 'Run over the stored events. Routine registrations and single requests are only counted and take no part.',
};

/** Runs at once, in all and for one customer: each reads all that is kept. */
const mostRunning = 4;
const mostOfOne = 2;
/** By whose they are. */
const running = new Map<string, number>();

/** Starts a run of one rule over the stored events of the last `days` days; resolves with its id once it is recorded. @throws Problem 429 */
export async function startBacktest(
  store: Store,
  rule: Rule,
  days: number,
  tenant: string | undefined,
  clock: () => number,
): Promise<string> {
  const id = randomUUID();
  const whose = tenant ?? providerTenant;
  const ofOne = running.get(whose) ?? 0;
  const inAll = [...running.values()].reduce((sum, count) => sum + count, 0);
  if (inAll >= mostRunning || (tenant !== undefined && ofOne >= mostOfOne))
    throw new Problem(429, 'Enough of these run at the moment. Try again when they are done.');
  running.set(whose, ofOne + 1);
  const ended = () => running.set(whose, (running.get(whose) ?? 1) - 1);
  try {
    await store.backtests.insert({ id, rule: rule.id, days, note }, whose);
  } catch (error) {
    ended();
    throw error;
  }
  const going = run(store, rule, id, days, tenant, clock).catch((error: Error) =>
    store.backtests
      .update(id, {
        state: 'failed',
        progress: 1,
        events: 0,
        alerts: [],
        wouldBlock: 0,
        seconds: 0,
        error: error.message,
        note,
      })
      .catch(() => {}),
  );
  void going.finally(ended);
  return id;
}

async function run(
  store: Store,
  rule: Rule,
  id: string,
  days: number,
  tenant: string | undefined,
  clock: () => number,
): Promise<void> {
  const to = clock();
  const from = to - days * dayMs;
  const alerts = new Map<string, Alert>();
  let alerted = 0;
  let wouldBlock = 0;
  let events = 0;
  // The question is what it would do, so it runs as if it were enforced, with the guards of a fresh policy and the sites it meets.
  const detection = new Detection(
    [rule],
    { ...defaultPolicy, mode: 'enforce', ruleModes: { [rule.id]: 'enforce' }, maxBlocksPerMinute: 10_000 },
    {
      alert: ({ alert }) => {
        if (!alerts.has(alert.id)) alerted++;
        if (alerts.size < maxAlerts || alerts.has(alert.id)) alerts.set(alert.id, alert);
      },
      decision: ({ state }) => {
        if (state === 'asked') wouldBlock++;
      },
    },
  );
  let told = 0;
  const tell = (state: 'running' | 'done', progress: number) =>
    store.backtests.update(id, {
      state,
      progress,
      events,
      alerts: [...alerts.values()],
      wouldBlock,
      seconds: Math.round((clock() - to) / 100) / 10,
      error: '',
      note:
        alerted > alerts.size
          ? {
              nl: `${note.nl} Getoond: ${alerts.size} van ${alerted} meldingen.`,
              en: `${note.en} Shown: ${alerts.size} of ${alerted} alerts.`,
            }
          : note,
    });
  await store.events.load({ from, to, ...(tenant === undefined ? {} : { tenant }) }, async (portion) => {
    for (const event of portion) detection.event(event);
    events += portion.length;
    const now = clock();
    if (now - told > 500) {
      told = now;
      await tell('running', Math.min(0.99, (portion[portion.length - 1].time - from) / (to - from)));
    }
    // Others on this thread get their turn between portions.
    await new Promise((resolve) => setImmediate(resolve));
  });
  detection.engine.flush();
  await tell('done', 1);
}
