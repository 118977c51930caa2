import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from './load.ts';

const dir = mkdtempSync(join(tmpdir(), 'belwacht-config-'));
function file(text: string): string {
  const path = join(dir, `${Math.abs(text.length * 7919)}-${text.slice(0, 4).trim().replace(/\W/g, '')}.yaml`);
  writeFileSync(path, text);
  return path;
}

describe('loadConfig', () => {
  test('an empty file gives the defaults, all on loopback', () => {
    const config = loadConfig(file('# nothing\n'), {});
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(config.syslog).toMatchObject({ host: '127.0.0.1', port: 5514, udp: true, tcp: true });
    expect(config.hep).toMatchObject({ host: '127.0.0.1', port: 9060 });
    expect(config.data_dir).toBe(join(dir, 'data'));
  });

  test.each([
    ['http:\n  port: eighty\n', /:2: http\.port: /],
    ['http:\n  port: 80\n\nhtpp: 1\n', /:4: htpp: is not a setting/],
    ['http:\n  hots: x\n', /:2: http\.hots: is not a setting/],
    ['own_networks:\n  - 192.0.2.0/24\n  - nonsense\n', /:3: own_networks\.1: is not an address/],
    [
      'files:\n  - id: pbx\n    path: x\n    time_zone: Europe/Amsterdm\n',
      /:4: files\.0\.time_zone: is not a time zone/,
    ],
    ['http: {port: 1}\nhttp: {port: 2}\n', /:2: .*unique/],
    ['a: [\n', /:\d+: /],
  ])('%j stops with file, line and a sentence', (text, message) => {
    expect(() => loadConfig(file(text), {})).toThrow(message);
  });

  test('the environment overrides, and a wrong variable is named', () => {
    const path = file('http:\n  port: 80\n');
    const config = loadConfig(path, {
      BELWACHT_HTTP_PORT: '0',
      BELWACHT_OWN_NETWORKS: '192.0.2.0/24, 2001:db8::/32',
      BELWACHT_HEP_UDP: 'false',
    });
    expect(config.http.port).toBe(0);
    expect(config.own_networks).toEqual(['192.0.2.0/24', '2001:db8::/32']);
    expect(config.hep.udp).toBe(false);
    expect(() => loadConfig(path, { BELWACHT_HTTP_PORT: 'x' })).toThrow(/^BELWACHT_HTTP_PORT: http\.port: /);
  });

  test('a file that is not there is said', () => {
    expect(() => loadConfig(join(dir, 'absent.yaml'), {})).toThrow(/absent\.yaml: cannot be read/);
  });
});

test('the example file names every setting with its default', () => {
  const example = new URL('../../../belwacht.example.yaml', import.meta.url).pathname;
  expect(loadConfig(example, {})).toEqual({
    ...loadConfig(file('{}'), {}),
    data_dir: loadConfig(example, {}).data_dir,
  });
});
