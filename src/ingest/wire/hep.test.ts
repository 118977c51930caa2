import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressText } from './address-text.ts';
import { hasAuthKey, hepLength, hepTransport, inflatePayload, readHep } from './hep.ts';
import { addressBytes, chunk, encodeHepV2, encodeHepV3, type HepContent, hepOf } from './hep-encode.ts';
import { HepPacket } from './hep-packet.ts';

const content: HepContent = {
  sourceIp: '198.51.100.7',
  sourcePort: 5071,
  destinationIp: '203.0.113.10',
  destinationPort: 5060,
  time: 1_790_000_000_123,
  payload: 'OPTIONS sip:a SIP/2.0\r\n\r\n',
  captureId: 70_000,
  authKey: 'secret',
  nodeName: 'sbc-1',
  correlationId: 'call-1',
};
const v6: HepContent = { ...content, sourceIp: '2001:db8::7', destinationIp: '2001:db8::10' };
const addresses = new AddressText();

function read(bytes: Buffer) {
  const packet = new HepPacket();
  return { reading: readHep(bytes, 0, bytes.length, packet), packet };
}

function facts(packet: HepPacket) {
  return {
    sourceIp: addresses.text(packet.bytes, packet.sourceAt, packet.family),
    sourcePort: packet.sourcePort,
    destinationIp: addresses.text(packet.bytes, packet.destinationAt, packet.family),
    destinationPort: packet.destinationPort,
    time: packet.seconds * 1000 + packet.microseconds / 1000,
    payload: packet.payload.toString('utf8', packet.payloadStart, packet.payloadEnd),
    captureId: packet.captureId,
  };
}

const { authKey: _key, nodeName: _name, correlationId: _correlation, ...plain } = content;

describe('HEPv3', () => {
  test('reads every chunk that matters', () => {
    const { reading, packet } = read(encodeHepV3(content));
    expect(reading).toBe('packet');
    expect(facts(packet)).toEqual(plain);
    expect(packet.version).toBe(3);
    expect(packet.protocolType).toBe(1);
    expect(hepTransport(packet.protocol)).toBe('udp');
    expect(packet.bytes.toString('utf8', packet.nodeNameStart, packet.nodeNameEnd)).toBe('sbc-1');
    expect(packet.bytes.toString('utf8', packet.correlationStart, packet.correlationEnd)).toBe('call-1');
  });

  test('reads IPv6, and IPv4 mapped into it as IPv4', () => {
    expect(facts(read(encodeHepV3(v6)).packet)).toMatchObject({
      sourceIp: '2001:db8::7',
      destinationIp: '2001:db8::10',
    });
    const mapped = { ...content, sourceIp: '::ffff:198.51.100.7', destinationIp: '::ffff:203.0.113.10' };
    expect(facts(read(encodeHepV3(mapped)).packet).sourceIp).toBe('198.51.100.7');
  });

  test('skips chunks of vendors and unknown types, and takes the first of two', () => {
    const fake = chunk(0x03, addressBytes('192.0.2.66'), 7);
    const own = encodeHepV3(content).subarray(6);
    const later = chunk(0x03, addressBytes('192.0.2.67'));
    const { reading, packet } = read(hepOf([fake, chunk(0x7777, Buffer.from('x')), own, later]));
    expect(reading).toBe('packet');
    expect(facts(packet).sourceIp).toBe('198.51.100.7');
  });

  test('takes a plausible family number when both families are there', () => {
    const both = (family: number) =>
      hepOf([
        chunk(1, Buffer.of(family)),
        chunk(3, addressBytes('192.0.2.1')),
        chunk(4, addressBytes('192.0.2.2')),
        chunk(5, addressBytes('2001:db8::1')),
        chunk(6, addressBytes('2001:db8::2')),
        chunk(15, Buffer.from('x')),
      ]);
    expect(facts(read(both(2)).packet).sourceIp).toBe('192.0.2.1');
    for (const family of [10, 28, 30]) expect(facts(read(both(family)).packet).sourceIp).toBe('2001:db8::1');
  });

  test('refuses chunks of a wrong size, missing addresses and missing payload', () => {
    const good = encodeHepV3(content).subarray(6);
    for (const [type, size] of [
      [1, 2],
      [2, 0],
      [3, 3],
      [4, 5],
      [5, 4],
      [6, 15],
      [7, 1],
      [8, 3],
      [9, 3],
      [10, 8],
      [11, 2],
      [12, 3],
    ]) {
      expect(read(hepOf([chunk(type, Buffer.alloc(size)), good])).reading, `type ${type}`).toBe('malformed');
    }
    expect(read(hepOf([chunk(15, Buffer.from('x'))])).reading).toBe('malformed');
    expect(read(hepOf([chunk(3, addressBytes('192.0.2.1')), chunk(15, Buffer.from('x'))])).reading).toBe('malformed');
    expect(read(hepOf([chunk(3, addressBytes('192.0.2.1')), chunk(4, addressBytes('192.0.2.2'))])).reading).toBe(
      'malformed',
    );
  });

  test('refuses a chunk that claims more or less than there is', () => {
    const bytes = encodeHepV3(content);
    for (const length of [0, 5, 60_000]) {
      const broken = Buffer.from(bytes);
      broken.writeUInt16BE(length, 10);
      expect(read(broken).reading).toBe('malformed');
    }
  });

  test('a packet cut anywhere is not read', () => {
    const bytes = encodeHepV3(content);
    for (let length = 1; length < bytes.length; length++)
      expect(read(bytes.subarray(0, length)).reading).toBe('malformed');
  });

  test('tells the length for framing', () => {
    const bytes = encodeHepV3(content);
    expect(hepLength(bytes, 0, bytes.length)).toBe(bytes.length);
    for (let length = 0; length < 6; length++) expect(hepLength(bytes, 0, length)).toBe(0);
    expect(hepLength(Buffer.from('HEP3\0\x05'), 0, 6)).toBe(-1);
    expect(hepLength(Buffer.from('HEQ'), 0, 3)).toBe(-1);
  });
});

