import { mkdirSync } from 'node:fs';
import type { AlertSummary } from '../../src/api/schema/alerts.ts';
import { until } from '../lab/until.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';

/**
 * Makes docs/images/overview.png anew: the overview a minute and a half into the demo, after the person on duty has dealt
 * with some of it. In a network namespace of its own, so that blocks are real and touch nothing:
 *   unshare --net sh -c 'ip link set lo up && node test/browser/readme-picture.ts'
 */
const file = new URL('../../docs/images/overview.png', import.meta.url).pathname;
const left = 3;

const room = await WatchRoom.open('picture', { enforcers: [{ id: 'firewall', kind: 'auto' }] });
try {
  const token = new URL(room.serving.server.setupLink).searchParams.get('token');
  await room.serving.ask('POST', '/api/v1/setup', { token: '', body: { ...administrator, token, demo: true } });
  const began = Date.now();
  const visitor = await room.colleague({ height: 1400 });
  const { page } = visitor;
  await visitor.open('/');
  await until('90 s of demo', 120, () => Date.now() - began > 90_000);
  const { items } = await room.serving.get<{ items: AlertSummary[] }>('/api/v1/alerts?state=open&limit=100');
  const kept = new Set<string>();
  // What is still to be decided first, then what shows best what was done.
  const order = (alert: AlertSummary) => (alert.decision ? 1 : 0);
  for (const alert of items.toSorted((a, b) => order(a) - order(b))) {
    const isNew = !kept.has(alert.rule) && kept.size < left && ['critical', 'high'].includes(alert.severity);
    if (isNew) kept.add(alert.rule);
    else await page.request.post(`/api/v1/alerts/${alert.id}/acknowledge`, { headers: { origin: room.url } });
  }
  await page.reload();
  await settled(page);
  await until('the charts', 10, () => page.locator('.bw-chart svg path').count());
  await page.locator('#where-from svg [data-known]').first().waitFor();
  await until('a tick', 5, () => page.locator('.bw-figure').first().textContent());
  const bottom = await page.locator('#where-from').evaluate((panel) => panel.getBoundingClientRect().bottom);
  mkdirSync(new URL('.', `file://${file}`), { recursive: true });
  await page.waitForTimeout(1500);
  const clip = { x: 0, y: 0, width: 1440, height: Math.round(bottom) + 14 };
  await page.screenshot({ path: file, clip, animations: 'disabled' });
  console.log(`${file}: ${clip.width} × ${clip.height}`, room.troubles);
} finally {
  await room.close();
}
