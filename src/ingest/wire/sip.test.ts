import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSip } from './sip.ts';
import { SipMessage } from './sip-message.ts';
import { SipText } from './sip-text.ts';

const text = new SipText();

function read(source: string | Buffer) {
  const bytes = Buffer.from(source);
  const message = new SipMessage();
  const reading = readSip(bytes, 0, bytes.length, message);
  const at = (start: number, end: number) => (start < 0 ? undefined : bytes.toString('utf8', start, end));
  return {
    reading,
    message,
    method: at(message.methodStart, message.methodEnd),
    requestUser: text.user(bytes, message.requestUserStart, message.requestUserEnd),
    branch: at(message.branchStart, message.branchEnd),
    fromUser: text.user(bytes, message.fromUserStart, message.fromUserEnd),
    fromHost: at(message.fromHostStart, message.fromHostEnd),
    fromTag: at(message.fromTagStart, message.fromTagEnd),
    toUser: text.user(bytes, message.toUserStart, message.toUserEnd),
    toHost: at(message.toHostStart, message.toHostEnd),
    toTag: at(message.toTagStart, message.toTagEnd),
    callId: at(message.callIdStart, message.callIdEnd),
    cseqMethod: at(message.cseqMethodStart, message.cseqMethodEnd),
    userAgent: at(message.userAgentStart, message.userAgentEnd),
    digestUser: text.quoted(bytes, message.digestUserStart, message.digestUserEnd),
    realm: at(message.authorizationRealmStart, message.authorizationRealmEnd),
    challengeRealm: at(message.challengeRealmStart, message.challengeRealmEnd),
  };
}

const request = (...headers: string[]) => `INVITE sip:0031201@pbx.example SIP/2.0\r\n${headers.join('\r\n')}\r\n\r\n`;

describe('start line', () => {
  test.each([
    ['INVITE sip:0031201@pbx.example SIP/2.0', 'INVITE', '0031201'],
    ['REGISTER sips:pbx.example SIP/2.0', 'REGISTER', ''],
    ['OPTIONS sip:100:secret@pbx.example;transport=udp?x=y SIP/2.0', 'OPTIONS', '100'],
    ['INVITE tel:+31-20-123;phone-context=example.org SIP/2.0', 'INVITE', '+31-20-123'],
    ['INVITE sip:%30%30972;npdi@pbx.example SIP/2.0', 'INVITE', '00972'],
    ['INVITE sip:a%00%0d%zz%@pbx.example SIP/2.0', 'INVITE', 'a%00%0d%zz%'],
    ['INVITE <sip:9@[2001:db8::1]:5060>  sip/2.0 ', 'INVITE', '9'],
    ['INVITE 100@192.0.2.1 SIP/2.0', 'INVITE', '100'],
    ['MESSAGE urn:service:sos SIP/2.0', 'MESSAGE', ''],
    ['INVITE http:x@y SIP/2.0', 'INVITE', ''],
    ["!interesting-Method0123456789_*+`.%'~ sip:1@a SIP/2.0", undefined, ''],
    ["interesting-Method_*+`.%'~ sip:1@a SIP/2.0", "interesting-Method_*+`.%'~", '1'],
  ])('%s', (line, method, user) => {
    const { reading, ...found } = read(`${line}\r\n\r\n`);
    expect(found.method).toBe(method);
    if (method !== undefined) expect([reading, found.requestUser]).toEqual(['request', user]);
  });

  test.each([
    ['SIP/2.0 200 OK', 200],
    ['SIP/2.0 401', 401],
    ['sip/2.0 603 Décliné', 603],
    ['\r\n\r\nSIP/2.0 180 Ringing', 180],
  ])('%s', (line, status) => {
    const { reading, message } = read(`${line}\r\n\r\n`);
    expect([reading, message.status]).toEqual(['response', status]);
  });

  test.each([
    ['malformed', 'SIP/2.0 99 x'],
    ['malformed', 'SIP/2.0 700 x'],
    ['malformed', 'SIP/2.0 2000 x'],
    ['malformed', 'SIP/2.0 abc x'],
    ['malformed', 'SIP/2.0'],
    ['malformed', 'INVITE sip:a SIP/7.0'],
    ['malformed', 'INVITE sip:a SIP/2.01'],
    ['malformed', 'INVITE  SIP/2.0'],
    ['foreign', 'GET / HTTP/1.1'],
    ['foreign', 'INVITE'],
    ['foreign', '\u0001\u0002 x SIP/2.0'],
    ['foreign', 'INVITE sip:a'],
    ['keep-alive', ''],
    ['keep-alive', '\r\n\r\n'],
    ['keep-alive', '\0\0'],
  ])('%s: %j', (reading, line) => {
    expect(read(line === '' || line.startsWith('\r') || line.startsWith('\0') ? line : `${line}\r\n\r\n`).reading).toBe(
      reading,
    );
  });
});

