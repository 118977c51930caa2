import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { CallsNow } from '../../../src/api/schema/calls.ts';
import { askAgain, askAnew } from './ask-anew.ts';
import type { LiveKind, LiveMessages } from './live-stream.ts';
import type { AlertDetail, AlertSummary, Decision, Overview, Page, Source } from './types.ts';

/** Puts a live message where screens read it: rows that are shown change in place, lists learn of new ones. */
export function applyLive<K extends LiveKind>(client: QueryClient, kind: K, message: LiveMessages[K]): void {
  if (kind === 'alert') applyAlert(client, message as AlertSummary);
  else if (kind === 'decision') applyDecision(client, message as Decision);
  else if (kind === 'source') applySource(client, message as Source);
  else if (kind === 'calls') client.setQueryData(['calls-now', ''], message as CallsNow);
  else if (kind === 'stop') askAnew(client, { queryKey: ['call-stops'] });
  else if (kind === 'respond') {
    // Whatever shows it is asked for anew: `['incidents', …]`, `['runs', …]`.
    askAnew(client, { queryKey: [(message as LiveMessages['respond']).what] });
  } else if (kind === 'geo') askAnew(client, { queryKey: ['geo', (message as LiveMessages['geo']).what] });
}

function applyAlert(client: QueryClient, alert: AlertSummary): void {
  replaceInPages(client, 'alerts', alert);
  client.setQueryData<AlertDetail>(['alert', alert.id], (old) => (old ? { ...old, ...alert } : old));
  askAnew(client, { queryKey: ['alert', alert.id] });
  for (const key of ['alerts', 'overview']) askAgain(client, { queryKey: [key] });
  client.setQueriesData<Overview>({ queryKey: ['overview'] }, (old) => old && withAlert(old, alert));
}

function withAlert(overview: Overview, alert: AlertSummary): Overview {
  const known = overview.alerts.some((one) => one.id === alert.id);
  const closed = alert.state === 'closed';
  const alerts = closed
    ? overview.alerts.filter((one) => one.id !== alert.id)
    : known
      ? replace(overview.alerts, alert)
      : [...overview.alerts, alert];
  const change = closed ? (known ? -1 : 0) : known ? 0 : 1;
  const { counts } = overview;
  return { ...overview, alerts, counts: { ...counts, openAlerts: Math.max(0, counts.openAlerts + change) } };
}

function applyDecision(client: QueryClient, decision: Decision): void {
  replaceInPages(client, 'decisions', decision);
  changeInPages<AlertSummary>(client, 'alerts', (alert) => withDecision(alert, decision));
  void client.invalidateQueries({
    queryKey: ['alert'],
    predicate: ({ state }) => concerns(decision, state.data as AlertDetail | undefined),
  });
  for (const key of ['alert', 'alerts', 'decisions', 'overview']) askAgain(client, { queryKey: [key] });
  client.setQueriesData<Overview>({ queryKey: ['overview'] }, (old) => {
    if (!old) return old;
    const known = old.blocks.some((one) => one.id === decision.id);
    const current = isCurrent(decision);
    const blocks = known
      ? current
        ? replace(old.blocks, decision)
        : old.blocks.filter((one) => one.id !== decision.id)
      : current
        ? [decision, ...old.blocks]
        : old.blocks;
    const change = current && !known ? 1 : !current && known ? -1 : 0;
    const alerts = old.alerts.map((alert) => withDecision(alert, decision));
    return { ...old, alerts, blocks, counts: { ...old.counts, blocks: Math.max(0, old.counts.blocks + change) } };
  });
}

/** Taken on the alert, or about the address it came from. */
function concerns(decision: Decision, alert: AlertSummary | undefined): boolean {
  if (!alert) return false;
  return alert.id === decision.alert || alert.decision?.id === decision.id || alert.sourceIp === decision.value;
}

/** The alert with what was done now; a block that is over does not hide another that is in force. */
function withDecision(alert: AlertSummary, decision: Decision): AlertSummary {
  if (!concerns(decision, alert)) return alert;
  const { id, value, state, until } = decision;
  const shown = alert.decision;
  const hides = shown && shown.id !== id && (shown.state === 'asked' || shown.state === 'in-force');
  return hides && !isCurrent(decision) ? alert : { ...alert, decision: { id, value, state, until } };
}

function applySource(client: QueryClient, source: Source): void {
  client.setQueryData<Source[]>(['sources'], (old) => old && upsert(old, source));
  client.setQueryData<Source>(['source', source.id], (old) => (old ? source : old));
  for (const key of ['sources', 'source', 'overview']) askAgain(client, { queryKey: [key] });
  client.setQueriesData<Overview>(
    { queryKey: ['overview'] },
    (old) => old && { ...old, sources: upsert(old.sources, source) },
  );
}

/** In force or on its way. */
export function isCurrent(decision: Decision): boolean {
  return decision.state === 'asked' || decision.state === 'in-force';
}

function replaceInPages<T extends { id: string }>(client: QueryClient, key: string, item: T): void {
  changeInPages<T>(client, key, (old) => (old.id === item.id ? item : old));
}

function changeInPages<T>(client: QueryClient, key: string, change: (item: T) => T): void {
  client.setQueriesData<InfiniteData<Page<T>>>({ queryKey: [key] }, (old) =>
    old?.pages ? { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.map(change) })) } : old,
  );
}

function replace<T extends { id: string }>(items: T[], item: T): T[] {
  return items.some((one) => one.id === item.id) ? items.map((one) => (one.id === item.id ? item : one)) : items;
}

function upsert<T extends { id: string }>(items: T[], item: T): T[] {
  return items.some((one) => one.id === item.id) ? replace(items, item) : [...items, item];
}
