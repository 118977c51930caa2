import { randomBytes } from 'node:crypto';
import { answerChallenge, readChallenge } from './digest.ts';
import type { SipAnswer } from './sip-answer.ts';
import { openSipLine, type SipLine, type SipPeer } from './sip-line.ts';

/** With what a probe signs in; without a password it only asks. */
export interface SipLogin {
  readonly user: string;
  readonly password: string;
}

/** What a server said in the end. `status` 0: nothing in time, `phrase` says why. */
export interface SipOutcome {
  readonly status: number;
  readonly phrase: string;
  /** Of a call: it rang (180, 183) or was answered. */
  readonly rang: boolean;
  readonly ms: number;
}

/** T1 and 64 × T1 (RFC 3261 section 17). */
const t1Ms = 500;
const answerWithinMs = 32_000;
/** After a CANCEL or BYE so long for the last word. */
const lastWordMs = 2000;

interface Wish {
  readonly peer: SipPeer;
  /** Realm: host part of From and To. */
  readonly domain: string;
  readonly login: SipLogin;
  /** How long the server may take, ms. */
  readonly withinMs?: number;
}

/**
 * Whether an account can sign in: a REGISTER without Contact, which asks for the bindings (RFC 3261 section 10.2.3), so that no
 * phone loses a call to us.
 */
export function probeRegister(wish: Wish): Promise<SipOutcome> {
  const { user } = wish.login;
  return ask(wish, 'REGISTER', `sip:${wish.domain}`, user);
}

/**
 * Makes a call and ends it: CANCEL when it rang and nobody answers within `seconds`, BYE as soon as somebody does. It carries an
 * SDP offer and no sound.
 */
export function probeCall(wish: Wish & { readonly to: string; readonly seconds: number }): Promise<SipOutcome> {
  return ask(wish, 'INVITE', `sip:${wish.to}@${wish.domain}`, wish.to, wish.seconds * 1000);
}

async function ask(
  { peer, domain, login, withinMs = 8000 }: Wish,
  method: 'OPTIONS' | 'REGISTER' | 'INVITE',
  uri: string,
  to: string,
  ringMs = 0,
): Promise<SipOutcome> {
  const began = performance.now();
  const done = Promise.withResolvers<Omit<SipOutcome, 'ms'>>();
  const tag = randomBytes(6).toString('hex');
  const callId = `${randomBytes(12).toString('hex')}@belwacht`;
  let rang = false;
  let cseq = 1;
  let branch = newBranch();
  let credentials = '';
  let tries = 0;
  let ended = false;
  let cancelled = false;
  const end = (status: number, phrase: string) => {
    if (ended) return;
    ended = true;
    done.resolve({ status, phrase, rang });
  };
  let line: SipLine;
  let resend: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  const toHeader = to === '' ? `<sip:${domain}>` : `<sip:${to}@${domain}>`;

  const message = (
    name: string,
    at: string,
    number: number,
    toValue: string,
    via: string,
    more: readonly string[] = [],
    body = '',
  ) =>
    [
      `${name} ${at} SIP/2.0`,
      `Via: SIP/2.0/${peer.transport.toUpperCase()} ${line.own};rport;branch=${via}`,
      'Max-Forwards: 70',
      `From: <sip:${login.user}@${domain}>;tag=${tag}`,
      `To: ${toValue}`,
      `Call-ID: ${callId}`,
      `CSeq: ${number} ${name}`,
      'User-Agent: Belwacht',
      ...more,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  const contact = () => `Contact: <sip:belwacht@${line.own};transport=${peer.transport}>`;
  const send = () => {
    const auth = credentials === '' ? [] : [credentials];
    const text =
      method === 'INVITE'
        ? message(
            method,
            uri,
            cseq,
            toHeader,
            branch,
            [contact(), ...auth, 'Content-Type: application/sdp'],
            offer(line.own),
          )
        : message(method, uri, cseq, toHeader, branch, auth);
    line.send(text);
    if (line.reliable) return;
    clearTimeout(resend);
    let wait = t1Ms;
    const again = () => {
      line.send(text);
      wait *= 2;
      resend = setTimeout(again, Math.min(wait, method === 'INVITE' ? wait : 4000));
    };
    resend = setTimeout(again, wait);
  };
  const cancel = () => {
    if (cancelled || ended) return;
    cancelled = true;
    line.send(message('CANCEL', uri, cseq, toHeader, branch));
    patience = setTimeout(() => end(rang ? 180 : 0, rang ? 'it rang' : 'nobody answered the call in time'), lastWordMs);
  };
  const hear = (answer: SipAnswer) => {
    const [number, name] = answer.cseq.split(/\s+/);
    if (ended || answer.callId !== callId || name !== method || Number(number) !== cseq) return;
    clearTimeout(resend);
    if (answer.status < 200) {
      if (answer.status >= 180) rang = true;
      return;
    }
    if (method === 'INVITE' && answer.status >= 300) line.send(message('ACK', uri, cseq, answer.to, branch));
    if ((answer.status === 401 || answer.status === 407) && login.password !== '' && tries < 1) {
      for (const { proxy, value } of answer.challenges) {
        const challenge = readChallenge(value);
        if (!challenge) continue;
        tries++;
        const { user, password } = login;
        credentials = `${proxy ? 'Proxy-' : ''}Authorization: ${answerChallenge(challenge, { user, password, method, uri })}`;
        cseq++;
        branch = newBranch();
        send();
        return;
      }
    }
    if (method === 'INVITE' && answer.status < 300) {
      rang = true;
      const at = /^sips?:/i.test(answer.contact) ? answer.contact : uri;
      const routes = [...answer.routes].reverse().map((route) => `Route: ${route}`);
      line.send(message('ACK', at, cseq, answer.to, newBranch(), routes));
      line.send(message('BYE', at, cseq + 1, answer.to, newBranch(), routes));
      setTimeout(() => end(answer.status, answer.phrase), 300);
      return;
    }
    if (cancelled && answer.status === 487) return end(rang ? 180 : 487, rang ? 'it rang' : answer.phrase);
    end(answer.status, answer.phrase);
  };

  try {
    line = await openSipLine(peer, hear, (why) => end(0, why));
  } catch (error) {
    return { status: 0, phrase: (error as Error).message, rang: false, ms: performance.now() - began };
  }
  send();
  patience = setTimeout(
    () => (method === 'INVITE' ? cancel() : end(0, 'no answer in time')),
    method === 'INVITE' ? ringMs : Math.min(withinMs, answerWithinMs),
  );
  const outcome = await done.promise;
  clearTimeout(resend);
  clearTimeout(patience);
  line.close();
  return { ...outcome, ms: performance.now() - began };
}

function newBranch(): string {
  return `z9hG4bK${randomBytes(10).toString('hex')}`;
}

/** The least that is an offer of sound (RFC 4566, RFC 3551). */
function offer(own: string): string {
  const host = own.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const family = host.includes(':') ? 'IP6' : 'IP4';
  return [
    ...['v=0', `o=belwacht 1 1 IN ${family} ${host}`, 's=-', `c=IN ${family} ${host}`, 't=0 0'],
    ...['m=audio 40000 RTP/AVP 8 0', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', ''],
  ].join('\r\n');
}
