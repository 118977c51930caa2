import { readFile } from 'node:fs/promises';

/**
 * Datagrams the kernel threw away at UDP sockets on a local port because nobody read them in time, since the sockets were
 * opened: the last column of /proc/net/udp and udp6 (proc_net(5)). Undefined where there is no such file.
 */
export async function kernelDrops(port: number, family: 4 | 6): Promise<number | undefined> {
  try {
    return dropsOfPort(await readFile(family === 4 ? '/proc/net/udp' : '/proc/net/udp6', 'latin1'), port);
  } catch {
    return undefined;
  }
}

/** The sum over the sockets on that port in the text of such a file. */
export function dropsOfPort(table: string, port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let drops = 0;
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns.length < 13 || !columns[1].endsWith(suffix)) continue;
    const count = Number(columns[columns.length - 1]);
    if (Number.isSafeInteger(count)) drops += count;
  }
  return drops;
}
