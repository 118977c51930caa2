import type { Clock } from '../../core/clock.ts';
import type { RedirectAgent } from './redirect-agent.ts';
import type { RedirectPeer } from './redirect-options.ts';
import type { StallWatch } from './stall-watch.ts';
import type { RedirectCounts } from './verdict-port.ts';

/** What the sockets need of the server. */
export interface RedirectPort {
  readonly agent: RedirectAgent;
  readonly counts: RedirectCounts;
  /** A clock that only goes on, ms. */
  readonly steady: Clock;
  readonly stall: StallWatch;
  /** Canonical text of an address and its peer; no peer for a stranger. */
  peerOf(remote: string): { readonly address: string; readonly peer: RedirectPeer | undefined };
}

export interface RunningRedirect {
  readonly id: string;
  /** The port it really has. */
  readonly port: number;
  stop(): Promise<void>;
}
