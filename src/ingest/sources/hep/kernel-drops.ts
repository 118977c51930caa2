import { readFile } from 'node:fs/promises';

/**
 * Datagrams the kernel dropped at a UDP socket since it was bound, from /proc/net/udp or udp6 (see proc_net(5)). Undefined
 * where the kernel does not tell.
 */
export async function kernelDrops(family: 'IPv4' | 'IPv6', address: string, port: number): Promise<number | undefined> {
  try {
    return dropsIn(await readFile(family === 'IPv6' ? '/proc/net/udp6' : '/proc/net/udp', 'latin1'), address, port);
  } catch {
    return undefined;
  }
}

/** Drops of the socket bound to this address and port in the text of such a file. */
export function dropsIn(table: string, address: string, port: number): number | undefined {
  const portText = port.toString(16).toUpperCase().padStart(4, '0');
  const local = `${hexAddress(address)}:${portText}`;
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] !== local || columns.length < 13) continue;
    const drops = Number(columns[columns.length - 1]);
    return Number.isSafeInteger(drops) ? drops : undefined;
  }
  return undefined;
}

/** The kernel prints each 32-bit word of an address in the byte order of the machine; all that Node runs on are little-endian. */
function hexAddress(address: string): string {
  const bytes = address.includes(':') ? v6Bytes(address) : address.split('.').map(Number);
  let text = '';
  for (let word = 0; word < bytes.length; word += 4) {
    for (let i = 3; i >= 0; i--) text += bytes[word + i].toString(16).toUpperCase().padStart(2, '0');
  }
  return text;
}

function v6Bytes(address: string): number[] {
  const [head, tail] = address.replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
