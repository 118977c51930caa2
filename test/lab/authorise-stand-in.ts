/**
 * `POST /api/v1/calls/authorise` with a judge of the test, for dial plans that ask by HTTP (JSON or a form): refuses the accounts in its
 * arguments after the first two, which are address and port; diverts `diverted` to the third. `quiet` never answers.
 *
 *   node test/lab/authorise-stand-in.ts HOST PORT TARGET ACCOUNT…
 *
 * Prints a JSON line for each question: token, body.
 */
import { createServer } from 'node:http';

const [host, port, target, ...accounts] = process.argv.slice(2);
createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    const body = (isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text)) as { account?: string };
    console.log(JSON.stringify({ url: request.url, token: request.headers.authorization, body }));
    if (body.account === 'quiet') return;
    const verdict =
      body.account === 'diverted' ? `divert ${target}` : accounts.includes(body.account ?? '') ? 'refuse' : 'pass';
    response.end(verdict);
  });
}).listen(Number(port), host, () => console.log('{}'));
