import { guardedRequest } from '../../../notify/guarded-post.ts';
import type { RespondParts } from '../respond-parts.ts';
import { Heartbeat } from './heartbeat.ts';

/** Starts the sign of life of the settings; without an address it never beats. */
export function startHeartbeat({
  config,
  troubles,
  alarm,
  clock,
}: Pick<RespondParts, 'config' | 'troubles' | 'alarm' | 'clock'>): Heartbeat {
  const { url, sick_url, every_s, alarm_after_s } = config.heartbeat;
  // The address stands in the settings, so a watcher in the own network is meant.
  const ask = guardedRequest({ allowed: ['0.0.0.0/0', '::/0'], timeoutMs: 10_000 });
  const heartbeat = new Heartbeat({
    ...{ url, sickUrl: sick_url, everyMs: every_s * 1000, alarmAfterMs: alarm_after_s * 1000, troubles, clock },
    ask: async (address) => (await ask({ method: 'POST', url: address, headers: {}, body: '' })).status,
    alarm: (detail) => alarm('heartbeat', detail),
  });
  heartbeat.start();
  return heartbeat;
}
