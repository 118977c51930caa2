/**
 * The redirect server as it runs in production: in the call thread with the real call guard, its customers, a rate deck and
 * calls that run already. Prints `{"port": …}` when it listens; on a line on its input the counts, and ends with its input.
 *
 *   node bench/verdicts-host.ts [--calls 100000] [--prefixes 1000000] [--customers 1000] [--accounts 20000]
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { callRulesOf } from '../src/app/call-rule-files.ts';
import { CallThread } from '../src/app/calls/call-thread.ts';
import type { CallStart, RememberedCall } from '../src/app/calls/messages.ts';
import type { CallCustomer } from '../src/core/calls/call-customer.ts';
import { defaultDialPlan } from '../src/core/phone/dial-plan.ts';
import { RateDeckReader } from '../src/core/rates/deck-reader.ts';
import { usualRedirect } from '../src/enforce/redirect/redirect-options.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '100000' },
    prefixes: { type: 'string', default: '1000000' },
    customers: { type: 'string', default: '1000' },
    accounts: { type: 'string', default: '20000' },
  },
});
const customerCount = Number(values.customers);
const accountCount = Number(values.accounts);

const customers: CallCustomer[] = Array.from({ length: customerCount }, (_, i) => ({
  id: `customer-${i}`,
  timeZone: 'Europe/Amsterdam',
  country: 'NL',
  plan: defaultDialPlan('NL'),
  identifiers: [],
  opening: undefined,
  closedDays: [],
  allowed: [],
  mode: 'enforce',
  figures: {},
  deck: '',
}));
for (let i = 0; i < accountCount; i++)
  (customers[i % customerCount].identifiers as { kind: string; value: string }[]).push({
    kind: 'account',
    value: `acct-${i}`,
  });

/** Prefixes of two to nine digits under real country codes. */
function deck(prefixes: number) {
  const reader = new RateDeckReader();
  const encoder = new TextEncoder();
  reader.push(encoder.encode('prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s\n'));
  const codes = ['31', '32', '44', '49', '33', '220', '252', '960', '1', '7', '86', '91', '234', '371', '881'];
  let text = '';
  for (let i = 0; i < prefixes; i++) {
    text += `${codes[i % codes.length]}${String(Math.floor(i / codes.length) + 100_000)},Place ${i % 5000},0.${String(10 + (i % 89))},0,1,1\n`;
    if (text.length > 1_000_000) {
      reader.push(encoder.encode(text));
      text = '';
    }
  }
  reader.push(encoder.encode(text));
  return reader.end().deck;
}

const rates = deck(Number(values.prefixes));
const start: CallStart = {
  instance: 'bench',
  customers,
  numberLists: [],
  rules: callRulesOf(`${import.meta.dirname}/../rules`),
  decks: [['', rates.arrays]],
  stops: [],
  state: [],
  sources: [],
  redirect: {
    ...usualRedirect,
    listeners: [{ id: 'bench', transport: 'udp', host: '127.0.0.1', port: 0 }],
    peers: [{ id: 'sender', networks: ['127.0.0.1'], trusted: true, trunk: 'bench' }],
  },
  timeZone: 'Europe/Amsterdam',
};
let counts: Readonly<Record<string, number>> = {};
const thread = new CallThread(start, {
  batch: ({ batch }) => thread.send({ type: 'ack', seq: batch.seq }),
  stats: (stats) => {
    counts = stats.counts;
  },
  hangUps: () => {},
  stops: () => {},
  alarm: ({ detail }) => console.error(detail),
  died: (reason) => {
    throw new Error(reason);
  },
});
await thread.ready();
const now = Date.now();
for (let at = 0; at < Number(values.calls); at += 1000) {
  thread.send({ type: 'remember', calls: Array.from({ length: 1000 }, (_, i) => running(at + i, now)) });
}
const { ports, troubles } = await thread.listen();
if (troubles.length > 0) throw new Error(troubles.join(' '));
console.log(JSON.stringify({ port: ports[0][1], prefixes: rates.prefixes }));
createInterface({ input: process.stdin })
  .on('line', () => {
    const { user, system } = process.cpuUsage();
    console.log(
      JSON.stringify({ counts, cpuMs: (user + system) / 1000, rssMb: Math.round(process.memoryUsage.rss() / 1e6) }),
    );
  })
  .on('close', () => process.exit(0));

function running(i: number, now: number): RememberedCall {
  const number = `0031${String(100_000_000 + i * 37).slice(0, 9)}`;
  return {
    record: {
      id: `live-${i}`,
      linkedId: `live-${i}`,
      direction: 'out',
      from: `acct-${i % accountCount}`,
      to: number,
      account: `acct-${i % accountCount}`,
      accountCode: '',
      trunk: 'bench',
      address: '198.51.100.7',
      start: now - 60_000 - (i % 60_000),
      answer: now - 50_000 - (i % 50_000),
      end: undefined,
      outcome: 'running',
      cause: 0,
      line: 0,
    },
    source: 'switch',
    sourceCall: `live-${i}`,
    rate: { perMinute: 10_000, setup: 0, minimum: 1, increment: 1, estimate: false },
  };
}
