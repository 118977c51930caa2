import { Gauge, Registry } from 'prom-client';
import type { Enforcer } from '../../api/schema/overview.ts';
import type { SourceRecord } from '../../core/source-record.ts';
import type { HotStats } from '../hot/messages.ts';

export interface Measured {
  readonly stats: HotStats;
  readonly sources: readonly SourceRecord[];
  readonly blocks: number;
  readonly openAlerts: number;
  readonly enforcers: readonly Enforcer[];
  readonly geoAgeDays: number | undefined;
}

const outcomes = ['received', 'recognised', 'ignored', 'malformed', 'shed'] as const;

/** Everything measured, as Prometheus text; made when it is asked for, so it never says something old. */
export async function metricsText(measured: Measured): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `belwacht_${name}`, help, labelNames, registers: [registry] });
  const records = gauge('source_records', 'Records of a source since it was made, by what became of them', [
    'source',
    'name',
    'tenant',
    'outcome',
  ]);
  for (const { source, tally } of measured.sources) {
    for (const outcome of outcomes)
      records.set({ source: source.id, name: source.name, tenant: source.tenant, outcome }, tally[outcome]);
  }
  gauge('events', 'Events of the hot path since its start').set(measured.stats.events);
  gauge('events_per_second', 'Events in the last second').set(measured.stats.eventsPerSecond);
  const engine = gauge('engine', 'Counters and sizes of the rule engine', ['what']);
  for (const [what, value] of Object.entries(measured.stats.engine)) engine.set({ what }, value);
  const decider = gauge('decider', 'Customer sites, failing addresses and evictions that decisions know of', ['what']);
  for (const [what, value] of Object.entries(measured.stats.decider)) decider.set({ what }, value);
  const { skewedTimes, overflowed, forgotten } = measured.stats.intake;
  gauge('skewed_times', 'Events with a time that could not be right, counted as of their arrival').set(skewedTimes);
  gauge('overflowed_records', 'Records of unknown senders beyond the limit, which share a source').set(overflowed);
  gauge('forgotten_senders', 'Times that all senders were forgotten for want of room').set(forgotten);
  gauge('blocks', 'Blocks asked or in force').set(measured.blocks);
  gauge('open_alerts', 'Alerts that are not closed').set(measured.openAlerts);
  const healthy = gauge('enforcer_ok', 'Whether an enforcer works', ['enforcer', 'kind', 'real']);
  for (const { id, kind, real, ok } of measured.enforcers)
    healthy.set({ enforcer: id, kind, real: String(real) }, ok ? 1 : 0);
  if (measured.geoAgeDays !== undefined)
    gauge('geo_age_days', 'Age of the country and AS databases').set(measured.geoAgeDays);
  return registry.metrics();
}
