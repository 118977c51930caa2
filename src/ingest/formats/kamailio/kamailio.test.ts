import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { formatPromises, readLine } from '../../format-promises.ts';
import { createKamailio } from './kamailio.ts';

const kamailio = createKamailio();
const theirs = 'user="201" from="202" to="203" ru="sip:0044@b.example" callid="a@b" ua="phone"';

const documented: [line: string, fields: Partial<Event>][] = [
  [
    `SEC event=auth_failed rc=-2 src=192.0.2.7:5071 proto=UDP m=REGISTER ${theirs}`,
    {
      action: 'sip-auth',
      outcome: 'failure',
      reason: 'wrong-password',
      sourceIp: '192.0.2.7',
      sourcePort: 5071,
      transport: 'udp',
      sipMethod: 'REGISTER',
      userName: '201',
      sipFromUser: '202',
      sipToUser: '203',
      sipRequestUser: '0044',
      sipCallId: 'a@b',
      userAgent: 'phone',
    },
  ],
  ['SEC event=auth_failed rc=-1 src=192.0.2.7:1', { action: 'sip-auth', outcome: 'failure', reason: 'rejected' }],
  ['SEC event=auth_failed rc=-3 src=192.0.2.7:1', { outcome: 'failure', reason: 'unknown-account' }],
  ['SEC event=auth_failed rc=-4 src=192.0.2.7:1', { outcome: 'unknown', reason: 'stale-nonce' }],
  [
    'SEC event=auth_failed rc=-5 src=192.0.2.7:1 user=""',
    { outcome: 'unknown', reason: 'challenge-sent', userName: '' },
  ],
  ['SEC event=auth_failed rc=-6 src=192.0.2.7:1', { outcome: 'unknown', reason: 'stale-nonce' }],
  ['SEC event=auth_failed rc=-8 src=192.0.2.7:1', { outcome: 'failure', reason: 'not-authorised' }],
  ['SEC event=auth_failed src=192.0.2.7:1', { outcome: 'failure', reason: 'wrong-password' }],
  [
    'SEC event=auth_ok src=192.0.2.7:1 m=INVITE user="201"',
    { action: 'sip-auth', outcome: 'success', reason: 'accepted' },
  ],
  ['SEC event=register src=192.0.2.7:1 user="201"', { action: 'sip-register', outcome: 'success', reason: 'accepted' }],
  [
    'SEC event=unregister src=192.0.2.7:1 user="201"',
    { action: 'sip-register', outcome: 'success', reason: 'removed' },
  ],
  ['SEC event=call src=192.0.2.7:1 ru="sip:112@b"', { action: 'sip-call', outcome: 'success', sipRequestUser: '112' }],
  [
    'SEC event=not_found src=192.0.2.7:1 m=INVITE ru="sip:900@b"',
    { action: 'sip-call', outcome: 'failure', reason: 'unknown-extension' },
  ],
  [
    'SEC event=not_found src=192.0.2.7:1 m=REGISTER',
    { action: 'sip-auth', outcome: 'failure', reason: 'unknown-account' },
  ],
  [
    'SEC event=not_found src=192.0.2.7:1 m=REGISTER from="202" to="203"',
    { action: 'sip-auth', reason: 'unknown-account', userName: '203' },
  ],
  ['SEC event=invite_unauth rc=-5 src=192.0.2.7:1 user="<null>" from="202" ru="sip:9@b"', { userName: '202' }],
  ['SEC event=auth_ok src=192.0.2.7:1 m=REGISTER from="202" to="203"', { outcome: 'success', userName: '' }],
  [
    'SEC event=not_found src=192.0.2.7:1 m=OPTIONS',
    { action: 'sip-request', outcome: 'failure', reason: 'unknown-extension' },
  ],
  [
    'SEC event=invite_unauth rc=-5 src=192.0.2.7:1 ru="sip:011@b"',
    { action: 'sip-auth', outcome: 'unknown', reason: 'challenge-sent', sipMethod: 'INVITE', sipRequestUser: '011' },
  ],
  [
    'SEC event=invite_unauth rc=-2 src=192.0.2.7:1',
    { action: 'sip-auth', outcome: 'failure', reason: 'wrong-password' },
  ],
  ['SEC event=acl_denied src=192.0.2.7:1 m=REGISTER', { action: 'sip-auth', outcome: 'failure', reason: 'acl-denied' }],
  ['SEC event=acl_denied src=192.0.2.7:1 m=INVITE', { action: 'sip-call', outcome: 'failure', reason: 'acl-denied' }],
  [
    'SEC event=not_allowed src=192.0.2.7:1 m=INVITE',
    { action: 'sip-call', outcome: 'failure', reason: 'not-authorised' },
  ],
  ['SEC event=wrong_domain src=192.0.2.7:1', { action: 'sip-auth', outcome: 'failure', reason: 'wrong-domain' }],
  ['SEC event=blocked src=192.0.2.7:1', { action: 'sip-auth', outcome: 'failure', reason: 'rejected' }],
  [
    'SEC event=scanner src=192.0.2.7:1 ua="sipvicious"',
    { action: 'sip-auth', outcome: 'failure', reason: 'signature', userAgent: 'sipvicious' },
  ],
  ['SEC event=bad_request src=192.0.2.7:1', { action: 'sip-request', outcome: 'failure', reason: 'bad-format' }],
  [
    'SEC event=pike src=192.0.2.7:1 m=OPTIONS ua="x"',
    { action: 'sip-flood', outcome: 'failure', reason: 'too-many-requests' },
  ],
  ['SEC event=request src=192.0.2.7:1 m=OPTIONS', { action: 'sip-request', outcome: 'unknown', sipMethod: 'OPTIONS' }],
  ['SEC event=of_their_own src=192.0.2.7:1', { action: 'other', outcome: 'unknown' }],
  ['SEC event=pike src=2001:db8::7:5060 m=OPTIONS', { sourceIp: '2001:db8::7', sourcePort: 5060 }],
  ['SEC event=pike src=[2001:db8::7]:5060 m=OPTIONS', { sourceIp: '2001:db8::7', sourcePort: 5060 }],
  ['SEC event=pike src=2001:db8:0:0:0:0:0:7:5060 m=OPTIONS', { sourceIp: '2001:db8::7', sourcePort: 5060 }],
  ['SEC event=pike src=192.0.2.7', { sourceIp: '192.0.2.7', sourcePort: 0 }],
  [
    'SEC event=auth_failed rc=-2 src=192.0.2.7:1 proto=udp user=201 to=202 ua="friendly-scanner" callid=x',
    { userName: '201', sipToUser: '202', userAgent: 'friendly-scanner', sipCallId: 'x' },
  ],
  [
    'SEC event=auth_failed rc=-2 src=192.0.2.7:1 user=a b src=9.9.9.9:2 rc=-5 proto=tcp ua="x"',
    { sourceIp: '192.0.2.7', reason: 'wrong-password', transport: '', userName: 'a' },
  ],
  [
    'SEC event=auth_failed rc=-2 src=192.0.2.7:1 user="a\\" src=9.9.9.9:1 x=\\"" ua="\\\\"',
    { sourceIp: '192.0.2.7', userName: 'a" src=9.9.9.9:1 x="', userAgent: '\\' },
  ],
  ['SEC event=auth_failed rc=-2 src=192.0.2.7:1 user="<null>" ua="<null>"', { userName: '', userAgent: '' }],
];

