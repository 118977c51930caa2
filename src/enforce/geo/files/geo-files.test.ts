import { describe, expect, it } from 'vitest';
import { geoFormatNames } from '../../../core/geo/geo-format-names.ts';
import { contains, readCidr } from '../../../core/ip.ts';
import { renderGeoFile } from './geo-files.ts';
import { GeoLists } from './geo-lists.ts';
import { smallSource, smallWorld } from './testing/small-world.ts';
import { wholePlaces } from './whole-places.ts';

const now = Date.UTC(2026, 10, 2);
const limit = { per: 'registrations', count: 30, concurrent: 2, mfa: false } as const;
const world = smallWorld({
  '192.0.2.0/24': { country: 'NL' },
  '198.51.100.0/24': { country: 'RU' },
  '198.51.100.64/26': { country: 'RU', ranges: [0] },
  '203.0.113.0/25': { country: 'US', hosting: true },
  '2001:db8::/32': { country: 'NL' },
  '2001:db8:5::/48': { country: 'RU' },
});
const mostlyOpen = smallSource(world, ({ country, hosting, ranges }) => {
  if (country === 'RU' && ranges.length === 0) return { verdict: 'refuse' };
  return hosting ? { verdict: 'limit', limit } : undefined;
});
const mostlyShut = smallSource(world, ({ country }) => (country === 'NL' ? undefined : { verdict: 'refuse' }), {
  guards: [{ address: '203.0.113.200', until: 0 }],
});

async function textOf(name: (typeof geoFormatNames)[number], source: typeof mostlyOpen, at = now): Promise<string> {
  const { chunks, size } = await renderGeoFile(name, source, at);
  const bytes = Buffer.concat(chunks);
  expect(bytes.length).toBe(size);
  return bytes.toString();
}

/** What the longest of these ranges that fits says. */
function longest(lines: readonly (readonly [string, string])[], address: string): string | undefined {
  const one = readCidr(address)!;
  return lines
    .map(([range, word]) => ({ cidr: readCidr(range)!, word }))
    .filter(({ cidr }) => contains(cidr, one))
    .sort((a, b) => b.cidr.prefix - a.cidr.prefix)[0]?.word;
}

const probes = [
  '192.0.2.9',
  '198.51.100.9',
  '198.51.100.70',
  '198.51.100.129',
  '203.0.113.9',
  '203.0.113.200',
  '9.9.9.9',
];
const probes6 = ['2001:db8::1', '2001:db8:5::1', '2001:db8:6::', '2a00::1'];

