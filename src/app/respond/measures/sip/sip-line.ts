import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { cutMessages, readSipAnswer, type SipAnswer } from './sip-answer.ts';

/** Where a probe talks to. */
export interface SipPeer {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
}

/** A connection to one SIP server. A byte a character (latin1). */
export interface SipLine {
  /** Address and port of this side as the other one sees them on this machine, for Via and Contact. */
  readonly own: string;
  readonly reliable: boolean;
  send(text: string): void;
  close(): void;
}

const connectMs = 5000;
/** Longest rest of a stream that is not a whole message. */
const mostRest = 65_536;

/** Opens one; `onAnswer` gets every answer. Rejects with an Error that says why. */
export function openSipLine(
  { host, port, transport }: SipPeer,
  onAnswer: (answer: SipAnswer) => void,
  onEnd: (why: string) => void,
): Promise<SipLine> {
  const hear = (text: string) => {
    const answer = readSipAnswer(text);
    if (answer) onAnswer(answer);
  };
  const shown = (address: string, ownPort: number) => `${isIPv6(address) ? `[${address}]` : address}:${ownPort}`;
  if (transport === 'tcp')
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, timeout: connectMs });
      let rest = '';
      socket.once('connect', () => {
        socket.setTimeout(0);
        resolve({
          own: shown(socket.localAddress ?? '127.0.0.1', socket.localPort ?? 0),
          reliable: true,
          send: (text) => void socket.write(text, 'latin1'),
          close: () => socket.destroy(),
        });
      });
      socket.once('timeout', () => socket.destroy(new Error('no connection in time')));
      socket.on('error', (error) => {
        reject(error);
        onEnd(error.message);
      });
      socket.on('close', () => onEnd('the connection was closed'));
      socket.on('data', (bytes) => {
        const cut = cutMessages(rest + bytes.toString('latin1'));
        rest = cut.rest.slice(0, mostRest);
        for (const message of cut.messages) hear(message);
      });
    });
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    socket.on('error', (error) => {
      reject(error);
      onEnd(error.message);
    });
    socket.on('message', (bytes) => hear(bytes.toString('latin1')));
    socket.connect(port, host, (error?: Error) => {
      if (error) {
        socket.close();
        reject(error);
        return;
      }
      const { address, port: ownPort } = socket.address();
      resolve({
        own: shown(address, ownPort),
        reliable: false,
        send: (text) => socket.send(Buffer.from(text, 'latin1'), () => {}),
        close: () => socket.close(),
      });
    });
  });
}
