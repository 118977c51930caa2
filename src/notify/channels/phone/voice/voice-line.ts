import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { ChannelError } from '../../../channel.ts';
import { encodeG711, silence } from './g711.ts';

const frame = 160;
const frameMs = 20;
/** A process that was held up goes on from now, and does not send all it missed in one burst. */
const mostBehind = 25;
const keyNames = '0123456789*#ABCD';

/** Where to and how, as agreed. */
export interface VoiceTarget {
  readonly address: string;
  readonly port: number;
  readonly codec: 0 | 8;
  readonly keys: number | undefined;
}

/** One voice connection (RTP, RFC 3550): speaks G.711, hears keys (RFC 4733). Silence is sent while nothing is said. */
export class VoiceLine {
  readonly #socket: Socket;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  #sequence = randomBytes(2).readUInt16BE();
  #timestamp = randomBytes(4).readUInt32BE();
  #target: VoiceTarget | undefined;
  /** Address of the signalling: some send voice and keys from there. */
  #trusted = '';
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #sent = 0;
  #said: Uint8Array = new Uint8Array();
  #saidUpTo = 0;
  #saidDone: ((complete: boolean) => void) | undefined;
  #recentKeys: number[] = [];
  #closed = false;
  /** Called for each key pressed. */
  onKey: (key: string) => void = () => {};
  /** Packets of voice that came. */
  heard = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (bytes, { address }) => this.#take(bytes, address));
    // A port nobody listens on any more: the call ends over signalling.
    socket.on('error', () => {});
  }

  /**
   * Takes a port of the range; 0 to 0 any.
   *
   * @throws ChannelError when none is free.
   */
  static async open(address: string, [first, last]: readonly [number, number]): Promise<VoiceLine> {
    // RTP has even ports.
    const even = Array.from({ length: Math.floor((last - first) / 2) + 1 }, (_, i) => first + (first % 2) + i * 2);
    const ports = first === 0 ? [0] : even.filter((port) => port <= last);
    for (const port of ports) {
      const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      const isOpen = await new Promise<boolean>((resolve) => {
        socket.once('error', () => resolve(false));
        socket.bind(port, address, () => resolve(true));
      });
      if (isOpen) return new VoiceLine(socket);
      socket.close();
    }
    throw new ChannelError(`no port for voice is free on ${address}`, true);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends to this place from now on. Keys count from there and from `trusted` only. */
  connect(target: VoiceTarget, trusted: string): void {
    this.#target = target;
    this.#trusted = trusted;
    if (this.#timer) return;
    this.#startedAt = performance.now();
    this.#timer = setInterval(() => this.#tick(), frameMs / 2);
  }

  /** Says samples of 8 kHz in place of what is being said; resolves with whether it got to the end. */
  say(samples: Int16Array): Promise<boolean> {
    this.hush();
    if (this.#closed || !this.#target) return Promise.resolve(false);
    this.#said = encodeG711(samples, this.#target.codec);
    this.#saidUpTo = 0;
    return new Promise((resolve) => {
      this.#saidDone = resolve;
    });
  }

  /** Says nothing any more. */
  hush(): void {
    this.#end(false);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#end(false);
    this.#socket.close();
  }

  #end(complete: boolean): void {
    const done = this.#saidDone;
    this.#saidDone = undefined;
    this.#said = new Uint8Array();
    this.#saidUpTo = 0;
    done?.(complete);
  }

  #tick(): void {
    const due = Math.floor((performance.now() - this.#startedAt) / frameMs);
    if (due - this.#sent > mostBehind) {
      this.#startedAt = performance.now() - this.#sent * frameMs;
      return;
    }
    for (; this.#sent < due && !this.#closed; this.#sent++) this.#send();
  }

  #send(): void {
    const { address, port, codec } = this.#target!;
    const packet = Buffer.alloc(12 + frame, silence[codec]);
    packet[0] = 0x80;
    packet[1] = (this.#sent === 0 ? 0x80 : 0) | codec;
    packet.writeUInt16BE(this.#sequence, 2);
    packet.writeUInt32BE(this.#timestamp, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + frame) >>> 0;
    const end = Math.min(this.#said.length, this.#saidUpTo + frame);
    packet.set(this.#said.subarray(this.#saidUpTo, end), 12);
    this.#saidUpTo = end;
    this.#socket.send(packet, port, address, () => {});
    if (this.#saidDone && end === this.#said.length) this.#end(true);
  }

  #take(bytes: Buffer, from: string): void {
    const target = this.#target;
    if (!target || (from !== target.address && from !== this.#trusted)) return;
    if (bytes.length < 12 || bytes[0] >> 6 !== 2) return;
    const type = bytes[1] & 0x7f;
    if (type === target.codec) this.heard++;
    if (type !== target.keys) return;
    const start = 12 + (bytes[0] & 0x0f) * 4 + (bytes[0] & 0x10 ? 4 + 4 * extension(bytes) : 0);
    if (bytes.length < start + 4) return;
    // Every packet of one key has the same time; each is sent several times.
    const time = bytes.readUInt32BE(4);
    if (this.#recentKeys.includes(time)) return;
    this.#recentKeys = [time, ...this.#recentKeys.slice(0, 15)];
    const key = keyNames[bytes[start]];
    if (key !== undefined) this.onKey(key);
  }
}

function extension(bytes: Buffer): number {
  const at = 12 + (bytes[0] & 0x0f) * 4 + 2;
  return bytes.length >= at + 2 ? bytes.readUInt16BE(at) : 0;
}
