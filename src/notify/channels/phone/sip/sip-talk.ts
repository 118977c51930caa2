import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { ChannelError } from '../../../channel.ts';
import { answerChallenge, type Credentials } from './digest.ts';
import { header, headerList, parameter, type SipMessage, sequence, writeSipMessage } from './sip-message.ts';
import type { Place, SipWire } from './sip-wire.ts';

/** T1, T2 and 64·T1 of RFC 3261 section 17. */
const firstMs = 500;
const longestMs = 4_000;
const giveUpMs = 32_000;

/** A request as it is asked for; Via, Max-Forwards and credentials are added. */
export interface Wish {
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly to?: Place;
}

interface Transaction {
  readonly method: string;
  readonly settle: (message: SipMessage) => void;
  readonly fail: (error: Error) => void;
  readonly provisional: (message: SipMessage) => void;
}

/** A request on its way. */
export interface Pending {
  readonly branch: string;
  readonly answer: Promise<SipMessage>;
}

/** Requests and answers of one call over one wire: transactions of a client (RFC 3261 section 17.1). */
export class SipTalk {
  readonly wire: SipWire;
  readonly #transactions = new Map<string, Transaction>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Of INVITEs that were refused: sent again when the answer comes again. */
  readonly #refusals = new Map<string, () => void>();
  #broken: Error | undefined;
  /** Requests of the other side. */
  onRequest: (message: SipMessage) => void = () => {};
  /** A 2xx to INVITE that was answered before: it comes again until its ACK arrived. */
  onRepeatedAnswer: (message: SipMessage) => void = () => {};
  onBroken: (error: Error) => void = () => {};

  constructor(wire: SipWire) {
    this.wire = wire;
    wire.onMessage = (message) => this.#take(message);
    wire.onBroken = (error) => this.#break(error);
  }

