import { describe, expect, it } from 'vitest';
import { Event } from '../../../core/event.ts';
import { createZone } from '../../line/zone.ts';
import { createAsterisk } from './asterisk.ts';

const format = createAsterisk();
const context = {
  zone: createZone('Europe/Amsterdam'),
  year: undefined,
  receivedAt: Date.parse('2026-11-22T12:00:00Z'),
};

function read(line: string): { reading: string; event: Event } {
  const bytes = Buffer.from(`##${line}##`);
  const event = new Event();
  const reading = format.read(bytes, 2, bytes.length - 2, event, context);
  if (reading !== 'recognised') expect(event).toEqual(new Event());
  return { reading, event };
}

/** service action outcome reason address:port user, `-` for what is not known. */
function summary(line: string): string {
  const { reading, event } = read(line);
  if (reading !== 'recognised') return reading;
  const { service, action, outcome, reason, sourceIp, sourcePort, userName } = event;
  return `${service} ${action} ${outcome} ${reason} ${sourceIp || '-'} ${sourcePort} ${userName || '-'}`;
}

const bare = (level: string, file: string, message: string) =>
  `[2026-11-22 03:04:05] ${level}[1234] ${file}: ${message}`;
const sip = (message: string) => bare('NOTICE', 'chan_sip.c', message);
const pjsip = (message: string) => bare('NOTICE', 'res_pjsip/pjsip_distributor.c', message);
const iax = (message: string) => bare('NOTICE', 'chan_iax2.c', message);
const manager = (message: string) => bare('NOTICE', 'manager.c', message);
const verbose = (file: string, message: string) => bare('VERBOSE', file, message);

function security(name: string, service: string, tail = '', account = '100', remote = 'IPV4/UDP/198.51.100.7/5062') {
  return bare(
    'SECURITY',
    'res_security_log.c',
    `SecurityEvent="${name}",EventTV="2026-11-22T03:04:05.678+0100",Severity="Error",Service="${service}",` +
      `EventVersion="1",AccountID="${account}",SessionID="0x7f3a",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="${remote}"${tail}`,
  );
}

