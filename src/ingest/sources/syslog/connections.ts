import type { Socket } from 'node:net';
import type { ListenerDeps } from '../../listener.ts';

const mostConnections = 1024;
/** Share of the places that one address may take: one sender cannot shut out the others. */
const shareOfOne = 4;
/** A connection that has not sent a byte by then is closed, ms. */
const firstByteWithin = 60_000;
const complainEvery = 60_000;

/** The open connections of a listener: at most 1,024 unless told, of one address at most a quarter of that. */
export class Connections {
  /** Connections refused for want of a place or for a handshake that failed. */
  refused = 0;
  readonly #listener: string;
  readonly #deps: ListenerDeps;
  readonly #most: number;
  readonly #open = new Set<Socket>();
  readonly #perAddress = new Map<string, number>();
  #complainedAt = Number.NEGATIVE_INFINITY;
  constructor(listener: string, deps: ListenerDeps) {
    this.#listener = listener;
    this.#deps = deps;
    this.#most = deps.maxConnections ?? mostConnections;
  }

  /** Gives the connection a place or closes it. */
  admit(socket: Socket, address: string): void {
    const ofAddress = this.#perAddress.get(address) ?? 0;
    if (this.#open.size >= this.#most || ofAddress >= Math.max(1, Math.ceil(this.#most / shareOfOne))) {
      this.refuse();
      this.#complain(address);
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    this.#perAddress.set(address, ofAddress + 1);
    const silent = setTimeout(() => socket.bytesRead === 0 && socket.destroy(), firstByteWithin);
    silent.unref();
    socket.once('close', () => {
      clearTimeout(silent);
      this.#open.delete(socket);
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
    });
  }

  refuse(): void {
    this.refused++;
  }

  closeAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #complain(address: string): void {
    const now = this.#deps.now();
    if (now - this.#complainedAt < complainEvery) return;
    this.#complainedAt = now;
    this.#deps.onTrouble?.(
      this.#listener,
      `Connections of ${address} to ${this.#listener} are refused: ${this.#open.size} of at most ${this.#most} are open, and one address may have a quarter.`,
    );
  }
}