const inPassing: [line: string, fields: Partial<Event>][] = [
  [
    'PIKE - BLOCKing ip 192.0.2.7, node=0x7f0a1b2c3d4e',
    { action: 'sip-flood', outcome: 'failure', reason: 'too-many-requests', sourceIp: '192.0.2.7' },
  ],
  [
    'WARNING: pike [pike_funcs.c:151]: pike_check_req(): PIKE - BLOCKing ip 2001:db8::7, node=0x7f0a',
    { action: 'sip-flood', sourceIp: '2001:db8::7' },
  ],
  [
    ' 3(91) WARNING: {1 1 OPTIONS a@b} pike [pike_funcs.c:135]: pike_check_ipaddr(): PIKE - BLOCKing ip 192.0.2.7, node=0x7f',
    { action: 'sip-flood', sourceIp: '192.0.2.7' },
  ],
  [
    'ALERT: {1 1 REGISTER a@b} <script>: ALERT: pike blocking REGISTER from sip:x@y (IP:192.0.2.7:5060)',
    { action: 'sip-flood', sourceIp: '192.0.2.7', sourcePort: 5060 },
  ],
  [
    'ALERT: pike blocking REGISTER from sip:a(IP:9.9.9.9:1)@y (IP:2001:db8::7:5060)',
    { action: 'sip-flood', sourceIp: '2001:db8::7', sourcePort: 5060 },
  ],
  [
    'kamailio[91]: ALERT: <script>: ALERT: pike blocking OPTIONS from sip:x@y (IP:192.0.2.7:5060)',
    { action: 'sip-flood', sourceIp: '192.0.2.7' },
  ],
  [
    'WARNING: <script>: Malformed SIP request from 192.0.2.7:5060',
    { action: 'sip-request', outcome: 'failure', reason: 'bad-format', sourceIp: '192.0.2.7' },
  ],
  [
    'ALERT: <script>: REGISTER from 192.0.2.7 blocked because IP address is blacklisted',
    { action: 'sip-auth', outcome: 'failure', reason: 'acl-denied', sourceIp: '192.0.2.7', sipMethod: 'REGISTER' },
  ],
  [
    "ALERT: <script>: INVITE from 192.0.2.7 blocked because UserAgent 'x from 9.9.9.9 blocked because' is blacklisted",
    { action: 'sip-call', outcome: 'failure', reason: 'signature', sourceIp: '192.0.2.7' },
  ],
  [
    "ALERT: <script>: INVITE to 192.0.2.7 blocked because From user 'x' is blacklisted",
    { action: 'sip-call', reason: 'rejected', sourceIp: '192.0.2.7' },
  ],
  [
    'ALERT: <script>: Auth error for 201@b.example from 192.0.2.7 cause -2',
    { action: 'sip-auth', outcome: 'failure', reason: 'wrong-password', sourceIp: '192.0.2.7', userName: '201' },
  ],
  [
    'ALERT: <script>: Auth error for x from 9.9.9.9 cause -2@b from 192.0.2.7:5060 cause -3',
    { reason: 'unknown-account', sourceIp: '192.0.2.7', sourcePort: 5060 },
  ],
  [
    'NOTICE: <script>: auth failed 3rd time - src ip: 192.0.2.7',
    { action: 'sip-auth', outcome: 'failure', sourceIp: '192.0.2.7' },
  ],
  [
    'NOTICE: <script>: Authentication failed for sip:201@b from 192.0.2.7:5060',
    { action: 'sip-auth', outcome: 'failure', sourceIp: '192.0.2.7', userName: '201' },
  ],
  [
    'WARNING: <script>: Blocking traffic from 192.0.2.7',
    { action: 'sip-auth', outcome: 'failure', reason: 'acl-denied', sourceIp: '192.0.2.7' },
  ],
  ['WARNING: <script>: IP not allowed: 2001:db8::7', { reason: 'acl-denied', sourceIp: '2001:db8::7' }],
  ['IP not allowed: 192.0.2.7:5060', { reason: 'acl-denied', sourceIp: '192.0.2.7', sourcePort: 5060 }],
  [
    'NOTICE: <script>: REGISTER from 192.0.2.7:5060 rejected: from 9.9.9.9 rejected: no',
    {
      action: 'sip-auth',
      outcome: 'failure',
      reason: 'rejected',
      sourceIp: '192.0.2.7',
      sourcePort: 5060,
      sipMethod: 'REGISTER',
    },
  ],
  ['INVITE from 192.0.2.7 rejected: unknown domain', { action: 'sip-call', outcome: 'failure', sourceIp: '192.0.2.7' }],
  ['NOTICE: <script>: Auth failed for 201 from 192.0.2.7:5060', { userName: '201', sourceIp: '192.0.2.7' }],
  ["Auth failed for user '201' from 192.0.2.7", { userName: '201' }],
  ['Auth failed for "201@b.example", from 192.0.2.7', { userName: '201' }],
  ['Auth failed for <SIP:201@b.example;x=y> from 192.0.2.7', { userName: '201' }],
  ['Authentication failed for 201 - src ip: 192.0.2.7', { userName: '201', sourceIp: '192.0.2.7' }],
  ['Auth failed for x from 9.9.9.9 from 192.0.2.7', { userName: 'x from 9.9.9.9', sourceIp: '192.0.2.7' }],
  ['Auth failed for  from 192.0.2.7', { userName: '', sourceIp: '192.0.2.7' }],
  ['Auth failed from 192.0.2.7', { userName: '', sourceIp: '192.0.2.7' }],
  [
    'NOTICE: <script>: IP 192.0.2.7 not allowed to call',
    { action: 'sip-auth', outcome: 'failure', reason: 'acl-denied', sourceIp: '192.0.2.7' },
  ],
  [
    '12(3456) NOTICE: {1 1 REGISTER a@b} <script>: SEC event=auth_failed rc=-2 src=192.0.2.7:5060 user="1"',
    { action: 'sip-auth', sourceIp: '192.0.2.7' },
  ],
];

