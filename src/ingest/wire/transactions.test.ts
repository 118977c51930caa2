import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Event } from '../../core/event.ts';
import { Transactions } from './transactions.ts';
import { WireMessage } from './wire-message.ts';

const client = '198.51.100.7';
const server = '203.0.113.10';
let transactions: Transactions;
let time: number;

beforeEach(() => {
  transactions = new Transactions();
  time = 1_790_000_000_000;
});

interface Hop {
  readonly from?: string;
  readonly to?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly origin?: number;
}

function feed(text: string, hop: Hop = {}) {
  const wire = new WireMessage();
  wire.bytes = Buffer.from(text);
  wire.end = wire.bytes.length;
  wire.time = time;
  wire.sourceIp = hop.from ?? client;
  wire.sourcePort = hop.fromPort ?? 5071;
  wire.destinationIp = hop.to ?? server;
  wire.destinationPort = hop.toPort ?? 5060;
  wire.transport = 'udp';
  wire.origin = hop.origin ?? 0;
  const event = new Event();
  const reading = transactions.read(wire, event);
  return { reading, event, facts: reading === 'recognised' ? [event.action, event.outcome, event.reason] : [reading] };
}

interface Dialogue {
  readonly method?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly branch?: string;
  readonly user?: string;
  readonly to?: string;
  readonly headers?: readonly string[];
}

const common = ({
  method = 'REGISTER',
  callId = 'c1',
  cseq = 1,
  branch = 'b1',
  user = '100',
  to = '100',
  headers = [],
}: Dialogue) =>
  `Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK${branch}\r\nFrom: <sip:${user}@pbx>;tag=f\r\nTo: <sip:${to}@pbx>\r\n` +
  `Call-ID: ${callId}\r\nCSeq: ${cseq} ${method}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`;

const ask = (dialogue: Dialogue = {}, hop: Hop = {}) =>
  feed(
    `${dialogue.method ?? 'REGISTER'} sip:${dialogue.to ?? '100'}@pbx SIP/2.0\r\nUser-Agent: phone\r\n${common(dialogue)}`,
    hop,
  );
const answer = (status: number, dialogue: Dialogue = {}, hop: Hop = {}) =>
  feed(`SIP/2.0 ${status} x\r\nServer: pbx\r\n${common(dialogue)}`, {
    from: server,
    fromPort: 5060,
    to: client,
    toPort: 5071,
    ...hop,
  });

const digest = 'Authorization: Digest username="bob", realm="pbx", nonce="n", response="x"';
const proxyDigest = digest.replace('Auth', 'Proxy-Auth');
const challenge = 'WWW-Authenticate: Digest realm="pbx", nonce="n2"';
const proxyChallenge = 'Proxy-Authenticate: Digest realm="pbx", nonce="n2"';

describe('requests', () => {
  test('one event with everything a rule needs', () => {
    const { event } = ask({ method: 'INVITE', user: '%31%300', to: '0031' });
    expect(event).toMatchObject({
      action: 'sip-request',
      outcome: 'unknown',
      reason: '',
      time,
      dataset: 'sip',
      service: 'sip',
      transport: 'udp',
      sourceIp: client,
      sourcePort: 5071,
      destinationIp: server,
      destinationPort: 5060,
      userName: '100',
      userAgent: 'phone',
      sipMethod: 'INVITE',
      sipCallId: 'c1',
      sipFromUser: '100',
      sipToUser: '0031',
      sipRequestUser: '0031',
    });
  });

  test('the account is the digest user, else To of a REGISTER, else From', () => {
    expect(ask({ user: 'f', to: 't' }).event.userName).toBe('t');
    expect(ask({ method: 'OPTIONS', user: 'f', to: 't', callId: 'c2' }).event.userName).toBe('f');
    expect(ask({ user: 'f', to: 't', headers: [digest], callId: 'c3' }).event.userName).toBe('bob');
  });

  test.each(['ACK', 'BYE', 'CANCEL', 'PRACK'])('%s is of no interest', (method) => {
    expect(ask({ method }).reading).toBe('ignored');
    expect(answer(200, { method }).reading).toBe('ignored');
  });

  test('retransmissions count once in 32 s, a new branch or a later time again', () => {
    expect(ask().reading).toBe('recognised');
    time += 500;
    expect(ask().reading).toBe('ignored');
    expect(ask({ branch: 'b2' }).reading).toBe('recognised');
    expect(ask({ cseq: 2 }).reading).toBe('recognised');
    expect(ask({ callId: 'c2' }).reading).toBe('recognised');
    time += 33_000;
    expect(ask({ branch: 'b2' }).reading).toBe('recognised');
  });

  test('more copies than timers can send are a flood and count', () => {
    const readings = Array.from({ length: 50 }, () => ask().reading);
    expect(readings.filter((reading) => reading === 'recognised')).toHaveLength(1 + 39);
  });

  test('the same message to another server, from another client or of another source counts by itself', () => {
    expect(ask().reading).toBe('recognised');
    expect(ask({}, { to: '203.0.113.11' }).reading).toBe('recognised');
    expect(ask({}, { from: '198.51.100.8' }).reading).toBe('recognised');
    expect(ask({}, { origin: 5 }).reading).toBe('recognised');
  });

  test('a hostile request without any header still has its sender', () => {
    const { event, reading } = feed('REGISTER sip:x SIP/2.0\r\n\r\n');
    expect([reading, event.sourceIp, event.sipMethod]).toEqual(['recognised', client, 'REGISTER']);
  });
});