describe('chan_sip', () => {
  const registration = (reason: string) =>
    sip(`Registration from '"100" <sip:100@192.0.2.10>' failed for '198.51.100.7:5062' - ${reason}`);

  it.each([
    ['Wrong password', 'wrong-password'],
    ['Username/auth name mismatch', 'unknown-account'],
    ['No matching peer found', 'unknown-account'],
    ['Not a local domain', 'wrong-domain'],
    ['Peer is not supposed to register', 'not-authorised'],
    ['Device does not match ACL', 'acl-denied'],
    ['ACL error (permit/deny)', 'acl-denied'],
    ['Device not configured to use this transport type', 'transport-denied'],
    ['Something new', 'rejected'],
  ])('refuses a registration: %s', (text, reason) => {
    expect(summary(registration(text))).toBe(`sip sip-auth failure ${reason} 198.51.100.7 5062 100`);
  });

  it.each([
    ["Registration from '<sip:100@h>' failed for '198.51.100.7' - Wrong password", '198.51.100.7 0 100'],
    ["Registration from '<sip:100@h>' failed for '[2001:db8::7]:5060' - Wrong password", '2001:db8::7 5060 100'],
    ["Registration from 'sip:10%31@h' failed for '[2001:DB8:0::7]:5060' - Wrong password", '2001:db8::7 5060 101'],
    [
      "Registration from '\"x\" <sip:a:secret@h;user=phone>;tag=1' failed for '198.51.100.7:1' - Wrong password",
      '198.51.100.7 1 a',
    ],
    ["Registration from '' failed for '198.51.100.7:1' - Wrong password", '198.51.100.7 1 -'],
  ])('reads %s', (message, expected) => {
    expect(summary(sip(message))).toBe(`sip sip-auth failure wrong-password ${expected}`);
  });

  it('reads a refused call', () => {
    const line = sip(
      "Call from '' (198.51.100.7:5062) to extension '900441' rejected because extension not found in context 'default'.",
    );
    expect(summary(line)).toBe('sip sip-call failure unknown-extension 198.51.100.7 5062 -');
    expect(read(line).event).toMatchObject({ sipRequestUser: '900441', sipMethod: 'INVITE' });
  });

  it.each([
    ['Failed to authenticate device "1" <sip:100@203.0.113.9>;tag=1', 'failure rejected'],
    ['Failed to authenticate user <sip:100@203.0.113.9>;tag=1', 'failure rejected'],
    ['Failed to authenticate device <sip:100@203.0.113.9>;tag=1 for INVITE, code = -1', 'failure wrong-password'],
    ['Failed to authenticate device <sip:100@203.0.113.9>;tag=1 for SUBSCRIBE, code = -7', 'failure acl-denied'],
    ['Sending fake auth rejection for device 100<sip:100@203.0.113.9>;tag=1', 'failure unknown-account'],
    ['Sending fake auth rejection for user 100<sip:100@203.0.113.9>;tag=1', 'failure unknown-account'],
    ["Correct auth, but based on stale nonce received from '<sip:100@203.0.113.9>;tag=1'", 'unknown stale-nonce'],
  ])('takes no address from From: %s', (message, expected) => {
    expect(summary(sip(message))).toBe(`sip sip-auth ${expected} - 0 100`);
  });

  it('reads a refused call of versions that give no address', () => {
    const line =
      "Call from 'desk' to extension '900' (203.0.113.9:1) to extension '7' rejected because extension not found.";
    expect(summary(sip(line))).toBe('sip sip-call failure unknown-extension - 0 desk');
  });

  it.each([
    'Ext. s: "Rejecting unknown SIP connection from 198.51.100.7"',
    'Ext. s:6 @ from-sip-external: "Rejecting unknown SIP connection from 198.51.100.7"',
    "Ext. s:6 @ from-sip-external: hacking attempt detected '198.51.100.7'",
  ])('reads what a dial plan logs of strangers: %s', (message) => {
    const { reading, event } = read(`[2026-11-22 03:04:05] WARNING[12][C-00000007]: ${message}`);
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({ sourceIp: '198.51.100.7', action: 'sip-call', outcome: 'failure' });
  });

  it.each([
    'Ext. 900: "Rejecting unknown SIP connection from 198.51.100.7"',
    'Ext. s: "Caller 198.51.100.7"',
    'Ext. s:6 @ x "Rejecting unknown SIP connection from 198.51.100.7"',
  ])('ignores what anybody may have had logged: %s', (message) => {
    expect(summary(`[2026-11-22 03:04:05] WARNING[12]: ${message}`)).toBe('ignored');
  });

  it.each([
    "Peer '100' is now UNREACHABLE!  Last qualify: 12",
    'Retransmission timeout reached on transmission 1234@198.51.100.7 for seqno 1 (Critical Response)',
    "Registration for '100@provider' timed out, trying again (Attempt #2)",
    'Received SIP subscribe for peer without mailbox: 100',
  ])('ignores %s', (message) => {
    expect(summary(sip(message))).toBe('ignored');
  });

  it.each([
    "Registration from '\"100\" <sip:100@192.0.2.10>' failed for '198.51.100.7:5062'",
    "Registration from '\"100\" <sip:100@192.0.2.10>' failed for '198.51.100",
    "Registration from '\"100\" <sip:100@192.0.2.10>' failed for 'somewhere' - Wrong password",
    "Call from '' (somewhere) to extension '9' rejected because extension not found in context 'default'.",
  ])('counts %s as malformed', (message) => {
    expect(summary(sip(message))).toBe('malformed');
  });
});