describe('kamailio', () => {
  it.each([...documented, ...inPassing])('%s', (line, fields) => {
    const { reading, event } = readLine(kamailio, line);
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({ dataset: 'kamailio', service: 'sip', ...fields });
  });

  it.each([
    'NOTICE: <script>: SEC event=auth_failed rc=-2 user="1" src=9.9.9.9:1',
    'SEC event=auth_failed rc=-2 src= user="1"',
    'SEC event=auth_failed rc=-2 src=printer.example:5060',
    'SEC event=auth_failed rc=-2 src=192.0.2.7:99999',
    'NOTICE: {1 1 INVITE a} <script>: SEC event=auth_failed rc=-2 src=9.9.9.9:5060 x} <script>: SEC event=not_found src=192.0.2.7:5060 m=INVITE',
    'ALERT: <script>: ALERT: pike blocking REGISTER from sip:x@y (IP:192.0.2.7:5060) and more',
    `ALERT: pike blocking REGISTER from sip:${'a'.repeat(400)} (IP:9.9.9.9:5060)`,
    'PIKE - BLOCKing ip 192.0.2.7',
    'Blocking traffic from 192.0.2.7 and more',
    'IP not allowed: somebody',
    'REGISTER from somebody rejected: no',
  ])('calls malformed %s', (line) => {
    expect(readLine(kamailio, line).reading).toBe('malformed');
  });

  it.each([
    'INFO: <core> [core/udp_server.c:10]: udp_init(): something',
    'DEBUG: pike [pike_funcs.c:278]: refresh_node(): PIKE - UNBLOCKing node 0x7f',
    "INFO: auth_db [authorize.c:250]: get_ha1(): no result for user 'x@y' in [subscriber]",
    'ERROR: {1 1 INVITE x} <script>: SEC event=} <core> [core/parser.c:1]: parse(): bad}',
    'kamailio[1]: NOTICE: <script>: hello',
  ])('does not recognise %s', (line) => {
    expect(readLine(kamailio, line).reading).not.toBe('recognised');
  });

  it.each([
    '',
    'Failed password for root from 192.0.2.7 port 5 ssh2',
    'NOTICE[12] chan_sip.c: x',
    '{"event_type":"sip"}',
    'Connection from 192.0.2.7 rejected: no',
  ])('leaves to others %j', (line) => {
    expect(readLine(kamailio, line).reading).toBe('foreign');
  });

  it('reads every line that the documentation asks operators to write', () => {
    const page = readFileSync(new URL('../../../../docs/formats/kamailio.md', import.meta.url), 'utf8');
    const calls = [...page.matchAll(/xlog\("L_\w+", "(SEC (?:[^"\\]|\\.)*)"\)/g)].map(([, text]) => text);
    expect(calls.length).toBeGreaterThan(6);
    // What the visitor sends; Kamailio escapes it where the line says so.
    const visitor = 'a" src=9.9.9.9:1 rc=-5 x=" } <script>: SEC event=pike src=9.9.9.9:1 \\';
    const server: Readonly<Record<string, string>> = {
      si: '2001:db8::7',
      siz: '[2001:db8::7]',
      sp: '5071',
      pr: 'udp',
      rm: 'REGISTER',
    };
    for (const call of calls) {
      const line = call
        .replaceAll('\\n', '')
        .replaceAll('\\"', '"')
        .replaceAll('$var(rc)', '-2')
        .replace(/\$\((\w+)\{s\.escape\.common\}\)/g, () => visitor.replace(/["'\\]/g, '\\$&'))
        .replace(/\$(\w+)/g, (_, name: string) => server[name] ?? visitor);
      const { reading, event } = readLine(kamailio, line);
      expect(reading, line).toBe('recognised');
      expect(event).toMatchObject({ sourceIp: '2001:db8::7', sourcePort: 5071, transport: 'udp' });
      expect(event.action, line).not.toBe('other');
      expect([event.userName, event.sipFromUser, event.userAgent], line).toContain(visitor);
    }
  });

  const own = { sourceIp: '192.0.2.7', outcome: 'failure' } as const;
  const escaped = (text: string) => text.replace(/["'\\]/g, '\\$&').replaceAll('\0', '\\0');
  formatPromises(
    createKamailio,
    [...documented, ...inPassing].map(([line]) => line),
    [
      {
        ...own,
        line: (text) =>
          `SEC event=auth_failed rc=-2 src=192.0.2.7:1 proto=udp m=REGISTER user="${escaped(text)}" ua="${escaped(text)}"`,
      },
      {
        ...own,
        line: (text) =>
          `SEC event=auth_failed rc=-2 src=192.0.2.7:1 proto=udp user=${text} to=${text} ua="${text}" callid=${text}`,
      },
      {
        ...own,
        line: (text) =>
          `NOTICE: {1 1 REGISTER ${text}} <script>: SEC event=auth_failed rc=-2 src=192.0.2.7:1 user="${escaped(text)}"`,
      },
      {
        ...own,
        line: (text) =>
          `WARNING: {1 1 REGISTER ${text}} pike [pike_funcs.c:151]: pike_check_req(): PIKE - BLOCKing ip 192.0.2.7, node=0x7f`,
      },
      { ...own, line: (text) => `ALERT: <script>: ALERT: pike blocking REGISTER from ${text} (IP:192.0.2.7:5060)` },
      {
        ...own,
        line: (text) => `ALERT: <script>: REGISTER from 192.0.2.7 blocked because UserAgent '${text}' is blacklisted`,
      },
      { ...own, line: (text) => `NOTICE: <script>: REGISTER from 192.0.2.7:5060 rejected: ${text}` },
      { ...own, line: (text) => `ALERT: <script>: Auth error for ${text} from 192.0.2.7 cause -2` },
      { ...own, line: (text) => `NOTICE: <script>: Authentication failed for ${text} from 192.0.2.7:5060` },
    ],
  );
});
