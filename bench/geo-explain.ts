import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CountryResponse } from 'maxmind';
import { checkPolicyText } from '../src/app/offline/geo/check-policy-files.ts';
import { Explainer } from '../src/app/offline/geo/explainer.ts';
import { contains, privateNetworks, readAddress, readCidr } from '../src/core/ip.ts';
import { defaultDialPlan } from '../src/core/phone/dial-plan.ts';
import { GeoJudge } from '../src/decide/geo/geo-judge.ts';
import { createGeo } from '../src/enrich/enrichers/geo/geo.ts';
import { MmdbWriter } from './mmdb-writer.ts';
import type { Row } from './row.ts';

const require = createRequire(import.meta.url);
const wanted = 500_000;
const policy = `
groups: [{name: partners, subjects: [203.0.113.0/24, AS64500, AS1136, 145.0.0.0/8]}]
policies:
  - name: Netherlands + neighbours
    rules:
      - {id: home, verdict: allow, services: [sip], subjects: [NL, BE, DE, LU, partners]}
      - {id: rest, verdict: refuse, services: [sip], subjects: any}
  - name: Hosting
    state: watch
    rules:
      - {id: hosting, verdict: limit, services: [registration], subjects: [hosting, EU], limit: {per: packets, count: 60}}
`;

interface Figures {
  readonly explain: number;
  /** Place looked up and judged, nothing written. */
  readonly judged: number;
  readonly verdict: number;
  readonly peer: number;
  /** Addresses about whose country both say the same. */
  readonly agree: number;
}

/** Explaining addresses on one core, beside the package `maxmind` that only looks their country up, in the same file. */
export function benchGeoExplain(): Row[] {
  const args = ['-c', '0', process.execPath, fileURLToPath(import.meta.url)];
  const { explain, judged, verdict, peer, agree } = JSON.parse(
    execFileSync('taskset', args, { encoding: 'utf8' }),
  ) as Figures;
  const rate = (value: number) => `${Math.round(value / 1000)} k/s`;
  return [
    {
      what: 'geo explain: addresses/s on one core, country and network looked up, judged, reasons written as JSON',
      ours: rate(explain),
      peer: `maxmind, country only, same file: ${rate(peer)}`,
      ratio: `${(explain / peer).toFixed(2)} ×`,
      wanted: `${rate(wanted)}, the same countries`,
      met: explain >= wanted && agree === 1,
    },
    {
      ...{ what: 'geo: country, network and hosting looked up and judged', ours: rate(judged) },
      ...{ peer: `maxmind, country only, same file: ${rate(peer)}`, ratio: `${(judged / peer).toFixed(2)} ×` },
      ...{ wanted: '', met: true },
    },
    {
      ...{ what: 'geo verdict: places judged a second on one core', ours: rate(verdict), peer: '', ratio: '' },
      ...{ wanted: rate(2_000_000), met: verdict >= 2_000_000 },
    },
  ];
}

function writeDatabase(path: string): void {
  const writer = new MmdbWriter();
  for (const family of [4, 6]) {
    const file = require.resolve(`@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-ipv${family}-num.csv`);
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const [first, last, country] = line.split(',');
      if (country) writer.put(BigInt(first), BigInt(last), country.trim());
    }
  }
  writeFileSync(path, writer.bytes());
}

/** Pseudo-random, the same in every run; every tenth of IPv6. */
function addresses(count: number): string[] {
  let state = 20_260_617;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return Array.from({ length: count }, (_, i) => {
    const bits = next();
    if (i % 10 === 0) return `2${(bits >>> 20).toString(16).padStart(3, '0')}:${(bits & 0xffff).toString(16)}::1`;
    return `${1 + ((bits >>> 24) % 223)}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${next() & 255}`;
  });
}

/** A second is one of the processor: neighbours on the machine do not count. */
function perSecond<Item>(list: readonly Item[], act: (item: Item) => unknown): number {
  for (const address of list.slice(0, 100_000)) act(address);
  const begun = process.cpuUsage();
  for (const address of list) act(address);
  const { user, system } = process.cpuUsage(begun);
  return (list.length / (user + system)) * 1_000_000;
}

async function measure(): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'belwacht-bench-geo-'));
  try {
    const path = join(directory, 'country.mmdb');
    writeDatabase(path);
    const { default: maxmind } = await import('maxmind');
    const reader = await maxmind.open<CountryResponse>(path, { cache: { max: 10_000 } });
    const geo = createGeo({ cacheDirectory: directory, countryMmdb: path, remembered: 256 });
    const checked = checkPolicyText(policy, Date.now());
    if (!checked.ok) throw new Error(checked.reason[0].sentence.en);
    const judge = new GeoJudge(checked.value.book);
    const context = { tenant: 'bakker', site: '', asset: '' };
    const question = { context, service: undefined, time: Date.now(), plan: defaultDialPlan('NL') };
    const explainer = new Explainer(judge, question, (address) => geo.find(address));
    const lane = judge.lane({ ...context, service: 'sip' }, question.time);
    const list = addresses(1_000_000);
    let length = 0;
    const explain = perSecond(list, (address) => {
      length += explainer.line(address).length;
    });
    if (length < list.length * 100) throw new Error('nothing was explained');
    const judged = perSecond(list, (address) => lane.verdictOf(geo.find(address), undefined));
    const places = list.map((text) => ({ place: geo.find(text), address: readAddress(text)! }));
    const verdict = perSecond(places, ({ place, address }) => lane.verdictOf(place, address));
    const peer = perSecond(list, (address) => reader.get(address)?.country?.iso_code);
    // Of private addresses the registry's files do say countries; we do not.
    const sample = list.slice(0, 20_000).filter((address) => {
      const exact = readCidr(address)!;
      return !privateNetworks.some((network) => contains(network, exact));
    });
    const same = sample.filter(
      (address) => geo.find(address).country === (reader.get(address)?.country?.iso_code ?? ''),
    );
    return { explain, judged, verdict, peer, agree: same.length / sample.length };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) console.log(JSON.stringify(await measure()));