describe('headers', () => {
  test('compact forms, any case, any order, LF alone', () => {
    const found = read(
      'SUBSCRIBE sip:a@b SIP/2.0\ncSEQ : 7 SUBSCRIBE\nI:x1\nF: <sip:u1@h1>;TAG=t1\nt: sip:u2@h2;tag=t2\nM: *\nv: SIP/2.0/UDP h ; Branch = z9hG4bK1\nuser-AGENT: ua\nl: 0\n\n',
    );
    expect(found).toMatchObject({
      reading: 'request',
      callId: 'x1',
      fromUser: 'u1',
      fromHost: 'h1',
      fromTag: 't1',
      toUser: 'u2',
      toHost: 'h2',
      toTag: 't2',
      branch: 'z9hG4bK1',
      cseqMethod: 'SUBSCRIBE',
      userAgent: 'ua',
    });
    expect(found.message.cseq).toBe(7);
    expect(found.message.contentLength).toBe(0);
  });

  test('folded lines go on', () => {
    const found = read(
      request('From:\r\n  "A\r\n\tB"\r\n <sip:u@h>\r\n ;tag=t', 'Call-ID:\r\n x', 'Subject: a\r\n From: <sip:no@h>'),
    );
    expect(found).toMatchObject({ fromUser: 'u', fromTag: 't', callId: 'x' });
  });

  test('a quoted display name may hold anything', () => {
    const found = read(
      request(
        'From: "a \\" <sip:fake@192.0.2.9>;tag=no, \\\\" <sip:real@h;x=y>;tag=yes',
        'To: Bob B. <sip:b@[2001:db8::1]:5061>',
      ),
    );
    expect(found).toMatchObject({
      fromUser: 'real',
      fromHost: 'h',
      fromTag: 'yes',
      toUser: 'b',
      toHost: '[2001:db8::1]',
    });
  });

  test('a quote that never closes does not hide the address', () => {
    expect(read(request('From: "a <sip:u@h>;tag=t')).fromUser).toBe('u');
  });

  test('the first of two counts', () => {
    const found = read(
      request(
        'Via: SIP/2.0/UDP a;branch=b1, SIP/2.0/UDP b;branch=b2',
        'Via: SIP/2.0/UDP c;branch=b3',
        'From: <sip:u1@h>',
        'From: <sip:u2@h>',
        'Call-ID: 1',
        'i: 2',
        'User-Agent: x',
        'User-Agent: y',
        'CSeq: 1 INVITE',
        'CSeq: 2 BYE',
      ),
    );
    expect(found).toMatchObject({ branch: 'b1', fromUser: 'u1', callId: '1', userAgent: 'x', cseqMethod: 'INVITE' });
    expect(read(request('Via: SIP/2.0/UDP a', 'Via: SIP/2.0/UDP c;branch=b3')).branch).toBeUndefined();
  });

  test('only the header itself is a header: not the body, not a part of a name, not another value', () => {
    const found = read(
      `${request('XFrom: <sip:no@h>', 'Subject: From: <sip:no@h>', 'Content-Length: 20')}From: <sip:no@h>\r\n`,
    );
    expect(found.fromUser).toBe('');
    expect(found.message.bodyStart).toBeGreaterThan(0);
  });

  test('credentials: user and realm in any order, quoted pairs, first user counts, headers counted', () => {
    const found = read(
      request(
        'Authorization: Digest response="username=\\"no\\"", Realm="r,1" , USERNAME = "b\\"ob", nonce="x"',
        'Authorization: Digest username="other", realm="r2"',
        'Proxy-Authorization: Digest username="third",realm=bare',
      ),
    );
    expect(found).toMatchObject({ digestUser: 'b"ob', realm: 'r,1' });
    expect(found.message).toMatchObject({ authorizations: 2, proxyAuthorizations: 1 });
  });

  test('challenge: realm and stale', () => {
    const challenge = (value: string) => read(`SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: ${value}\r\n\r\n`);
    expect(challenge('Digest realm="a", nonce="n", stale=TRUE')).toMatchObject({
      challengeRealm: 'a',
      message: { stale: true },
    });
    expect(challenge('Digest realm="a",stale="true"').message.stale).toBe(true);
    expect(challenge('Digest realm="stale=true", stale=false').message.stale).toBe(false);
    expect(challenge('Digest realm="a", nonce="stale=true"').message.stale).toBe(false);
  });

  test.each([
    [['Contact: <sip:a@h>;expires=0'], true],
    [['Contact: *', 'Expires: 0'], true],
    [['Contact: <sip:a@h>;expires=0, "x, y" <sip:b@h>;expires=60'], false],
    [['Contact: <sip:a@h>;expires=0', 'Contact: <sip:b@h>', 'Expires: 0'], true],
    [['Contact: <sip:a@h;expires=0>'], false],
    [['Expires: 0'], false],
    [['Contact: <sip:a@h>;expires=00000000000'], false],
  ])('removes bindings %j: %s', (headers, removes) => {
    expect(read(`REGISTER sip:h SIP/2.0\r\n${headers.join('\r\n')}\r\n\r\n`).message.removes).toBe(removes);
  });
});

