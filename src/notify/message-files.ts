import { ChannelError, type OpenFile } from './channel.ts';

/** Who makes the files that messages refer to, by the part of the reference before its colon. */
export class MessageFiles {
  readonly #makers = new Map<string, (what: string) => Promise<Uint8Array | undefined>>();

  /** Names a maker. Messages that refer to it wait until it is there. */
  maker(name: string, make: (what: string) => Promise<Uint8Array | undefined>): void {
    this.#makers.set(name, make);
  }

  /** Throws a retryable ChannelError when it cannot be made now. */
  readonly open: OpenFile = async (ref) => {
    const [name] = ref.split(':', 1);
    const make = this.#makers.get(name);
    if (!make) throw new ChannelError(`nobody makes ${name} files yet`, true);
    try {
      return await make(ref.slice(name.length + 1));
    } catch (error) {
      throw new ChannelError(`a file cannot be made now: ${(error as Error).message}`, true);
    }
  };
}