describe('res_pjsip', () => {
  const from = '"100" <sip:100@192.0.2.10>';

  it.each([
    ['No matching endpoint found', 'unknown-account'],
    ['Not match Endpoint ACL', 'acl-denied'],
    ['Not match Endpoint Contact ACL', 'acl-denied'],
    ['Failed to authenticate', 'wrong-password'],
    ['Error to authenticate', 'rejected'],
    ['No matching endpoint found after 5 tries in 1234.500 ms', 'unknown-account'],
  ])('refuses a request: %s', (text, reason) => {
    const line = pjsip(`Request 'REGISTER' from '${from}' failed for '198.51.100.7:5062' (callid: a-1@h) - ${text}`);
    expect(summary(line)).toBe(`pjsip sip-auth failure ${reason} 198.51.100.7 5062 100`);
    expect(read(line).event).toMatchObject({ sipMethod: 'REGISTER', sipCallId: 'a-1@h', sipFromUser: '100' });
  });

  it.each([
    [`Request from '${from}' failed for '198.51.100.7:5062' (callid: x) - Failed to authenticate`, '198.51.100.7 5062'],
    [
      `Request 'INVITE' from '<sip:100@h>' failed for '[2001:db8::7]:5060' (callid: x) - Failed to authenticate`,
      '2001:db8::7 5060',
    ],
    [
      `Request 'INVITE' from '<sip:100@h>' failed for '2001:db8::7:5060' (callid: x) - Failed to authenticate`,
      '2001:db8::7 5060',
    ],
  ])('reads %s', (message, address) => {
    expect(summary(pjsip(message))).toBe(`pjsip sip-auth failure wrong-password ${address} 100`);
  });

  it.each([
    [
      "Call from 'anonymous' (UDP:198.51.100.7:5062) to extension '00442' rejected because extension not found in context 'public'.",
      'sip-call failure unknown-extension 198.51.100.7 5062 anonymous',
    ],
    [
      "Call from '100' (TLS:[2001:db8::7]:5062) to extension '9' rejected because extension not found in context 'public'.",
      'sip-call failure unknown-extension 2001:db8::7 5062 100',
    ],
    [
      "Call from '100' (TCP:2001:db8::7:5062) to extension '9' rejected because extension not found in context 'public'.",
      'sip-call failure unknown-extension 2001:db8::7 5062 100',
    ],
    [
      'Incoming SIP message from 198.51.100.7:5062 did not pass ACL test',
      'sip-auth failure acl-denied 198.51.100.7 5062 -',
    ],
    [
      "AOR '900' not found for endpoint '100' (198.51.100.7:5062)",
      'sip-register failure unknown-account 198.51.100.7 5062 100',
    ],
    [
      "Registration attempt from endpoint '100' (198.51.100.7:5062) to AOR '100' will exceed max contacts of 1",
      'sip-register failure session-limit 198.51.100.7 5062 100',
    ],
    [
      "Endpoint '100' (198.51.100.7:5062) has no configured AORs",
      'sip-register failure not-authorised 198.51.100.7 5062 100',
    ],
  ])('reads %s', (message, expected) => {
    expect(summary(bare('WARNING', 'res_pjsip_x.c', message))).toBe(`pjsip ${expected}`);
  });

  it.each([
    "100: Call (UDP:198.51.100.7:5062) to extension '9' rejected because extension not found in context 'public'.",
    " anonymous: Call (WSS:198.51.100.7:5062) to extension '9' rejected because extension not found in context 'public'.",
    "Call from 'anonymous' (TCP:198.51.100.7:5062) to extension '9' rejected bec",
  ])('reads a call that res_pjsip_session refused: %s', (message) => {
    const { reading, event } = read(bare('NOTICE', 'res_pjsip_session.c:3969 new_invite', message));
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({ sourceIp: '198.51.100.7', action: 'sip-call', service: 'pjsip' });
  });

  it('reads such a call of nobody else', () => {
    const message = "x: Call (UDP:203.0.113.9:1) to extension '9' rejected because extension not found in context 'a'.";
    expect(summary(bare('NOTICE', 'chan_sip.c', message))).toBe('ignored');
  });

  it.each([
    ["AOR '900' not found for endpoint '100'", 'unknown-account'],
    ["Endpoint '100' has no configured AORs", 'not-authorised'],
    ["Registration attempt from endpoint '100' to AOR '100' will exceed max contacts of 1", 'session-limit'],
  ])('reads %s of versions that give no address', (message, reason) => {
    expect(summary(bare('WARNING', 'res_pjsip_registrar.c', message))).toBe(
      `pjsip sip-register failure ${reason} - 0 100`,
    );
  });

  it.each(["''", `'"a <b"'`, `'"${'n'.repeat(700)}" <sip:100@h>'`, `'"a" b" <sip:100@h>'`])(
    'reads a From of %s',
    (from) => {
      const { reading, event } = read(
        pjsip(`Request 'REGISTER' from ${from} failed for '198.51.100.7:5062' (callid: x) - Failed to authenticate`),
      );
      expect([reading, event.sourceIp, event.outcome]).toEqual(['recognised', '198.51.100.7', 'failure']);
    },
  );

  it('reads a line that was cut behind the address, and counts one that was cut before as malformed', () => {
    const cut = `Request 'REGISTER' from '${from}' failed for '198.51.100.7:5062' (callid: a`;
    expect(summary(pjsip(cut))).toBe('pjsip sip-auth failure rejected 198.51.100.7 5062 100');
    expect(summary(pjsip(`Request 'REGISTER' from '${from}`))).toBe('malformed');
  });
});

