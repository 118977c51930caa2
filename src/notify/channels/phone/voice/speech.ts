import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ChannelError } from '../../../channel.ts';
import { clean } from '../../../clean.ts';
import { readWav } from './wav.ts';

/** Reads the text on its input and writes a WAV; slower than usual, since it is for somebody who was asleep. */
const usual = ['espeak-ng', '--stdin', '--stdout', '-b', '1', '-s', '140', '-v', '{language}'];
const timeLimitMs = 30_000;
const mostBytes = 40_000_000;

/** Turns text into speech with a program of the settings. */
export class Speech {
  readonly #command: readonly string[];

  /** `command` empty: espeak-ng. */
  constructor(command: readonly string[]) {
    this.#command = command.length > 0 ? command : usual;
  }

  get program(): string {
    return this.#command[0];
  }

  /** Whether the program is installed. */
  async ready(): Promise<boolean> {
    const program = this.#command[0];
    const places = program.includes('/')
      ? [program]
      : (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, program));
    for (const place of places) {
      if (
        await access(place, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return true;
    }
    return false;
  }

  /**
   * Samples at 8 kHz. The text goes in through the input of the program and never through a shell or its arguments.
   *
   * @throws ChannelError when there is no such program, or nothing to hear comes out of it.
   */
  async say(text: string, language: 'nl' | 'en'): Promise<Int16Array> {
    const [program, ...rest] = this.#command.map((part) => part.replaceAll('{language}', language));
    const samples = readWav(await run(program, rest, text));
    if (!samples?.some((sample) => Math.abs(sample) > 300)) {
      throw new ChannelError(`${program} made no speech of the text: no WAV of 16 bits, or silence`, false);
    }
    return samples;
  }
}

function run(program: string, parts: readonly string[], input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parts, {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeLimitMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let [size, said] = [0, ''];
    child.on('error', (error: NodeJS.ErrnoException) => {
      const text =
        error.code === 'ENOENT'
          ? `there is nothing to speak with: install ${program}, or set phone.speech`
          : `${program}: ${error.message}`;
      reject(new ChannelError(text, false));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 500) said += chunk.toString();
    });
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new ChannelError(clean(`${program} failed (${code ?? 'stopped'}): ${said}`, 200), false));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(`${input}\n`);
  });
}
