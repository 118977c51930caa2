import { describe, expect, it } from 'vitest';
import { Event } from '../../../core/event.ts';
import { LineReader } from '../../detect-format.ts';
import { LocalClock } from '../../line/local-clock.ts';
import { createZone } from '../../line/zone.ts';
import { createAsterisk } from './asterisk.ts';

// Lines that not every Asterisk writes, and ways to write names that not every phone uses.
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

const line = (file: string, message: string, level = 'NOTICE') =>
  `[2026-11-22 03:04:05] ${level}[1234] ${file}: ${message}`;
const security = (account: string, remote = 'IPV4/UDP/198.51.100.7/5062') =>
  line(
    'res_security_log.c',
    `SecurityEvent="InvalidAccountID",EventTV="2026-11-22T03:04:05.678+0100",Severity="Error",Service="PJSIP",` +
      `EventVersion="1",AccountID="${account}",SessionID="0x7f3a",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="${remote}"`,
    'SECURITY',
  );

describe('the name of an account', () => {
  it.each([
    ['<SIP:100@h>', '100'],
    ['"x" <Sips:100@h>', '100'],
    ['<tel:+31201234567>', '+31201234567'],
    ['<sip:100>', '100'],
    ['<sip:100@h;x=<y>', '100'],
    ['"100"sip:100@1.2.3.4', '100'],
    ['<sip:pbx.example>', '-'],
  ])('is read from %s', (uri, user) => {
    const registration = line('chan_sip.c', `Registration from '${uri}' failed for '198.51.100.7:1' - Wrong password`);
    expect(summary(registration)).toBe(`sip sip-auth failure wrong-password 198.51.100.7 1 ${user}`);
    const request = `Request 'REGISTER' from '${uri}' failed for '198.51.100.7:1' (callid: a) - Failed to authenticate`;
    expect(summary(line('res_pjsip/pjsip_distributor.c', request))).toBe(
      `pjsip sip-auth failure wrong-password 198.51.100.7 1 ${user}`,
    );
    expect(summary(security(uri))).toBe(`pjsip sip-auth failure unknown-account 198.51.100.7 5062 ${user}`);
  });

  it('is read from a URI without brackets, in any case', () => {
    expect(read(security('SIP:100@h')).event.userName).toBe('100');
    expect(read(security('Tel:+3120')).event.userName).toBe('+3120');
    expect(read(security('siphon')).event.userName).toBe('siphon');
  });
});

describe('access lists', () => {
  const baseline = "due to a failure to pass ACL '(BASELINE)'";

  it.each([
    [`SIP Peer ACL: Rejecting '198.51.100.7' ${baseline}`, 'sip sip-auth failure acl-denied 198.51.100.7 0 -'],
    [
      `SIP ACL: Rejecting '2001:db8::7' due to a failure to pass ACL 'office'`,
      'sip sip-auth failure acl-denied 2001:db8::7 0 -',
    ],
    [`IAX2 user ACL: Rejecting '198.51.100.7' ${baseline}`, 'iax2 iax-auth failure acl-denied 198.51.100.7 0 -'],
    [`Manager User ACL: Rejecting '198.51.100.7' ${baseline}`, 'ami admin-login failure acl-denied 198.51.100.7 0 -'],
    [
      "SIP ACL: Rejecting '198.51.100.7' due to use of an invalid ACL 'x'.",
      'sip sip-auth failure acl-denied 198.51.100.7 0 -',
    ],
    // A Contact is what the visitor wrote.
    [`SIP Contact ACL: Rejecting '203.0.113.9' ${baseline}`, 'sip sip-auth failure acl-denied - 0 -'],
    [`SIP contact ACL: Rejecting '203.0.113.9' ${baseline}`, 'sip sip-auth failure acl-denied - 0 -'],
    [`SIP ACL: Rejecting 'somebody' ${baseline}`, 'malformed'],
    ["SIP ACL: Rejecting '198.51.100.7' due to bad weather", 'malformed'],
    [`SIP Peer ACL: Rejecting '198.51.100.7`, 'malformed'],
    ['SIP Peer is fine', 'ignored'],
    [`Other ACL: Rejecting '198.51.100.7' ${baseline}`, 'ignored'],
    [`Manager is fine, says ${'x'.repeat(50)} ACL: Rejecting '203.0.113.9' ${baseline}`, 'ignored'],
  ])('%s', (message, expected) => {
    expect(summary(line('acl.c', message))).toBe(expected);
    expect(summary(line('acl.c:712 ast_apply_acl', message, 'WARNING'))).toBe(expected);
  });

  it('of res_pjsip name the Contact when they name no port', () => {
    const message = (address: string) =>
      line('res_pjsip_acl.c', `Incoming SIP message from ${address} did not pass ACL test`);
    expect(summary(message('198.51.100.7:5062'))).toBe('pjsip sip-auth failure acl-denied 198.51.100.7 5062 -');
    expect(summary(message('203.0.113.9:0'))).toBe('pjsip sip-auth failure acl-denied - 0 -');
    expect(summary(message('[2001:db8::9]:0'))).toBe('pjsip sip-auth failure acl-denied - 0 -');
  });
});