describe('chan_iax2 and the manager', () => {
  it.each([
    ["Host 198.51.100.7 failed to authenticate as 'joe'", 'iax-auth failure wrong-password 198.51.100.7 0 joe'],
    ["Host 2001:db8::7 failed to authenticate as 'joe'", 'iax-auth failure wrong-password 2001:db8::7 0 joe'],
    [
      "Host 198.51.100.7 failed MD5 authentication for 'joe' (abc != def)",
      'iax-auth failure wrong-password 198.51.100.7 0 joe',
    ],
    [
      "Host 198.51.100.7 did not provide proper plaintext password for 'joe'",
      'iax-auth failure wrong-password 198.51.100.7 0 joe',
    ],
    ["Host 198.51.100.7 denied access to register peer 'joe'", 'iax-auth failure acl-denied 198.51.100.7 0 joe'],
    ["No registration for peer 'joe' (from 198.51.100.7)", 'iax-auth failure unknown-account 198.51.100.7 0 joe'],
    ["Peer 'joe' is not dynamic (from 198.51.100.7)", 'iax-auth failure not-authorised 198.51.100.7 0 joe'],
    ['Empty registration from 198.51.100.7', 'iax-auth failure no-credentials 198.51.100.7 0 -'],
    [
      "Rejected connect attempt from 198.51.100.7, who was trying to reach '900441@'",
      'iax-call failure rejected 198.51.100.7 0 -',
    ],
    [
      "Rejected connect attempt from 198.51.100.7:4569, request '900441@public' does not exist",
      'iax-call failure unknown-extension 198.51.100.7 4569 -',
    ],
  ])('reads %s', (message, expected) => {
    expect(summary(iax(message))).toBe(`iax2 ${expected}`);
  });

  it.each([
    ["198.51.100.7 failed to authenticate as 'admin'", 'wrong-password 198.51.100.7 0 admin'],
    ["2001:db8::7 failed to authenticate as 'admin'", 'wrong-password 2001:db8::7 0 admin'],
    ["198.51.100.7 tried to authenticate with nonexistent user 'root'", 'unknown-account 198.51.100.7 0 root'],
    ["198.51.100.7 failed to pass IP ACL as 'admin'", 'acl-denied 198.51.100.7 0 admin'],
  ])('reads %s', (message, expected) => {
    expect(summary(manager(message))).toBe(`ami admin-login failure ${expected}`);
  });

  it('ignores what else they say', () => {
    expect(summary(iax("Registration of 'x' rejected: 'y' from: '198.51.100.7'"))).toBe('ignored');
    expect(summary(manager('Beginning reload of everything'))).toBe('ignored');
    expect(summary(iax('Host 198.51.100.7 is fine'))).toBe('ignored');
    expect(summary(iax("Host somewhere failed to authenticate as 'joe'"))).toBe('malformed');
  });
});

