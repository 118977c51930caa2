/**
 * The real redirect server with a small judge, as a process of its own, for tests in network namespaces and for measuring.
 *
 *   node test/lab/redirect-host.ts '{"listeners": […], "peers": […], …}'
 *
 * Options are those of RedirectServer over the usual ones. It prints one JSON line when it listens. Lines on its input:
 * `refuse ACCOUNT`, `refuse-all`, `divert URI`, `pass`, `slow MS` (each verdict takes so long), `counts` (prints them as a JSON line).
 */
import { createInterface } from 'node:readline';
import { type CallVerdict, noObjection } from '../../src/core/calls/call-verdict.ts';
import { type RedirectOptions, usualRedirect } from '../../src/enforce/redirect/redirect-options.ts';
import { RedirectServer } from '../../src/enforce/redirect/redirect-server.ts';

const refusal: CallVerdict = {
  ...noObjection,
  action: 'refuse',
  reason: 'stopped-account',
  stop: 'test',
  sentence: { en: 'Stopped by the test.', nl: 'Gestopt door de test.' },
};
const refused = new Set<string>();
const asked: Record<string, number> = {};
let all = false;
let divertTo = '';
let slowMs = 0;
const told: string[] = [];
const options = { ...usualRedirect, ...JSON.parse(process.argv[2]) } as RedirectOptions;
const server = new RedirectServer(options, {
  port: {
    verdict: ({ account, from, to }) => {
      asked[`from ${from}`] = (asked[`from ${from}`] ?? 0) + 1;
      asked[account] = (asked[account] ?? 0) + 1;
      asked[to] = (asked[to] ?? 0) + 1;
      const until = performance.now() + slowMs;
      while (performance.now() < until);
      if (divertTo !== '') return { ...noObjection, action: 'divert', reason: 'diverted', target: divertTo };
      return all || refused.has(account) ? refusal : noObjection;
    },
  },
  alarm: {
    silent: (peer) => told.push(`silent ${peer}`),
    resumed: (peer) => told.push(`resumed ${peer}`),
    trouble: (listener, sentence) => told.push(`trouble ${listener} ${sentence}`),
  },
});
await server.start();
console.log(JSON.stringify({ listening: server.listening }));
createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, argument] = line.split(' ');
  if (command === 'refuse') refused.add(argument);
  else if (command === 'refuse-all') all = true;
  else if (command === 'divert') divertTo = argument;
  else if (command === 'slow') slowMs = Number(argument);
  else if (command === 'pass') {
    all = false;
    divertTo = '';
    refused.clear();
  } else if (command === 'counts')
    console.log(JSON.stringify({ ...server.counts, asked: { ...asked }, inAll: server.counts.asked, told }));
});
process.stdin.on('end', () => void server.stop().then(() => process.exit(0)));
