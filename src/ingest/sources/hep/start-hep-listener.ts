import type { Listener } from '../../../core/source.ts';
import type { HepDeps, HepListener } from './hep-deps.ts';
import { startHepTcp } from './hep-tcp.ts';
import { startHepUdp } from './hep-udp.ts';

/**
 * Starts a HEP listener and resolves when it listens; port 0 takes a free one. Every packet is counted in the tally of
 * the source it belongs to, and every SIP message of interest goes to the sink as one event. Rejects with the system's
 * error (`code` EADDRINUSE, EACCES, EADDRNOTAVAIL) when it cannot listen.
 */
export function startHepListener(listener: Listener & { kind: 'hep' }, deps: HepDeps): Promise<HepListener> {
  return listener.transport === 'udp' ? startHepUdp(listener, deps) : startHepTcp(listener, deps);
}
