import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { GeoCheck } from '../../src/api/schema/geo.ts';
import { Serving } from './serving.ts';
import { until } from './until.ts';

export const api = '/api/v1/geo';
/** How a change by the command line is signed. */
export const me = 'command line on this machine';
/** Addresses where packaged data leave no doubt: large networks of operators. */
export const places = {
  dutch: '145.97.39.155',
  german: '141.2.1.1',
  american: '128.112.128.15',
  french: '193.51.208.13',
} as const;

export const rule = (id: string, verdict: string, subjects: readonly string[]) => ({
  ...{ id, verdict, services: ['sip'], subjects },
});
export const form = (name: string, ...rules: readonly ReturnType<typeof rule>[]) => ({
  ...{ name, scope: { level: 'provider' }, rules },
});

/** A running server with phones in the Netherlands (201) and Germany (202) and 40 guesses out of America; `./belwacht geo` asks it. */
export class GeoCli {
  readonly serving: Serving;

  private constructor(label: string) {
    this.serving = new Serving(label, {});
  }

  static async open(label: string): Promise<GeoCli> {
    const it = new GeoCli(label);
    const { serving } = it;
    await serving.start();
    await serving.must('POST', '/api/v1/customers', { id: 'bakkerij', name: 'Bakkerij Vis' });
    const token = await serving.token('ingest', 'pbx', 'bakkerij');
    const event = (ip: string, user: string, outcome: string, seconds: number) => ({
      ...{ '@timestamp': new Date(Date.now() - seconds * 1000).toISOString(), 'event.action': 'sip-register' },
      ...{ 'event.outcome': outcome, 'source.ip': ip, 'user.name': user, 'event.dataset': 'asterisk.log' },
    });
    const phones = [places.dutch, places.german];
    await serving.deliver(token.secret, [
      ...phones.flatMap((ip, i) => [1, 2, 3].map((n) => event(ip, `20${i + 1}`, 'success', 30 + n))),
      ...Array.from({ length: 40 }, (_, n) => event(places.american, `9${n}`, 'failure', 100 + n)),
    ]);
    const policy = form('probe', rule('rest', 'refuse', ['any']));
    await until('the phones are known', 40, async () => {
      const { cuts } = await serving.must<GeoCheck>('POST', `${api}/policies/check`, { policy });
      return phones.every((ip) => cuts.some(({ address }) => address === ip));
    });
    return it;
  }

  /** What a command prints. */
  run = (...words: string[]): Promise<string> => this.serving.server.cli('geo', ...words);

  /** The lines of JSON it prints. */
  lines = <T>(...words: string[]): Promise<T[]> => this.serving.server.json<T>('geo', ...words);

  /** The one line of JSON it prints. */
  one = async <T>(...words: string[]): Promise<T> => {
    const all = await this.lines<T>(...words);
    expect(all).toHaveLength(1);
    return all[0];
  };

  /** What a command that does not succeed says. */
  fails = async (code: number, ...words: string[]): Promise<{ out: string; err: string }> => {
    const { code: ended, out, err } = await this.serving.server.tryCli('geo', ...words);
    expect([words, ended, err]).toEqual([words, code, err]);
    expect(err).not.toContain('    at ');
    return { out, err };
  };

  /** A file for a command to read. */
  file = (name: string, content: unknown): string => {
    const path = join(this.serving.dir, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  verdictOf = async (subject: string): Promise<string> =>
    (await this.one<{ verdict: string }>('explain', subject)).verdict;
  countryOf = async (subject: string): Promise<string> =>
    (await this.one<{ country: string }>('explain', subject)).country;

  close = (): Promise<void> => this.serving.close();
}
