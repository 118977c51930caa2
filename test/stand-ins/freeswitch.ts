import { createServer, type Server, type Socket } from 'node:net';

/** What a channel of the stand-in is made with; names as in the headers of FreeSWITCH. */
export interface StandInChannel {
  readonly uuid: string;
  readonly direction: 'inbound' | 'outbound';
  /** `sofia/internal/1001@pbx.example`. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** First leg, for a leg that bridge made. */
  readonly originator?: string;
  readonly account?: string;
  readonly accountCode?: string;
  readonly gateway?: string;
  readonly address?: string;
  readonly redirected?: string;
}

interface Channel extends StandInChannel {
  created: number;
  answered: number;
  hungUp: number;
  cause: string;
}

interface Session {
  readonly socket: Socket;
  isIn: boolean;
  format: 'json' | 'plain' | '';
  readonly names: Set<string>;
}

export interface StandInOptions {
  readonly password: string;
  /** Greets with a refusal, as when its access list does not name the client. */
  readonly refuses?: boolean;
  /** Waits so long before each answer, ms. */
  readonly slowMs?: number;
  /** Sends in pieces of so many bytes; 0 sends whole. */
  readonly piece?: number;
  /** Registered users, as `user@domain`. */
  readonly registered?: readonly string[];
}

const q850: Readonly<Record<string, number>> = {
  NORMAL_CLEARING: 16,
  USER_BUSY: 17,
  NO_ANSWER: 19,
  CALL_REJECTED: 21,
  ORIGINATOR_CANCEL: 487,
};

/**
 * Behaves like the event socket of FreeSWITCH (mod_event_socket in inbound mode, mod_commands, mod_db, mod_sofia), written
 * from their public documentation. It is no FreeSWITCH: what it shows is that Belwacht speaks the protocol as documented.
 */
export class FreeSwitchStandIn {
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  readonly #channels = new Map<string, Channel>();
  readonly #store = new Map<string, Map<string, string>>();
  readonly #registered: Set<string>;
  /** Lines that clients sent, the password left out. */
  readonly heard: string[] = [];
  options: StandInOptions;
  /** Commands that begin so are never answered. */
  deafTo = '';
  connections = 0;
  #sequence = 0;

