import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readState, writeState } from '../src/app/geo/data/data-state.ts';
import { findPackaged } from '../src/enrich/enrichers/geo/packaged.ts';
import { aruba, csv, fromUrl, GeoDataLab, recolour } from './lab/geo-data-lab.ts';

const day = 86_400_000;
const lab = new GeoDataLab();
beforeAll(() => lab.start());
afterAll(() => lab.stop());
beforeEach(() => lab.begin());
afterEach(() => {
  expect(lab.leftovers()).toEqual([]);
});

describe('a jump', () => {
  const jump = () => fromUrl(lab.file('a.csv', csv('country', recolour('AW', 'CW'))));

  it('waits for a person, who sees what would change; accepted it is in force, reverted it is not', async () => {
    lab.seed();
    const store = lab.store();
    expect(await store.update(jump(), { ...lab.settings, maxChangedCountries: 0.001 })).toMatchObject({
      result: 'held',
    });
    expect(lab.countryOfAruba()).toBe('AW');
    const held = store.held()!;
    expect(held.changedShare).toBeGreaterThan(0.001);
    expect(held.reasons[0].nl).toContain('ander land');
    expect(held.samples[0]).toEqual({ address: expect.stringMatching(/^200\.6\./), before: 'AW', after: 'CW' });
    // It waits across a restart.
    const again = lab.store();
    expect(again.held()).toEqual(held);
    expect(await again.accept()).toEqual({ ok: true, value: true });
    expect(lab.countryOfAruba()).toBe('CW');
    expect(again.held()).toBeNull();
    expect((await again.accept()).ok).toBe(false);
    expect(await again.revert()).toEqual({ ok: true, value: true });
    expect(lab.countryOfAruba()).toBe('AW');
  });

  it('can be thrown away, and gives way to a later update', async () => {
    lab.seed();
    const store = lab.store();
    const strict = { ...lab.settings, maxChangedCountries: 0.001 };
    await store.update(jump(), strict);
    expect(store.dismiss().ok).toBe(true);
    expect(store.held()).toBeNull();
    await store.update(jump(), strict);
    expect(
      (await store.update(fromUrl(lab.file('b.csv', Buffer.concat([csv('country'), Buffer.from('# same\n')]))), strict))
        .result,
    ).toBe('ok');
    expect(store.held()).toBeNull();
    expect(
      readdirSync(lab.directory)
        .filter((name) => name.startsWith('data-'))
        .sort(),
    ).toHaveLength(2);
  });
});

describe('what goes wrong on the disk', () => {
  it('damaged data give way to those before, these to the packages, each with a word about it', async () => {
    lab.seed();
    const store = lab.store();
    const form = fromUrl(lab.file('a.csv', csv('country', recolour('AW', 'CW'))));
    expect((await store.update(form, lab.loose)).result).toBe('ok');
    const geo = lab.geo();
    const damage = (name: string) => {
      const bytes = readFileSync(join(lab.directory, name));
      bytes[bytes.length >>> 1] ^= 1;
      writeFileSync(join(lab.directory, name), bytes);
    };
    damage(store.facts().current.file);
    // Who has the good data open keeps them.
    expect(() => geo.reload()).toThrow(/damaged/);
    expect(geo.find(aruba).country).toBe('CW');
    const before = lab.geo();
    expect(before.find(aruba).country).toBe('AW');
    expect(before.facts(0)[0].origin).toBe('seed country');
    expect(before.problems[0].nl).toContain('beschadigd');
    damage('data-seed.bin');
    const packaged = lab.geo();
    expect(packaged.facts(0)[0].origin).toContain('npm');
    expect(packaged.problems).toHaveLength(2);
    expect((await store.revert()).ok).toBe(false);
    writeFileSync(join(lab.directory, 'state.json'), '{"format":1,"current":{"file":"../../x.bin","key":"","at":0}}');
    expect(lab.geo().problems[0].en).toContain('state.json');
    expect(lab.store().facts().current.file).toBe('');
  });

  const mounted = () => {
    const probe = mkdtempSync(join(lab.folder, 'mount-'));
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status === 0;
    if (made) execFileSync('umount', [probe]);
    return made;
  };
  // A full disk needs a disk of our own: without the right to mount there is none to fill.
  it.skipIf(!mounted())('a full disk leaves what is in force; with room it works', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1000k,mode=700', 'tmpfs', lab.directory]);
    try {
      lab.seed();
      const store = lab.store();
      const form = fromUrl(lab.file('a.csv', csv('country', recolour('AW', 'CW'))));
      const { loose } = lab;
      const { result, reasons } = await store.update(form, loose);
      expect(reasons[0].en).toContain('disk is full');
      expect(result).toBe('refused');
      expect(lab.countryOfAruba()).toBe('AW');
      execFileSync('mount', ['-o', 'remount,size=8m', lab.directory]);
      expect((await store.update(form, loose)).result).toBe('ok');
      expect(lab.countryOfAruba()).toBe('CW');
      expect(readdirSync(lab.directory).filter((name) => /^work-|draft/.test(name))).toEqual([]);
    } finally {
      execFileSync('umount', [lab.directory]);
    }
  });
});