describe('responses', () => {
  test('the source is the client that asked, with its user agent', () => {
    ask({ headers: [digest] });
    const { event } = answer(401, { headers: [challenge] });
    expect(event).toMatchObject({
      action: 'sip-auth',
      outcome: 'failure',
      reason: 'wrong-password',
      sourceIp: client,
      sourcePort: 5071,
      destinationIp: server,
      destinationPort: 5060,
      userName: 'bob',
      userAgent: 'phone',
      sipStatus: 401,
      sipMethod: 'REGISTER',
    });
  });

  test.each([
    ['REGISTER', 401, [], [challenge], ['sip-auth', 'unknown', 'challenge-sent']],
    ['REGISTER', 401, [digest], [challenge], ['sip-auth', 'failure', 'wrong-password']],
    ['REGISTER', 401, [digest], [], ['sip-auth', 'failure', 'wrong-password']],
    ['REGISTER', 401, [digest], [`${challenge}, stale=true`], ['sip-auth', 'unknown', 'stale-nonce']],
    ['REGISTER', 401, [digest], [challenge.replace('"pbx"', '"other"')], ['sip-auth', 'failure', 'wrong-password']],
    ['REGISTER', 401, [proxyDigest], [challenge], ['sip-auth', 'failure', 'wrong-password']],
    [
      'REGISTER',
      401,
      [digest, digest.replace('"pbx"', '"other"')],
      [challenge],
      ['sip-auth', 'failure', 'wrong-password'],
    ],
    ['REGISTER', 401, ['Authorization: Basic eDp5'], [challenge], ['sip-auth', 'failure', 'wrong-password']],
    ['INVITE', 407, [], [proxyChallenge], ['sip-auth', 'unknown', 'challenge-sent']],
    ['INVITE', 407, [proxyDigest], [proxyChallenge], ['sip-auth', 'failure', 'wrong-password']],
    ['INVITE', 407, [digest], [proxyChallenge], ['sip-auth', 'failure', 'wrong-password']],
    ['REGISTER', 403, [digest], [], ['sip-auth', 'failure', 'not-authorised']],
    ['INVITE', 403, [], [], ['sip-call', 'failure', 'not-authorised']],
    ['REGISTER', 404, [], [], ['sip-auth', 'failure', 'unknown-account']],
    ['REGISTER', 604, [], [], ['sip-auth', 'failure', 'unknown-account']],
    ['INVITE', 404, [], [], ['sip-call', 'failure', 'unknown-extension']],
    ['INVITE', 410, [], [], ['sip-call', 'failure', 'unknown-extension']],
    ['OPTIONS', 404, [], [], ['ignored']],
    ['REGISTER', 200, [digest], [], ['sip-register', 'success', 'no-credentials']],
    ['REGISTER', 200, ['Contact: *', 'Expires: 0'], [], ['sip-register', 'success', 'removed']],
    [
      'REGISTER',
      200,
      ['Contact: <sip:a@b>;expires=0'],
      ['Contact: <sip:c@d>;expires=60'],
      ['sip-register', 'success', 'removed'],
    ],
    ['INVITE', 200, [], [], ['sip-call', 'success', 'no-credentials']],
    ['INVITE', 200, [digest], [], ['sip-call', 'success', 'no-credentials']],
    ['MESSAGE', 202, [proxyDigest], [], ['ignored']],
    ['OPTIONS', 200, [], [], ['ignored']],
    ['INVITE', 180, [], [], ['ignored']],
    ['INVITE', 486, [], [], ['ignored']],
    ['INVITE', 487, [], [], ['ignored']],
    ['INVITE', 603, [], [], ['ignored']],
    ['REGISTER', 503, [], [], ['ignored']],
  ])('%s %i after %j', (method, status, asked, told, expected) => {
    ask({ method, headers: asked });
    expect(answer(status, { method, headers: told }).facts).toEqual(expected);
  });

  test('without the request: a challenge proves nothing, the rest speaks for itself', () => {
    expect(answer(401, { headers: [challenge] }).facts).toEqual(['sip-auth', 'unknown', 'challenge-sent']);
    expect(answer(404, { callId: 'c2', to: '777' }).event).toMatchObject({
      reason: 'unknown-account',
      userName: '777',
    });
    const gone = answer(200, { callId: 'c3', headers: ['Contact: <sip:a@b>;expires=0'] });
    expect(gone.facts).toEqual(['sip-register', 'success', 'removed']);
  });

  test('an answer meant for one server on the way is no wrong guess at the next, a made-up realm is', () => {
    const call = (callId: string, realm: string, challenges: string) => {
      ask({ method: 'INVITE', callId, headers: realm === '' ? [] : [proxyDigest.replace('pbx', realm)] });
      return answer(407, { method: 'INVITE', callId, headers: [proxyChallenge.replace('pbx', challenges)] }).event
        .reason;
    };
    expect(call('c1', '', 'first')).toBe('challenge-sent');
    expect(call('c2', 'first', 'second')).toBe('challenge-sent');
    expect(call('c3', 'second', 'second')).toBe('wrong-password');
    expect(call('c4', 'made-up', 'second')).toBe('wrong-password');
  });

  test.each([
    ['INVITE', ['sip-call', 'success', 'accepted']],
    ['MESSAGE', ['sip-auth', 'success', 'accepted']],
  ])('%s: credentials are proven when they answer a challenge to the same request', (method, proven) => {
    ask({ method });
    answer(407, { method, headers: [proxyChallenge] });
    ask({ method, cseq: 2, headers: [proxyDigest] });
    expect(answer(200, { method, cseq: 2 }).facts).toEqual(proven);
    // Credentials nobody asked for: to another number, in another call, by another method, from another client.
    const made = (dialogue: Dialogue, hop: Hop = {}, back: Hop = {}) => {
      ask({ method, cseq: 3, headers: [proxyDigest], ...dialogue }, hop);
      return answer(200, { method, cseq: 3, ...dialogue }, back).event.reason;
    };
    // Only a call is told without proof; another method is then of no interest.
    const unproven = method === 'INVITE' ? 'no-credentials' : '';
    expect(made({ to: '777' })).toBe(unproven);
    expect(made({ callId: 'other' })).toBe(unproven);
    expect(made({ method: 'SUBSCRIBE' })).toBe('');
    expect(made({}, { from: '198.51.100.8' }, { to: '198.51.100.8' })).toBe(unproven);
    expect(made({ cseq: 4 })).toBe('accepted');
  });

  test('a re-INVITE is no call', () => {
    const standing = { method: 'INVITE', to: '1@pbx>;tag=t;x=<' };
    ask(standing);
    expect(answer(200, standing).reading).toBe('ignored');
    expect(answer(407, { ...standing, headers: [proxyChallenge] }).event.reason).toBe('challenge-sent');
  });

  test('a repeated answer counts once, one to a new request again', () => {
    ask({ headers: [digest] });
    expect(answer(401).reading).toBe('recognised');
    time += 500;
    expect(answer(401).reading).toBe('ignored');
    ask({ headers: [digest], branch: 'b2' });
    expect(answer(401).facts).toEqual(['sip-auth', 'failure', 'wrong-password']);
    expect(answer(404, { callId: 'alone' }).reading).toBe('recognised');
    expect(answer(404, { callId: 'alone' }).reading).toBe('ignored');
  });

  test('a second request under the same key cannot hide the credentials of the first', () => {
    ask({ headers: [digest] });
    ask({ branch: 'b2' });
    expect(answer(401, { headers: [challenge] }).facts).toEqual(['sip-auth', 'failure', 'wrong-password']);
  });

  test('the port is that of the request where the answer is traced with another', () => {
    ask({}, { fromPort: 40_001 });
    expect(answer(401, {}, { toPort: 5060 }).event.sourcePort).toBe(40_001);
  });

  test('each hop of a forwarded request has its own client', () => {
    const proxy = '203.0.113.20';
    ask({ method: 'INVITE' }, { to: proxy });
    ask({ method: 'INVITE', branch: 'proxy' }, { from: proxy });
    expect(answer(404, { method: 'INVITE', branch: 'proxy' }, { to: proxy }).event.sourceIp).toBe(proxy);
    expect(answer(404, { method: 'INVITE' }, { from: proxy }).event.sourceIp).toBe(client);
  });

  test('a response without CSeq is malformed, binary is foreign, line ends are a keep-alive', () => {
    expect(feed('SIP/2.0 200 OK\r\n\r\n').reading).toBe('malformed');
    expect(feed('\u0001\u0002\u0003').reading).toBe('foreign');
    expect(feed('\r\n\r\n').reading).toBe('ignored');
  });
});

