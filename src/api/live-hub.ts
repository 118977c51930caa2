import type { ApiDeps, LiveNotice } from './ports.ts';
import { presentAlert } from './present/alert.ts';
import { presentStop } from './present/call.ts';
import { presentDecision } from './present/decision.ts';
import { presentSource } from './present/source.ts';

/** Fans changes out to browsers. */
export interface LiveHub {
  /**
   * Gives `send` each message as SSE text; `tenant` undefined means all. `provider`: what is the provider's own as well, whichever
   * customer is looked at. Returns what ends it.
   */
  subscribe(tenant: string | undefined, provider: boolean, send: (text: string) => void): () => void;
  /** For how long nothing that is told as it happens changed, ms: what a browser fetched before that is still so. */
  quiet(): number;
  stop(): void;
}

/** Changes within this time are read from the store together. */
const gatherMs = 100;
/** More changes than this in one go are left to the next fetch of the browsers. */
const mostAtOnce = 500;

/**
 * Listens to notices, reads what they name once however many browsers listen, and sends it as shown elsewhere in the API.
 * Nothing is read while nobody listens.
 */
export function liveHub(deps: Pick<ApiDeps, 'live' | 'system' | 'log' | 'clock'>): LiveHub {
  const clients = new Set<{
    readonly tenant: string | undefined;
    readonly provider: boolean;
    readonly send: (text: string) => void;
  }>();
  const waiting = {
    alert: new Set<string>(),
    decision: new Set<string>(),
    source: new Set<string>(),
    stop: new Set<string>(),
  };
  let timer: NodeJS.Timeout | undefined;
  let reading = false;
  let lastAt = deps.clock();

  const unsubscribe = deps.live.subscribe((notice: LiveNotice) => {
    // Ticks and numbers of calls come all the time and tell the whole of it.
    if (notice.kind !== 'tick' && notice.kind !== 'calls') lastAt = deps.clock();
    if (clients.size === 0) return;
    if (notice.kind === 'tick') {
      const text = message('tick', notice.tick);
      for (const { tenant, send } of clients) if ((tenant ?? '') === notice.tenant) send(text);
      return;
    }
    if (notice.kind === 'geo') {
      // Policies are the provider's: customers do not see them.
      const text = message('geo', { what: notice.what });
      for (const { provider, send } of clients) if (provider) send(text);
      return;
    }
    if (notice.kind === 'respond') {
      const { what, id, tenant } = notice;
      const text = message('respond', { what, id });
      for (const client of clients)
        if (tenant === '' ? client.provider : (client.tenant ?? tenant) === tenant) client.send(text);
      return;
    }
    if (notice.kind === 'calls') {
      const text = message('calls', notice.now);
      for (const { tenant, send } of clients) if ((tenant ?? '') === notice.tenant) send(text);
      return;
    }
    const ids = waiting[notice.kind];
    if (ids.size < mostAtOnce) ids.add(notice.id);
    timer ??= setTimeout(flush, gatherMs);
  });

  async function flush(): Promise<void> {
    timer = undefined;
    if (reading) {
      timer = setTimeout(flush, gatherMs);
      return;
    }
    reading = true;
    const take = (ids: Set<string>) => {
      const taken = [...ids];
      ids.clear();
      return taken;
    };
    try {
      const [alerts, decisions, sources] = [take(waiting.alert), take(waiting.decision), take(waiting.source)];
      const stops = take(waiting.stop);
      if (alerts.length > 0) {
        for (const record of await deps.system.alerts.byIds(alerts))
          publish('alert', record.alert.tenant, presentAlert(record));
      }
      if (decisions.length > 0) {
        for (const record of await deps.system.decisions.byIds(decisions)) {
          publish('decision', record.decision.tenant, presentDecision(record));
        }
      }
      if (stops.length > 0) {
        for (const record of await deps.system.callStops.byIds(stops))
          publish('stop', record.stop.tenant, presentStop(record));
      }
      for (const id of sources) {
        const record = await deps.system.sources.get(id);
        if (record) publish('source', record.source.tenant, presentSource(record));
      }
    } catch (error) {
      // The browsers miss a change until their next fetch; a database that is away is said elsewhere.
      deps.log(`Live changes could not be read: ${(error as Error).message}`);
    } finally {
      reading = false;
    }
  }

  function publish(kind: string, tenant: string, data: unknown): void {
    const text = message(kind, data);
    for (const client of clients) if (client.tenant === undefined || client.tenant === tenant) client.send(text);
  }

  return {
    subscribe(tenant, provider, send) {
      const client = { tenant, provider, send };
      clients.add(client);
      return () => clients.delete(client);
    },
    quiet: () => Math.max(0, deps.clock() - lastAt),
    stop() {
      unsubscribe();
      clearTimeout(timer);
      clients.clear();
    },
  };
}

/** JSON has no line ends of its own, so one data line carries it. */
export function message(kind: string, data: unknown): string {
  return `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}
