import type { IngestPort, TokenRecord } from '../../api/ports.ts';
import { Problem } from '../../api/problem.ts';
import type { Source } from '../../core/source.ts';
import type { Store } from '../../store/store.ts';
import type { HotThread } from '../hot/hot-thread.ts';
import type { IngestCounts } from '../hot/messages.ts';

/** Bytes of bodies that may wait to be stored; whoever comes with more meanwhile comes back later. */
export const mostWaiting = 64 * 1024 * 1024;

export interface IngestParts {
  readonly sources: Pick<Store['sources'], 'get' | 'put'>;
  readonly thread: () => Pick<HotThread, 'ingest'>;
  /** Called when a source was made. */
  readonly renewed: () => Promise<void>;
  /** Of timestamps without a zone. */
  readonly timeZone: string;
}

/** The way in over HTTP: each token is a source of its own, and an answer means that everything is on disk. */
export class IngestDoor implements IngestPort {
  readonly #parts: IngestParts;
  #waiting = 0;

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** @throws Problem 503 when too much waits already, or the batch could not be brought to an end: it may be sent again. */
  async ingestNdjson(body: Buffer, token: TokenRecord): Promise<IngestCounts> {
    if (this.#waiting + body.length > mostWaiting) {
      throw new Problem(503, 'Too much waits to be stored. Nothing of this was taken; send it again in a moment.');
    }
    this.#waiting += body.length;
    try {
      const source = await this.#sourceOf(token);
      return await this.#parts
        .thread()
        .ingest(body, source)
        .catch((error: Error) => {
          throw new Problem(503, `${error.message}.`);
        });
    } finally {
      this.#waiting -= body.length;
    }
  }

  async #sourceOf(token: TokenRecord): Promise<Source> {
    const id = `http-${token.id}`;
    const known = await this.#parts.sources.get(id);
    if (known) return known.source;
    const source: Source = {
      id,
      tenant: token.tenant,
      asset: '',
      name: token.name,
      kind: 'http',
      match: { listener: id },
      format: 'auto',
      timeZone: this.#parts.timeZone,
      discovered: false,
    };
    await this.#parts.sources.put(source);
    await this.#parts.renewed();
    return source;
  }
}
