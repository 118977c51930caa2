/**
 * `npm run bench`: every figure of the README, measured in one run on one machine, as a table.
 *
 *   npm run bench [-- --lines 2000000 --calls 10000000] [--only cdr] [--without verdicts]
 *
 * Peers are used when they are installed (apt-get install fail2ban crowdsec); a figure without its peer counts as not met.
 */
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCdr } from './cdr.ts';
import { benchGeoExplain } from './geo-explain.ts';
import { benchGeoKernel } from './geo-kernel.ts';
import { benchGeoPreview } from './geo-preview.ts';
import { benchGeoServer } from './geo-server.ts';
import { benchHep } from './hep.ts';
import { benchLatency } from './latency.ts';
import { benchOutbox } from './outbox.ts';
import { benchReplay } from './replay.ts';
import { benchRls } from './rls.ts';
import type { Row } from './row.ts';
import { benchSignIn } from './sign-in.ts';
import { benchVerdicts } from './verdicts.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '2000000' },
    calls: { type: 'string', default: '10000000' },
    only: { type: 'string' },
    /** Left out; may be given several times. */
    without: { type: 'string', multiple: true, default: [] },
  },
});
const wanted = (name: string) => (!values.only || values.only === name) && !values.without.includes(name);
const rows: Row[] = [];
if (wanted('replay')) rows.push(...(await benchReplay(join(tmpdir(), 'belwacht-bench'), Number(values.lines))));
if (wanted('cdr')) rows.push(...(await benchCdr(join(tmpdir(), 'belwacht-bench'), Number(values.calls))));
if (wanted('verdicts')) rows.push(...(await benchVerdicts(10_000, 5)));
if (wanted('hep')) rows.push(...benchHep());
if (wanted('geo-explain')) rows.push(...benchGeoExplain());
if (wanted('geo-kernel')) rows.push(...(await benchGeoKernel()));
if (wanted('geo-server')) rows.push(...(await benchGeoServer(20)));
if (wanted('geo-preview')) rows.push(...(await benchGeoPreview(10_000_000, 3)));
if (wanted('latency')) rows.push(...(await benchLatency(80, 2000)));
if (wanted('outbox')) rows.push(...(await benchOutbox(1000, 60)));
if (wanted('sign-in')) rows.push(...(await benchSignIn(50, 30)));
if (wanted('rls')) rows.push(...(await benchRls(1_000_000, 15)));

const [cpu] = cpus();
console.log(
  `Machine: ${cpu.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, Linux\n`,
);
console.log('| measured | Belwacht | beside it | ratio | wanted | met |\n|---|---|---|---|---|---|');
for (const { what, ours, peer, ratio, wanted: goal, met } of rows)
  console.log(`| ${what} | ${ours} | ${peer} | ${ratio} | ${goal} | ${goal === '' ? '' : met ? 'yes' : 'no'} |`);
process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
