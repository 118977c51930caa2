import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { demandPlaces, loadConfig, wrongSetting } from './load.ts';

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
    [
      'files:\n  - id: pbx\n    path: x\n    format: cobol\n',
      /:4: files\.0\.format: is not a format; there are auto, /,
    ],
    ['files:\n  - {id: pbx, path: x}\n  - {id: pbx, path: y}\n', /:3: files\.1\.id: is pbx, as that of files\.0/],
    ['files:\n  - {id: syslog-udp, path: x}\n', /:2: files\.0\.id: is syslog-udp, which Belwacht uses itself/],
    ['files:\n  - {id: belwacht, path: x}\n', /:2: files\.0\.id: is belwacht, which/],
    [
      'files:\n  - {id: http-0b9f2c1e-5a0e-4c7e-9d52-3a1c7e0f9b11, path: x}\n',
      /:2: files\.0\.id: is http-0b9f2c1e-.*, which Belwacht uses itself/,
    ],
    ['enforcers:\n  - {id: a, kind: dry}\n  - id: a\n    kind: dry\n', /:3: enforcers\.1\.id: is a, as that of/],
    ['enforcers:\n  - {id: lists, kind: dry}\n', /:2: enforcers\.0\.id: is lists, which Belwacht/],
    ['enforcers:\n  - id: sbc\n    kind: webhook\n', /:2: enforcers\.0\.url: is missing: a webhook needs/],
    [
      'enforcers:\n  - {id: sbc, kind: webhook,\n     url: ftp://x/}\n',
      /:3: enforcers\.0\.url: is not an address such/,
    ],
    [
      'enforcers:\n  - id: sbc\n    kind: webhook\n    url: https://x.example/\n    secret: not one\n',
      /:5: enforcers\.0\.secret: is not whsec_ followed by base64/,
    ],
    ['syslog: {port: 9060}\nhep:\n  port: 9060\n', /:3: hep\.port: is UDP port 9060, which syslog\.port has already/],
    ['http:\n  port: 5514\n', /:1: syslog\.port: is TCP port 5514, which http\.port has already/],
    ['syslog:\n  host: 0.0.0.0\n  tls_port: 8080\n  tls_cert: a\n  tls_key: b\n', /:3: syslog\.tls_port: is TCP port/],
    ['http: {port: 1}\nhttp: {port: 2}\n', /:2: .*unique/],
    ['a: [\n', /:\d+: /],
  ])('%j stops with file, line and a sentence', (text, message) => {
    expect(() => loadConfig(file(text), {})).toThrow(message);
  });

  test.each([
    'syslog: {port: 0}\nhep: {port: 0}\nhttp: {port: 0}\n',
    'syslog: {host: 192.0.2.1, port: 9060}\nhep: {host: 192.0.2.2}\n',
    'syslog: {port: 9060, tcp: false}\nhep: {udp: false}\n',
    'files:\n  - {id: http-errors, path: x}\n  - {id: syslog, path: y}\n',
    'enforcers:\n  - {id: sbc, kind: webhook, url: "https://x.example/", secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0}\n',
    // Its secret may be sealed in the database.
    'enforcers:\n  - {id: sbc, kind: webhook, url: "http://192.0.2.1:8080/x"}\n',
  ])('%j is right', (text) => {
    expect(loadConfig(file(text), {}).http.host).toBe('127.0.0.1');
  });

  test('what a start needs must be there', () => {
    const folder = mkdtempSync(join(dir, 'places-'));
    const pem = join(folder, 'x.pem');
    writeFileSync(pem, 'x');
    const start = (text: string) => () => demandPlaces(loadConfig(file(text), {}));
    const tls = (cert: string) => `syslog:\n  tls_port: 6514\n  tls_key: ${pem}\n  tls_cert: ${cert}\n`;
    expect(start(tls(pem))).not.toThrow();
    expect(start(tls(join(folder, 'none.pem')))).toThrow(
      /:4: syslog\.tls_cert: .*none\.pem cannot be read: it does not/,
    );
    expect(start(tls(folder))).toThrow(/:4: syslog\.tls_cert: .* cannot be read: it is no file/);
    expect(start(tls('none').replace('6514', '-1'))).not.toThrow();
    expect(start(`http:\n  tls:\n    cert: ${pem}\n    key: none\n`)).toThrow(
      /:4: http\.tls\.key: .*none cannot be read/,
    );
    expect(start(`files:\n  - id: pbx\n    path: ${folder}\n`)).toThrow(/:3: files\.0\.path: .* is a directory/);
    expect(start(`files:\n  - id: pbx\n    path: ${join(folder, 'later.log')}\n`)).not.toThrow();
  });

  test('a setting that turns out wrong later is told by file and line too', () => {
    const config = loadConfig(file('files:\n  - id: pbx\n    path: x\n    tenant: nosuch\n'), {});
    expect(wrongSetting(config, 'files.0.tenant', 'is no customer').message).toMatch(
      /\.yaml:4: files\.0\.tenant: is no customer$/,
    );
    const given = loadConfig(file('{}'), { BELWACHT_FILES: '[{"id":"pbx","path":"x","tenant":"nosuch"}]' });
    expect(wrongSetting(given, 'files.0.tenant', 'is no customer').message).toBe(
      'BELWACHT_FILES: files.0.tenant: is no customer',
    );
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
