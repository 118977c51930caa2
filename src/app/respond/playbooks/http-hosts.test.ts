import { describe, expect, test } from 'vitest';
import { HttpHosts, isHttpHost } from './http-hosts.ts';

const allows = (lines: readonly string[], url: string) => new HttpHosts(lines).allows(new URL(url));

describe('hosts that playbooks may ask', () => {
  test('are none unless somebody lists them', () => {
    expect(allows([], 'https://crm.example.nl/')).toBe(false);
  });
  test('a name is that name, on the usual ports or on the one that is said', () => {
    const list = ['CRM.example.nl', 'api.example.nl:8443'];
    expect(allows(list, 'https://crm.example.nl/x')).toBe(true);
    expect(allows(list, 'http://crm.example.nl./x')).toBe(true);
    expect(allows(list, 'https://api.example.nl:8443/')).toBe(true);
    for (const url of [
      'https://crm.example.nl:8443/',
      'https://api.example.nl/',
      'https://evil.crm.example.nl/',
      'https://crm.example.nl.evil.example/',
      'https://evil.example/?crm.example.nl',
      'https://127.0.0.1/',
    ])
      expect([url, allows(list, url)]).toEqual([url, false]);
  });
  test('addresses and ranges, however the address is written', () => {
    const list = ['192.0.2.9:8443', '10.1.0.0/24', '[2001:db8::1]:8080', '2001:db8:1::/48'];
    expect(allows(list, 'https://192.0.2.9:8443/')).toBe(true);
    expect(allows(list, 'http://10.1.0.77/')).toBe(true);
    // 10.1.0.77 as one number.
    expect(allows(list, 'http://167837773/')).toBe(true);
    expect(allows(list, 'http://[2001:db8::1]:8080/')).toBe(true);
    expect(allows(list, 'https://[2001:db8:1:2::5]/')).toBe(true);
    for (const url of ['https://192.0.2.9/', 'http://10.1.1.1/', 'http://[2001:db8::1]/', 'http://[::ffff:10.1.1.1]/'])
      expect([url, allows(list, url)]).toEqual([url, false]);
    expect(new HttpHosts(list).ranges).toEqual([
      '192.0.2.9/32',
      '10.1.0.0/24',
      '2001:db8:0:0:0:0:0:1/128',
      '2001:db8:1:0:0:0:0:0/48',
    ]);
  });
  test('a line that is none is refused', () => {
    for (const line of [
      '',
      '*',
      'https://x.example',
      'x.example/path',
      'x y',
      'x.example:0',
      'x.example:70000',
      '-x.example',
      '10.0.0.0/99',
    ])
      expect([line, isHttpHost(line)]).toEqual([line, false]);
    for (const line of ['x.example', 'localhost:3000', '::1', '10.0.0.0/8'])
      expect([line, isHttpHost(line)]).toEqual([line, true]);
  });
});
