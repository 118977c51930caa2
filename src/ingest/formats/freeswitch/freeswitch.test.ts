import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { formatPromises, readLine, testContext } from '../../format-promises.ts';
import { createFreeswitch } from './freeswitch.ts';

const freeswitch = createFreeswitch();
const uuid = '00c25b6d-eebe-4e24-ad96-b23a45661f52';
const stamp = '2026-11-22 15:04:05.123456';
const failure = "sofia_reg.c:1792 SIP auth failure (REGISTER) on sofia profile 'internal' for [1001@b.example] from ip";

const rows: [line: string, fields: Partial<Event>][] = [
  [
    `${stamp} [WARNING] ${failure} 192.0.2.7`,
    {
      action: 'sip-auth',
      outcome: 'failure',
      reason: 'wrong-password',
      sipMethod: 'REGISTER',
      userName: '1001',
      time: Date.parse('2026-11-22T14:04:05.123Z'),
    },
  ],
  [
    `${stamp} 99.43% [WARNING] ${failure} 2001:db8::7`,
    { outcome: 'failure', sourceIp: '2001:db8::7', time: Date.parse('2026-11-22T14:04:05.123Z') },
  ],
  [`${uuid} ${stamp} 99.43% [WARNING] ${failure} 192.0.2.7`, { outcome: 'failure' }],
  [`\u001b[35m${stamp} [WARNING] ${failure} 192.0.2.7\u001b[0m`, { outcome: 'failure' }],
  [`[WARNING] ${failure} 192.0.2.7`, { outcome: 'failure', time: testContext.receivedAt }],
  [`freeswitch[812]: [WARNING] ${failure} 192.0.2.7`, { outcome: 'failure' }],
  [
    `${stamp} [WARNING] sofia_reg.c:1247 sofia_reg_handle_register() SIP auth failure (INVITE) on sofia profile 'external' for [000972@192.0.2.1] from ip 192.0.2.7`,
    { outcome: 'failure', sipMethod: 'INVITE', userName: '000972' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:1737 SIP auth challenge (REGISTER) on sofia profile 'internal' for [1001@b.example] from ip 192.0.2.7`,
    { action: 'sip-auth', outcome: 'unknown', reason: 'challenge-sent', userName: '1001' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:1737 SIP auth challenge (INVITE) on sofia profile 'internal' for [1001@b.example] from ip 192.0.2.7`,
    { outcome: 'unknown', sipMethod: 'INVITE' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:1792 SIP auth failure (REGISTER) on sofia profile 'internal' for [a@b] from ip 9.9.9.9] from ip 192.0.2.7`,
    { outcome: 'failure', sourceIp: '192.0.2.7' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:3210 Can't find user [888@192.0.2.1] from 192.0.2.7`,
    { action: 'sip-auth', outcome: 'failure', reason: 'unknown-account', userName: '888' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:1800 can't find user [a] from 9.9.9.9@192.0.2.1] from 192.0.2.7`,
    { reason: 'unknown-account', sourceIp: '192.0.2.7', userName: 'a] from 9.9.9.9' },
  ],
  [
    `${stamp} [WARNING] sofia.c:8000 IP 192.0.2.7 Rejected by acl "domains"`,
    { action: 'sip-auth', outcome: 'failure', reason: 'acl-denied' },
  ],
  [`${stamp} [WARNING] sofia.c:8000 IP 192.0.2.7 Rejected by acl "domains". `, { outcome: 'failure' }],
  [
    `${stamp} [DEBUG] sofia.c:10560 IP 192.0.2.7 Rejected by acl "domains". Falling back to Digest auth.`,
    { action: 'sip-auth', outcome: 'unknown', reason: 'challenge-sent' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:2400 IP 192.0.2.7 Rejected by register acl "lan"`,
    { action: 'sip-register', outcome: 'failure', reason: 'acl-denied', sipMethod: 'REGISTER' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:1 IP 192.0.2.7 Rejected by user acl [loopback.auto] and no proxy acl present`,
    { action: 'sip-auth', outcome: 'failure', reason: 'acl-denied', userName: '' },
  ],
  [
    `${stamp} [WARNING] sofia_reg.c:1 IP 2001:db8::7 Rejected by user acl [192.0.2.0/24]`,
    { outcome: 'failure', reason: 'acl-denied', sourceIp: '2001:db8::7' },
  ],
  [
    `${stamp} [WARNING] mod_event_socket.c:2674 IP ::ffff:192.0.2.7 Rejected by acl "loopback.auto"`,
    { action: 'admin-login', outcome: 'failure', reason: 'acl-denied', service: 'event-socket' },
  ],
  [
    `${stamp} 93.73% [INFO] sofia.c:10460 sofia/internal/888@b.example receiving invite from 192.0.2.7:57062 version: 1.10.12-release git a88d069 2024-08-02 21:02:27Z 64bit call-id: 96-13-20`,
    {
      action: 'sip-request',
      outcome: 'unknown',
      sipMethod: 'INVITE',
      sourcePort: 57062,
      sipFromUser: '888',
      sipCallId: '96-13-20',
    },
  ],
];

describe('freeswitch', () => {
  it.each(rows)('%s', (line, fields) => {
    const { reading, event } = readLine(freeswitch, line);
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({ dataset: 'freeswitch', sourceIp: '192.0.2.7', ...fields });
  });

  it.each([
    'You must define a domain called \'9.9.9.9\' in your directory and add a user with the id="1" attribute',
    'and you must configure your device to use the proper domain in its authentication credentials.',
    `${stamp} [NOTICE] sofia.c:2417 Hangup sofia/internal/888@b [CS_NEW] [CALL_REJECTED]`,
    `${stamp} [DEBUG] sofia.c:10554 verifying acl "domains" for ip/port 192.0.2.7:0.`,
    `${stamp} [DEBUG] sofia.c:10554 IP 192.0.2.7 Approved by acl "domains[]". Access Granted.`,
    `${stamp} [WARNING] sofia_reg.c:1800 can't find user [888@b.example]`,
  ])('ignores %s', (line) => {
    expect(readLine(freeswitch, line).reading).toBe('ignored');
  });

  it.each([
    [`IP 9.9.9.9 Rejected by user acl loopback.auto`, 'acl-denied', ''],
    [`IP 9.9.9.9 Rejected by user acl 192.0.2.0/24`, 'acl-denied', ''],
    [
      `SIP auth failure (REGISTER) due to user-agent-filter.  Filter "x" User-Agent "a' for [x@y] from ip 9.9.9.9"`,
      'not-authorised',
      'REGISTER',
    ],
    ['SIP auth failure (REGISTER) due to reaching max allowed registrations.  Count: 3', 'session-limit', 'REGISTER'],
  ])('takes no address from %s', (message, reason, sipMethod) => {
    const { reading, event } = readLine(freeswitch, `${stamp} [WARNING] sofia_reg.c:1 ${message}`);
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({
      action: 'sip-auth',
      outcome: 'failure',
      reason,
      sipMethod,
      sourceIp: '',
      userName: '',
    });
  });

  it('knows that a caller gave no name', () => {
    const line = `${stamp} [WARNING] sofia_reg.c:1 SIP auth failure (REGISTER) on sofia profile 'i' for [@192.0.2.10] from ip 192.0.2.7`;
    expect(readLine(freeswitch, line).event).toMatchObject({ sourceIp: '192.0.2.7', userName: '' });
  });

  it('ignores a list that is not the last word', () => {
    for (const message of [
      'IP 192.0.2.7 Rejected by user acl [loopback.auto] checking proxy ACLs now',
      'SIP auth failure (REGISTER) due to something new',
      'SIP auth OK (REGISTER) due to user-agent-filter.  Filter "x" User-Agent "y"',
    ])
      expect(readLine(freeswitch, `${stamp} [WARNING] sofia_reg.c:1 ${message}`).reading, message).toBe('ignored');
  });

  it.each([
    // What a header X-AUTH-IP may hold, as FreeSWITCH then prints it.
    `${stamp} [WARNING] sofia_reg.c:1 IP 9.9.9.9 Rejected by acl "domains" Rejected by user acl loopback.auto`,
    `${stamp} [WARNING] sofia_reg.c:1 IP 9.9.9.9 Rejected by register acl "x" Rejected by user acl loopback.auto`,
    `${stamp} [WARNING] sofia_reg.c:1 IP 9.9.9.9 Rejected by user acl [x] and no proxy acl present Rejected by user acl loopback.auto`,
    `${stamp} [WARNING] sofia_reg.c:1 IP 9.9.9.9 Rejected by acl "a". Falling back to Digest auth. Rejected by user acl x`,
    `${stamp} [WARNING] sofia_reg.c:1 IP somebody Rejected by user acl [x]`,
    `${stamp} [WARNING] ${failure} printer.example`,
    `${stamp} [WARNING] ${failure} 192.0.2.7 and more`,
    `${stamp} [WARNING] sofia_reg.c:1 SIP auth failure (REGISTER) on sofia profile 'i' for [${'a'.repeat(400)}] from ip 9.9.9.9`,
    `${stamp} [INFO] sofia.c:1 sofia/i/x receiving invite from 9.9.9.9:1 version: @b receiving invite from 192.0.2.7:1 version: 1 call-id: x`,
  ])('calls malformed %s', (line) => {
    expect(readLine(freeswitch, line).reading).toBe('malformed');
  });

  it.each([
    '',
    stamp,
    `${stamp} hello`,
    `[WARNING] hello`,
    'Failed password for root from 192.0.2.7 port 5 ssh2',
    '[2026-11-22 15:04:05] NOTICE[812] chan_sip.c:1: x',
  ])('leaves to others %j', (line) => {
    expect(readLine(freeswitch, line).reading).toBe('foreign');
  });

  const own = { sourceIp: '192.0.2.7', outcome: 'failure' } as const;
  formatPromises(
    createFreeswitch,
    rows.map(([line]) => line),
    [
      {
        ...own,
        line: (text) =>
          `${stamp} [WARNING] sofia_reg.c:1 SIP auth failure (REGISTER) on sofia profile 'internal' for [${text}@${text}] from ip 192.0.2.7`,
      },
      { ...own, line: (text) => `${stamp} [WARNING] sofia_reg.c:1 Can't find user [${text}@${text}] from 192.0.2.7` },
      {
        ...own,
        outcome: 'unknown',
        line: (text) =>
          `${stamp} [INFO] sofia.c:1 sofia/internal/${text}@b receiving invite from 192.0.2.7:1 version: 1.10 call-id: ${text}`,
      },
    ],
  );
});