  constructor(options: StandInOptions) {
    this.options = options;
    this.#registered = new Set(options.registered);
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return (this.#server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Breaks every connection, after half of an event when told. */
  cut(inTheMiddle = false): void {
    for (const { socket } of this.#sessions) {
      if (inTheMiddle)
        socket.write('Content-Length: 9000\nContent-Type: text/event-json\n\n{"Event-Name":"CHANNEL_CRE');
      if (inTheMiddle) socket.end();
      else socket.destroy();
    }
    this.#sessions.clear();
  }

  /** Says goodbye and forgets channels and stored values, as a restart does. */
  restart(): void {
    const text = 'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n';
    for (const { socket } of this.#sessions) {
      socket.end(
        `Content-Type: text/disconnect-notice\nContent-Disposition: disconnect\nContent-Length: ${text.length}\n\n${text}`,
      );
    }
    this.#sessions.clear();
    this.#channels.clear();
    this.#store.clear();
  }

  get stored(): Record<string, string> {
    return Object.fromEntries(this.#store.get('belwachtstop') ?? []);
  }

  create(channel: StandInChannel): void {
    this.#channels.set(channel.uuid, { ...channel, created: Date.now(), answered: 0, hungUp: 0, cause: '' });
    this.#tell('CHANNEL_CREATE', channel.uuid);
  }

  answer(uuid: string): void {
    const channel = this.#channels.get(uuid)!;
    channel.answered = Date.now();
    this.#tell('CHANNEL_ANSWER', uuid);
  }

  hangUp(uuid: string, cause = 'NORMAL_CLEARING'): void {
    const channel = this.#channels.get(uuid);
    if (!channel) return;
    channel.hungUp = Date.now();
    channel.cause = cause;
    this.#tell('CHANNEL_HANGUP_COMPLETE', uuid);
    this.#tell('CHANNEL_DESTROY', uuid);
    this.#channels.delete(uuid);
  }

  /** Tells of a registration, or of one that failed. */
  register(user: string, address: string, ok: boolean, agent = 'Phone/1.0'): void {
    this.#send(ok ? 'CUSTOM sofia::register' : 'CUSTOM sofia::register_failure', {
      'Event-Name': 'CUSTOM',
      'Event-Subclass': ok ? 'sofia::register' : 'sofia::register_failure',
      'Event-Date-Timestamp': `${Date.now()}000`,
      'profile-name': 'internal',
      'to-user': user,
      'network-ip': address,
      'user-agent': agent,
      ...(ok ? { username: user, realm: 'pbx.example' } : {}),
    });
  }

  /** Sends bytes to whoever listens, whatever they are. */
  raw(bytes: string): void {
    for (const { socket } of this.#sessions) socket.write(bytes);
  }

  #welcome(socket: Socket): void {
    this.connections++;
    const session: Session = { socket, isIn: false, format: '', names: new Set() };
    this.#sessions.add(session);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => this.#sessions.delete(session));
    if (this.options.refuses) {
      const text = 'Access Denied, go away.\n';
      socket.end(`Content-Type: text/rude-rejection\nContent-Length: ${text.length}\n\n${text}`);
      return;
    }
    socket.write('Content-Type: auth/request\n\n');
    let held = '';
    // One command after the other, as the real one does in the thread of a connection.
    let turn = Promise.resolve();
    socket.on('data', (chunk) => {
      held += chunk.toString('utf8');
      for (let end = held.indexOf('\n\n'); end >= 0; end = held.indexOf('\n\n')) {
        const line = held.slice(0, end);
        held = held.slice(end + 2);
        turn = turn.then(() => this.#obey(session, line));
      }
    });
  }

  async #obey(session: Session, line: string): Promise<void> {
    const [word, ...rest] = line.split(' ');
    this.heard.push(word === 'auth' || word === 'userauth' ? word : line);
    if (this.options.slowMs) await new Promise((resolve) => setTimeout(resolve, this.options.slowMs));
    if (this.deafTo !== '' && line.startsWith(this.deafTo)) return;
    if (word === 'auth') {
      session.isIn = rest.join(' ') === this.options.password;
      this.#reply(session, session.isIn ? '+OK accepted' : '-ERR invalid');
      if (!session.isIn) session.socket.end();
    } else if (!session.isIn) this.#reply(session, '-ERR command not found');
    else if (word === 'event') this.#subscribe(session, rest);
    else if (word === 'api') this.#respond(session, this.#api(rest[0], rest.slice(1).join(' ')));
    else if (word === 'exit') this.#reply(session, '+OK bye');
    else this.#reply(session, '-ERR command not found');
  }

  #subscribe(session: Session, words: string[]): void {
    session.format = words[0] === 'json' ? 'json' : 'plain';
    let custom = false;
    for (const word of words.slice(1)) {
      if (word === 'CUSTOM') custom = true;
      else session.names.add(custom ? `CUSTOM ${word}` : word);
    }
    this.#reply(session, `+OK event listener enabled ${session.format}`);
  }

