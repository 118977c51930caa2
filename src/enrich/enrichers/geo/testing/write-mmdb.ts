import { readCidr } from '../../../../core/ip.ts';

/** A value of a record; numbers are unsigned integers of 32 bits. */
export type RecordValue = string | number | boolean | { readonly [key: string]: RecordValue };

export interface MmdbShape {
  readonly ipVersion: 4 | 6;
  readonly recordSize: 24 | 28 | 32;
  /** ms. */
  readonly builtAt: number;
  /** Puts the aliases in that MaxMind's own files have: mapped, 6to4 and Teredo addresses lead to the IPv4 tree. */
  readonly aliases?: boolean;
  /** The narrowest wins, in any order. */
  readonly networks: Readonly<Record<string, RecordValue>>;
}

/** A leaf (offset of its record), an inner node, or nothing. */
type Node = { zero: Node; one: Node } | number | undefined;
const separator = 16;

/** A database in MaxMind's format (file format specification 2.0), for tests. IPv4 lies under ::/96 in one of IPv6. */
export function writeMmdb({ ipVersion, recordSize, builtAt, aliases, networks }: MmdbShape): Buffer {
  const data: Buffer[] = [];
  let length = 0;
  let root: Node;
  const wideFirst = Object.entries(networks).sort(([a], [b]) => depthOf(a, ipVersion) - depthOf(b, ipVersion));
  for (const [text, value] of wideFirst) {
    root = insert(root, bitsOf(text, ipVersion), depthOf(text, ipVersion), length);
    const encoded = encode(value);
    data.push(encoded);
    length += encoded.length;
  }
  if (aliases) {
    const target = at(root, bitsOf('0.0.0.0', 6), 96);
    for (const text of ['2002::/16', '2001::/32']) root = insert(root, bitsOf(text, 6), depthOf(text, 6), target);
    root = insert(root, 0xffffn << 32n, 96, target);
  }
  const order: { zero: Node; one: Node }[] = [];
  const numbers = new Map<Node, number>();
  const visit = (node: Node) => {
    if (typeof node !== 'object' || numbers.has(node)) return;
    numbers.set(node, order.push(node) - 1);
    visit(node.zero);
    visit(node.one);
  };
  visit(typeof root === 'object' ? root : { zero: root, one: root });
  const place = (node: Node) =>
    node === undefined ? order.length : typeof node === 'number' ? order.length + separator + node : numbers.get(node)!;
  const tree = Buffer.concat(order.map(({ zero, one }) => pack(recordSize, place(zero), place(one))));
  const metadata = encode({
    node_count: order.length,
    record_size: recordSize,
    ip_version: ipVersion,
    database_type: 'Test',
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: builtAt / 1000,
  });
  const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
  return Buffer.concat([tree, Buffer.alloc(separator), ...data, marker, metadata]);
}

function bitsOf(text: string, ipVersion: 4 | 6): bigint {
  const { family, bits } = readCidr(text)!;
  // Counted from the top of 128 bits: in a database of IPv4 the 32 bits come first.
  return family === 4 && ipVersion === 4 ? bits << 96n : bits;
}

function depthOf(text: string, ipVersion: 4 | 6): number {
  const { family, prefix } = readCidr(text)!;
  return family === 4 && ipVersion === 6 ? prefix + 96 : prefix;
}

function insert(node: Node, bits: bigint, depth: number, leaf: Node, from = 0): Node {
  if (from === depth) return leaf;
  const inner = typeof node === 'object' ? { ...node } : { zero: node, one: node };
  const side = (bits >> BigInt(127 - from)) & 1n ? 'one' : 'zero';
  inner[side] = insert(inner[side], bits, depth, leaf, from + 1);
  return inner;
}

function at(node: Node, bits: bigint, depth: number): Node {
  let here = node;
  for (let i = 0; i < depth && typeof here === 'object'; i++)
    here = (bits >> BigInt(127 - i)) & 1n ? here.one : here.zero;
  return here;
}

function pack(recordSize: 24 | 28 | 32, zero: number, one: number): Buffer {
  const node = Buffer.alloc(recordSize / 4);
  if (recordSize === 24) {
    node.writeUIntBE(zero, 0, 3);
    node.writeUIntBE(one, 3, 3);
  } else if (recordSize === 32) {
    node.writeUInt32BE(zero, 0);
    node.writeUInt32BE(one, 4);
  } else {
    node.writeUIntBE(zero & 0xffffff, 0, 3);
    node[3] = ((zero >>> 24) << 4) | (one >>> 24);
    node.writeUIntBE(one & 0xffffff, 4, 3);
  }
  return node;
}

function encode(value: RecordValue): Buffer {
  const control = (type: number, size: number) =>
    Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29]);
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0, 7]);
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
