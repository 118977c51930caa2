import { readFileSync } from 'node:fs';
import type { GeoFileSource } from '../../enforce/geo/files/geo-files.ts';
import type { GeoLanes } from '../../enforce/geo/files/geo-lists.ts';
import { KamailioGeo } from '../../enforce/geo/kamailio/kamailio-geo.ts';
import type { Config } from '../config/schema.ts';
import { StartError } from '../start-error.ts';

type Setup = Config['geo']['kamailio'][number];

/** A Kamailio that follows policies, and what it is told. */
interface Followed {
  readonly setup: Setup;
  readonly put: (
    source: GeoFileSource,
    now: number,
  ) => Promise<{ readonly changed: boolean; readonly entries: number }>;
}

export interface KamailioDeskParts {
  readonly followed: readonly Followed[];
  readonly lanes: GeoLanes;
  /** Sentence while something needs attention, '' when it is over. */
  readonly alarm: (name: string, detail: string) => void;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

/** Looked at again this often: a Kamailio that was started anew, a policy whose time has come, one that did not answer. */
const againMs = 60_000;

/** Keeps each Kamailio of the settings equal to the policies: told at every change, and looked at each minute. */
export class KamailioDesk {
  readonly #parts: KamailioDeskParts;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #waiting = false;

  constructor(parts: KamailioDeskParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#parts.followed.length === 0) return;
    this.follow();
    this.#timer = setInterval(() => this.follow(), againMs);
  }

  /** Something changed. Changes while one is on its way go out together. */
  follow(): void {
    if (this.#waiting || this.#parts.followed.length === 0) return;
    this.#waiting = true;
    this.#turn = this.#turn.then(async () => {
      this.#waiting = false;
      for (const each of this.#parts.followed) await this.#put(each);
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
  }

  async #put({ setup, put }: Followed): Promise<void> {
    const { lanes, alarm, clock, log } = this.#parts;
    const name = `geo-kamailio-${setup.id}`;
    try {
      const source = await lanes(setup.service, setup.customer);
      // Nobody can say yet: it keeps what it has.
      if (!source) return;
      const { changed, entries } = await put(source, clock());
      if (changed) log(`Kamailio ${setup.id} has the policies by country: ${entries} entries`);
      alarm(name, '');
    } catch (error) {
      alarm(
        name,
        `Kamailio ${setup.id} keeps the policies by country that it had; tried again in a minute: ${(error as Error).message}`,
      );
    }
  }
}

/** Those of the settings. Throws StartError when a file with a secret cannot be read. */
export function followedKamailios({ geo }: Config): readonly Followed[] {
  return geo.kamailio.map((setup) => {
    const { id, url, table, token_file, ca_file } = setup;
    const kamailio = new KamailioGeo({
      ...{ url, file: table, token: token_file && secret(id, 'token_file', token_file) },
      ...(ca_file && { ca: secret(id, 'ca_file', ca_file) }),
    });
    return { setup, put: (source, now) => kamailio.apply(source, now) };
  });
}

function secret(id: string, key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new StartError(`geo.kamailio ${id}: ${key} cannot be read: ${(error as Error).message}`);
  }
}
