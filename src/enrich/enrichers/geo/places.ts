import { ByAddress } from '../../../core/by-address.ts';
import { readLanes } from './address-lanes.ts';
import { type Database, networkName } from './database.ts';
import { type GeoRecord, unknownPlace } from './record.ts';
import { lookUpV4, lookUpV6 } from './tables.ts';

/**
 * What is known about addresses. Answers for addresses asked before come from two generations of a bounded table: when the
 * young one is full it becomes the old one, so that what is asked often stays and nothing grows.
 */
export class Places {
  /** Addresses whose answer was put out of the table for want of room. */
  evicted = 0;

  readonly #database: Database;
  readonly #half: number;
  readonly #latest = new ByAddress<GeoRecord>();
  #young = new Map<string, GeoRecord>();
  #old = new Map<string, GeoRecord>();
  readonly #lanes = new Uint32Array(4);
  /** One record for each pair of country and network met: country · 2²⁴ + network. */
  readonly #records = new Map<number, GeoRecord>();
  /** `capacity` is how many addresses are remembered. */
  constructor(database: Database, capacity: number) {
    this.#database = database;
    this.#half = Math.max(1, capacity >>> 1);
  }

  /** What is known about an address given as canonical text; nothing for private, documentation and other special ones. */
  find(ip: string): GeoRecord {
    const latest = this.#latest.get(ip);
    if (latest !== undefined) return latest;
    const record = this.#findKept(ip);
    this.#latest.set(ip, record);
    return record;
  }

  #findKept(ip: string): GeoRecord {
    const known = this.#young.get(ip);
    if (known !== undefined) return known;
    const record = this.#old.get(ip) ?? this.#ask(ip);
    if (this.#young.size >= this.#half) {
      this.evicted += this.#old.size;
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(ip, record);
    return record;
  }

  #ask(ip: string): GeoRecord {
    const lanes = this.#lanes;
    const family = readLanes(ip, lanes);
    if (family === 0) return unknownPlace;
    const database = this.#database;
    const country = family === 4 ? lookUpV4(database.countryV4, lanes[0]) : lookUpV6(database.countryV6, lanes);
    const network = family === 4 ? lookUpV4(database.networkV4, lanes[0]) : lookUpV6(database.networkV6, lanes);
    return this.#record(country, network);
  }

  #record(country: number, network: number): GeoRecord {
    const pair = country * 0x1000000 + network;
    const known = this.#records.get(pair);
    if (known) return known;
    const database = this.#database;
    const record = {
      country: database.countries[country],
      asNumber: database.asNumbers[network],
      asName: networkName(database, network),
      hosting: database.hosting[network] === 1,
    };
    this.#records.set(pair, record);
    return record;
  }
}