describe('res_security_log', () => {
  it.each([
    ['FailedACL', ',ACLName="office"', 'failure acl-denied'],
    ['InvalidAccountID', '', 'failure unknown-account'],
    ['SessionLimit', '', 'failure session-limit'],
    ['MemoryLimit', '', 'failure memory-limit'],
    ['LoadAverageLimit', '', 'failure load-limit'],
    ['RequestNotSupported', ',RequestType="x"', 'failure request-not-supported'],
    ['RequestNotAllowed', ',RequestType="x",RequestParams="y"', 'failure not-authorised'],
    ['AuthMethodNotAllowed', ',AuthMethod="plain"', 'failure method-not-allowed'],
    ['RequestBadFormat', ',RequestType="x"', 'failure bad-format'],
    ['SuccessfulAuth', ',UsingPassword="1"', 'success accepted'],
    ['SuccessfulAuth', ',UsingPassword="0"', 'success no-credentials'],
    ['UnexpectedAddress', ',ExpectedAddress="IPV4/UDP/192.0.2.99/5060"', 'failure unexpected-address'],
    ['ChallengeResponseFailed', ',Challenge="a",Response="b",ExpectedResponse="c"', 'failure challenge-failed'],
    ['InvalidPassword', ',Challenge="a",ReceivedChallenge="b",ReceivedHash="c"', 'failure wrong-password'],
    ['ChallengeSent', ',Challenge="a"', 'unknown challenge-sent'],
    ['InvalidTransport', ',AttemptedTransport="UDP"', 'failure transport-denied'],
  ])('reads %s%s', (name, tail, expected) => {
    for (const [service, word, action] of [
      ['SIP', 'sip', 'sip-auth'],
      ['PJSIP', 'pjsip', 'sip-auth'],
      ['IAX2', 'iax2', 'iax-auth'],
      ['AMI', 'ami', 'admin-login'],
      ['ARI', 'ari', 'admin-login'],
    ]) {
      const line = security(name, service, tail);
      expect(summary(line)).toBe(`${word} ${action} ${expected} 198.51.100.7 5062 100`);
      expect(read(line).event).toMatchObject({ destinationIp: '192.0.2.10', destinationPort: 5060, transport: 'udp' });
    }
  });

  it('knows accounts that are URIs or nobody', () => {
    expect(read(security('ChallengeSent', 'SIP', '', 'sip:100@192.0.2.10')).event.userName).toBe('100');
    expect(read(security('ChallengeSent', 'PJSIP', '', '<unknown>')).event.userName).toBe('');
    expect(read(security('ChallengeSent', 'PJSIP', '', '')).event.userName).toBe('');
  });

  it('reads the time of versions before 12', () => {
    const line = security('ChallengeResponseFailed', 'SIP', ',Challenge="a",Response="b",ExpectedResponse="c"').replace(
      '2026-11-22T03:04:05.678+0100',
      '1320332021-533332',
    );
    expect(summary(line)).toBe('sip sip-auth failure challenge-failed 198.51.100.7 5062 100');
    const { event } = read(line.slice('[2026-11-22 03:04:05] '.length));
    expect(event.time).toBe(1_320_332_021_000);
  });

  it('reads IPv6, and a request that has its account behind', () => {
    const line = security('InvalidAccountID', 'PJSIP', '', '100', 'IPV6/TLS/2001:db8::7/5061');
    expect(summary(line)).toBe('pjsip sip-auth failure unknown-account 2001:db8::7 5061 100');
    const bad = security('RequestBadFormat', 'AMI', ',RequestType="x",AccountID="admin"').replace(
      'AccountID="100",',
      '',
    );
    expect(summary(bad)).toBe('ami admin-login failure bad-format 198.51.100.7 5062 -');
  });

  it('ignores events it does not know and counts cut ones as malformed', () => {
    const line = security('ChallengeResponseFailed', 'SIP', ',Challenge="a"');
    expect(summary(security('SomethingNew', 'SIP'))).toBe('ignored');
    for (const cut of ['Remote', 'SessionID', 'Service', '198.51.100.7']) {
      expect(summary(line.slice(0, line.indexOf(cut) + 4))).toBe('malformed');
    }
  });
});

describe('VERBOSE', () => {
  it.each([
    [
      'chan_sip.c',
      "    -- Registered SIP '100' at 198.51.100.7:5062",
      'sip sip-register success accepted 198.51.100.7 5062 100',
    ],
    ['chan_sip.c', "    -- Unregistered SIP '100'", 'sip sip-register unknown removed - 0 100'],
    [
      'chan_iax2.c',
      "Registered IAX2 '100' (AUTHENTICATED) at 198.51.100.7:4569",
      'iax2 sip-register success accepted 198.51.100.7 4569 100',
    ],
    [
      'res_pjsip_registrar.c',
      "    -- Added contact 'sip:100@203.0.113.9:5062' to AOR '100' with expiration of 60 seconds",
      'pjsip sip-register success accepted - 0 100',
    ],
    [
      'res_pjsip_registrar.c',
      "    -- Removed contact 'sip:100@203.0.113.9:5062' from AOR '100' due to expiration",
      'pjsip sip-register unknown removed - 0 100',
    ],
    [
      'manager.c',
      "  == Manager 'admin' logged on from 198.51.100.7",
      'ami admin-login success accepted 198.51.100.7 0 admin',
    ],
  ])('%s: %s', (file, message, expected) => {
    expect(summary(verbose(file, message))).toBe(expected);
  });

  it('ignores calls, and what a dial plan prints', () => {
    expect(summary(verbose('pbx.c', '    -- Executing [s@x:1] NoOp("SIP/1", "x") in new stack'))).toBe('ignored');
    expect(summary(verbose('res_pjsip_logger.c', '-- Contact 100/sip:100@h is now Reachable.  RTT: 1 msec'))).toBe(
      'ignored',
    );
    expect(summary(verbose('app_verbose.c', "Registered SIP '1' at 203.0.113.9:1"))).toBe('ignored');
  });
});