describe('limits of chan_iax2', () => {
  const token = (address: string, user: string) =>
    `Call rejected, CallToken Support required. If unexpected, resolve by placing address ${address} in the calltokenoptional list or setting user ${user} requirecalltoken=no`;

  it.each([
    [token('198.51.100.7', 'guest'), 'iax2 iax-call failure request-not-supported 198.51.100.7 0 -'],
    [token('198.51.100.7:4569', 'x'), 'iax2 iax-call failure request-not-supported 198.51.100.7 4569 -'],
    [token('198.51.100.7', token('203.0.113.9', 'x')), 'iax2 iax-call failure request-not-supported 198.51.100.7 0 -'],
    [token('somewhere', token('203.0.113.9', 'x')), 'malformed'],
    ['Call rejected, CallToken Support required', 'malformed'],
    [
      'maxcallnumber limit of 2048 for 198.51.100.7 has been reached!',
      'iax2 iax-call failure too-many-requests 198.51.100.7 0 -',
    ],
    [
      'maxcallnumber limit of 16 for 2001:db8::7 has been reached!',
      'iax2 iax-call failure too-many-requests 2001:db8::7 0 -',
    ],
    ['maxcallnumber limit of 16 for somebody has been reached!', 'malformed'],
    ['maxcallnumber limit of 16 for 198.51.100.7', 'malformed'],
  ])('%s', (message, expected) => {
    expect(summary(line('chan_iax2.c', message, 'ERROR'))).toBe(expected);
  });
});

describe('what stands around a message', () => {
  const message = "Registration from '<sip:100@h>' failed for '198.51.100.7:5062' - Wrong password";
  const wanted = 'sip sip-auth failure wrong-password 198.51.100.7 5062 100';

  it.each([
    `[2026-11-22 03:04:05] NOTICE[1] chan_sip.c: ${message}\u001b[0m`,
    `[2026-11-22 03:04:05] NOTICE[1] chan_sip.c: ${message} \u001b[0m\u001b[K \r`,
    `[2026-11-22 03:04:05] NOTICE[1] chan_sip.c: ${message}#033[0m`,
    `[2026-11-22 03:04:05] NOTICE[1]: \u001b[1;37mchan_sip.c\u001b[0m:\u001b[1;37m28926 handle_x\u001b[0m: ${message}`,
    `NOTICE[1][C-0000002a]: #033[1;37mchan_sip.c#033[0m: ${message}`,
    `[22-11-2026 03:04:05] NOTICE[1] chan_sip.c: ${message}`,
    `[22/Nov/2026 03:04:05] NOTICE[1] chan_sip.c: ${message}`,
  ])('%j', (text) => {
    expect(summary(text)).toBe(wanted);
  });

  it('is no colour when it does not end as one', () => {
    expect(summary(`[2026-11-22 03:04:05] NOTICE[1] chan_sip.c: ${message}[0m`)).toContain(' rejected ');
    expect(summary(`[2026-11-22 03:04:05] NOTICE[1] chan_sip.c: ${message}\u001b[0xm`)).toContain(' rejected ');
    expect(summary(`[2026-11-22 03:04:05] NOTICE[1] \u001b[0m`)).toBe('ignored');
  });

  it('may be missing before a security event', () => {
    const whole = security('100');
    const bare = whole.slice(whole.indexOf('SecurityEvent='));
    const expected = 'pjsip sip-auth failure unknown-account 198.51.100.7 5062 100';
    for (const text of [bare, `[2026-11-22 03:04:05] ${bare}`]) {
      expect(summary(text)).toBe(expected);
      expect(new Date(read(text).event.time).toISOString()).toMatch(/^2026-11-22T02:04:05/);
    }
    expect(summary(`x ${bare}`)).toBe('foreign');
    expect(summary('SecurityEvent="')).toBe('malformed');
  });

  it('names a day first, and no day that does not exist', () => {
    expect(new Date(read(`[02-11-2026 03:04:05] NOTICE[1] chan_sip.c: ${message}`).event.time).toISOString()).toBe(
      '2026-11-02T02:04:05.000Z',
    );
    expect(summary(`[11-22-2026 03:04:05] NOTICE[1] chan_sip.c: ${message}`)).toBe('malformed');
  });

  it('has addresses of IPv6 with a zone', () => {
    expect(summary(security('100', 'IPV6/UDP/fe80::1%eth0/5062'))).toBe(
      'pjsip sip-auth failure unknown-account fe80::1 5062 100',
    );
    expect(summary(line('chan_sip.c', message.replace('198.51.100.7:5062', '[fe80::1%eth0]:5060')))).toBe(
      'sip sip-auth failure wrong-password fe80::1 5060 100',
    );
  });
});

