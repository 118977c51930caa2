import { crc32 } from 'node:zlib';
import { type Database, type DatabasePart, networkName } from './database.ts';
import { hostingKey, isHosting } from './hosting.ts';

/**
 * The database as one block of bytes: 'BWGEO' and a format number, length and CRC-32, a JSON header that names the
 * sections, then the sections at multiples of 8. Written in the byte order of the machine: it is a cache, not an exchange.
 */
const magic = 'BWGEO003';
const headStart = 16;

interface Section {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

interface Header {
  readonly key: string;
  readonly data: string;
  readonly hostingKey: string;
  readonly parts: readonly DatabasePart[];
  readonly madeAt: number;
  readonly countries: readonly string[];
  readonly littleEndian: boolean;
  readonly sections: readonly Section[];
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const align = (length: number) => (length + 7) & ~7;

/** Writes the database; `key` says which version of the data and of the format it is. */
export function encodeDatabase(database: Database, key: string): Buffer {
  const parts: [string, Uint8Array][] = [
    ['countryV4.starts', raw(database.countryV4.starts)],
    ['countryV4.values', raw(database.countryV4.values)],
    ['countryV4.index', raw(database.countryV4.index)],
    ['countryV6.starts', raw(database.countryV6.starts)],
    ['countryV6.values', raw(database.countryV6.values)],
    ['networkV4.starts', raw(database.networkV4.starts)],
    ['networkV4.values', raw(database.networkV4.values)],
    ['networkV4.index', raw(database.networkV4.index)],
    ['networkV6.starts', raw(database.networkV6.starts)],
    ['networkV6.values', raw(database.networkV6.values)],
    ['asNumbers', raw(database.asNumbers)],
    ['hosting', database.hosting],
    ['nameEnds', raw(database.nameEnds)],
    ['nameBytes', database.nameBytes],
  ];
  let offset = 0;
  const sections = parts.map(([name, bytes]) => {
    const section: Section = { name, offset, length: bytes.byteLength };
    offset = align(offset + bytes.byteLength);
    return section;
  });
  const { key: data, parts: origins, madeAt, countries } = database;
  const header: Header = { key, data, hostingKey, parts: origins, madeAt, countries, littleEndian, sections };
  const head = Buffer.from(JSON.stringify(header));
  const bodyStart = align(headStart + head.length);
  const block = Buffer.alloc(bodyStart + offset);
  block.write(magic, 0, 'latin1');
  block.writeUInt32LE(head.length, 8);
  head.copy(block, headStart);
  sections.forEach((section, i) => {
    block.set(parts[i][1], bodyStart + section.offset);
  });
  block.writeUInt32LE(checksum(block), 12);
  return block;
}

/** Over all but the checksum itself. */
function checksum(block: Buffer): number {
  return crc32(block.subarray(headStart), crc32(block.subarray(0, 12)));
}

function raw(array: Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Reads what `encodeDatabase` wrote; undefined when it is another version, damaged or cut short. The tables are views on `block`. */
export function decodeDatabase(block: Buffer, key: string): Database | undefined {
  if (block.length < headStart || block.toString('latin1', 0, 8) !== magic) return undefined;
  const headLength = block.readUInt32LE(8);
  if (headStart + headLength > block.length || checksum(block) !== block.readUInt32LE(12)) return undefined;
  const header = JSON.parse(block.toString('utf8', headStart, headStart + headLength)) as Header;
  if (header.key !== key || header.littleEndian !== littleEndian) return undefined;
  const bodyStart = align(headStart + headLength);
  const bytes = (name: string) => {
    const section = header.sections.find((candidate) => candidate.name === name)!;
    return block.subarray(bodyStart + section.offset, bodyStart + section.offset + section.length);
  };
  const lanes = (name: string) => {
    const part = bytes(name);
    return new Uint32Array(part.buffer, part.byteOffset, part.byteLength / 4);
  };
  const v4 = (name: string) => ({
    starts: lanes(`${name}.starts`),
    values: lanes(`${name}.values`),
    index: lanes(`${name}.index`),
  });
  const v6 = (name: string) => ({ starts: lanes(`${name}.starts`), values: lanes(`${name}.values`) });
  const database: Database = {
    countryV4: v4('countryV4'),
    countryV6: v6('countryV6'),
    networkV4: v4('networkV4'),
    networkV6: v6('networkV6'),
    countries: header.countries,
    asNumbers: lanes('asNumbers'),
    nameEnds: lanes('nameEnds'),
    nameBytes: bytes('nameBytes'),
    hosting: bytes('hosting'),
    madeAt: header.madeAt,
    parts: header.parts,
    key: header.data,
  };
  return header.hostingKey === hostingKey ? database : { ...database, hosting: hostingAgain(database) };
}

/** The file was written with other lists of hosting networks. */
function hostingAgain(database: Database): Uint8Array {
  return Uint8Array.from(database.asNumbers, (number, network) =>
    isHosting(number, networkName(database, network)) ? 1 : 0,
  );
}