test('tells which messages may hold digests', () => {
  const secrets = (read: () => unknown) => {
    read();
    return transactions.secrets;
  };
  expect(secrets(() => ask())).toBe(false);
  expect(secrets(() => ask({ headers: [digest] }))).toBe(true);
  expect(secrets(() => ask({ method: 'BYE', headers: [proxyDigest] }))).toBe(true);
  expect(secrets(() => answer(401))).toBe(false);
  expect(secrets(() => answer(200))).toBe(true);
});

test('a full table forgets the oldest and counts it', () => {
  transactions = new Transactions({ capacity: 64, seed: 1 });
  for (let i = 0; i < 500; i++) ask({ callId: `c${i}` });
  expect(transactions.evicted).toBeGreaterThan(400);
  expect(ask({ callId: 'c499' }).reading).toBe('ignored');
});

test('calls whose Call-IDs have one hash are told apart', () => {
  transactions = new Transactions({ capacity: 1 << 19, seed: 1 });
  const wrong: string[] = [];
  for (let i = 0; i < 200_000; i++) {
    const { event } = ask({ callId: `${i}` });
    if (event.sipCallId !== `${i}`) wrong.push(`${event.sipCallId} instead of ${i}`);
  }
  expect(wrong).toEqual([]);
});

test('header text cannot change the address, the port, the time or a secret outcome', () => {
  const evil = fc.constantFrom(
    '192.0.2.66',
    '<sip:x@192.0.2.66>',
    '\r\n\r\n',
    '\r\n',
    'Via: SIP/2.0/UDP 192.0.2.66;received=192.0.2.66',
    'Contact: <sip:192.0.2.66>',
    'SIP/2.0 200 OK',
    '"',
    '\\',
    ';',
    'X-Forwarded-For: 192.0.2.66',
    'Authorization: Digest username="192.0.2.66"',
  );
  fc.assert(
    fc.property(fc.array(evil, { maxLength: 12 }), fc.string({ maxLength: 40 }), (parts, noise) => {
      const text = parts.join('') + noise;
      for (const { event, reading } of [
        ask({ user: text, callId: text, headers: [text] }),
        answer(404, { user: text, callId: text, headers: [text] }),
      ]) {
        if (reading !== 'recognised') continue;
        expect([event.sourceIp, event.destinationIp, event.sourcePort, event.time]).toEqual([
          client,
          server,
          5071,
          time,
        ]);
        expect(event.outcome).not.toBe('success');
      }
    }),
    { numRuns: 1500 },
  );
});
