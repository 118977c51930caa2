import { describe, expect, it } from 'vitest';
import type { Outcome, Reason } from '../../../core/event.ts';
import { formatPromises, readLine } from '../../format-promises.ts';
import { createSshd } from './sshd.ts';

const sshd = createSshd();
type Row = [line: string, ip: string, port: number, user: string, outcome: Outcome, reason: Reason];

const rows: Row[] = [
  ['Failed password for root from 192.0.2.7 port 51022 ssh2', '192.0.2.7', 51022, 'root', 'failure', 'wrong-password'],
  [
    'sshd[4321]: Failed password for bea from 192.0.2.7 port 51022 ssh2',
    '192.0.2.7',
    51022,
    'bea',
    'failure',
    'wrong-password',
  ],
  [
    'sshd-session[77]: Failed password for bea from 2001:db8::7 port 1 ssh2',
    '2001:db8::7',
    1,
    'bea',
    'failure',
    'wrong-password',
  ],
  [
    'Failed password for invalid user guest from 2001:DB8:0::7 port 40000 ssh2',
    '2001:db8::7',
    40000,
    'guest',
    'failure',
    'unknown-account',
  ],
  [
    'Failed password for invalid user  from 192.0.2.7 port 40000 ssh2',
    '192.0.2.7',
    40000,
    '',
    'failure',
    'unknown-account',
  ],
  [
    'Failed password for illegal user old from ::ffff:192.0.2.7 port 40000 ssh2',
    '192.0.2.7',
    40000,
    'old',
    'failure',
    'unknown-account',
  ],
  [
    'Failed password for invalid user a b from 9.9.9.9 port 22 ssh2 from 192.0.2.7 port 5 ssh2',
    '192.0.2.7',
    5,
    'a b from 9.9.9.9 port 22 ssh2',
    'failure',
    'unknown-account',
  ],
  [
    'Failed password for invalid user x ssh2: y from 192.0.2.7 port 5 ssh2',
    '192.0.2.7',
    5,
    'x ssh2: y',
    'failure',
    'unknown-account',
  ],
  [
    'Failed keyboard-interactive/pam for bea from 192.0.2.7 port 5 ssh2',
    '192.0.2.7',
    5,
    'bea',
    'failure',
    'wrong-password',
  ],
  [
    'Failed publickey for bea from 192.0.2.7 port 5 ssh2: ED25519 SHA256:abc',
    '192.0.2.7',
    5,
    'bea',
    'failure',
    'wrong-password',
  ],
  ['Accepted password for bea from 192.0.2.7 port 5 ssh2', '192.0.2.7', 5, 'bea', 'success', 'accepted'],
  [
    'Accepted publickey for bea from 2001:db8::7 port 5 ssh2: ED25519 SHA256:abc',
    '2001:db8::7',
    5,
    'bea',
    'success',
    'accepted',
  ],
  [
    'Accepted keyboard-interactive/pam for bea from 192.0.2.7 port 5 ssh2',
    '192.0.2.7',
    5,
    'bea',
    'success',
    'accepted',
  ],
  ['Invalid user pi from 192.0.2.7 port 5', '192.0.2.7', 5, 'pi', 'failure', 'unknown-account'],
  ['Invalid user pi from 192.0.2.7', '192.0.2.7', 0, 'pi', 'failure', 'unknown-account'],
  ['Invalid user  from 192.0.2.7 port 5', '192.0.2.7', 5, '', 'failure', 'unknown-account'],
  [
    'Invalid user a from 9.9.9.9 port 22 from 192.0.2.7 port 5',
    '192.0.2.7',
    5,
    'a from 9.9.9.9 port 22',
    'failure',
    'unknown-account',
  ],
  [
    'User bea from 192.0.2.7 not allowed because not listed in AllowUsers',
    '192.0.2.7',
    0,
    'bea',
    'failure',
    'not-authorised',
  ],
  [
    'User bea from 9.9.9.9 not allowed because x from 192.0.2.7 not allowed because account is locked',
    '192.0.2.7',
    0,
    'bea from 9.9.9.9 not allowed because x',
    'failure',
    'not-authorised',
  ],
  ['error: PAM: Authentication failure for bea from 192.0.2.7', '192.0.2.7', 0, 'bea', 'failure', 'wrong-password'],
  [
    'error: PAM: User not known to the underlying authentication module for illegal user x from 192.0.2.7',
    '192.0.2.7',
    0,
    'x',
    'failure',
    'unknown-account',
  ],
  [
    'error: maximum authentication attempts exceeded for root from 192.0.2.7 port 5 ssh2 [preauth]',
    '192.0.2.7',
    5,
    'root',
    'failure',
    'too-many-requests',
  ],
  [
    'error: maximum authentication attempts exceeded for invalid user x from 192.0.2.7 port 5 ssh2 [preauth]',
    '192.0.2.7',
    5,
    'x',
    'failure',
    'too-many-requests',
  ],
  [
    'Disconnecting authenticating user root 192.0.2.7 port 5: Too many authentication failures [preauth]',
    '192.0.2.7',
    5,
    'root',
    'failure',
    'too-many-requests',
  ],
  [
    'Connection closed by authenticating user root 192.0.2.7 port 5 [preauth]',
    '192.0.2.7',
    5,
    'root',
    'failure',
    'rejected',
  ],
  [
    'Connection closed by invalid user x y 9.9.9.9 port 22 192.0.2.7 port 5 [preauth]',
    '192.0.2.7',
    5,
    'x y 9.9.9.9 port 22',
    'unknown',
    'unknown-account',
  ],
  [
    'Connection reset by authenticating user root 2001:db8::7 port 5 [preauth]',
    '2001:db8::7',
    5,
    'root',
    'failure',
    'rejected',
  ],
  [
    'Disconnected from authenticating user root 192.0.2.7 port 5 [preauth]',
    '192.0.2.7',
    5,
    'root',
    'failure',
    'rejected',
  ],
  ['Disconnected from invalid user  192.0.2.7 port 5 [preauth]', '192.0.2.7', 5, '', 'unknown', 'unknown-account'],
  ['Did not receive identification string from 192.0.2.7 port 5', '192.0.2.7', 5, '', 'unknown', 'no-credentials'],
  ['Did not receive identification string from 192.0.2.7', '192.0.2.7', 0, '', 'unknown', 'no-credentials'],
  [
    "Bad protocol version identification 'GET / from 9.9.9.9 port 1' from 192.0.2.7 port 5",
    '192.0.2.7',
    5,
    '',
    'unknown',
    'bad-format',
  ],
  ['banner exchange: Connection from 192.0.2.7 port 5: invalid format', '192.0.2.7', 5, '', 'unknown', 'bad-format'],
  [
    'error: banner exchange: Connection from 192.0.2.7 port 5: could not read protocol version',
    '192.0.2.7',
    5,
    '',
    'unknown',
    'bad-format',
  ],
  ['fatal: Timeout before authentication for 192.0.2.7 port 5', '192.0.2.7', 5, '', 'unknown', 'timeout'],
  [
    'Timeout before authentication for connection from 192.0.2.7 to 192.0.2.1, pid = 99',
    '192.0.2.7',
    0,
    '',
    'unknown',
    'timeout',
  ],
  [
    'drop connection #10 from [192.0.2.7]:5 on [192.0.2.1]:22 past MaxStartups',
    '192.0.2.7',
    5,
    '',
    'unknown',
    'too-many-requests',
  ],
  [
    'Unable to negotiate with 192.0.2.7 port 5: no matching key exchange method found. Their offer: x [preauth]',
    '192.0.2.7',
    5,
    '',
    'unknown',
    'bad-format',
  ],
  [
    'fatal: Unable to negotiate with 2001:db8::7: no matching cipher found. Their offer: x [preauth]',
    '2001:db8::7',
    0,
    '',
    'unknown',
    'bad-format',
  ],
  ['ROOT LOGIN REFUSED FROM 192.0.2.7', '192.0.2.7', 0, 'root', 'failure', 'not-authorised'],
  ['ROOT LOGIN REFUSED FROM 192.0.2.7 port 5', '192.0.2.7', 5, 'root', 'failure', 'not-authorised'],
  ['refused connect from 192.0.2.7 (192.0.2.7)', '192.0.2.7', 0, '', 'failure', 'acl-denied'],
  ['refused connect from a (9.9.9.9) (2001:db8::7)', '2001:db8::7', 0, '', 'failure', 'acl-denied'],
  [
    'Received disconnect from 192.0.2.7 port 5:14: No supported authentication methods available [preauth]',
    '192.0.2.7',
    5,
    '',
    'failure',
    'rejected',
  ],
  [
    'Received disconnect from 2001:db8::7: 3: com.jcraft.jsch.JSchException: Auth fail [preauth]',
    '2001:db8::7',
    0,
    '',
    'failure',
    'rejected',
  ],
  [
    'drop connection #0 from [2001:db8::7]:5 on [2001:db8::1]:22 penalty: failed authentication',
    '2001:db8::7',
    5,
    '',
    'failure',
    'too-many-requests',
  ],
];