describe('kill -9', () => {
  /** A process that does one update and ends. */
  const script = `
    const [{ GeoDataStore }, { defaultUpdateSettings }] = await Promise.all(
      ['geo-data-store', 'update-settings'].map((name) => import(process.argv[1] + '/' + name + '.ts')));
    const [, , dataDirectory, cacheDirectory, url] = process.argv;
    const store = new GeoDataStore({ dataDirectory, cacheDirectory });
    const done = store.update({ from: 'url', url, what: 'country' }, { ...defaultUpdateSettings, maxChangedCountries: 0.5 });
    console.log('started');
    await done;
  `;
  const begin = (url: string) =>
    spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        script,
        join(import.meta.dirname, '../src/app/geo/data'),
        lab.directory,
        lab.cacheDirectory,
        url,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const endOf = async (process: ReturnType<typeof begin>) => {
    if (process.exitCode === null && process.signalCode === null)
      await new Promise((resolve) => process.once('exit', resolve));
  };
  const childrenOf = (pid: number) =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);

  it('in the middle of a download leaves what was in force, and nobody goes on in its name', async () => {
    lab.seed();
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    lab.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000_000 });
      response.write(csv('country').subarray(0, 2000), asked);
    };
    const updating = begin(`${lab.base}a.csv`);
    await Promise.race([arrived, endOf(updating)]);
    expect(updating.exitCode).toBeNull();
    const workers = childrenOf(updating.pid!);
    expect(workers).toHaveLength(1);
    updating.kill('SIGKILL');
    await endOf(updating);
    while (existsSync(`/proc/${workers[0]}/exe`)) await sleep(20);
    expect(lab.countryOfAruba()).toBe('AW');
    lab.store();
    expect(readdirSync(lab.directory).sort()).toEqual(['data-seed.bin', 'state.json']);
  });

  it('at any moment leaves either the old data or the new, whole', async () => {
    const url = lab.file('a.csv', csv('country', recolour('AW', 'CW')));
    const outcomes: string[] = [];
    for (const wait of [0, 150, 300, 400, 500, 600, 800]) {
      lab.begin();
      lab.seed();
      const updating = begin(url);
      await Promise.race([new Promise((resolve) => updating.stdout.once('data', resolve)), endOf(updating)]);
      await sleep(wait);
      const workers = updating.exitCode === null ? childrenOf(updating.pid!) : [];
      updating.kill('SIGKILL');
      await endOf(updating);
      const geo = lab.geo();
      expect(geo.problems).toEqual([]);
      outcomes.push(geo.find(aruba).country);
      expect(geo.facts(0)[0].origin).toBe(outcomes.at(-1) === 'AW' ? 'seed country' : 'a.csv');
      // The worker of the one that was killed ends by itself; the next start clears away what it left.
      while (workers.some((pid) => existsSync(`/proc/${pid}/exe`))) await sleep(20);
      lab.store();
    }
    expect(outcomes[0]).toBe('AW');
    expect(new Set(outcomes).size).toBeLessThanOrEqual(2);
  });
});

describe('what is in force after a new version of Belwacht', () => {
  it('is what somebody chose, or else whichever is newer, part by part', () => {
    const shipped = findPackaged().country.madeAt;
    const inForce = (chosen: readonly ('country' | 'network')[], madeAt: number) => {
      lab.seed(madeAt);
      const state = readState(lab.directory);
      writeState(lab.directory, { ...state, current: { ...state.current, chosen } });
      return lab
        .geo()
        .facts(0)
        .map(({ origin }) => origin.split(' ')[0]);
    };
    expect(inForce(['country', 'network'], shipped - day)).toEqual(['seed', 'seed']);
    expect(inForce(['network'], shipped - day)).toEqual(['npm', 'seed']);
    expect(inForce([], shipped - day)).toEqual(['npm', 'npm']);
    expect(inForce([], shipped + day)).toEqual(['seed', 'seed']);
  });
});
