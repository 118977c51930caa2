import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import type { Decision } from '../../src/core/decision.ts';
import { BouncerEnforcer } from '../../src/enforce/enforcers/bouncer/bouncer-enforcer.ts';

/*
 * A Local API on loopback of the namespace in which it runs, for a real bouncer. Takes `{"add":[…],"lift":[…]}` a line, and
 * writes each report, request and what a bouncer says of itself as a line of JSON. Arguments: port, key.
 */

const [port, key] = process.argv.slice(2);
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const enforcer = new BouncerEnforcer('lapi', Date.now, (reports) => {
  for (const report of reports) say({ report });
});

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.headers['x-api-key'] !== key) {
    response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"access forbidden"}');
    return;
  }
  let text = '';
  for await (const chunk of request) text += chunk;
  const query = Object.fromEntries(url.searchParams);
  const body = text === '' ? undefined : JSON.parse(text);
  const method = request.method ?? 'GET';
  const answer = enforcer.handle({ method, path: url.pathname, query, client: 'edge', body });
  response.once('finish', answer.sent);
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.body === undefined || method === 'HEAD' ? '' : JSON.stringify(answer.body));
  say({
    request: `${method} ${url.pathname}${url.search}`,
    agent: request.headers['user-agent'],
    status: answer.status,
  });
}).listen(Number(port), '127.0.0.1', () => say({ ready: true }));

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { add, lift } = JSON.parse(line) as { add: Decision[]; lift: Decision[] };
  for (const report of await enforcer.apply(add, lift)) say({ report });
});
