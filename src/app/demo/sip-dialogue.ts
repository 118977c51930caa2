import type { DemoCustomer } from './customers.ts';
import type { Stage } from './stage.ts';

/** Who talks to the SBC of a customer; `account` is also the caller of a call. */
export interface Caller {
  readonly customer: DemoCustomer;
  readonly account: string;
  readonly address: string;
  readonly port: number;
  readonly userAgent: string;
}

type Method = 'REGISTER' | 'INVITE' | 'ACK' | 'BYE' | 'OPTIONS';
/** How an attempt goes: refused at once, asked for credentials and silent, refused with credentials, or let in. */
export type Course = 'not-found' | 'challenged' | 'refused' | 'accepted';

/** One SIP dialogue as the SBC captures it: what both sides say, in order. */
export interface Dialogue {
  request(method: Method, target: string, withCredentials: boolean): void;
  response(status: number, reason: string, method: Method, target: string): void;
}

/** Opens one; every message goes out as a HEP capture at once. Throws when the customer has no SBC. */
export function openDialogue(stage: Stage, { customer, account, address, port, userAgent }: Caller): Dialogue {
  const { sbc } = customer;
  if (!sbc) throw new TypeError(`${customer.id} has no SBC`);
  const { random } = stage;
  const domain = `${customer.id}.example`;
  const callId = `${random.hex(16)}@${random.hex(8)}`;
  const tag = random.hex(8);
  const nonce = random.hex(32);
  let sequence = 0;

  const headers = (method: Method, target: string): string[] => [
    `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${callId.slice(0, 8)}${sequence};rport`,
    `From: <sip:${account}@${domain}>;tag=${tag}`,
    `To: <sip:${method === 'REGISTER' ? account : target}@${domain}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
  ];
  const outside = { sourceIp: address, sourcePort: port };
  const inside = { sourceIp: sbc.address, sourcePort: 5060 };

  return {
    request(method, target, withCredentials) {
      if (method !== 'ACK') sequence++;
      const uri = method === 'REGISTER' ? `sip:${domain}` : `sip:${target}@${domain}`;
      const name = method === 'REGISTER' ? 'Authorization' : 'Proxy-Authorization';
      const credentials = `${name}: Digest username="${account}",realm="${domain}",nonce="${nonce}",uri="${uri}",response="${random.hex(32)}",algorithm=MD5`;
      const lines = [
        `${method} ${uri} SIP/2.0`,
        ...headers(method, target),
        `Contact: <sip:${account}@${address}:${port}>`,
        'Max-Forwards: 70',
        `User-Agent: ${userAgent}`,
        ...(withCredentials ? [credentials] : []),
        ...(method === 'REGISTER' ? ['Expires: 300'] : []),
        'Content-Length: 0',
        '',
        '',
      ];
      stage.capture({
        ...outside,
        destinationIp: sbc.address,
        destinationPort: 5060,
        captureId: sbc.captureId,
        payload: lines.join('\r\n'),
      });
    },
    response(status, reason, method, target) {
      const challenge = `Digest realm="${domain}",nonce="${nonce}",algorithm=MD5,qop="auth"`;
      const lines = [
        `SIP/2.0 ${status} ${reason}`,
        ...headers(method, target),
        ...(status === 401 ? [`WWW-Authenticate: ${challenge}`] : []),
        ...(status === 407 ? [`Proxy-Authenticate: ${challenge}`] : []),
        'Server: kamailio (5.8.4 (x86_64/linux))',
        'Content-Length: 0',
        '',
        '',
      ];
      stage.capture({
        ...inside,
        destinationIp: address,
        destinationPort: port,
        captureId: sbc.captureId,
        payload: lines.join('\r\n'),
      });
    },
  };
}

/** A whole REGISTER attempt. */
export function registerDialogue(stage: Stage, caller: Caller, course: Course): void {
  const dialogue = openDialogue(stage, caller);
  dialogue.request('REGISTER', caller.account, false);
  if (course === 'not-found') {
    dialogue.response(404, 'Not Found', 'REGISTER', caller.account);
    return;
  }
  dialogue.response(401, 'Unauthorized', 'REGISTER', caller.account);
  if (course === 'challenged') return;
  dialogue.request('REGISTER', caller.account, true);
  if (course === 'refused') dialogue.response(401, 'Unauthorized', 'REGISTER', caller.account);
  else dialogue.response(200, 'OK', 'REGISTER', caller.account);
}

/** A call attempt to `number`; an accepted one is answered and hung up. */
export function callDialogue(stage: Stage, caller: Caller, number: string, course: Course): void {
  const dialogue = openDialogue(stage, caller);
  dialogue.request('INVITE', number, false);
  if (course === 'not-found') {
    dialogue.response(404, 'Not Found', 'INVITE', number);
    return;
  }
  dialogue.response(407, 'Proxy Authentication Required', 'INVITE', number);
  dialogue.request('ACK', number, false);
  if (course === 'challenged') return;
  dialogue.request('INVITE', number, true);
  if (course === 'refused') {
    dialogue.response(403, 'Forbidden', 'INVITE', number);
    return;
  }
  dialogue.response(180, 'Ringing', 'INVITE', number);
  dialogue.response(200, 'OK', 'INVITE', number);
  dialogue.request('ACK', number, false);
}
