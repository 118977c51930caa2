import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EndpointReader } from './address.ts';

const reader = new EndpointReader();

function read(text: string): string {
  const bytes = Buffer.from(`<${text}>`);
  if (!reader.read(bytes, 1, bytes.length - 1)) {
    expect(reader.ip).toBe('');
    return 'none';
  }
  return `${reader.ip} ${reader.port} ${reader.transport}`.trim();
}

describe('EndpointReader', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1 0'],
    ['192.0.2.1:5060', '192.0.2.1 5060'],
    ['2001:db8::1', '2001:db8::1 0'],
    ['2001:DB8:0:0::0001', '2001:db8::1 0'],
    ['[2001:db8::1]', '2001:db8::1 0'],
    ['[2001:db8::1]:5060', '2001:db8::1 5060'],
    ['::ffff:192.0.2.7', '192.0.2.7 0'],
    ['[::ffff:192.0.2.7]:5061', '192.0.2.7 5061'],
    ['IPV4/UDP/192.0.2.1/5060', '192.0.2.1 5060 udp'],
    ['IPV6/TLS/2001:db8::1/5061', '2001:db8::1 5061 tls'],
    ['IPV6/UDP/[2001:db8::1]/5060', '2001:db8::1 5060 udp'],
    ['IPV4/WS/192.0.2.1/0', '192.0.2.1 0 ws'],
    ['IPV4/WSS/192.0.2.1/443', '192.0.2.1 443 wss'],
    ['IPV4/192.0.2.1/5060', '192.0.2.1 5060'],
    ['IPV4/UNKNOWN/192.0.2.1/443', '192.0.2.1 443'],
    ['fe80::1%eth0', 'fe80::1 0'],
    ['[FE80::1%enp0s31f6.100]:5060', 'fe80::1 5060'],
    ['IPV6/UDP/fe80::1%eth0/5062', 'fe80::1 5062 udp'],
    ['IPV6/TCP/febf:0:0::1%2/5062', 'febf::1 5062 tcp'],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '',
    '1',
    '192.0.2.1:',
    '192.0.2.1:70000',
    '192.0.2.1:-1',
    '192.0.2.01',
    '192.0.2',
    '192.0.2.1:5060:1',
    '[192.0.2.1',
    '[2001:db8::1]5060',
    '2001:db8::1%eth0',
    'fe80::1%',
    'fe80::1%eth0%eth1',
    'fe80::1%a b',
    'fe80::1%an-interface-too-long',
    'fec0::1%eth0',
    '192.0.2.1%eth0',
    'IPV6/UDP/fe80::1%eth0',
    'IPV4/UDP/192.0.2.1',
    'IPV4/UDP/192.0.2.1/',
    'IPV5/UDP/192.0.2.1/5060',
    'IPV4/SCTP9/192.0.2.1/5060',
    'IPV4/UDP/192.0.2.1/50x60',
    'host.example:5060',
  ])('refuses %j', (text) => {
    expect(read(text)).toBe('none');
  });

  it.each([
    ['192.0.2.1:5060', '192.0.2.1 5060'],
    ['192.0.2.1', '192.0.2.1 0'],
    ['UDP:192.0.2.1:5060', '192.0.2.1 5060 udp'],
    ['TLS:[2001:db8::1]:5061', '2001:db8::1 5061 tls'],
    ['UDP6:2001:db8::1:5060', '2001:db8::1 5060 udp'],
    ['2001:db8::1:5060', '2001:db8::1 5060'],
    ['[2001:db8::1]:5060', '2001:db8::1 5060'],
    ['2001:db8::1', '2001:db8::1 0'],
    ['fe80::1%eth0:5060', 'fe80::1 5060'],
    ['UDP:[fe80::1%eth0]:5060', 'fe80::1 5060 udp'],
    ['XYZ:192.0.2.1:5060', 'none'],
    ['UDP:', 'none'],
    ['UDP:192.0.2.1:x', 'none'],
    ['', 'none'],
  ])('reads %j where a port always follows', (text, expected) => {
    const bytes = Buffer.from(`<${text}>`);
    const ok = reader.readWithPort(bytes, 1, bytes.length - 1);
    expect(ok ? `${reader.ip} ${reader.port} ${reader.transport}`.trim() : `none${reader.ip}`).toBe(expected);
  });

  it('never throws and depends on nothing outside the range', () => {
    const piece = fc.constantFrom('192.0.2.1', ':5060', '[', ']', '2001:db8::1', 'IPV4/UDP/', '/5060', '/', ':');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 6 }),
        fc.nat(60),
        (parts, cut) => {
          const whole = Buffer.from(parts.join(''));
          const end = Math.min(cut, whole.length);
          const ok = reader.read(whole, 0, end);
          const [ip, port] = [reader.ip, reader.port];
          expect(reader.read(Buffer.from(whole.subarray(0, end)), 0, end)).toBe(ok);
          expect([reader.ip, reader.port]).toEqual([ip, port]);
        },
      ),
    );
  });
});
