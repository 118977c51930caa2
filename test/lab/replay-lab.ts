import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StoryCall } from './call-story.ts';

export const executable = fileURLToPath(new URL('../../belwacht', import.meta.url));

type Fields = Record<string, unknown>;
/** What a run of `replay` came to. */
export interface Outcome {
  readonly code: number | null;
  readonly objects: readonly Fields[];
  readonly summary: Fields;
  readonly errors: string;
}

export const ofType = ({ objects }: Outcome, wanted: string) => objects.filter(({ type }) => type === wanted);

export const customersHeader = 'customer,kind,identifier,timezone,opening_hours\n';
export const minute = 60_000;
export const hour = 60 * minute;
const monday = Date.UTC(2026, 9, 5);
/** In the night of Friday to Saturday after three weeks. */
export const night = monday + 18 * 24 * hour + 23 * hour;

/** A directory with files of calls, and `replay` as a script calls it. */
export class ReplayLab {
  dir = '';

  open(): void {
    this.dir = mkdtempSync(join(tmpdir(), 'belwacht-calls-'));
  }

  close(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  belwacht = (words: readonly string[], input: string | Buffer = ''): Outcome => {
    const options = { input, encoding: 'utf8', cwd: this.dir, maxBuffer: 1 << 28 } as const;
    const { status, stdout, stderr } = spawnSync(executable, words, options);
    const objects = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Fields);
    return { code: status, objects, summary: objects.at(-1) ?? {}, errors: stderr };
  };

  file = (name: string, content: string): string => {
    writeFileSync(join(this.dir, name), content);
    return name;
  };

  customers = () =>
    this.file(
      'customers.csv',
      `${customersHeader}Bakker,account,201,Europe/Amsterdam,Mo-Fr 08:00-18:00\nBakker,account,202,,\n`,
    );

  rates = () =>
    this.file(
      'rates.csv',
      'prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s\n31,Netherlands,0.012,0,0,1\n220,Gambia,0.75,0.10,60,60\n32,Belgium,0.03,0,0,1\n',
    );

  replay = (
    paths: readonly string[],
    words: readonly string[] = [],
    input: string | Buffer = '',
    customers = this.customers(),
  ): Outcome =>
    this.belwacht(
      [
        'replay',
        '--customers',
        customers,
        '--rates',
        this.rates(),
        '--timezone',
        'Europe/Amsterdam',
        ...words,
        ...paths,
      ],
      input,
    );
}

/**
 * Three weeks of an office, and a night in which account 201 calls Gambia and once 112. Every call is answered at once.
 * @param abroad what stands before 220.
 */
export function story(abroad = '00'): StoryCall[] {
  const calls: StoryCall[] = [];
  let id = 0;
  const add = (account: string, to: string, start: number, seconds: number) =>
    calls.push({ id: ++id, account, to, start, end: start + seconds * 1_000 });
  for (let day = 0; day < 19; day++) {
    if (day % 7 > 4) continue;
    for (let i = 0; i < 14; i++)
      add(
        i % 3 ? '201' : '202',
        `0031${20 + (i % 5)}7${100_000 + ((day * 31 + i * 7) % 40)}`,
        monday + day * 24 * hour + 7 * hour + i * 35 * minute + ((day * 13) % 20) * minute,
        60 + ((i * 37 + day * 11) % 240),
      );
  }
  for (let i = 0; i < 60; i++) add('201', `${abroad}220${7_000_100 + i}`, night + i * 4 * minute, 600);
  add('201', '112', night + 200 * minute + 30_000, 45);
  return calls.sort((a, b) => a.end - b.end || a.id - b.id);
}