describe('torture', () => {
  const line = 'INVITE sip:a@b SIP/2.0\r\n';
  test.each([
    ['escaped quotes in contacts', `${line}Contact: "${'\\",'.repeat(20_000)}\r\n\r\n`],
    ['open quotes', `${line}From: ${'"'.repeat(60_001)}\r\n\r\n`],
    ['escaped open quotes', `${line}From: "${'\\"'.repeat(30_000)}\r\n\r\n`],
    ['folds', `${line}From:${'\r\n '.repeat(20_000)}\r\n\r\n`],
    ['commas', `${line}m:${','.repeat(60_000)}\r\n\r\n`],
    ['semicolons', `${line}v:${';'.repeat(60_000)}\r\n\r\n`],
    ['branches', `${line}v:${';branch'.repeat(8000)}x\r\n\r\n`],
    ['equals', `${line}Authorization: Digest ${'a='.repeat(30_000)}\r\n\r\n`],
    ['digest commas', `${line}Authorization: Digest ${',a'.repeat(30_000)}\r\n\r\n`],
    ['digest quotes', `${line}Authorization: Digest ${'a="'.repeat(20_000)}\r\n\r\n`],
    ['headers', `${line}${'f:\n'.repeat(20_000)}\r\n`],
    ['colons', `${line}${':'.repeat(60_000)}\r\n\r\n`],
    ['brackets', `${line}From: ${'<'.repeat(60_000)}\r\n\r\n`],
    ['spaces', `INVITE ${' '.repeat(60_000)} SIP/2.0\r\n\r\n`],
    ['no end', `${line}${'x'.repeat(60_000)}`],
    ['zeros', `${line}${'\0'.repeat(60_000)}`],
  ])('%s: read in linear time', (_name, source) => {
    const bytes = Buffer.from(source);
    const message = new SipMessage();
    const begun = performance.now();
    for (let i = 0; i < 5; i++) readSip(bytes, 0, bytes.length, message);
    // Quadratic reading of 60 KB would take seconds.
    expect(performance.now() - begun).toBeLessThan(500);
  });

  const word = fc.constantFrom(
    'From',
    'f',
    'To',
    'Via',
    'CSeq',
    'Contact',
    'Authorization',
    'WWW-Authenticate',
    ':',
    ' ',
    '\r\n',
    '\n',
    '\t',
    '"',
    '\\',
    '<',
    '>',
    ';',
    ',',
    '=',
    '@',
    '%',
    '%41',
    'sip:',
    'tel:',
    'tag',
    'branch',
    'expires',
    'username',
    'realm',
    'stale',
    'Digest',
    '0',
    'a',
    'é',
    '\0',
  );
  const starts = fc.constantFrom('INVITE sip:a@b SIP/2.0\r\n', 'SIP/2.0 401 x\r\n', 'SIP/2.0 ', '');

  test('grammar soup never throws and stays inside the range', () => {
    fc.assert(
      fc.property(starts, fc.array(word, { maxLength: 80 }), fc.nat(8), (start, words, pad) => {
        const inner = Buffer.from(start + words.join(''));
        const bytes = Buffer.concat([Buffer.alloc(pad, '"'), inner, Buffer.alloc(pad, ';')]);
        const message = new SipMessage();
        readSip(bytes, pad, pad + inner.length, message);
        for (const [name, value] of Object.entries(message)) {
          if (!/(Start|End)$/.test(name) || value === -1) continue;
          expect(value, name).toBeGreaterThanOrEqual(pad);
          expect(value, name).toBeLessThanOrEqual(pad + inner.length);
        }
        for (const name of Object.keys(message).filter(
          (key) => key.endsWith('Start') && key !== 'headersStart' && key !== 'bodyStart',
        )) {
          const fields = message as unknown as Record<string, number>;
          expect(fields[name.replace(/Start$/, 'End')], name).toBeGreaterThanOrEqual(fields[name]);
        }
        text.user(bytes, message.fromUserStart, message.fromUserEnd);
        text.quoted(bytes, message.digestUserStart, message.digestUserEnd);
      }),
      { numRuns: 3000 },
    );
  });

  test('arbitrary bytes never throw', () => {
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 400 }), (start, tail) => {
        const bytes = Buffer.concat([Buffer.from(start), tail]);
        readSip(bytes, 0, bytes.length, new SipMessage());
      }),
      { numRuns: 2000 },
    );
  });
});
