import { ByAddress } from '../../../core/by-address.ts';
import { readLanes } from './address-lanes.ts';
import { type Database, networkName } from './database.ts';
import { isHosting } from './hosting.ts';
import type { Mmdb } from './mmdb.ts';
import { type GeoRecord, unknownPlace } from './record.ts';
import { isSpecialV4, isSpecialV6 } from './special-addresses.ts';
import { lookUpV4, lookUpV6 } from './tables.ts';

/** Databases to ask. A database of the user wins over the packaged one where both know about the same thing. */
export interface PlaceDatabases {
  readonly packaged: Database;
  readonly countryMmdb?: Mmdb;
  readonly networkMmdb?: Mmdb;
}

/**
 * What is known about addresses. Answers for addresses asked before come from two generations of a bounded table: when the
 * young one is full it becomes the old one, so that what is asked often stays and nothing grows.
 */
export class Places {
  /** Addresses whose answer was put out of the table for want of room. */
  evicted = 0;

  readonly #databases: PlaceDatabases;
  readonly #half: number;
  readonly #latest = new ByAddress<GeoRecord>();
  #young = new Map<string, GeoRecord>();
  #old = new Map<string, GeoRecord>();
  readonly #lanes = new Uint32Array(4);
  /** One record for each pair of country and network met: country · 2²⁴ + network. */
  readonly #records = new Map<number, GeoRecord>();
  /** `capacity` is how many addresses are remembered. */
  constructor(databases: PlaceDatabases, capacity: number) {
    this.#databases = databases;
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
    const { packaged, countryMmdb, networkMmdb } = this.#databases;
    const country = family === 4 ? lookUpV4(packaged.countryV4, lanes[0]) : lookUpV6(packaged.countryV6, lanes);
    const network = family === 4 ? lookUpV4(packaged.networkV4, lanes[0]) : lookUpV6(packaged.networkV6, lanes);
    const record = this.#record(country, network);
    if (!countryMmdb && !networkMmdb) return record;
    const special = family === 4 ? isSpecialV4(lanes[0]) : isSpecialV6(lanes);
    return special ? record : withMmdb(record, ip, countryMmdb, networkMmdb);
  }

  #record(country: number, network: number): GeoRecord {
    const pair = country * 0x1000000 + network;
    const known = this.#records.get(pair);
    if (known) return known;
    const { packaged } = this.#databases;
    const asNumber = packaged.asNumbers[network];
    const asName = networkName(packaged, network);
    const record = { country: packaged.countries[country], asNumber, asName, hosting: packaged.hosting[network] === 1 };
    this.#records.set(pair, record);
    return record;
  }
}

function withMmdb(packaged: GeoRecord, ip: string, countries?: Mmdb, networks?: Mmdb): GeoRecord {
  const country = countries?.country(ip) || packaged.country;
  const network = networks?.network(ip);
  if (!network || network.number === 0) return { ...packaged, country };
  return { country, asNumber: network.number, asName: network.name, hosting: isHosting(network.number, network.name) };
}
