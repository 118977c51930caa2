import { canonicalAddress } from '../../core/ip.ts';
import { RangeIndex } from '../../core/range-index.ts';
import type { RedirectPeer } from './redirect-options.ts';

/** Addresses whose peer is remembered. */
const mostRemembered = 4096;

/** Which peer an address belongs to: that of the longest network that holds it. */
export class Peers {
  readonly #index = new RangeIndex<RedirectPeer>();
  readonly #known = new Map<string, { readonly address: string; readonly peer: RedirectPeer | undefined }>();

  constructor(peers: readonly RedirectPeer[]) {
    for (const peer of peers) for (const network of peer.networks) this.#index.put(network, () => peer);
  }

  /** The canonical text of an address as a socket gives it, and its peer; undefined for a stranger. */
  of(remote: string): { readonly address: string; readonly peer: RedirectPeer | undefined } {
    const known = this.#known.get(remote);
    if (known) return known;
    const address = canonicalAddress(remote.replace(/%.*$/, '')) ?? remote;
    const found = { address, peer: this.#index.find(address) };
    // Strangers can make up addresses: they do not push out those of peers.
    if (found.peer) {
      if (this.#known.size >= mostRemembered) this.#known.clear();
      this.#known.set(remote, found);
    }
    return found;
  }
}
