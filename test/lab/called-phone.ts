import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.ts';

const modules = '/usr/lib/baresip/modules';

export interface CalledPhoneOptions {
  readonly dir: string;
  /** User of the account, the number itself. */
  readonly user: string;
  readonly password: string;
  readonly registrar: number;
  /** `auto` picks up at once; `manual` rings until a key. */
  readonly picksUp: 'auto' | 'manual';
}

/** A real SIP phone (baresip) without a sound card: it records what it hears, and its keys are pressed through its keyboard. */
export class CalledPhone {
  readonly #dir: string;
  #child: ChildProcess | undefined;
  output = '';

  constructor(dir: string) {
    this.#dir = dir;
  }

  static async start({ dir, user, password, registrar, picksUp }: CalledPhoneOptions): Promise<CalledPhone> {
    mkdirSync(dir, { recursive: true });
    const phone = new CalledPhone(dir);
    writeFileSync(join(dir, 'microphone.wav'), silentWav(120));
    writeFileSync(join(dir, 'contacts'), '');
    writeFileSync(
      join(dir, 'accounts'),
      `<sip:${user}@127.0.0.1:${registrar};transport=udp>;auth_pass=${password};answermode=${picksUp};regint=60\n`,
    );
    writeFileSync(
      join(dir, 'config'),
      [
        // A port of its own choice: one picked here could be gone by the time it starts.
        'sip_listen 127.0.0.1:0',
        'audio_player aubridge,nowhere',
        `audio_source aufile,${join(dir, 'microphone.wav')}`,
        'audio_alert aubridge,nowhere-else',
        `snd_path ${dir}`,
        `module_path ${modules}`,
        ...['stdio', 'g711', 'aufile', 'aubridge', 'sndfile'].map((name) => `module ${name}.so`),
        'module_tmp uuid.so',
        ...['account', 'menu'].map((name) => `module_app ${name}.so`),
        '',
      ].join('\n'),
    );
    const child = spawn('baresip', ['-f', dir], { stdio: ['pipe', 'pipe', 'pipe'] });
    phone.#child = child;
    const heard = (chunk: Buffer) => {
      phone.output += chunk.toString();
    };
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    await until('the phone registers', 60, () => /registered successfully/.test(phone.output)).catch((error: Error) => {
      throw new Error(`${error.message}; exit ${child.exitCode}: ${phone.output.slice(-2000)}`);
    });
    return phone;
  }

  /** What it recorded of the call; '' before one. */
  get recording(): string {
    const file = readdirSync(this.#dir).find((name) => name.endsWith('-dec.wav'));
    return file ? join(this.#dir, file) : '';
  }

  press(keys: string): void {
    this.#child?.stdin?.write(keys);
  }

  /** Samples it has heard, 16 bit at 8 kHz. The file is complete once the call is over. */
  heard(): Int16Array {
    if (this.recording === '') return new Int16Array();
    const bytes = readFileSync(this.recording).subarray(44);
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
  }
}

function silentWav(seconds: number): Buffer {
  const size = seconds * 16_000;
  const wav = Buffer.alloc(44 + size);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + size, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8000, 24);
  wav.writeUInt32LE(16_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(size, 40);
  return wav;
}
