import { encodeHepV3 } from '../src/ingest/wire/hep-encode.ts';

const server = '203.0.113.10';

/**
 * Prebuilt HEPv3 packets of a telephony provider's day, `count` of them, in order: phones that register (REGISTER, 401,
 * REGISTER with credentials, 200), are pinged (OPTIONS, 200) and call (INVITE, 407, ACK, INVITE with credentials, 100, 180,
 * 200, ACK); one message in fifty is of an attacker who guesses. Call-IDs, branches, tags and nonces differ per dialogue.
 */
export function sipDialogues(count: number, time: number, authKey?: string): Buffer[] {
  const packets: Buffer[] = [];
  let n = 0;
  const both = (client: string, request: string, answers: readonly string[]) => {
    const common = { time: time + Math.trunc(n / 10), captureId: 101, nodeName: 'sbc1', authKey };
    packets.push(
      encodeHepV3({
        ...common,
        sourceIp: client,
        sourcePort: 5060,
        destinationIp: server,
        destinationPort: 5060,
        payload: request,
      }),
    );
    for (const payload of answers) {
      packets.push(
        encodeHepV3({
          ...common,
          sourceIp: server,
          sourcePort: 5060,
          destinationIp: client,
          destinationPort: 5060,
          payload,
        }),
      );
    }
  };
  while (packets.length < count) {
    n++;
    const phone = n % 20_000;
    const client = `198.51.${100 + Math.trunc(phone / 250 / 100)}.${(phone % 250) + 1}`;
    const user = `${3_110_000 + phone}`;
    if (n % 17 === 0) {
      const attacker = `192.0.2.${(n % 50) + 1}`;
      const guess = dialogue(n, attacker, `${100 + (n % 900)}`, 'REGISTER', 'friendly-scanner');
      both(attacker, guess.request(2, true), [guess.response('401 Unauthorized', 2, true)]);
    } else if (n % 3 === 0) {
      const call = dialogue(n, client, user, 'INVITE', 'Yealink SIP-T46U 108.86.0.70');
      both(client, call.request(1, false), [call.response('407 Proxy Authentication Required', 1, true)]);
      both(client, call.request(2, true), [
        call.response('100 Trying', 2, false),
        call.response('180 Ringing', 2, false),
        call.response('200 OK', 2, false),
      ]);
    } else if (n % 3 === 1) {
      const register = dialogue(n, client, user, 'REGISTER', 'snomD785/10.1.175.16');
      both(client, register.request(1, false), [register.response('401 Unauthorized', 1, true)]);
      both(client, register.request(2, true), [register.response('200 OK', 2, false)]);
    } else {
      const ping = dialogue(n, client, user, 'OPTIONS', 'Asterisk PBX 20.11.0');
      both(client, ping.request(1, false), [ping.response('200 OK', 1, false)]);
    }
  }
  return packets.slice(0, count);
}

function dialogue(n: number, client: string, user: string, method: string, agent: string) {
  const domain = 'voice.example.net';
  const challenge = method === 'INVITE' ? 'Proxy-Authenticate' : 'WWW-Authenticate';
  const credentials = method === 'INVITE' ? 'Proxy-Authorization' : 'Authorization';
  const nonce = `Zf${(n * 2_654_435_761) % 4_294_967_296}c3e8b1a0d94f7e62`;
  const target = method === 'REGISTER' ? `sip:${domain}` : `sip:0031201234${n % 1000}@${domain}`;
  const to = method === 'REGISTER' ? user : `0031201234${n % 1000}`;
  const via = (cseq: number) => `Via: SIP/2.0/UDP ${client}:5060;branch=z9hG4bK-${n}-${cseq}-5f3a9c;rport`;
  const common = (cseq: number, tag: string) =>
    `From: "Desk ${user}" <sip:${user}@${domain}>;tag=f${n}a1b2\r\nTo: <sip:${to}@${domain}>${tag}\r\n` +
    `Call-ID: ${n}-3c26700e1b2f4a8d@${client}\r\nCSeq: ${cseq} ${method}\r\n`;
  const sdp =
    method === 'INVITE'
      ? `v=0\r\no=- ${n} ${n} IN IP4 ${client}\r\ns=call\r\nc=IN IP4 ${client}\r\nt=0 0\r\nm=audio 11780 RTP/AVP 9 8 101\r\na=rtpmap:9 G722/8000\r\na=sendrecv\r\n`
      : '';
  return {
    request: (cseq: number, authorised: boolean) =>
      `${method} ${target} SIP/2.0\r\n${via(cseq)}\r\nMax-Forwards: 70\r\n${common(cseq, '')}` +
      `Contact: <sip:${user}@${client}:5060;line=k3v9>;reg-id=1;+sip.instance="<urn:uuid:0d8a-${n}>"\r\n` +
      (authorised
        ? `${credentials}: Digest username="${user}",realm="${domain}",nonce="${nonce}",uri="${target}",qop=auth,nc=00000001,cnonce="a7f3c1d2",response="6629fae49393a05397450978507c4ef1",algorithm=MD5\r\n`
        : '') +
      `User-Agent: ${agent}\r\nAllow: INVITE, ACK, CANCEL, BYE, REFER, OPTIONS, NOTIFY, SUBSCRIBE, PRACK, MESSAGE, INFO\r\n` +
      `Supported: path, outbound, timer, 100rel, replaces\r\nExpires: 3600\r\n` +
      (sdp === '' ? '' : 'Content-Type: application/sdp\r\n') +
      `Content-Length: ${sdp.length}\r\n\r\n${sdp}`,
    response: (line: string, cseq: number, challenges: boolean) =>
      `SIP/2.0 ${line}\r\n${via(cseq)}=5060;received=${client}\r\n${common(cseq, `;tag=t${n}c3d4`)}` +
      (challenges ? `${challenge}: Digest realm="${domain}", nonce="${nonce}", qop="auth", algorithm=MD5\r\n` : '') +
      `Server: Edge SBC 7.4.2\r\nAllow: INVITE, ACK, CANCEL, BYE, REFER, OPTIONS, NOTIFY, SUBSCRIBE, PRACK, MESSAGE, INFO\r\n` +
      `Supported: path, outbound, timer, replaces\r\nContent-Length: 0\r\n\r\n`,
  };
}
