import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

interface Message {
  readonly text: string;
  /** Status of a response, 0 for a request. */
  readonly status: number;
  readonly method: string;
  header(name: string): string;
  headers(name: string): string[];
}

function read(text: string): Message {
  const [first, ...lines] = text.split('\r\n\r\n', 1)[0].split('\r\n');
  const headers = (name: string) =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
  return {
    text,
    status: first.startsWith('SIP/2.0') ? Number(first.split(' ')[1]) : 0,
    method: first.split(' ', 1)[0],
    headers,
    header: (name) => headers(name)[0] ?? '',
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** What became of a call so far. */
export interface PhoneCall {
  readonly callId: string;
  /** Final status, 0 while there is none. */
  status: number;
  /** `Reason` of the final answer. */
  reason: string;
  isRinging: boolean;
  /** The far end ended it. */
  isHungUp: boolean;
}

/** A SIP phone on loopback (UDP): registers and calls with digest, and can be the carrier that answers. For tests only. */
export class SipPhone {
  readonly #socket: Socket = createSocket('udp4');
  readonly #user: string;
  readonly #password: string;
  readonly #server: number;
  readonly #calls = new Map<string, { call: PhoneCall; invite: (authorization: string) => string; target: string }>();
  readonly #invites = new Map<string, Message>();
  #registered: ((status: number) => void) | undefined;
  #register: ((authorization: string) => string) | undefined;
  /** What it does with a call that comes in; it counts them by number. */
  behaviour: 'answer' | 'ring' = 'answer';
  readonly answered: string[] = [];
  /** Call-IDs of incoming calls that a BYE or a CANCEL ended. */
  readonly ended: string[] = [];

  constructor(user: string, password: string, server: number) {
    this.#user = user;
    this.#password = password;
    this.#server = server;
    this.#socket.on('message', (bytes, { port }) => this.#take(read(bytes.toString('utf8')), port));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  async open(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#socket.bind(port, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  /** Registers; gives the final status. */
  async register(): Promise<number> {
    const callId = randomBytes(8).toString('hex');
    let cseq = 0;
    this.#register = (authorization) =>
      this.#request('REGISTER', `sip:127.0.0.1:${this.#server}`, this.#user, callId, ++cseq, [
        `Contact: <sip:${this.#user}@127.0.0.1:${this.port}>`,
        'Expires: 300',
        authorization,
      ]);
    const done = new Promise<number>((resolve) => {
      this.#registered = resolve;
    });
    const first = this.#register('');
    this.#send(first);
    return done;
  }

  /** Calls a number; what becomes of it is seen in the object it gives. */
  call(number: string): PhoneCall {
    const callId = randomBytes(8).toString('hex');
    const target = `sip:${number}@127.0.0.1:${this.#server}`;
    let cseq = 0;
    const invite = (authorization: string) =>
      this.#request('INVITE', target, number, callId, ++cseq, [
        `Contact: <sip:${this.#user}@127.0.0.1:${this.port}>`,
        authorization,
      ]);
    const call: PhoneCall = { callId, status: 0, reason: '', isRinging: false, isHungUp: false };
    this.#calls.set(callId, { call, invite, target });
    this.#send(invite(''));
    return call;
  }

  #request(method: string, target: string, to: string, callId: string, cseq: number, more: string[]): string {
    const lines = [
      `${method} ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${randomBytes(6).toString('hex')};rport`,
      'Max-Forwards: 70',
      `From: <sip:${this.#user}@127.0.0.1>;tag=${callId.slice(0, 6)}`,
      `To: <sip:${to}@127.0.0.1>`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      ...more.filter((line) => line !== ''),
      'Content-Length: 0',
    ];
    return `${lines.join('\r\n')}\r\n\r\n`;
  }

  #send(text: string, port = this.#server): void {
    this.#socket.send(text, port, '127.0.0.1');
  }

  #take(message: Message, port: number): void {
    if (message.status === 0) this.#takeRequest(message, port);
    else if (message.header('CSeq').endsWith('REGISTER')) this.#takeRegistered(message);
    else if (message.header('CSeq').endsWith('INVITE')) this.#takeAnswer(message);
  }

  #takeRegistered(message: Message): void {
    if (message.status === 401 && this.#register) {
      const answer = this.#register(this.#authorization(message, 'REGISTER', `sip:127.0.0.1:${this.#server}`));
      // Once: a wrong password is challenged again.
      this.#register = undefined;
      this.#send(answer);
    } else this.#registered?.(message.status);
  }

  #takeAnswer(message: Message): void {
    const entry = this.#calls.get(message.header('Call-ID'));
    if (!entry) return;
    const { call, invite, target } = entry;
    if (message.status < 200) {
      if (message.status >= 180) call.isRinging = true;
      return;
    }
    this.#acknowledge(message, target);
    if (message.status === 407 && call.status === 0) {
      this.#send(invite(this.#authorization(message, 'INVITE', target)));
      return;
    }
    call.status = message.status;
    call.reason = message.header('Reason');
  }

  #acknowledge(message: Message, target: string): void {
    const isOk = message.status < 300;
    const contact = /<([^>]+)>/.exec(message.header('Contact'))?.[1];
    const via = isOk
      ? `SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${randomBytes(6).toString('hex')};rport`
      : message.header('Via').replace(/;(received|rport)=[^;]*/g, '');
    const lines = [
      `ACK ${isOk ? (contact ?? target) : target} SIP/2.0`,
      `Via: ${via}`,
      'Max-Forwards: 70',
      ...(isOk
        ? message
            .headers('Record-Route')
            .reverse()
            .map((route) => `Route: ${route}`)
        : []),
      `From: ${message.header('From')}`,
      `To: ${message.header('To')}`,
      `Call-ID: ${message.header('Call-ID')}`,
      `CSeq: ${message.header('CSeq').split(' ')[0]} ACK`,
      'Content-Length: 0',
    ];
    this.#send(`${lines.join('\r\n')}\r\n\r\n`);
  }

  #authorization(message: Message, method: string, uri: string): string {
    const challenge = message.header('WWW-Authenticate') || message.header('Proxy-Authenticate');
    const value = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? '';
    const cnonce = randomBytes(4).toString('hex');
    const first = md5(`${this.#user}:${value('realm')}:${this.#password}`);
    const response = md5(`${first}:${value('nonce')}:00000001:${cnonce}:auth:${md5(`${method}:${uri}`)}`);
    const name = message.status === 401 ? 'Authorization' : 'Proxy-Authorization';
    return `${name}: Digest username="${this.#user}", realm="${value('realm')}", nonce="${value('nonce')}", uri="${uri}", qop=auth, nc=00000001, cnonce="${cnonce}", response="${response}", algorithm=MD5`;
  }

  #takeRequest(message: Message, port: number): void {
    const callId = message.header('Call-ID');
    if (message.method === 'INVITE') {
      this.answered.push(/^INVITE sip:([^@;]+)/.exec(message.text)?.[1] ?? '');
      this.#invites.set(callId, message);
      this.#reply(message, '180 Ringing', port);
      if (this.behaviour === 'answer') this.#reply(message, '200 OK', port);
    } else if (message.method === 'BYE') {
      this.#reply(message, '200 OK', port);
      this.ended.push(callId);
      const own = this.#calls.get(callId);
      if (own) own.call.isHungUp = true;
    } else if (message.method === 'CANCEL') {
      this.#reply(message, '200 OK', port);
      const invite = this.#invites.get(callId);
      if (invite) this.#reply(invite, '487 Request Terminated', port);
      this.ended.push(callId);
    }
  }

  #reply(request: Message, status: string, port: number): void {
    const to = request.header('To');
    const lines = [
      `SIP/2.0 ${status}`,
      ...request.headers('Via').map((via) => `Via: ${via}`),
      ...request.headers('Record-Route').map((route) => `Record-Route: ${route}`),
      `From: ${request.header('From')}`,
      `To: ${to.includes('tag=') ? to : `${to};tag=far`}`,
      `Call-ID: ${request.header('Call-ID')}`,
      `CSeq: ${request.header('CSeq')}`,
      `Contact: <sip:${this.#user}@127.0.0.1:${this.port}>`,
      'Content-Length: 0',
    ];
    this.#send(`${lines.join('\r\n')}\r\n\r\n`, port);
  }
}
