import { describe, expect, it } from 'vitest';
import type { Action, Reason } from '../../../core/event.ts';
import { formatPromises, readLine } from '../../format-promises.ts';
import { createPam } from './pam.ts';

const pam = createPam();
const ssh = 'authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=';
type Row = [line: string, ip: string, user: string, service: string, reason: Reason, action?: Action];

const rows: Row[] = [
  [`pam_unix(sshd:auth): ${ssh}192.0.2.7  user=root`, '192.0.2.7', 'root', 'sshd', 'wrong-password'],
  [`pam_unix(sshd:auth): ${ssh}2001:db8::7  user=root`, '2001:db8::7', 'root', 'sshd', 'wrong-password'],
  [`pam_unix(sshd:auth): ${ssh}192.0.2.7 `, '192.0.2.7', '', 'sshd', 'unknown-account'],
  [`pam_sss(sshd:auth): ${ssh}192.0.2.7 user=bea`, '192.0.2.7', 'bea', 'sshd', 'wrong-password'],
  [
    `pam_unix(sshd:auth): ${ssh}192.0.2.7  user=x rhost=9.9.9.9`,
    '192.0.2.7',
    'x rhost=9.9.9.9',
    'sshd',
    'wrong-password',
  ],
  [
    'PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
    '192.0.2.7',
    'root',
    'sshd',
    'wrong-password',
  ],
  [
    'pam_unix(webmin:auth): 1 more authentication failure; logname= uid=0 euid=0 tty=10000 ruser= rhost=192.0.2.7  user=root',
    '192.0.2.7',
    'root',
    'webmin',
    'wrong-password',
  ],
  [
    'pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=bea@b.example rhost=192.0.2.7  user=bea@b.example',
    '192.0.2.7',
    'bea@b.example',
    'dovecot',
    'wrong-password',
    'other',
  ],
  [
    'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=bea rhost=192.0.2.7  user=bea',
    '192.0.2.7',
    'bea',
    'vsftpd',
    'wrong-password',
    'other',
  ],
  [`sshd(pam_unix)[123]: ${ssh}192.0.2.7  user=root`, '192.0.2.7', 'root', 'sshd', 'wrong-password'],
  [`sshd(pam_unix): ${ssh}2001:db8::7 `, '2001:db8::7', '', 'sshd', 'unknown-account'],
  [
    "pam_access(sshd:account): access denied for user `root' from `198.51.100.7'",
    '198.51.100.7',
    'root',
    'sshd',
    'acl-denied',
  ],
  [
    "pam_access(sshd:account): access denied for user `x' from `9.9.9.9' from `2001:db8::7'",
    '2001:db8::7',
    "x' from `9.9.9.9",
    'sshd',
    'acl-denied',
  ],
  [
    "pam_access(proftpd:account): access denied for user `bea' from `198.51.100.7'",
    '198.51.100.7',
    'bea',
    'proftpd',
    'acl-denied',
    'other',
  ],
  [
    'pam_unix(Cockpit:auth): authentication failure; logname= uid=0 euid=0 tty= ruser= rhost=::ffff:192.0.2.7  user=root',
    '192.0.2.7',
    'root',
    'cockpit',
    'wrong-password',
  ],
];

describe('pam', () => {
  it.each(rows)('%s', (line, sourceIp, userName, service, reason, action = 'admin-login') => {
    const { reading, event } = readLine(pam, line);
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({
      action,
      outcome: 'failure',
      dataset: 'pam',
      sourceIp,
      userName,
      service,
      reason,
    });
  });

  it.each([
    'pam_unix(sshd:auth): check pass; user unknown',
    'pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)',
    'pam_unix(sudo:auth): authentication failure; logname=bea uid=1000 euid=0 tty=/dev/pts/0 ruser=bea rhost=  user=bea',
    'pam_sss(sshd:auth): received for user bea: 7 (Authentication failure)',
    "pam_access(login:account): access denied for user `bea' from `tty1'",
    'sshd(pam_unix)[123]: session opened for user root by (uid=0)',
    'pam_faillock(sshd:auth): Consecutive login failures for user bea account temporarily locked',
  ])('ignores %s', (line) => {
    expect(readLine(pam, line).reading).toBe('ignored');
  });

  it.each([
    `pam_unix(sshd:auth): ${ssh}printer.example  user=root`,
    'pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=x rhost=9.9.9.9 rhost=192.0.2.7  user=x',
    'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=x rhost=192.0.2.7  user=x rhost=9.9.9.9',
    'pam_unix(sshd:auth): authentication failure; something else',
    "pam_access(sshd:account): access denied for user `root' from `printer.example'",
    "pam_access(sshd:account): access denied for user `root' from `198.51.100.7' and more",
    "pam_access(sshd:account): access denied for user `root'",
  ])('calls malformed %s', (line) => {
    expect(readLine(pam, line).reading).toBe('malformed');
  });

  it.each([
    '',
    'pam_',
    'pam_unix session',
    'PAM service(sshd) ignoring max retries',
    'hello (pam_unix)[1]: x',
    '(pam_unix): x',
    'sshd(pam_unix)[1: x',
    'a b(pam_unix): x',
    'Failed password for root',
  ])('leaves to others %j', (line) => {
    expect(readLine(pam, line).reading).toBe('foreign');
  });

  formatPromises(
    createPam,
    rows.map(([line]) => line),
    [
      {
        line: (name) => `pam_unix(sshd:auth): ${ssh}192.0.2.7  user=${name}`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      {
        line: (name) => `pam_access(sshd:account): access denied for user \`${name}' from \`192.0.2.7'`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
      {
        line: (name) =>
          `pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=${name} rhost=192.0.2.7  user=${name}`,
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
    ],
  );
});
