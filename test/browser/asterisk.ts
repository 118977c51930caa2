import { createSocket } from 'node:dgram';

type Happening = 'ChallengeResponseFailed' | 'InvalidAccountID' | 'SuccessfulAuth';

/** An Asterisk elsewhere whose security log arrives by syslog, as res_security_log gives it. */
export class Asterisk {
  readonly #port: number;
  readonly host: string;

  constructor(port: number, host: string) {
    this.#port = port;
    this.host = host;
  }

  /** This happened now, once for each account. */
  async says(what: Happening, from: string, accounts: readonly string[]): Promise<void> {
    const socket = createSocket('udp4');
    try {
      for (const [index, account] of accounts.entries()) {
        const datagram = Buffer.from(this.#line(what, from, account, index));
        await new Promise<void>((resolve, reject) =>
          socket.send(datagram, this.#port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
        );
      }
    } finally {
      socket.close();
    }
  }

  /** Passwords of one account are guessed, often enough for a rule to fire. */
  guessedAt(account: string, from: string, times = 9): Promise<void> {
    return this.says('ChallengeResponseFailed', from, Array<string>(times).fill(account));
  }

  #line(what: Happening, from: string, account: string, index: number): string {
    const now = new Date().toISOString();
    const family = from.includes(':') ? 'IPV6' : 'IPV4';
    const good = what === 'SuccessfulAuth';
    const session = `0x7f${(Date.now() * 64 + index).toString(16)}`;
    const fields =
      `SecurityEvent="${what}",EventTV="${now.replace('Z', '+0000')}",Severity="${good ? 'Informational' : 'Error'}",` +
      `Service="PJSIP",EventVersion="1",AccountID="${account}",SessionID="${session}",` +
      `LocalAddress="IPV4/UDP/192.0.2.80/5060",RemoteAddress="${family}/UDP/${from}/5071"` +
      (good
        ? ',UsingPassword="1"'
        : what === 'InvalidAccountID'
          ? ''
          : `,Challenge="${index}",Response="0",ExpectedResponse=""`);
    return `<133>1 ${now} ${this.host} asterisk 811 - - SECURITY[842]: res_security_log.c:114 in security_event_stasis_cb: ${fields}`;
  }
}
