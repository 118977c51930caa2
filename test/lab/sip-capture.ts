import { createSocket, type Socket } from 'node:dgram';
import { encodeHepV3 } from '../../src/ingest/wire/hep-encode.ts';

/** One call of a phone as its SIP messages tell it. */
export interface CapturedCall {
  readonly id: string;
  readonly account: string;
  readonly dialled: string;
}

const phone = '198.51.100.10';
const proxy = '198.51.100.1';

/** A capture agent beside a SIP server: sends what phones and server say to each other to a HEP port of this machine. */
export class SipCapture {
  readonly #socket: Socket = createSocket('udp4');
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** The phone calls: an INVITE with credentials. */
  invite({ id, account, dialled }: CapturedCall): void {
    const digest = `Proxy-Authorization: Digest username="${account}", realm="pbx", nonce="n", uri="sip:pbx.example.net", response="0"`;
    this.#send(
      true,
      `INVITE sip:${dialled}@pbx.example.net SIP/2.0`,
      id,
      account,
      dialled,
      '',
      'CSeq: 1 INVITE',
      digest,
    );
  }

  /** Somebody picks up. */
  answer({ id, account, dialled }: CapturedCall): void {
    this.#send(false, 'SIP/2.0 200 OK', id, account, dialled, ';tag=b', 'CSeq: 1 INVITE');
  }

  /** The phone hangs up. */
  bye({ id, account, dialled }: CapturedCall): void {
    this.#send(true, `BYE sip:${dialled}@pbx.example.net SIP/2.0`, id, account, dialled, ';tag=b', 'CSeq: 2 BYE');
  }

  close(): void {
    this.#socket.close();
  }

  #send(
    byPhone: boolean,
    first: string,
    id: string,
    account: string,
    dialled: string,
    tag: string,
    ...more: string[]
  ): void {
    const [sourceIp, destinationIp] = byPhone ? [phone, proxy] : [proxy, phone];
    const lines = [
      first,
      `Via: SIP/2.0/UDP ${phone}:5060;branch=z9hG4bK${id}`,
      `From: <sip:${account}@pbx.example.net>;tag=a${id}`,
      `To: <sip:${dialled}@pbx.example.net>${tag}`,
      `Call-ID: ${id}@pbx.example.net`,
      ...more,
      'Content-Length: 0',
    ];
    const packet = encodeHepV3({
      ...{ sourceIp, sourcePort: 5060, destinationIp, destinationPort: 5060, time: Date.now() },
      payload: `${lines.join('\r\n')}\r\n\r\n`,
    });
    this.#socket.send(packet, this.#port, '127.0.0.1');
  }
}