  /** Sends a request until an answer came; `provisional` is told of the 1xx. */
  ask(wish: Wish, provisional: (message: SipMessage) => void = () => {}): Pending {
    const branch = `z9hG4bK${randomBytes(12).toString('hex')}`;
    const bytes = this.#write(wish, branch);
    const answer = new Promise<SipMessage>((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      const timers: NodeJS.Timeout[] = [];
      const end = () => {
        for (const timer of timers) this.#drop(timer);
        this.#transactions.delete(branch);
      };
      const isInvite = wish.method === 'INVITE';
      this.#transactions.set(branch, {
        method: wish.method,
        settle: (message) => {
          end();
          if (isInvite && message.status >= 300) this.#acknowledgeRefusal(wish, branch, message);
          resolve(message);
        },
        fail: (error) => {
          end();
          reject(error);
        },
        provisional: (message) => {
          if (isInvite) for (const timer of timers) this.#drop(timer);
          provisional(message);
        },
      });
      const repeat = (wait: number) => {
        timers.push(
          this.#later(wait, () => {
            this.wire.send(bytes, wish.to);
            repeat(isInvite ? wait * 2 : Math.min(wait * 2, longestMs));
          }),
        );
      };
      if (this.wire.transport === 'udp') repeat(firstMs);
      timers.push(
        this.#later(giveUpMs, () =>
          this.#transactions
            .get(branch)
            ?.fail(new ChannelError(`the telephone server does not answer ${wish.method}`, true)),
        ),
      );
      this.wire.send(bytes, wish.to);
    });
    // Whoever asked may have left before.
    answer.catch(() => {});
    return { branch, answer };
  }

  /**
   * The same, with credentials when they are asked for. `make` gets the number of the attempt, which its CSeq has to follow,
   * and is told of the branch through `begun`.
   */
  async askSigned(
    make: (attempt: number) => Wish,
    credentials: Credentials,
    begun: (branch: string, attempt: number) => void = () => {},
    provisional: (message: SipMessage) => void = () => {},
  ): Promise<SipMessage> {
    let signed: readonly (readonly [string, string])[] = [];
    for (let attempt = 0; ; attempt++) {
      const wish = make(attempt);
      const { branch, answer } = this.ask({ ...wish, headers: [...wish.headers, ...signed] }, provisional);
      begun(branch, attempt);
      const message = await answer;
      const isProxy = message.status === 407;
      if (!isProxy && message.status !== 401) return message;
      const challenges = message.headers
        .filter(([name]) => name === (isProxy ? 'proxy-authenticate' : 'www-authenticate'))
        .map(([, value]) => value);
      // A second challenge is answered only when it says that the first one had grown old.
      const isStale = challenges.some((value) => /stale\s*=\s*"?true/i.test(value));
      if (attempt > 0 && !(isStale && attempt < 3)) return message;
      const value = answerChallenge(challenges, credentials, wish.method, wish.uri);
      if (value === undefined) return message;
      signed = [[isProxy ? 'Proxy-Authorization' : 'Authorization', value]];
    }
  }

  /** ACK of a 2xx: a request of its own without an answer (RFC 3261 section 13.2.2.4). */
  acknowledge(wish: Wish): void {
    this.wire.send(this.#write(wish, `z9hG4bK${randomBytes(12).toString('hex')}`), wish.to);
  }

  /** Calls an INVITE off that has no answer yet: same branch, same number (RFC 3261 section 9.1). */
  cancel(invite: Wish, branch: string): void {
    const headers = invite.headers
      .filter(([name]) => ['From', 'To', 'Call-ID', 'Route'].includes(name))
      .concat([['CSeq', `${invite.headers.find(([name]) => name === 'CSeq')![1].split(' ')[0]} CANCEL`]]);
    const bytes = this.#write({ method: 'CANCEL', uri: invite.uri, headers }, branch);
    this.wire.send(bytes, invite.to);
    if (this.wire.transport === 'udp') this.#later(firstMs, () => this.wire.send(bytes, invite.to));
  }

  answer(
    request: SipMessage,
    status: number,
    reason: string,
    more: readonly (readonly [string, string])[] = [],
    body = '',
  ): void {
    const copied = request.headers
      .filter(([name]) => ['via', 'from', 'to', 'call-id', 'cseq', 'record-route'].includes(name))
      .map(([name, value]): [string, string] => [titles[name], value]);
    this.wire.send(
      writeSipMessage(`SIP/2.0 ${status} ${reason}`, [...copied, ...more], body),
      placeOfVia(request, this.wire),
    );
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.wire.onBroken = () => {};
    this.#break(new ChannelError('the call was given up', true));
    this.wire.close();
  }

  #write({ method, uri, headers, body = '' }: Wish, branch: string): Buffer {
    const { transport, local } = this.wire;
    const host = isIPv6(local.address) ? `[${local.address}]` : local.address;
    const via = `SIP/2.0/${transport.toUpperCase()} ${host}:${local.port};branch=${branch};rport`;
    return writeSipMessage(
      `${method} ${uri} SIP/2.0`,
      [['Via', via], ['Max-Forwards', '70'], ...headers, ['User-Agent', 'Belwacht']],
      body,
    );
  }

  #take(message: SipMessage): void {
    if (message.status === 0) {
      this.onRequest(message);
      return;
    }
    const branch = parameter(headerList(message, 'via')[0] ?? '', 'branch');
    const { method } = sequence(message);
    const transaction = this.#transactions.get(branch);
    if (transaction?.method === method) {
      if (message.status < 200) transaction.provisional(message);
      else transaction.settle(message);
    } else if (method === 'INVITE' && message.status >= 200) {
      if (message.status < 300) this.onRepeatedAnswer(message);
      else this.#refusals.get(branch)?.();
    }
  }

  #acknowledgeRefusal(wish: Wish, branch: string, message: SipMessage): void {
    const headers = wish.headers
      .filter(([name]) => ['From', 'Call-ID', 'Route'].includes(name))
      .concat([
        ['To', header(message, 'to')],
        ['CSeq', `${sequence(message).number} ACK`],
      ]);
    const bytes = this.#write({ method: 'ACK', uri: wish.uri, headers }, branch);
    const send = () => this.wire.send(bytes, wish.to);
    this.#refusals.set(branch, send);
    send();
  }

  #break(error: Error): void {
    if (this.#broken) return;
    this.#broken =
      error instanceof ChannelError ? error : new ChannelError(`the telephone server: ${error.message}`, true);
    for (const transaction of [...this.#transactions.values()]) transaction.fail(this.#broken);
    this.onBroken(this.#broken);
  }

  #later(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #drop(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }
}

const titles: Readonly<Record<string, string>> = {
  via: 'Via',
  from: 'From',
  to: 'To',
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'record-route': 'Record-Route',
};

/** Answers go back the way the request came: to the address of the topmost Via (RFC 3261 section 18.2.2). */
function placeOfVia(request: SipMessage, wire: SipWire): Place {
  const via = headerList(request, 'via')[0] ?? '';
  const [, address = '', port = '5060'] =
    /^SIP\/2\.0\/\w+\s+\[?([0-9a-f.:]+?)\]?(?::(\d{1,5}))?(?:;|$)/i.exec(via) ?? [];
  if (address === '' || wire.transport !== 'udp') return wire.server;
  // Somebody behind an address translator: the server we know of is the better guess.
  return address === wire.server.address ? wire.server : { address, port: Number(port) };
}