  #api(command: string, args: string): string {
    const [first, second] = args.split(' ');
    if (command === 'uptime') return '12345\n';
    if (command === 'show') return args === 'channels as json' ? this.#showChannels() : '-USAGE: show ...\n';
    if (command === 'uuid_dump') {
      const channel = this.#channels.get(first);
      return channel && second === 'json'
        ? JSON.stringify(this.#fields('CHANNEL_DATA', channel))
        : '-ERR No such channel!\n';
    }
    if (command === 'uuid_exists') return String(this.#channels.has(first));
    if (command === 'uuid_kill') {
      if (!this.#channels.has(first)) return '-ERR No such channel!\n';
      // The far leg of a bridge goes with it.
      const other = [...this.#channels.values()].filter(({ originator }) => originator === first);
      setTimeout(() => {
        for (const { uuid } of other) this.hangUp(uuid, second);
        this.hangUp(first, second);
      }, 5);
      return '+OK\n';
    }
    if (command === 'db') return this.#db(args);
    if (command === 'sofia') {
      const [, , act, who] = args.split(' ');
      if (act !== 'flush_inbound_reg') return '-ERR Unknown command!\n';
      setTimeout(() => this.#registered.delete(who), 20);
      return '+OK flushing all registrations matching specified call_id\n';
    }
    if (command === 'sofia_contact') {
      const who = args.slice(args.indexOf('/') + 1);
      return this.#registered.has(who) ? `sofia/internal/sip:${who}:5060` : 'error/user_not_registered';
    }
    return `-ERR ${command} Command not found!\n`;
  }

  #db(args: string): string {
    const [act, realm, key, value] = args.split('/');
    const store = this.#store.get(realm) ?? new Map<string, string>();
    this.#store.set(realm, store);
    if (act === 'insert' && value !== undefined) {
      store.set(key, value);
      return '+OK';
    }
    if (act === 'delete' && key !== undefined) {
      store.delete(key);
      return '+OK';
    }
    if (act === 'select' && key !== undefined) return store.get(key) ?? '';
    if (act === 'list') return [...store.keys()].join(',');
    return '-USAGE: [insert|delete|select|exists|count|list]/<realm>/<key>/<value>\n';
  }

  #showChannels(): string {
    if (this.#channels.size === 0) return '{"row_count":0}\n';
    const rows = [...this.#channels.values()].map((channel) => ({
      uuid: channel.uuid,
      direction: channel.direction,
      created: new Date(channel.created).toISOString().slice(0, 19).replace('T', ' '),
      created_epoch: String(Math.floor(channel.created / 1000)),
      name: channel.name,
      state: 'CS_EXECUTE',
      cid_num: channel.from,
      ip_addr: channel.address ?? '',
      dest: channel.to,
      accountcode: channel.accountCode ?? '',
      callstate: channel.answered ? 'ACTIVE' : 'RINGING',
      call_uuid: channel.originator ?? channel.uuid,
    }));
    return `${JSON.stringify({ row_count: rows.length, rows })}\n`;
  }

  #fields(event: string, channel: Channel): Record<string, string> {
    const micros = (time: number) => (time === 0 ? '0' : `${time}000`);
    return {
      'Event-Name': event,
      'Core-UUID': '7b1f9a50-0000-4000-8000-000000000001',
      'Event-Date-Timestamp': micros(Date.now()),
      'Event-Sequence': String(++this.#sequence),
      'Channel-State': channel.hungUp ? 'CS_REPORTING' : 'CS_EXECUTE',
      'Channel-Call-UUID': channel.originator ?? channel.uuid,
      'Unique-ID': channel.uuid,
      'Call-Direction': channel.direction,
      'Channel-Name': channel.name,
      'Caller-Caller-ID-Number': channel.from,
      'Caller-Destination-Number': channel.to,
      'Caller-Network-Addr': channel.address ?? '',
      'Caller-Username': channel.account ?? '',
      'Caller-RDNIS': channel.redirected ?? '',
      'Caller-Channel-Created-Time': micros(channel.created),
      'Caller-Channel-Answered-Time': micros(channel.answered),
      'Caller-Channel-Hangup-Time': micros(channel.hungUp),
      ...(channel.originator ? { 'Other-Type': 'originator', 'Other-Leg-Unique-ID': channel.originator } : {}),
      ...(channel.cause
        ? { 'Hangup-Cause': channel.cause, variable_hangup_cause_q850: String(q850[channel.cause] ?? 16) }
        : {}),
      ...(channel.account ? { variable_sip_auth_username: channel.account } : {}),
      ...(channel.accountCode ? { variable_accountcode: channel.accountCode } : {}),
      ...(channel.gateway ? { variable_sip_gateway_name: channel.gateway } : {}),
      ...(channel.address ? { variable_sip_network_ip: channel.address } : {}),
    };
  }

  #tell(event: string, uuid: string): void {
    this.#send(event, this.#fields(event, this.#channels.get(uuid)!));
  }

  #send(name: string, fields: Record<string, string>): void {
    for (const session of this.#sessions) {
      if (!session.names.has(name)) continue;
      const isJson = session.format === 'json';
      const inner = Object.entries(fields).map(([key, value]) => `${key}: ${encodeURIComponent(value)}\n`);
      const body = isJson ? JSON.stringify(fields) : `${inner.join('')}\n`;
      this.#write(
        session,
        `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-${session.format}\n\n${body}`,
      );
    }
  }

  #reply(session: Session, text: string): void {
    this.#write(session, `Content-Type: command/reply\nReply-Text: ${text}\n\n`);
  }

  #respond(session: Session, body: string): void {
    this.#write(session, `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`);
  }

  #write({ socket }: Session, text: string): void {
    const bytes = Buffer.from(text);
    const { piece = 0 } = this.options;
    if (piece === 0) socket.write(bytes);
    else for (let at = 0; at < bytes.length; at += piece) socket.write(bytes.subarray(at, at + piece));
  }
}
