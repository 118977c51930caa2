import { type PeerPace, PeerSilence } from '../../enforce/redirect/peer-silence.ts';

/** Somebody who asks over HTTP: a token. */
interface Asker {
  readonly id: string;
  readonly name: string;
}

export interface AskersPorts {
  /** Sentence when somebody asks nothing any more, '' when they do again. */
  readonly alarm: (name: string, detail: string) => void;
}

const mostAskers = 1000;

/**
 * Notices when a dial plan or an SBC that used to ask over HTTP asks nothing any more: calls pass it unseen then. How long is too
 * long is learned from its own pace, nights and weekends included.
 */
export class Askers {
  readonly #ports: AskersPorts;
  readonly #silence = new PeerSilence();
  readonly #known = new Map<string, Asker>();
  readonly #asked = new Map<string, number>();

  constructor(ports: AskersPorts) {
    this.#ports = ports;
  }

  /** Takes what an earlier run knew. */
  restore(paces: readonly PeerPace[], names: ReadonlyMap<string, string>, now: number): void {
    const known = paces.filter(({ peer }) => names.has(peer));
    for (const { peer } of known) this.#known.set(peer, { id: peer, name: names.get(peer)! });
    this.#silence.restore(known, now);
  }

  paces(): readonly PeerPace[] {
    return this.#silence.paces().filter(({ peer }) => this.#known.has(peer));
  }

  /** Who asks, and when last. */
  known(): readonly { readonly name: string; readonly lastAt: number; readonly silent: boolean }[] {
    return this.#silence.paces().flatMap(({ peer, lastAt, silent }) => {
      const name = this.#known.get(peer)?.name;
      return name === undefined ? [] : [{ name, lastAt, silent }];
    });
  }

  asked(id: string, name: string): void {
    if (!this.#known.has(id)) {
      if (this.#known.size >= mostAskers) return;
      this.#known.set(id, { id, name });
    }
    this.#asked.set(id, (this.#asked.get(id) ?? 0) + 1);
  }

  /** A token that is gone is not missed. */
  forget(keep: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) {
      if (keep.has(id)) continue;
      this.#known.delete(id);
      this.#ports.alarm(`asker-silent:${id}`, '');
    }
  }

  /** To be called about every second. */
  look(now: number): void {
    for (const { id, name } of this.#known.values()) {
      const peer = { id, networks: [], trusted: false, trunk: '' };
      this.#silence.observe(peer, this.#asked.get(id) ?? 0, now, {
        silent: (_peer, since) =>
          this.#ports.alarm(
            `asker-silent:${id}`,
            `Token ${name} has asked about no call since ${new Date(since).toISOString()}, though it usually asks more often: look whether its dial plan still asks, since calls pass meanwhile.`,
          ),
        resumed: () => this.#ports.alarm(`asker-silent:${id}`, ''),
        trouble: () => {},
      });
    }
    this.#asked.clear();
  }
}
