import type { DemoCustomer } from './customers.ts';
import type { Stage } from './stage.ts';

/** Who tries what on the PBX of a customer. */
export interface Attempt {
  readonly customer: DemoCustomer;
  readonly account: string;
  readonly address: string;
  readonly port: number;
}

/** The kinds of security events the demo's PBXs write (Asterisk: Security Event Framework). */
export type SecurityEvent = 'ChallengeSent' | 'SuccessfulAuth' | 'ChallengeResponseFailed' | 'InvalidAccountID';

/** Writes one line of `res_security_log` the way Asterisk gives it to syslog. */
export function securityLine(stage: Stage, kind: SecurityEvent, { customer, account, address, port }: Attempt): void {
  const { random } = stage;
  const severity = kind === 'ChallengeSent' || kind === 'SuccessfulAuth' ? 'Informational' : 'Error';
  const family = address.includes(':') ? 'IPV6' : 'IPV4';
  const nonce = `${Math.floor(stage.now() / 1000)}/${random.hex(32)}`;
  const own = {
    ChallengeSent: `,Challenge="${nonce}"`,
    SuccessfulAuth: ',UsingPassword="1"',
    ChallengeResponseFailed: `,Challenge="${nonce}",Response="${random.hex(32)}",ExpectedResponse=""`,
    InvalidAccountID: '',
  }[kind];
  const fields =
    `SecurityEvent="${kind}",EventTV="${new Date(stage.now()).toISOString().replace('Z', '+0000')}",Severity="${severity}",` +
    `Service="PJSIP",EventVersion="1",AccountID="${account}",SessionID="${random.hex(24)}",` +
    `LocalAddress="IPV4/UDP/${customer.pbx.address}/5060",RemoteAddress="${family}/UDP/${address}/${port}"${own}`;
  stage.syslog({
    host: customer.pbx.host,
    program: 'asterisk',
    pid: 811,
    priority: 16 * 8 + 5,
    message: `SECURITY[842]: res_security_log.c:114 in security_event_stasis_cb: ${fields}`,
  });
}