describe('HEPv1 and HEPv2', () => {
  test('reads both, IPv4 and IPv6', () => {
    const small = { ...content, captureId: 101 };
    expect(facts(read(encodeHepV2(small, 2)).packet)).toEqual({ ...plain, captureId: 101 });
    expect(facts(read(encodeHepV2(v6, 1)).packet)).toMatchObject({
      sourceIp: '2001:db8::7',
      destinationIp: '2001:db8::10',
      payload: content.payload,
      time: 0,
    });
  });

  test('takes a header length with and without the time header, no other', () => {
    const bytes = encodeHepV2({ ...content, captureId: 101 }, 2);
    bytes[1] = 28;
    expect(read(bytes).reading).toBe('packet');
    for (const length of [0, 8, 17, 40, 255]) {
      bytes[1] = length;
      expect(read(bytes).reading).toBe('malformed');
    }
  });

  test('a header cut anywhere is not read', () => {
    const bytes = encodeHepV2({ ...content, captureId: 101 }, 2);
    for (let length = 1; length < 28; length++) expect(read(bytes.subarray(0, length)).reading).toBe('malformed');
  });
});

test('auth key: equal or not, present or not', () => {
  const { packet } = read(encodeHepV3(content));
  expect(hasAuthKey(packet, Buffer.from('secret'))).toBe(true);
  for (const key of ['', 's', 'secreT', 'secre', 'secrets', 'secretsecret']) {
    expect(hasAuthKey(packet, Buffer.from(key)), key).toBe(false);
  }
  const without = read(encodeHepV3({ ...content, authKey: undefined })).packet;
  expect(hasAuthKey(without, Buffer.from('secret'))).toBe(false);
  expect(hasAuthKey(without, Buffer.from(''))).toBe(true);
});

test('compressed payloads: gzip and zlib, bounded', () => {
  for (const compress of [gzipSync, deflateSync]) {
    const { packet } = read(
      encodeHepV3({ ...content, payload: compress(Buffer.from(content.payload)), compressed: true }),
    );
    expect(inflatePayload(packet)).toBe(true);
    expect(facts(packet).payload).toBe(content.payload);
  }
  const bomb = deflateSync(Buffer.alloc(10_000_000));
  expect(inflatePayload(read(encodeHepV3({ ...content, payload: bomb, compressed: true })).packet)).toBe(false);
  expect(inflatePayload(read(encodeHepV3({ ...content, compressed: true })).packet)).toBe(false);
});

test('arbitrary bytes never throw, and nothing is read outside the range', () => {
  const start = fc
    .constantFrom('', 'HEP3', '\x01\x10\x02', '\x02\x10\x02', '\x02\x28\x0a')
    .map((text) => Buffer.from(text, 'latin1'));
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 300 }), fc.nat(20), (head, tail, pad) => {
      const bytes = Buffer.concat([Buffer.alloc(pad, 0xff), head, tail, Buffer.alloc(pad, 0xff)]);
      const end = bytes.length - pad;
      const packet = new HepPacket();
      if (readHep(bytes, pad, end, packet) !== 'packet') return;
      for (const at of [packet.sourceAt, packet.destinationAt, packet.payloadStart])
        expect(at).toBeGreaterThanOrEqual(pad);
      expect(packet.payloadEnd).toBeLessThanOrEqual(end);
      expect(packet.sourceAt + (packet.family === 4 ? 4 : 16)).toBeLessThanOrEqual(end);
    }),
    { numRuns: 2000 },
  );
});

test('one changed byte never throws', () => {
  const bytes = encodeHepV3(content);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(bytes);
      changed[at] = value;
      expect(['packet', 'malformed', 'foreign']).toContain(read(changed).reading);
    }),
    { numRuns: 2000 },
  );
});