describe('files of a lane', () => {
  it('list what is refused, in the fewest ranges', async () => {
    expect(await textOf('refused.txt', mostlyOpen)).toBe('198.51.100.0/26\n198.51.100.128/25\n2001:db8:5::/48\n');
    expect(await textOf('limited.txt', mostlyOpen)).toBe('203.0.113.0/25\n');
    expect(await textOf('watched.txt', mostlyOpen)).toBe('');
    expect((await textOf('ranges.csv', mostlyOpen)).split('\r\n').slice(0, 4)).toEqual([
      'range,family,verdict,per,count,concurrent,mfa',
      '198.51.100.0/26,ipv4,refuse,,,,',
      '198.51.100.128/25,ipv4,refuse,,,,',
      '203.0.113.0/25,ipv4,limit,registrations,30,2,false',
    ]);
    expect(JSON.parse(await textOf('ranges.json', mostlyOpen))).toEqual({
      service: 'registration',
      rest: 'allow',
      ranges: [
        { range: '198.51.100.0/26', verdict: 'refuse' },
        { range: '198.51.100.128/25', verdict: 'refuse' },
        { range: '203.0.113.0/25', verdict: 'limit', limit },
        { range: '2001:db8:5::/48', verdict: 'refuse' },
      ],
    });
    expect(
      JSON.parse(
        await textOf(
          'ranges.json',
          smallSource(world, () => undefined),
        ),
      ),
    ).toMatchObject({ ranges: [] });
  });

  it('name what is allowed where nearly everything is refused', async () => {
    const acl = await textOf('asterisk.conf', mostlyShut);
    expect(acl).toContain('[belwacht_registration]\ndeny=0.0.0.0/0\ndeny=::/0\n');
    expect(acl).toContain('permit=203.0.113.200/32\n');
    const nginx = await textOf('nginx.conf', mostlyOpen);
    expect(nginx).toMatch(/^geo \$belwacht_registration \{\n {2}default allow;\n {2}198\.51\.100\.0\/26 refuse;\n/);
    expect(nginx.endsWith('}\n')).toBe(true);
  });

  it.each([
    ['mostly open', mostlyOpen],
    ['mostly shut', mostlyShut],
  ] as const)('say of every address the same, in every format: %s', async (_, source) => {
    const truth = await textOf('refused.txt', source).then((text) =>
      text
        .split('\n')
        .filter(Boolean)
        .map((range) => [range, 'refuse'] as const),
    );
    const nginx = [
      ...(await textOf('nginx.conf', source))
        .replace(/^ {2}default (\w+);$/m, '  0.0.0.0/0 $1;\n  ::/0 $1;')
        .matchAll(/^ {2}(\S+\/\d+) (\w+);$/gm),
    ];
    const haproxy = [...(await textOf('haproxy.map', source)).matchAll(/^(\S+) (\w+)$/gm)];
    const asterisk = [...(await textOf('asterisk.conf', source)).matchAll(/^(permit|deny)=(\S+)$/gm)];
    const freeswitch = [...(await textOf('freeswitch.xml', source)).matchAll(/type="(\w+)" cidr="(\S+)"/g)];
    const kamailio = (await textOf('kamailio.db', source))
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(':') as [string, string]);
    for (const address of [...probes, ...probes6]) {
      const isRefused = longest(truth, address) === 'refuse';
      const say = (word: string | undefined) => [address, word === 'refuse'];
      expect(
        say(
          longest(
            nginx.map(([, range, word]) => [range!, word!]),
            address,
          ),
        ),
      ).toEqual([address, isRefused]);
      expect(
        say(
          longest(
            haproxy.map(([, range, word]) => [range!, word!]),
            address,
          ),
        ),
      ).toEqual([address, isRefused]);
      const last = asterisk.findLast(([, , range]) => contains(readCidr(range!)!, readCidr(address)!));
      expect([address, last?.[1]]).toEqual([address, isRefused ? 'deny' : 'permit']);
      expect([
        address,
        longest(
          freeswitch.map(([, type, cidr]) => [cidr!, type!]),
          address,
        ),
      ]).toEqual([address, isRefused ? 'deny' : 'allow']);
      const { family, bits } = readCidr(address)!;
      const key = `${family}${bits.toString(16).padStart(family === 4 ? 8 : 32, '0')}`;
      const entry = kamailio.filter(([prefix]) => key.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0];
      expect([address, entry?.[1] === 'refuse']).toEqual([address, isRefused]);
    }
  });

  it('let pass exact addresses that worked while only those may', async () => {
    const known = { addresses: ['198.51.100.9'], until: now + 1000 };
    const source = smallSource(world, () => ({ verdict: 'refuse' }), { known });
    const shows = async (at: number) =>
      longest(
        (await textOf('refused.txt', source, at))
          .split('\n')
          .filter(Boolean)
          .map((range) => [range, 'refuse']),
        '198.51.100.9',
      );
    expect([await shows(now), await shows(now + 1000)]).toEqual([undefined, 'refuse']);
  });

  it('hold those who alone may come in to the limit that a policy has for them', async () => {
    const known = { addresses: ['198.51.100.9'], until: now + 1000 };
    const limit = { per: 'registrations', count: 3, concurrent: 0, mfa: false } as const;
    const spared = { verdict: 'limit', limit } as const;
    const guards = [{ address: '198.51.100.10', until: 0 }];
    const source = smallSource(world, () => ({ verdict: 'refuse' }), { known, spared, guards });
    const entries = (await textOf('kamailio.db', source, now)).split('\n').map((line) => line.split(':'));
    const says = (key: string) =>
      entries.filter(([prefix]) => prefix && key.startsWith(prefix)).sort(([a], [b]) => b!.length - a!.length)[0]?.[1];
    expect([says('4c6336409'), says('4c633640a'), says('4c633640b')]).toEqual(['limit/3/0', 'allow', 'refuse']);
  });

  it('change by time alone, without anybody saying so', async () => {
    const then = { verdict: 'allow', limit: undefined } as const;
    const source = smallSource(world, () => ({ verdict: 'refuse', until: now + 5000, then }));
    let time = now;
    const lists = new GeoLists(
      async () => source,
      () => time,
    );
    const wish = { name: 'refused.txt', service: 'registration', tenant: '' } as const;
    const before = await lists.file(wish);
    expect(Buffer.concat([...before!.chunks]).toString()).toBe('0.0.0.0/0\n::/0\n');
    expect(await lists.file(wish)).toBe(before);
    time += 5000;
    expect((await lists.file(wish))!.size).toBe(0);
    expect(
      await new GeoLists(
        async () => undefined,
        () => time,
      ).file(wish),
    ).toBeUndefined();
  });

  it('have the same ETag for the same content, whatever the format', async () => {
    for (const name of geoFormatNames) {
      const [one, other] = [await renderGeoFile(name, mostlyOpen, now), await renderGeoFile(name, mostlyOpen, now + 1)];
      expect(one.etag).toBe(other.etag);
      expect(one.etag).toMatch(/^"[\w-]{32}"$/);
    }
    expect((await renderGeoFile('nginx.conf', mostlyShut, now)).etag).not.toBe(
      (await renderGeoFile('nginx.conf', mostlyOpen, now)).etag,
    );
  });
});

describe('countries that are refused as a whole', () => {
  it('are those in which nobody passes', () => {
    expect(wholePlaces(mostlyOpen, now).countries).toEqual([]);
    expect(wholePlaces(mostlyShut, now).countries).toEqual(['RU', 'US']);
    const guarded = smallSource(world, ({ country }) => (country === 'NL' ? undefined : { verdict: 'refuse' }), {
      guards: [{ address: '198.51.100.9', until: now + 1 }],
    });
    expect(wholePlaces(guarded, now).countries).toEqual(['US']);
    expect(wholePlaces(guarded, now + 1).countries).toEqual(['RU', 'US']);
  });
});
