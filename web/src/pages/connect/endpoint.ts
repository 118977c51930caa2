import type { Listener } from '../../api/types.ts';

/** Where a product should send: what this server listens on, or the usual port where nothing does. */
export interface Endpoint {
  readonly port: number;
  /** Undefined when there is no such listener. */
  readonly listener: Listener | undefined;
}

const usual = { syslog: 5514, hep: 9060, http: 8080 } as const;

/** The listener for a kind and transport, else any of the kind. */
export function endpoint(
  listeners: readonly Listener[],
  kind: keyof typeof usual,
  transport?: Listener['transport'],
): Endpoint {
  const ofKind = listeners.filter((one) => one.kind === kind && one.port > 0);
  const listener = ofKind.find((one) => one.transport === transport) ?? ofKind[0];
  return { port: listener?.port ?? usual[kind], listener };
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** The host a PBX would use: the one this page was opened at, unless a listener says otherwise. */
export function likelyHost(listeners: readonly Listener[], pageHost: string): string {
  const told = listeners
    .map((one) => one.host)
    .find((host) => host && !isLoopback(host) && host !== '0.0.0.0' && host !== '::');
  return told ?? pageHost;
}
