import { describe, expect, it } from 'vitest';
import { Event } from '../core/event.ts';
import { LineReader } from './detect-format.ts';
import { createZone } from './line/zone.ts';

const context = { zone: createZone('UTC'), year: undefined, receivedAt: Date.UTC(2026, 10, 22) };
const at = (second: number) => `[2026-11-22 03:04:${String(second).padStart(2, '0')}]`;
const notice = (second: number, address = '198.51.100.7') =>
  `${at(second)} NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:1@h>' failed for '${address}:5062' (callid: x) - Failed to authenticate`;
const security = (second: number, address = '198.51.100.7', name = 'ChallengeResponseFailed') =>
  `${at(second)} SECURITY[2] res_security_log.c: SecurityEvent="${name}",EventTV="2026-11-22T03:04:05.678+0000",Severity="Error",Service="PJSIP",EventVersion="1",AccountID="1",SessionID="x",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${address}/5062",Challenge="a"`;
const manager = (second: number, text: string) => `${at(second)} NOTICE[1] manager.c: 198.51.100.7 ${text}`;

function repeats(lines: readonly string[]): boolean[] {
  const reader = new LineReader('auto', context);
  return lines.map((line) => {
    const event = new Event();
    const bytes = Buffer.from(line);
    expect(reader.read(bytes, 0, bytes.length, event)).toBe('recognised');
    return event.uncounted;
  });
}

describe('attempts that are told twice', () => {
  it('count once, whichever comes first', () => {
    expect(repeats([notice(1), security(1), security(20), notice(21)])).toEqual([false, true, false, true]);
  });

  it('count once when they come in heaps', () => {
    const lines = [notice(1), notice(1), notice(1), security(1), security(2), security(2), security(2)];
    expect(repeats(lines)).toEqual([false, false, false, true, true, true, false]);
  });

  it('count each time when only one kind is logged', () => {
    expect(repeats([notice(1), notice(1), notice(2)])).toEqual([false, false, false]);
    expect(repeats([security(1), security(1), security(2)])).toEqual([false, false, false]);
  });

  it('are those of one address, near in time, refused', () => {
    expect(repeats([notice(1), security(1, '198.51.100.8')])).toEqual([false, false]);
    expect(repeats([notice(1), security(9)])).toEqual([false, false]);
    expect(repeats([notice(1), security(1, '198.51.100.7', 'ChallengeSent')])).toEqual([false, false]);
  });

  it('are those of the manager too, which says one thing twice by itself', () => {
    const lines = [
      manager(1, "tried to authenticate with nonexistent user 'a'"),
      manager(1, "failed to authenticate as 'a'"),
      manager(2, "failed to authenticate as 'a'"),
    ];
    expect(repeats(lines)).toEqual([false, true, false]);
  });

  it('are those of an access list and of whoever asked it', () => {
    const list = (second: number, owner = 'SIP Peer') =>
      `${at(second)} NOTICE[1] acl.c: ${owner} ACL: Rejecting '198.51.100.7' due to a failure to pass ACL '(BASELINE)'`;
    const peer = (second: number) =>
      `${at(second)} NOTICE[1] chan_sip.c: Registration from '<sip:1@h>' failed for '198.51.100.7:5060' - Device does not match ACL`;
    const message = (second: number) =>
      `${at(second)} WARNING[1] res_pjsip_acl.c: Incoming SIP message from 198.51.100.7:5060 did not pass ACL test`;
    const user = (second: number) => manager(second, "failed to pass IP ACL as 'a'");
    expect(repeats([list(1), peer(1), list(2), peer(2)])).toEqual([false, true, false, true]);
    expect(repeats([list(1), list(1), message(1), message(1), message(2)])).toEqual([false, false, true, true, false]);
    expect(repeats([list(1), list(2), list(3)])).toEqual([false, false, false]);
    expect(repeats([list(1, 'Manager User'), user(1), user(9)])).toEqual([false, true, false]);
    // With the security log all three tell of one attempt.
    const denied = (second: number) => security(second, '198.51.100.7', 'FailedACL');
    expect(repeats([list(1), peer(1), denied(1)])).toEqual([false, true, true]);
    expect(repeats([list(1), denied(1), peer(1)])).toEqual([false, true, true]);
    expect(repeats([denied(1), list(1), peer(1)])).toEqual([false, true, true]);
  });

  it('are those of FreeSWITCH, which refuses whom it called unknown', () => {
    const line = (second: number, text: string) =>
      `2026-11-22 03:04:0${second}.000000 [WARNING] sofia_reg.c:1 ${text} 198.51.100.7`;
    const unknown = (second: number) => line(second, "Can't find user [888@192.0.2.1] from");
    const failure = (second: number) =>
      line(second, "SIP auth failure (REGISTER) on sofia profile 'internal' for [888@b.example] from ip");
    expect(repeats([unknown(1), failure(1), failure(2), unknown(3), unknown(4)])).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('are remembered of a bounded number of addresses', () => {
    const lines = Array.from({ length: 9_000 }, (_, i) => notice(1, `198.51.${i >> 8}.${i & 255}`));
    expect(repeats(lines).includes(true)).toBe(false);
  });
});
