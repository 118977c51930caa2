import { describe, expect, it } from 'vitest';
import type { GeoFileSource } from '../../geo/files/geo-files.ts';
import { smallSource, smallWorld } from '../../geo/files/testing/small-world.ts';
import { GeoDecisions } from './geo-decisions.ts';

const world = smallWorld({
  '192.0.2.0/24': { country: 'NL' },
  '198.51.100.0/24': { country: 'RU' },
  '203.0.113.0/25': { country: 'US', asNumber: 64_500 },
  '203.0.113.128/25': { country: 'US' },
  '2001:db8:5::/48': { country: 'RU' },
});
const refusing = (...countries: string[]) =>
  smallSource(world, ({ country }) => (countries.includes(country) ? { verdict: 'refuse' } : undefined));

function lab(first: GeoFileSource | undefined) {
  let time = 1_000_000;
  let source = first;
  const asked: string[] = [];
  const places = new GeoDecisions(
    async (service, tenant) => {
      asked.push(`${service} ${tenant}`);
      return source;
    },
    () => time,
  );
  const pull = async (query: Record<string, string>, { arrives = true, tenant = 'provider' } = {}) => {
    const request = { method: 'GET', path: '/v1/decisions/stream', query, client: 'edge', tenant };
    const got = await places.pull(request);
    if (arrives) got?.sent();
    const values = (list: 'new' | 'deleted') => got?.[list].map(({ scope, value }) => `${scope} ${value}`);
    return got && { new: values('new'), deleted: values('deleted'), body: got };
  };
  return {
    asked,
    pull,
    become: (next: GeoFileSource | undefined) => {
      source = next;
    },
    later: (ms: number) => {
      time += ms;
    },
  };
}

describe('policies by country for bouncers', () => {
  it.each<[Record<string, string>]>([
    [{}],
    [{ startup: 'true' }],
    [{ scopes: 'ip,range' }],
    [{ origins: 'belwacht,crowdsec' }],
    [{ scopes: 'country', origins: 'belwacht' }],
    [{ scopes: 'country', type: 'captcha' }],
    [{ scopes: 'country', scenarios_not_containing: 'geo' }],
  ])('are nothing for one that asks for %j', async (query) => {
    expect(await lab(refusing('RU')).pull(query)).toBeUndefined();
  });

  it.each<[Record<string, string>, string[]]>([
    [{ scopes: 'country' }, ['Country RU']],
    [{ scopes: 'Country,AS' }, ['Country RU']],
    [{ scopes: 'range', origins: 'belwacht-geo-registration' }, ['Range 198.51.100.0/24', 'Range 2001:db8:5::/48']],
    [{ origins: 'belwacht,belwacht-geo-ssh' }, ['Range 198.51.100.0/24', 'Range 2001:db8:5::/48']],
  ])('are what one asks for with %j', async (query, values) => {
    const { pull } = lab(refusing('RU'));
    expect((await pull({ ...query, startup: 'true' }))?.new).toEqual(values);
  });

  it('are networks that are refused as a whole, and services that are asked for', async () => {
    const { pull, asked } = lab(refusing('US'));
    expect((await pull({ scopes: 'as,country', startup: 'true' }))?.new).toEqual(['Country US', 'AS 64500']);
    await pull({ origins: 'belwacht-geo-ssh,belwacht-geo-registration' }, { tenant: 'bakery' });
    expect(asked).toEqual(['web ', 'registration bakery', 'ssh bakery']);
  });

  it('are given once, and taken back when a policy changes', async () => {
    const { pull, become } = lab(refusing('RU', 'US'));
    const query = { scopes: 'country' };
    expect((await pull({ ...query, startup: 'true' }))?.new).toEqual(['Country RU', 'Country US']);
    expect(await pull(query)).toMatchObject({ new: [], deleted: [] });
    become(refusing('US', 'NL'));
    expect(await pull(query, { arrives: false })).toMatchObject({ new: ['Country NL'], deleted: ['Country RU'] });
    expect(await pull(query)).toMatchObject({ new: ['Country NL'], deleted: ['Country RU'] });
    become(undefined);
    expect(await pull(query)).toBeUndefined();
    become(refusing('US', 'NL'));
    expect(await pull(query)).toMatchObject({ new: [], deleted: [] });
  });

  it('tell one that asks on after a restart of ours which countries are open', async () => {
    const { pull } = lab(refusing('RU'));
    const got = await pull({ scopes: 'country', startup: 'false' });
    expect(got?.new).toEqual(['Country RU']);
    expect(got?.deleted).toContain('Country NL');
    expect(got?.deleted).not.toContain('Country RU');
    expect(got?.deleted?.length).toBeGreaterThan(200);
  });

  it('end by themselves when time ends them, and come again before a day is over', async () => {
    const { pull, later } = lab(
      // biome-ignore-start lint/suspicious/noThenProperty: what holds afterwards; nobody awaits an act
      smallSource(world, ({ country }) =>
        country === 'RU'
          ? { verdict: 'refuse', until: 1_060_000, then: { verdict: 'allow', limit: undefined } }
          : country === 'US'
            ? { verdict: 'refuse' }
            : undefined,
      ),
      // biome-ignore-end lint/suspicious/noThenProperty: as above
    );
    const query = { scopes: 'country' };
    const start = await pull({ ...query, startup: 'true' });
    expect(start?.body.new.map(({ value, duration }) => [value, duration])).toContainEqual(['RU', '1m0s']);
    later(60_000);
    const next = await pull(query);
    expect(next?.deleted).toContain('Country RU');
    expect(next?.new).toEqual(['Country US']);
    expect(next?.body.new[0]?.duration).toBe('24h0m0s');
    later(15 * 3_600_000);
    expect((await pull(query))?.new).toEqual([]);
    later(2 * 3_600_000);
    expect((await pull(query))?.new).toEqual(['Country US']);
  });
});