describe('what stands in front of a message', () => {
  const message = "Registration from '<sip:100@h>' failed for '198.51.100.7:5062' - Wrong password";
  const colour = (text: string) => `\u001b[1;33m${text}\u001b[0m`;

  it.each([
    ['[Nov 22 03:04:05] NOTICE[1234] chan_sip.c: ', '2026-11-22T02:04:05.000Z'],
    ['[Nov 22 03:04:05] NOTICE[1234]: chan_sip.c:28926 handle_request_register: ', '2026-11-22T02:04:05.000Z'],
    [
      '[Nov 22 03:04:05] NOTICE[1234][C-0000002a]: chan_sip.c:28926 handle_request_register: ',
      '2026-11-22T02:04:05.000Z',
    ],
    ['[Jul  2 03:04:05] NOTICE[1234][C-0000002a] chan_sip.c: ', '2026-07-02T01:04:05.000Z'],
    ['[2026-11-22 03:04:05.678] WARNING[1234] chan_sip.c: ', '2026-11-22T02:04:05.678Z'],
    ['[2026-11-22T03:04:05.678+0000] ERROR[1234] chan_sip.c: ', '2026-11-22T03:04:05.678Z'],
    ['Nov 22 03:04:05 NOTICE[1234] chan_sip.c: ', '2026-11-22T02:04:05.000Z'],
    ['2026-11-22 03:04:05.678 NOTICE[1234] chan_sip.c: ', '2026-11-22T02:04:05.678Z'],
    ['NOTICE[1234]: chan_sip.c:28926 in handle_request_register: ', '2026-11-22T12:00:00.000Z'],
    ['NOTICE[1234][C-0000002a]: chan_sip.c:28926 in handle_request_register: ', '2026-11-22T12:00:00.000Z'],
    [
      `[Nov 22 03:04:05] ${colour('NOTICE')}[1234]: ${colour('chan_sip.c')}:${colour('28926')} ${colour('handle_x')}: `,
      '2026-11-22T02:04:05.000Z',
    ],
    [
      `\u001b[0K[Nov 22 03:04:05] ${colour('NOTICE')}[1234][C-0000002a]: ${colour('chan_sip.c')}: `,
      '2026-11-22T02:04:05.000Z',
    ],
    [`${colour('NOTICE')}[1234]: chan_sip.c: `, '2026-11-22T12:00:00.000Z'],
    ['[Nov 22 03:04:05] #033[1;33mNOTICE#033[0m[1234]: #033[1;37mchan_sip.c#033[0m: ', '2026-11-22T02:04:05.000Z'],
  ])('%j', (prefix, time) => {
    const { reading, event } = read(`${prefix}${message} \r`);
    expect([reading, event.sourceIp, event.userName]).toEqual(['recognised', '198.51.100.7', '100']);
    expect(new Date(event.time).toISOString()).toBe(time);
    expect(event.dataset).toBe('asterisk');
  });

  it('takes the time of a security event when the line has none', () => {
    const { event } = read(security('InvalidAccountID', 'SIP').slice('[2026-11-22 03:04:05] '.length));
    expect(new Date(event.time).toISOString()).toBe('2026-11-22T02:04:05.678Z');
  });

  it('never invents a time for a timestamp it cannot read', () => {
    expect(summary(`[22.11.2026 03:04] NOTICE[1234] chan_sip.c: ${message}`)).toBe('malformed');
    expect(summary(`[Feb 30 03:04:05] NOTICE[1234] chan_sip.c: ${message}`)).toBe('malformed');
  });

  it.each([
    '',
    '[',
    '[Nov 22 03:04:05]',
    '[Nov 22 03:04:05] ',
    'NOTICE',
    'NOTICE[',
    'NOTICE[12',
    'NOTICE[x] chan_sip.c: y',
    'CRON[12]: session opened',
    `Nov 22 03:04:05 ${message}`,
    `2026-11-22 03:04:05 ${message}`,
    message,
    '{"a":1}',
    '<--- SIP read from UDP:198.51.100.7:5060 --->',
  ])('leaves %j to others', (line) => {
    expect(summary(line)).toBe('foreign');
  });

  it('ignores other levels', () => {
    for (const level of ['DEBUG', 'DTMF', 'FAX']) expect(summary(bare(level, 'chan_sip.c', message))).toBe('ignored');
    expect(summary('NOTICE[12]')).toBe('ignored');
    expect(summary('[Nov 22 03:04:05] NOTICE[12] Ext. 100: hello')).toBe('ignored');
  });
});