describe('the hour that autumn brings twice', () => {
  const notice = (time: string) =>
    `[2026-10-25 ${time}] NOTICE[1] chan_sip.c: Registration from '<sip:100@h>' failed for '198.51.100.7:1' - Wrong password`;
  const event = (time: string, tv: string) =>
    `[2026-10-25 ${time}] SECURITY[9] res_security_log.c: SecurityEvent="InvalidAccountID",EventTV="2026-10-25T${tv}",` +
    'Severity="Error",Service="PJSIP",EventVersion="1",AccountID="100",SessionID="x",' +
    'LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/198.51.100.7/5062"';

  /** Times of the lines, by their shapes where those fit and one by one. */
  function times(lines: readonly string[]): [string[], string[]] {
    const replayed = () => ({ ...context, clock: new LocalClock('replay'), whole: true });
    const [one, other] = [new LineReader('asterisk', replayed()), new LineReader('asterisk', replayed())];
    const ends = one.lineEnds(16_384);
    const length = ends.bytes.write(lines.map((text) => `${text}\n`).join(''));
    const both: [string[], string[]] = [[], []];
    const count = ends.find(0, length, true);
    for (let i = 0; i < count; i++) {
      const [end, start] = [ends.places[i * ends.stride], ends.places[i * ends.stride + 1]];
      const [found, read] = [new Event(), new Event()];
      one.readFound(ends.bytes, start, end, found, i * ends.stride);
      other.read(ends.bytes, start, end, read);
      both[0].push(new Date(found.time).toISOString().slice(11, 19));
      both[1].push(new Date(read.time).toISOString().slice(11, 19));
    }
    return both;
  }

  it('is the second once the clock stepped back', () => {
    const lines = ['02:59:00', '02:59:00', '02:01:00', '02:01:00', '02:59:59', '03:00:00'].map(notice);
    const wanted = ['00:59:00', '00:59:00', '01:01:00', '01:01:00', '01:59:59', '02:00:00'];
    expect(times(lines)).toEqual([wanted, wanted]);
  });

  it('is what a security event says, and the notices behind it follow', () => {
    const lines = [
      event('02:10:00', '02:10:00.001+0200'),
      event('02:10:01', '02:10:01.001+0100'),
      notice('02:10:02'),
      event('02:10:03', '01:10:03.001+0000'),
      // A zone that fits neither is that of a clock nobody knows.
      event('02:10:04', '02:10:04.001-0800'),
    ];
    const wanted = ['00:10:00', '01:10:01', '01:10:02', '01:10:03', '01:10:04'];
    expect(times(lines)).toEqual([wanted, wanted]);
  });
});
