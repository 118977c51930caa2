import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from './load.ts';

const dir = mkdtempSync(join(tmpdir(), 'belwacht-config-'));
let made = 0;
function file(text: string): string {
  const path = join(dir, `${++made}.yaml`);
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
    ['hep:\n  linkers: [sbc]\n', /:2: hep\.linkers\.0: is not an address/],
    ['http:\n  hots: x\n', /:2: http\.hots: is not a setting/],
    ['own_networks:\n  - 192.0.2.0/24\n  - nonsense\n', /:3: own_networks\.1: is not an address/],
    [
      'files:\n  - id: pbx\n    path: x\n    time_zone: Europe/Amsterdm\n',
      /:4: files\.0\.time_zone: is not a time zone/,
    ],
    ['http:\n  public_url: belwacht.example.nl\n', /:2: http\.public_url: is not an address such as https:/],
    ['http:\n  public_url: https://x.example/path\n', /:2: http\.public_url: is not an address/],
    ['http:\n  tls:\n    cert: a.pem\n', /:2: http\.tls\.key: is missing/],
    [
      'http:\n  tls: {cert: a, key: b}\n  public_url: http://x.example\n',
      /:3: http\.public_url: must begin with https/,
    ],
    ['http:\n  trusted_proxies: [192.0.2.4]\n', /:1: http\.public_url: must be the https:\/\/ address of the proxy/],
    [
      'http:\n  public_url: https://x.example\n  trusted_proxies: [0.0.0.0/0]\n',
      /:3: http\.trusted_proxies: would trust half the world/,
    ],
    [
      'http:\n  public_url: https://x.example\n  trusted_proxies: [192.0.2.4]\n  tls: {cert: a, key: b}\n',
      /:3: http\.trusted_proxies: cannot go with http\.tls/,
    ],
    ['http:\n  redirect_port: 80\n', /:2: http\.redirect_port: needs http\.tls/],
    ['database_url: mysql://x/y\n', /:1: database_url: is not an address such as postgresql:/],
    ['database_app_url: postgresql://x/y\n', /:1: database_app_url: goes with database_url/],
    [
      'database_url: postgresql://x/y\ndatabase_app_url: postgresql://x/y\n',
      /:2: database_app_url: must be another user/,
    ],
    ['syslog:\n  tls_port: 6514\n', /:1: syslog\.tls_cert: must name a PEM file/],
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

  test('a secret may come from a file, a list of groups as JSON, and a slip of the pen is no silence', () => {
    const secret = join(dir, 'secret');
    writeFileSync(secret, 'postgresql://a:b@192.0.2.1/c\n');
    const given = { BELWACHT_DATABASE_URL_FILE: secret, BELWACHT_FILES: '[{"id":"pbx","path":"x.log"}]' };
    const config = loadConfig(file('{}'), given);
    expect(config.database_url).toBe('postgresql://a:b@192.0.2.1/c');
    expect(config.files).toMatchObject([{ id: 'pbx', path: join(dir, 'x.log'), format: 'auto' }]);
    const wrong = (environment: Record<string, string>) => () => loadConfig(file('{}'), environment);
    expect(wrong({ BELWACHT_DATABASE_URL_FILE: join(dir, 'absent') })).toThrow(/^BELWACHT_DATABASE_URL_FILE: .*absent/);
    expect(wrong({ BELWACHT_HTTP_HOTS: 'x' })).toThrow(/^BELWACHT_HTTP_HOTS: is not a setting of http/);
    expect(wrong({ BELWACHT_FILES: '[{"id":"pbx"}]' })).toThrow(/files\.0\.path/);
    expect(wrong({ BELWACHT_URL: 'https://x.example', BELWACHT_TOKEN: 't' })).not.toThrow();
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

test('no setting is left out of the example file', () => {
  const example = parse(readFileSync(new URL('../../../belwacht.example.yaml', import.meta.url), 'utf8'));
  const missing = (values: object, there: unknown, prefix: string): string[] =>
    Object.entries(values).flatMap(([key, value]) => {
      const inner = (there as Record<string, unknown> | undefined)?.[key];
      if (inner === undefined) return [prefix + key];
      return typeof value === 'object' && !Array.isArray(value) ? missing(value, inner, `${prefix}${key}.`) : [];
    });
  expect(missing(loadConfig(file('{}'), {}), example, '')).toEqual([]);
  expect(missing({ http: { nothing: 1 } }, example, '')).toEqual(['http.nothing']);
});
