import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** First line's time; a log of any length spans one day from here. */
const begin = Date.UTC(2026, 10, 22);
const dayMs = 86_400_000;
const server = '192.0.2.10';

/** Numbers from 0 up to 1, the same on every machine for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Phone {
  readonly account: string;
  readonly address: string;
  readonly port: number;
}

interface Attacker {
  readonly address: string;
  /** brute: one account, many passwords; enumerate: many accounts; slow: a guess now and then; dial: calls without account; shared: many addresses on one account. */
  readonly kind: 'brute' | 'enumerate' | 'slow' | 'dial' | 'shared';
  readonly account: string;
  attempts: number;
}

/** Share of call noise in a log, and of the failures of attackers; what is left is of customers that register. */
export interface Mix {
  readonly noise: number;
  readonly attack: number;
}

/** The mix that the figures are promised for: 55 % call noise, 25 % customers that register, 20 % failures. */
export const mixed: Mix = { noise: 0.55, attack: 0.2 };
/** The `full` log of a busy PBX, and one under attack; customers and failures in the same proportion. */
export const busy: Mix = { noise: 0.95, attack: 0.05 * (0.2 / 0.45) };
export const attacked: Mix = { noise: 0.05, attack: 0.95 * (0.2 / 0.45) };

/** A PBX of a day in the life of a reseller: calls and registrations of customers, and what the internet throws at it. */
class Scene {
  private readonly random: () => number;
  private readonly mix: Mix;
  private readonly phones: Phone[] = [];
  private readonly loud: Attacker[] = [];
  private readonly slow: Attacker[] = [];
  private call = 0;

  constructor(seed: number, mix: Mix) {
    this.mix = mix;
    this.random = numbers(seed);
    for (let site = 0; site < 12; site++) {
      const address = this.publicAddress();
      for (let phone = 0; phone < 40; phone++) {
        this.phones.push({ account: `c${10 + site}-${200 + phone}`, address, port: 1024 + this.below(60_000) });
      }
    }
    const kinds = ['brute', 'enumerate', 'dial', 'brute', 'enumerate', 'shared'] as const;
    for (let i = 0; i < 160; i++) this.loud.push(this.attacker(kinds[i % kinds.length]));
    for (let i = 0; i < 240; i++) this.slow.push(this.attacker('slow'));
  }

  /** The next line, without its line end. */
  line(time: number): string {
    const stamp = `[${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}]`;
    const share = this.random();
    const { noise, attack } = this.mix;
    if (share < noise) return this.noise(stamp);
    if (share < 1 - attack) return this.customer(stamp, time);
    return this.attack(stamp, time);
  }

  private noise(stamp: string): string {
    const phone = this.pick(this.phones);
    const thread = 20_000 + this.below(12_000);
    const number = `0031${20 + this.below(60)}${1_000_000 + this.below(8_999_999)}`;
    if (this.random() < 0.2) this.call++;
    const call = `[C-${this.call.toString(16).padStart(8, '0')}]`;
    const channel = `PJSIP/${phone.account}-${(this.call * 7 + 0x1000).toString(16).padStart(8, '0')}`;
    const context = `from-customer-${phone.account.slice(0, 3)}`;
    const head = `${stamp} VERBOSE[${thread}]${call}`;
    switch (this.below(8)) {
      case 0:
        return `${head} pbx.c: Executing [${number}@${context}:1] Set("${channel}", "__CUSTOMER_TRUNK=PJSIP/carrier-ams-01,__CALLERID_SAVED=${phone.account},__RECORDING_FILE=/var/spool/asterisk/monitor/${this.hex(16)}.wav") in new stack`;
      case 1:
        return `${head} pbx.c: Executing [${number}@${context}:2] GosubIf("${channel}", "0?sub-record-check,s,1(out,${number},dontcare):sub-limit-check,s,1(${phone.account},${number},4)") in new stack`;
      case 2:
        return `${head} pbx.c: Executing [${number}@${context}:7] Dial("${channel}", "PJSIP/${number}@carrier-ams-01,300,TKU(handler-outbound^${phone.account}^1)b(predial-headers^s^1(${this.hex(24)}))") in new stack`;
      case 3:
        return `${head} app_dial.c: Called PJSIP/${number}@carrier-ams-01`;
      case 4:
        return `${head} app_dial.c: PJSIP/carrier-ams-01-${this.hex(8)} is making progress passing it to ${channel}`;
      case 5:
        return `${head} bridge_channel.c: Channel ${channel} joined 'simple_bridge' basic-bridge <${this.hex(8)}-${this.hex(4)}-${this.hex(4)}-${this.hex(4)}-${this.hex(12)}>`;
      case 6:
        return `${stamp} DEBUG[${thread}]${call} res_rtp_asterisk.c: (${channel}) RTP got packet, SSRC ${this.hex(8)} lost 0 jitter 0.000${this.below(900)} learned address ${phone.address}:${phone.port}, strict RTP accepted, payload type 8, sequence ${this.below(65_535)}, timestamp ${this.below(4_000_000)}`;
      default:
        return `${stamp} NOTICE[${thread}] chan_sip.c: Peer '${phone.account}' is now Reachable. (${this.below(180)}ms / 2000ms)`;
    }
  }

