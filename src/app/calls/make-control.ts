import { createAsteriskControl } from '../../enforce/calls/asterisk/asterisk-control.ts';
import type { CallControl } from '../../enforce/calls/call-control.ts';
import { FreeSwitchControl } from '../../enforce/calls/freeswitch/freeswitch-control.ts';
import { KamailioControl } from '../../enforce/calls/kamailio/kamailio-control.ts';
import { AmiLink } from '../../ingest/calls/asterisk/ami-link.ts';
import { EslConnection } from '../../ingest/calls/freeswitch/esl-connection.ts';
import type { SourceOrder } from './messages.ts';

export interface MakeControlOptions {
  /** Channels that carry a call now, as the source of this id knows them. */
  readonly channelsOf: (source: string, callId: string) => Promise<readonly string[]>;
}

/** What acts at the PBX of a source; undefined for kinds that cannot. Throws with a sentence when it cannot work as it is set up. */
export function makeControl(
  { id, kind, setup, secret }: SourceOrder,
  { channelsOf }: MakeControlOptions,
): CallControl | undefined {
  const { host, user, url, domain } = setup;
  switch (kind) {
    case 'asterisk-ami': {
      const tls = setup.tls ? { tls: setup.fingerprint ? { fingerprint: setup.fingerprint } : {} } : {};
      const ami = new AmiLink({ host, port: setup.port || 5038, user, secret, events: 'off', ...tls });
      return createAsteriskControl({ id, ami, channelsOf: (callId) => channelsOf(id, callId) });
    }
    case 'freeswitch-esl': {
      const options = { host, port: setup.port || 8021, password: secret, ...(user && { user }) };
      return new FreeSwitchControl({ id, domain: domain || host, open: () => EslConnection.open(options, () => {}) });
    }
    case 'kamailio-rpc':
      return new KamailioControl({ id, url, token: secret, domain });
    default:
      return undefined;
  }
}
