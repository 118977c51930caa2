import { createAsteriskSource } from '../../ingest/calls/asterisk/asterisk-source.ts';
import type { CallSource, CallSourceSink } from '../../ingest/calls/call-source.ts';
import { CdrConnectSource } from '../../ingest/calls/cdr/cdr-connect-source.ts';
import { CdrFileSource } from '../../ingest/calls/cdr/cdr-file-source.ts';
import { CdrListenSource } from '../../ingest/calls/cdr/cdr-listen-source.ts';
import { FreeSwitchSource } from '../../ingest/calls/freeswitch/freeswitch-source.ts';
import { readCsvMapping } from '../../ingest/cdr/csv/read-csv-mapping.ts';
import { createZone } from '../../ingest/line/zone.ts';
import type { FileCursor } from '../../ingest/source.ts';
import type { SourceOrder } from './messages.ts';

export interface MakeSourceOptions {
  readonly timeZone: string;
  /** Where a file was read to. */
  readonly cursor: FileCursor | undefined;
  readonly onCursor: (cursor: FileCursor) => void;
}

const usualPorts: Readonly<Record<string, number>> = { 'asterisk-ami': 5038, 'freeswitch-esl': 8021 };
const anyAddress = '0.0.0.0';

/**
 * Makes the source that an order asks for; undefined for what is only steered. Throws with a sentence when it cannot work as it
 * is set up.
 */
export function makeSource(
  { id, kind, setup, secret }: SourceOrder,
  sink: CallSourceSink,
  { timeZone: usualZone, cursor, onCursor }: MakeSourceOptions,
): CallSource | undefined {
  const { host, user, path, fields, peers, trunks } = setup;
  const port = setup.port || (usualPorts[kind] ?? 0);
  const timeZone = setup.timeZone || usualZone;
  const read = setup.mapping ? readCsvMapping(JSON.stringify(setup.mapping)) : undefined;
  if (read && !read.ok) throw new Error(read.reason);
  const records = {
    ...{ id, zone: createZone(timeZone), format: kind === '3cx-cdr' ? '3cx-cdr' : setup.format },
    ...(fields.length > 0 && { fields }),
    ...(read?.ok && { mapping: read.value }),
  };
  switch (kind) {
    case 'asterisk-ami': {
      const tls = setup.tls ? { tls: setup.fingerprint ? { fingerprint: setup.fingerprint } : {} } : {};
      return createAsteriskSource({ id, host, port, user, secret, timeZone, trunks, ...tls }, sink);
    }
    case 'freeswitch-esl':
      return new FreeSwitchSource({ id, host, port, password: secret, ...(user && { user }) }, sink);
    case 'cdr-file':
      return new CdrFileSource({ ...records, path, cursor, onCursor }, sink);
    case 'cdr-socket':
    case '3cx-cdr':
      return host === ''
        ? new CdrListenSource({ ...records, host: anyAddress, port, peers }, sink)
        : new CdrConnectSource({ ...records, host, port }, sink);
    case 'kamailio-rpc':
      return undefined;
    default:
      throw new Error(`there is no source of kind ${kind}`);
  }
}
