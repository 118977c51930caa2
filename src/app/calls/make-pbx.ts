import { createAsteriskControl } from '../../enforce/calls/asterisk/asterisk-control.ts';
import type { CallControl } from '../../enforce/calls/call-control.ts';
import { FreeSwitchControl } from '../../enforce/calls/freeswitch/freeswitch-control.ts';
import { KamailioControl } from '../../enforce/calls/kamailio/kamailio-control.ts';
import { ThreeCxControl } from '../../enforce/calls/three-cx/three-cx-control.ts';
import { AmiLink } from '../../ingest/calls/asterisk/ami-link.ts';
import { createAsteriskSource } from '../../ingest/calls/asterisk/asterisk-source.ts';
import { createCelFileSource } from '../../ingest/calls/asterisk/cel-file.ts';
import type { CallSource, CallSourceSink } from '../../ingest/calls/call-source.ts';
import { CdrConnectSource } from '../../ingest/calls/cdr/cdr-connect-source.ts';
import { CdrFileSource } from '../../ingest/calls/cdr/cdr-file-source.ts';
import { CdrListenSource } from '../../ingest/calls/cdr/cdr-listen-source.ts';
import { EslConnection } from '../../ingest/calls/freeswitch/esl-connection.ts';
import { FreeSwitchSource } from '../../ingest/calls/freeswitch/freeswitch-source.ts';
import { ThreeCxSource } from '../../ingest/calls/three-cx/three-cx-source.ts';
import { XapiClient } from '../../ingest/calls/three-cx/xapi-client.ts';
import { readCsvMapping } from '../../ingest/cdr/csv/read-csv-mapping.ts';
import { createZone } from '../../ingest/line/zone.ts';
import type { FileCursor } from '../../ingest/source.ts';
import type { SourceOrder } from './messages.ts';

/** A PBX, or a stream of records: what tells of its calls, and what acts on them. */
export interface Pbx {
  readonly source?: CallSource;
  readonly control?: CallControl;
  /** Channels that carry a call now, where that is known. */
  readonly channelsOf?: (callId: string) => readonly string[];
  /** Ends what both share. */
  readonly close?: () => void;
}

export interface MakePbxOptions {
  readonly timeZone: string;
  /** Where a file was read to. */
  readonly cursor: FileCursor | undefined;
  readonly onCursor: (cursor: FileCursor) => void;
}

const anyAddress = '0.0.0.0';
const amiPort = 5038;
const eslPort = 8021;

/** Makes what an order asks for; acts only where it says so. Throws with a sentence when it cannot work as it is set up. */
export function makePbx(order: SourceOrder, sink: CallSourceSink, options: MakePbxOptions): Pbx {
  const { id, kind, setup, secret } = order;
  const { host, user, trunks, domain, url, insecure } = setup;
  const ca = setup.ca !== '' && { ca: setup.ca };
  const acts = setup.control;
  const timeZone = setup.timeZone || options.timeZone;
  switch (kind) {
    case 'asterisk-ami': {
      const known = { ...ca, ...(setup.fingerprint && { fingerprint: setup.fingerprint }) };
      const tls = setup.tls ? { tls: known } : {};
      const way = { host, port: setup.port || amiPort, user, secret, ...tls };
      const source = createAsteriskSource({ id, timeZone, trunks, watchDialplan: true, ...way }, sink);
      const channelsOf = (callId: string) => source.channelsOf(callId);
      const ami = acts ? new AmiLink({ ...way, events: 'off' }) : undefined;
      return { source, ...(ami && { control: createAsteriskControl({ id, ami, channelsOf }) }) };
    }
    case 'asterisk-cel': {
      const { cursor, onCursor } = options;
      const columns = setup.fields.length > 0 && { columns: setup.fields };
      return {
        source: createCelFileSource({ id, timeZone, trunks, path: setup.path, ...columns, cursor, onCursor }, sink),
      };
    }
    case 'freeswitch-esl': {
      const way = { host, port: setup.port || eslPort, password: secret, ...(user && { user }) };
      const open = () => EslConnection.open(way, () => {});
      return {
        source: new FreeSwitchSource({ id, ...way, ...(trunks.length > 0 && { trunkProfiles: trunks }) }, sink),
        ...(acts && { control: new FreeSwitchControl({ id, domain: domain || host, open }) }),
      };
    }
    case '3cx-xapi': {
      // One for both: a new token makes the one before worthless.
      const pin = setup.fingerprint !== '' && {
        pin: Buffer.from(setup.fingerprint.replaceAll(':', ''), 'hex').toString('base64'),
      };
      const xapi = new XapiClient({ url, insecure, clientId: user, clientSecret: secret, ...ca, ...pin });
      return {
        source: new ThreeCxSource({ id, xapi, name: order.name }, sink),
        ...(acts && { control: new ThreeCxControl({ id, xapi, ...order.plan }) }),
        close: () => xapi.close(),
      };
    }
    case 'kamailio-rpc':
      return acts ? { control: new KamailioControl({ id, url, token: secret, domain, ...ca }) } : {};
    default:
      return { source: makeRecords(order, sink, { ...options, timeZone }) };
  }
}

/** Streams of call detail records. */
function makeRecords(
  { id, kind, setup }: SourceOrder,
  sink: CallSourceSink,
  { timeZone, cursor, onCursor }: MakePbxOptions,
): CallSource {
  const { host, port, path, fields, peers } = setup;
  const read = setup.mapping ? readCsvMapping(JSON.stringify(setup.mapping)) : undefined;
  if (read && !read.ok) throw new Error(read.reason);
  const records = {
    ...{ id, zone: createZone(timeZone), format: kind === '3cx-cdr' ? '3cx-cdr' : setup.format },
    ...(fields.length > 0 && { fields }),
    ...(read?.ok && { mapping: read.value }),
  };
  switch (kind) {
    case 'cdr-file':
      return new CdrFileSource({ ...records, path, cursor, onCursor }, sink);
    case 'cdr-socket':
    case '3cx-cdr':
      return host === ''
        ? new CdrListenSource({ ...records, host: anyAddress, port, peers }, sink)
        : new CdrConnectSource({ ...records, host, port }, sink);
    default:
      throw new Error(`there is no source of kind ${kind}`);
  }
}
