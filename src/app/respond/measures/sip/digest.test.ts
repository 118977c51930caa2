import { expect, test } from 'vitest';
import { answerChallenge, readChallenge } from './digest.ts';
import { cutMessages, readSipAnswer } from './sip-answer.ts';

// The examples of RFC 7616 section 3.9.1.
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const opaque = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS';
const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
const who = { user: 'Mufasa', password: 'Circle of Life', method: 'GET', uri: '/dir/index.html' };

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('answers a challenge of %s as the RFC does', (algorithm, response) => {
  const header = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="${opaque}"`;
  const challenge = readChallenge(header)!;
  expect(answerChallenge(challenge, who, cnonce)).toContain(`response="${response}"`);
});

test('what it cannot answer it does not try', () => {
  expect(readChallenge('Basic realm="x"')).toBeUndefined();
  expect(readChallenge('Digest realm="x", nonce="n", algorithm=SHA-512-256')).toBeUndefined();
  expect(readChallenge('Digest realm="x", nonce="n", qop="auth-int"')).toBeUndefined();
  expect(readChallenge('Digest realm="x"')).toBeUndefined();
});

test('a name or realm cannot break out of its quotes', () => {
  const challenge = readChallenge('Digest realm="a\\"b", nonce="n"')!;
  expect(challenge.realm).toBe('a"b');
  expect(answerChallenge(challenge, { ...who, user: 'x", realm="y' })).toContain(
    'username="x\\", realm=\\"y", realm="a\\"b"',
  );
});

test('answers are read whatever their form, and nothing else is taken for one', () => {
  const answer = readSipAnswer(
    'SIP/2.0 200 OK\r\ni: 1@h\r\nCSeq: 2 INVITE\r\nt: <sip:a@b>;\r\n tag=x\r\nm: "A, B" <sip:c@d;lr>;q=1\r\nRecord-Route: <sip:p>\r\n\r\nv=0',
  );
  expect(answer).toMatchObject({
    status: 200,
    callId: '1@h',
    cseq: '2 INVITE',
    contact: 'sip:c@d;lr',
    routes: ['<sip:p>'],
  });
  expect(answer?.to).toBe('<sip:a@b>; tag=x');
  for (const text of ['', 'INVITE sip:a SIP/2.0\r\n\r\n', 'SIP/2.0 999 X\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n'])
    expect(readSipAnswer(text)).toBeUndefined();
});

test('a stream is cut by Content-Length, however it comes', () => {
  const one = 'SIP/2.0 100 Trying\r\nContent-Length: 0\r\n\r\n';
  const two = 'SIP/2.0 200 OK\r\nl: 3\r\n\r\nabc';
  for (let at = 0; at <= (one + two).length; at++) {
    const first = cutMessages((one + two).slice(0, at));
    const rest = cutMessages(first.rest + (one + two).slice(at));
    expect([...first.messages, ...rest.messages]).toEqual([one, two]);
  }
});
