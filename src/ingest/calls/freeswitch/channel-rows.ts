/** One line of `show channels as json`. */
export interface ChannelRow {
  readonly uuid: string;
  /** The first leg of its call. */
  readonly callUuid: string;
  readonly answered: boolean;
}

/** Rows of the answer to `show channels as json`; undefined when it is none. Without channels it is `{"row_count":0}`. */
export function readChannelRows(text: string): ChannelRow[] | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
  const { rows, row_count: count } = read as { rows?: unknown; row_count?: unknown };
  if (rows === undefined) return Number(count) === 0 ? [] : undefined;
  if (!Array.isArray(rows)) return undefined;
  const channels: ChannelRow[] = [];
  for (const row of rows as unknown[]) {
    const { uuid, call_uuid, callstate } = (row ?? {}) as Record<string, unknown>;
    // What cannot be asked for by its id is left out; ids of FreeSWITCH are UUIDs unless a dial plan sets another.
    if (typeof uuid !== 'string' || !/^\w[\w.@:+-]{0,127}$/.test(uuid)) continue;
    channels.push({
      uuid,
      callUuid: typeof call_uuid === 'string' && call_uuid !== '' ? call_uuid : uuid,
      answered: callstate === 'ACTIVE' || callstate === 'HELD' || callstate === 'UNHELD',
    });
  }
  // A leg follows the one that had it made.
  return channels.sort((a, b) => Number(a.uuid !== a.callUuid) - Number(b.uuid !== b.callUuid));
}
