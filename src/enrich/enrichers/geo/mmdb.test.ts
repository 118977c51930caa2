import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCidr } from '../../../core/ip.ts';
import { defaultCacheDirectory } from '../../enrichers.ts';
import { createGeo } from './geo.ts';
import { openMmdb } from './mmdb.ts';

type Value = string | number | { readonly [key: string]: Value };

/** A value as the data section of a MaxMind database holds it (MaxMind DB file format specification 2.0). */
function encode(value: Value): Buffer {
  const control = (type: number, size: number) =>
    Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29]);
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(6, 4), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([key, inner]) => [encode(key), encode(inner)]),
  ]);
}

/** A small IPv6 database with 32-bit records; IPv4 lies under ::/96. */
function writeDatabase(path: string, builtAt: number, networks: Readonly<Record<string, Value>>): void {
  const nodes: [number, number][] = [[-1, -1]];
  const data: Buffer[] = [];
  let dataLength = 0;
  for (const [text, value] of Object.entries(networks)) {
    const { family, bits, prefix } = readCidr(text)!;
    const depth = family === 4 ? prefix + 96 : prefix;
    let node = 0;
    for (let bit = 0; bit < depth; bit++) {
      const side = Number((bits >> BigInt(127 - bit)) & 1n) as 0 | 1;
      if (bit === depth - 1) nodes[node][side] = -2 - dataLength;
      else {
        if (nodes[node][side] === -1) nodes[node][side] = nodes.push([-1, -1]) - 1;
        node = nodes[node][side];
      }
    }
    const encoded = encode(value);
    data.push(encoded);
    dataLength += encoded.length;
  }
  const tree = Buffer.alloc(nodes.length * 8);
  nodes.flat().forEach((record, i) => {
    const place = record >= 0 ? record : record === -1 ? nodes.length : nodes.length + 16 + (-2 - record);
    tree.writeUInt32BE(place, i * 4);
  });
  const metadata = encode({
    node_count: nodes.length,
    record_size: 32,
    ip_version: 6,
    database_type: 'Test',
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: builtAt / 1000,
  });
  const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
  writeFileSync(path, Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]));
}

const folder = mkdtempSync(join(tmpdir(), 'belwacht-mmdb-'));
const country = join(folder, 'country.mmdb');
const network = join(folder, 'asn.mmdb');
const builtAt = Date.UTC(2026, 8, 1);
beforeAll(() => {
  writeDatabase(country, builtAt, {
    '8.8.8.0/24': { country: { iso_code: 'BE' } },
    '9.9.9.0/24': { country_code: 'LU' },
    '2a01:4f8::/32': { registered_country: { iso_code: 'AT' } },
  });
  writeDatabase(network, builtAt + 86_400_000, {
    '8.8.8.0/24': { autonomous_system_number: 64500, autonomous_system_organization: 'Example Access' },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a database file of the user', () => {
  it('answers for IPv4 and IPv6 and tells when it was built', () => {
    const database = openMmdb(country);
    expect(database.madeAt).toBe(builtAt);
    expect(database.country('8.8.8.8')).toBe('BE');
    expect(database.country('9.9.9.9')).toBe('LU');
    expect(database.country('2a01:4f8::1')).toBe('AT');
    expect(database.country('1.1.1.1')).toBe('');
    expect(openMmdb(network).network('8.8.8.8')).toEqual({ number: 64500, name: 'Example Access' });
  });

  it('wins over the packaged one, which fills its holes', () => {
    const geo = createGeo({ cacheDirectory: defaultCacheDirectory, countryMmdb: country, asnMmdb: network });
    expect(geo.find('8.8.8.8')).toEqual({ country: 'BE', asNumber: 64500, asName: 'Example Access', hosting: false });
    expect(geo.find('2a01:4f8::1')).toMatchObject({ country: 'AT', asNumber: 24940 });
    expect(geo.find('213.75.63.36')).toMatchObject({ country: 'NL', asNumber: 1136 });
    expect(geo.info(builtAt + 86_400_000)).toEqual({ date: builtAt, ageDays: 1, stale: false });
  });
});
