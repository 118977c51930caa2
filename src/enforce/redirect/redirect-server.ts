import { type Clock, systemClock } from '../../core/clock.ts';
import { type PeerPace, PeerSilence } from './peer-silence.ts';
import { Peers } from './peers.ts';
import { RedirectAgent } from './redirect-agent.ts';
import { RedirectError } from './redirect-error.ts';
import type { RedirectListener, RedirectOptions, RedirectPeer } from './redirect-options.ts';
import type { RedirectPort, RunningRedirect } from './redirect-port.ts';
import { startRedirectStream } from './redirect-stream.ts';
import { startRedirectUdp } from './redirect-udp.ts';
import { StallWatch } from './stall-watch.ts';
import { emptyRedirectCounts, type RedirectAlarm, type RedirectCounts, type VerdictPort } from './verdict-port.ts';

const lookEveryMs = 1000;

export interface RedirectDeps {
  readonly port: VerdictPort;
  readonly alarm: RedirectAlarm;
  readonly now?: Clock;
  /** Paces of peers that an earlier run learned. */
  readonly paces?: readonly PeerPace[];
}

/**
 * The SIP redirect server: an SBC asks it for each INVITE over UDP, TCP or TLS, and a verdict port answers. Stateless but for
 * what it said in the last 32 s (RFC 3261 sections 8.2.7 and 8.3). Only peers on the list are answered, and always at
 * the address they asked from.
 */
export class RedirectServer {
  readonly counts: RedirectCounts = emptyRedirectCounts();
  readonly #deps: RedirectDeps;
  readonly #now: Clock;
  readonly #agent: RedirectAgent;
  readonly #silence = new PeerSilence();
  readonly #asked = new Map<string, number>();
  readonly #running: RunningRedirect[] = [];
  #options: RedirectOptions;
  #peers: Peers;
  #timer: NodeJS.Timeout | undefined;
  #stall: StallWatch | undefined;

  constructor(options: RedirectOptions, deps: RedirectDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#now = deps.now ?? systemClock;
    this.#peers = new Peers(options.peers);
    this.#silence.restore(deps.paces ?? [], this.#now());
    this.#agent = new RedirectAgent(options, {
      port: deps.port,
      counts: this.counts,
      now: this.#now,
      steady: () => performance.now(),
      onAsked: ({ id }) => this.#asked.set(id, (this.#asked.get(id) ?? 0) + 1),
      onFailing: (error) => deps.alarm.trouble('verdict', error === undefined ? '' : failing(error)),
    });
  }

  /** Opens the listeners; resolves when all of them listen. Rejects with RedirectError, and then none does. */
  async start(): Promise<void> {
    const steady = () => performance.now();
    this.#stall = new StallWatch(steady, () => this.#options.lateMs);
    const port: RedirectPort = {
      agent: this.#agent,
      counts: this.counts,
      steady,
      stall: this.#stall,
      peerOf: (remote) => this.#peers.of(remote),
    };
    for (const listener of this.#options.listeners) {
      try {
        this.#running.push(await open(listener, port));
      } catch (cause) {
        await this.stop();
        throw new RedirectError(listener, cause);
      }
    }
    this.#timer = setInterval(() => this.look(), lookEveryMs);
    this.#timer.unref();
  }

  /** Listeners that run, with the port each really has. */
  get listening(): readonly { readonly id: string; readonly port: number }[] {
    return this.#running.map(({ id, port }) => ({ id, port }));
  }

  /** New peers, trunk groups and answers, from the next request on; listeners stay as they are. */
  renew(options: Omit<RedirectOptions, 'listeners' | 'secret'>): void {
    this.#options = { ...this.#options, ...options };
    this.#peers = new Peers(options.peers);
    this.#agent.renew(this.#options);
  }

  /** Paces of peers, to be stored and given to the next run. */
  paces(): readonly PeerPace[] {
    return this.#silence.paces();
  }

  /** Looks after silent peers; called every second while it runs. */
  look(): void {
    const now = this.#now();
    for (const peer of this.#options.peers) this.#observe(peer, now);
    this.#asked.clear();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stall?.stop();
    await Promise.all(this.#running.splice(0).map((running) => running.stop()));
  }

  #observe(peer: RedirectPeer, now: number): void {
    this.#silence.observe(peer, this.#asked.get(peer.id) ?? 0, now, this.#deps.alarm);
  }
}

function open(listener: RedirectListener, port: RedirectPort): Promise<RunningRedirect> {
  return listener.transport === 'udp' ? startRedirectUdp(listener, port) : startRedirectStream(listener, port);
}

function failing(error: unknown): string {
  return `Calls cannot be judged, all of them pass: ${error instanceof Error ? error.message : String(error)}`;
}
