import { geoOnlineCommand } from '../../cli/commands/geo.ts';
import { isZone } from '../../core/calls/zone-country.ts';
import { type Command, UsageError } from '../../core/command.ts';
import { type GeoCustomer, type GeoServiceName, geoServiceNames } from '../../core/geo/geo-policy.ts';
import { countryDialling } from '../../core/phone/countries.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import { createGeo } from '../../enrich/enrichers/geo/geo.ts';
import { defaultCacheDirectory } from '../../enrich/enrichers.ts';
import { checkPolicyFiles, checkPolicyText, faultsText, readPolicyText } from '../offline/geo/check-policy-files.ts';
import { explainStream } from '../offline/geo/explain-stream.ts';
import { Explainer } from '../offline/geo/explainer.ts';
import { readFileTime } from '../offline/geo/file-time.ts';
import { writeOut } from '../offline/write-out.ts';
import { Progress } from '../progress.ts';

type Values = Readonly<Record<string, unknown>>;

export const geoCommand: Command = {
  name: 'geo',
  summary: 'where traffic may come from and calls may go: check, explain, and what the running server does',
  usage: `Usage: ./belwacht geo check FILE…
       ./belwacht geo explain --policy FILE [--customer C] [--service S] [--at TIME] ADDRESS|NUMBER…|-

Offline, one JSON object a line; a policy file is described in docs/geo-policy-file.md.
  check            {"file":…,"ok":…,"reason":…,"notes":[…]} for each; exit 1 when any is refused
  explain          {"subject":…,"country":…,"verdict":…,"because":[…],…} for each; - reads them from standard input
  --policy FILE    the policy to ask; without it the running server is asked
  --customer C     customer whose address or call it is; --site, --asset: of that customer
  --service S      ${geoServiceNames.join(', ')}; default sip for addresses, calls-out for numbers
  --at TIME        2026-07-01, 2026-07-01T08:00Z …; default now
  --country CC     how numbers are dialled; default NL
  --hours TEXT     opening hours of the customer (Mo-Fr 08:00-18:00); --timezone Z its zone, default UTC
  --country-mmdb FILE, --asn-mmdb FILE   other databases than the packaged ones

${geoOnlineCommand.usage}`,
  options: {
    ...geoOnlineCommand.options,
    policy: { type: 'string' },
    customer: { type: 'string' },
    site: { type: 'string' },
    asset: { type: 'string' },
    service: { type: 'string' },
    at: { type: 'string' },
    country: { type: 'string' },
    hours: { type: 'string' },
    timezone: { type: 'string' },
    'country-mmdb': { type: 'string' },
    'asn-mmdb': { type: 'string' },
  },
  async run(values, words) {
    const [act, ...rest] = words;
    if (act === 'check') return check(rest);
    if (act === 'explain' && values.policy !== undefined) return explain(values, rest);
    return geoOnlineCommand.run(values, words);
  },
};

function check(paths: readonly string[]): number {
  if (paths.length === 0) throw new UsageError('say ./belwacht geo check FILE…');
  const verdicts = checkPolicyFiles(paths, Date.now());
  writeOut(verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(''));
  return verdicts.every(({ ok }) => ok) ? 0 : 1;
}

async function explain(values: Values, subjects: readonly string[]): Promise<number> {
  if (subjects.length === 0) throw new UsageError('give addresses or numbers, or - for standard input');
  const word = (name: string, otherwise = '') => String(values[name] ?? otherwise);
  const service = values.service as GeoServiceName | undefined;
  if (service !== undefined && !geoServiceNames.includes(service))
    throw new UsageError(`--service has to be one of ${geoServiceNames.join(', ')}`);
  const timezone = word('timezone', 'UTC');
  if (!isZone(timezone)) throw new UsageError(`there is no time zone ${timezone}`);
  const time = values.at === undefined ? Date.now() : readFileTime(word('at'), timezone, false);
  if (time === undefined) throw new UsageError(`--at ${word('at')} is no time such as 2026-07-01 or 2026-07-01T08:00Z`);
  const country = word('country', 'NL').toUpperCase();
  if (!countryDialling.has(country)) throw new UsageError(`--country ${word('country')} is no country code`);
  const tenant = word('customer');
  if (tenant === '' && (values.site !== undefined || values.asset !== undefined))
    throw new UsageError('--site and --asset are of a customer: give --customer too');

  const path = word('policy');
  const text = readPolicyText(path);
  if (!text.ok) throw new UsageError(`${path}: ${text.reason}`);
  const checked = checkPolicyText(text.value, time);
  if (!checked.ok) throw new UsageError(faultsText(path, checked.reason));
  const customer: GeoCustomer = { tenant, timeZone: timezone, hours: word('hours'), closedDays: [] };
  const judge = new GeoJudge({ ...checked.value.book, customers: [customer] });

  const progress = new Progress((percent) => `country data are made ready: ${percent} %`);
  const places = createGeo({
    cacheDirectory: defaultCacheDirectory,
    // Whoever asks about a list asks about each address once: to remember many only costs.
    remembered: 256,
    countryMmdb: word('country-mmdb'),
    asnMmdb: word('asn-mmdb'),
    progress: (_step, share) => progress.at(Math.round(share * 100)),
  });
  progress.end();
  const context = { tenant, site: word('site'), asset: word('asset') };
  const explainer = new Explainer(judge, { context, service, time, plan: defaultDialPlan(country) }, (address) =>
    places.find(address),
  );
  for (const subject of subjects) {
    if (subject === '-') await explainStream(process.stdin, explainer, writeOut);
    else writeOut(`${explainer.line(subject)}\n`);
  }
  return explainer.failed > 0 ? 1 : 0;
}