  /** A phone that registers: asked for its password, then let in. */
  private customer(stamp: string, time: number): string {
    const phone = this.pick(this.phones);
    const asked = this.random() < 0.5;
    const name = asked ? 'ChallengeSent' : 'SuccessfulAuth';
    const tail = asked ? `Challenge="${this.hex(32)}"` : 'UsingPassword="1"';
    return this.security(stamp, time, name, 'Informational', phone.account, phone.address, phone.port, tail);
  }

  private attack(stamp: string, time: number): string {
    const attacker = this.random() < 0.96 ? this.pick(this.loud) : this.pick(this.slow);
    const { address, kind } = attacker;
    attacker.attempts++;
    const port = 5060 + (attacker.attempts % 11);
    const account = kind === 'enumerate' ? `${100 + (attacker.attempts % 9_000)}` : attacker.account;
    const thread = 1_000 + this.below(900);
    if (kind === 'dial') {
      const number = `${['00', '011', '9', '900', '0'][attacker.attempts % 5]}44${1_000_000_000 + this.below(999_999_999)}`;
      return `${stamp} NOTICE[${thread}][C-${this.hex(8)}] res_pjsip_session.c: Call from 'anonymous' (UDP:${address}:${port}) to extension '${number}' rejected because extension not found in context 'public-calls'.`;
    }
    const form = this.random();
    if (form < 0.35) {
      const from = `"${account}" <sip:${account}@${server}>`;
      const reason = kind === 'enumerate' ? 'No matching endpoint found' : 'Failed to authenticate';
      return `${stamp} NOTICE[${thread}] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '${from}' failed for '${address}:${port}' (callid: ${this.hex(24)}@${address}) - ${reason}`;
    }
    if (form < 0.5) {
      const from = `"${account}" <sip:${account}@${server}>`;
      const reason = kind === 'enumerate' ? 'No matching peer found' : 'Wrong password';
      return `${stamp} NOTICE[${thread}] chan_sip.c: Registration from '${from}' failed for '${address}:${port}' - ${reason}`;
    }
    if (kind === 'enumerate') {
      return this.security(stamp, time, 'InvalidAccountID', 'Error', account, address, port, '');
    }
    const tail = `Challenge="${this.hex(32)}",Response="${this.hex(32)}",ExpectedResponse=""`;
    return this.security(stamp, time, 'ChallengeResponseFailed', 'Error', account, address, port, tail);
  }

  private security(
    stamp: string,
    time: number,
    name: string,
    severity: string,
    account: string,
    address: string,
    port: number,
    tail: string,
  ): string {
    const at = `${new Date(time).toISOString().slice(0, 23)}+0000`;
    const local = `IPV4/UDP/${server}/5060`;
    const remote = `IPV4/UDP/${address}/${port}`;
    return `${stamp} SECURITY[812] res_security_log.c: SecurityEvent="${name}",EventTV="${at}",Severity="${severity}",Service="PJSIP",EventVersion="1",AccountID="${account}",SessionID="${this.hex(20)}@${address}",LocalAddress="${local}",RemoteAddress="${remote}"${tail === '' ? '' : `,${tail}`}`;
  }

  private attacker(kind: Attacker['kind']): Attacker {
    const account = kind === 'shared' ? 'c12-211' : `${100 + this.below(900)}`;
    return { address: this.publicAddress(), kind, account, attempts: 0 };
  }

  /** Some address of the public IPv4 space, so that looking up its country costs what it costs. */
  private publicAddress(): string {
    const first = [23, 31, 45, 46, 51, 62, 77, 80, 91, 103, 141, 146, 176, 185, 193, 212][this.below(16)];
    return `${first}.${this.below(256)}.${this.below(256)}.${1 + this.below(254)}`;
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.below(0x10000).toString(16).padStart(4, '0');
    return text.slice(0, length);
  }
}

/**
 * Writes an Asterisk log of `lines` lines, in time order, the same bytes for the same seed: call noise, challenges and
 * successes of customers' phones, and failures of 400 attackers of all kinds.
 */
export function writeAsteriskLog(file: string, lines: number, mix = mixed, seed = 1): void {
  const scene = new Scene(seed, mix);
  const fd = openSync(file, 'w');
  try {
    let pending: string[] = [];
    for (let i = 0; i < lines; i++) {
      pending.push(scene.line(begin + Math.floor((i * dayMs) / lines)), '\n');
      if (pending.length >= 16_384 || i === lines - 1) {
        writeSync(fd, pending.join(''));
        pending = [];
      }
    }
  } finally {
    closeSync(fd);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [lines, file] = process.argv.slice(2);
  if (!/^\d+$/.test(lines ?? '') || file === undefined) {
    console.error('usage: node bench/asterisk-log.ts LINES FILE');
    process.exitCode = 2;
  } else {
    writeAsteriskLog(file, Number(lines));
  }
}
