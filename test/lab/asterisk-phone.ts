import { mkdirSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Phone, phones } from './asterisk-config.ts';
import { Relay } from './asterisk-relay.ts';
import type { LabHost, LabNetwork } from './network.ts';
import { until } from './until.ts';

/** What a phone says of itself: `REGISTER_OK`, `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED` … */
export interface PhoneEvent {
  readonly type: string;
  readonly param?: string;
  readonly peeruri?: string;
}

/** A tone as a WAV file: 8 kHz, 16 bit, one channel. Asterisk does some things only when it hears something. */
function voice(seconds: number): Buffer {
  const rate = 8_000;
  const samples = Buffer.alloc(seconds * rate * 2);
  for (let i = 0; i < seconds * rate; i++) samples.writeInt16LE(Math.round(8_000 * Math.sin(i / 3)), i * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** A real phone: baresip on a host of the network, told what to do over its TCP control port. */
export class AsteriskPhone {
  readonly events: PhoneEvent[] = [];
  readonly #socket: Socket;
  #rest = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('error', () => {});
  }

  /** Starts the phone and waits until it is registered. `answer` is `auto` or `manual`. */
  static async start(
    network: LabNetwork,
    host: LabHost,
    dir: string,
    name: Phone,
    answer = 'auto',
    password: string = phones[name],
  ): Promise<AsteriskPhone> {
    const place = join(dir, `phone-${name}-${answer}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'voice.wav'), voice(60));
    writeFileSync(
      join(place, 'config'),
      `sip_listen ${host.ip4}:5060
audio_player aubridge,x
audio_source aufile,${place}/voice.wav
audio_alert aubridge,y
module_path /usr/lib/baresip/modules
module g711.so
module aubridge.so
module aufile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:4444
`,
    );
    writeFileSync(
      join(place, 'accounts'),
      `<sip:${name}@192.0.2.10>;auth_user=${name};auth_pass=${password};answermode=${answer};regint=60;audio_codecs=PCMA\n`,
    );
    const child = network.start(host, 'baresip', ['-f', place]);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => {
        said += data;
        if (process.env.DBG) console.log(name, String(data));
      });
    const relay = await Relay.start(network, host, join(place, 'ctrl.sock'), 4444);
    const socket = await until('control port of the phone', 10, () => relay.connect());
    const phone = new AsteriskPhone(socket);
    // The control port does not tell what happened before it was there.
    const expected = password === phones[name] ? /200 OK.*\[\d+ binding/ : /40[13] /;
    await until(`answer to the registration of phone ${name}`, 15, () => expected.test(said));
    return phone;
  }

  dial(number: string): void {
    this.#command('dial', number);
  }

  hangUp(): void {
    this.#command('hangup');
  }

  answer(): void {
    this.#command('accept');
  }

  /** Blind transfer of the call it is in. */
  transfer(number: string): void {
    this.#command('transfer', number);
  }

  command(name: string, params = ''): void {
    this.#command(name, params);
  }

  count(type: string): number {
    return this.events.filter((event) => event.type === type).length;
  }

  /** Waits for one more event of a kind than there were. */
  async next(type: string, act: () => void, seconds = 10): Promise<PhoneEvent> {
    const before = this.count(type);
    act();
    await until(`${type} at the phone`, seconds, () => this.count(type) > before);
    return this.events.filter((event) => event.type === type)[before];
  }

  #command(command: string, params = ''): void {
    const text = JSON.stringify({ command, params, token: 'test' });
    this.#socket.write(`${Buffer.byteLength(text)}:${text},`);
  }

  #read(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const colon = this.#rest.indexOf(':');
      if (colon < 0) return;
      const length = Number(this.#rest.toString('latin1', 0, colon));
      const end = colon + 1 + length;
      if (this.#rest.length < end + 1) return;
      const said = JSON.parse(this.#rest.toString('utf8', colon + 1, end)) as PhoneEvent & { event?: boolean };
      if (process.env.DBG) console.log(said);
      if (said.event) this.events.push(said);
      this.#rest = this.#rest.subarray(end + 1);
    }
  }
}