describe('sshd', () => {
  it.each(rows)('%s', (line, sourceIp, sourcePort, userName, outcome, reason) => {
    const { reading, event } = readLine(sshd, line);
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({
      action: 'admin-login',
      service: 'sshd',
      dataset: 'sshd',
      sourceIp,
      sourcePort,
      userName,
      outcome,
      reason,
    });
  });

  it('does not have keys counted that a client merely offers', () => {
    const uncounted = (line: string) => readLine(sshd, line).event.uncounted;
    expect(uncounted('Failed publickey for bea from 192.0.2.7 port 5 ssh2: ED25519 SHA256:abc')).toBe(true);
    expect(uncounted('Failed publickey for invalid user bea from 192.0.2.7 port 5 ssh2: RSA SHA256:abc')).toBe(false);
    expect(uncounted('Failed password for bea from 192.0.2.7 port 5 ssh2')).toBe(false);
  });

  it.each([
    'Received disconnect from 192.0.2.7 port 5:11: Bye Bye [preauth]',
    'Connection closed by 192.0.2.7 port 5 [preauth]',
    'Connection from 192.0.2.7 port 5 on 192.0.2.1 port 22 rdomain ""',
    'User root not allowed because account is locked',
    'User bob not allowed because shell /bin/nothing does not exist',
    'Received disconnect from 192.0.2.7 port 5:3: Goodbye [preauth]',
    'Server listening on 0.0.0.0 port 22.',
    'Failed none for invalid user x from 192.0.2.7 port 5 ssh2',
    'Disconnected from user bea 192.0.2.7 port 5',
    'Disconnecting invalid user x 192.0.2.7 port 5: Change of username or service not allowed: (x,ssh-connection) -> (a 9.9.9.9 port 1: Too many authentication failures,ssh-connection) [preauth]',
    'sshd[12]: something that a later version says',
    'error: kex_exchange_identification: Connection closed by remote host',
  ])('ignores %s', (line) => {
    expect(readLine(sshd, line).reading).toBe('ignored');
  });

  it.each([
    'Failed password for bea from printer.example port 5 ssh2',
    'Failed password for bea from 192.0.2.7 port 70000 ssh2',
    'Failed password for bea',
    'Failed publickey for x from 9.9.9.9 port 1 ssh2: y from 192.0.2.7 port 5 ssh2: RSA SHA256:abc',
    `Failed password for invalid user ${'a'.repeat(900)} from 9.9.9.9 port 22 ssh2`,
    'error: PAM: Authentication failure for bea from printer.example',
  ])('calls malformed %s', (line) => {
    expect(readLine(sshd, line).reading).toBe('malformed');
  });

  it.each([
    '',
    'session opened',
    'pam_unix(sshd:auth): check pass; user unknown',
    'SEC event=pike src=192.0.2.7:1',
    'User agent changed',
  ])('leaves to others %j', (line) => {
    expect(readLine(sshd, line).reading).toBe('foreign');
  });

  formatPromises(
    createSshd,
    rows.map(([line]) => line),
    [
      {
        line: (name) => `Failed password for invalid user ${name} from 192.0.2.7 port 5 ssh2`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      { line: (name) => `Invalid user ${name} from 192.0.2.7 port 5`, sourceIp: '192.0.2.7', outcome: 'failure' },
      {
        line: (name) => `User ${name} from 192.0.2.7 not allowed because not listed in AllowUsers`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      {
        line: (name) => `Failed publickey for invalid user ${name} from 192.0.2.7 port 5 ssh2: RSA SHA256:abc`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      {
        line: (id) =>
          `Failed publickey for root from 192.0.2.7 port 5 ssh2: RSA-CERT SHA256:abc ID ${id} (serial 0) CA RSA SHA256:d`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      {
        line: (name) => `Connection closed by invalid user ${name} 192.0.2.7 port 5 [preauth]`,
        sourceIp: '192.0.2.7',
        outcome: 'unknown',
      },
      {
        line: (name) => `error: PAM: Authentication failure for illegal user ${name} from 192.0.2.7`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      {
        line: (name) =>
          `error: maximum authentication attempts exceeded for invalid user ${name} from 192.0.2.7 port 5 ssh2 [preauth]`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      {
        line: (text) => `Bad protocol version identification '${text}' from 192.0.2.7 port 5`,
        sourceIp: '192.0.2.7',
        outcome: 'unknown',
      },
    ],
  );
});
