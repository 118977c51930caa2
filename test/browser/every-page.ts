import type { Page } from 'playwright-core';
import type { Serving } from '../lab/serving.ts';

/** A page of the screen, by a name for its pictures. */
export interface ScreenPage {
  readonly name: string;
  readonly path: string;
  /** One of the pages in the menu, or what they lead to most. */
  readonly main: boolean;
}

/** Every page there is, with an alert, a source and a rule of this server. */
export async function everyPage(serving: Serving): Promise<readonly ScreenPage[]> {
  const [alerts, sources, rules, incidents] = await Promise.all([
    serving.get<{ items: { id: string; sourceIp: string }[] }>('/api/v1/alerts?limit=50'),
    serving.get<{ id: string; lastSeen: string | null }[]>('/api/v1/sources'),
    serving.get<{ id: string; alerts24h: number }[]>('/api/v1/rules'),
    serving.get<{ items: { id: string }[] }>('/api/v1/incidents?limit=1'),
  ]);
  const alert = alerts.items.find(({ sourceIp }) => sourceIp) ?? alerts.items[0]!;
  const source = sources.find(({ lastSeen }) => lastSeen)!;
  const rule = rules.find(({ alerts24h }) => alerts24h > 0) ?? rules[0]!;
  const page = (name: string, path: string, main = false): ScreenPage => ({ name, path, main });
  return [
    page('overview', '/', true),
    page('alerts', '/alerts', true),
    page('alert', `/alerts/${alert.id}`, true),
    page('incidents', '/incidents', true),
    ...incidents.items.map(({ id }) => page('incident', `/incidents/${id}`, true)),
    page('wall', '/wall'),
    page('plan', '/plan'),
    page('playbooks', '/playbooks'),
    page('on-call', '/on-call'),
    page('blocks', '/blocks', true),
    page('sources', '/sources', true),
    page('source', `/sources/${source.id}`),
    page('connect', '/sources/connect', true),
    page('rules', '/rules', true),
    page('rule', `/rules/${rule.id}`),
    page('search', `/search?q=${alert.sourceIp}`),
    page('settings', '/settings', true),
    ...['guards', 'incidents', 'containment', 'limits', 'recipients', 'tokens', 'customers', 'display'].map((section) =>
      page(`settings-${section}`, `/settings?section=${section}`),
    ),
    page('not-found', '/no/such/page'),
  ];
}

/** Waits until nothing on the page is still being fetched. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.bw-skeleton'));
}
