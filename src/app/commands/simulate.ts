import { type Command, UsageError } from '../../core/command.ts';

export const simulate: Command = {
  name: 'simulate',
  summary: 'make up calls of customers with labelled attacks, and grade what a replay found in them',
  usage: `Usage: ./belwacht simulate calls --out DIR [--seed N] [--customers 40] [--days 90] [--attacks LIST|none] [--format NAME]
       ./belwacht simulate grade --labels DIR --result FILE [--json]

calls: the same seed gives the same files.
  --out DIR        where to write: the call records, customers.csv, rates.csv, labels.csv, labelled-calls.csv
  --seed N         default 1; from 1001 on customers and attackers differ more
  --customers N    default 40
  --days N         default 90
  --start DATE     first day, YYYY-MM-DD; default a Monday drawn by the seed
  --attacks LIST   shapes by name with commas, all or none; default all
  --times N        how often each shape comes; default 2
  --calls N        about so many calls: more customers, unless --customers says how many
  --format NAME    asterisk-cdr, freeswitch-cdr, kamailio-acc, 3cx-cdr, csv; default asterisk-cdr

grade: holds the output of ./belwacht replay --customers … [--enforce] on those files against the labels.
  --labels DIR     what simulate calls wrote
  --result FILE    what replay wrote
  --json           everything as one JSON object`,
  options: {
    seed: { type: 'string' },
    customers: { type: 'string' },
    days: { type: 'string' },
    start: { type: 'string' },
    attacks: { type: 'string' },
    times: { type: 'string' },
    calls: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    labels: { type: 'string' },
    result: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(values, [what, ...rest]) {
    if (rest.length > 0) throw new UsageError(`unexpected: ${rest.join(' ')}`);
    if (what === 'calls') return (await import('../simulate/simulate-calls.ts')).simulateCalls(values);
    if (what === 'grade') return (await import('../simulate/simulate-grade.ts')).simulateGrade(values);
    throw new UsageError('say what: simulate calls or simulate grade');
  },
};
