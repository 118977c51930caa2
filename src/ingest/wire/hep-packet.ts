/** HEP protocol type of SIP. */
export const hepSip = 1;

const nothing = Buffer.alloc(0);

/**
 * One HEP packet as offsets into the bytes it was read from; one instance is filled again and again. Offsets are −1 and
 * numbers 0 when the packet does not say. Where a chunk comes twice, the first counts.
 */
export class HepPacket {
  /** The bytes it was read from. */
  bytes: Buffer = nothing;
  /** 1, 2 or 3. */
  version = 0;
  /** Family of the two addresses. */
  family: 4 | 6 = 4;
  /** Offset of the source and destination address, 4 or 16 bytes in network order. */
  sourceAt = -1;
  destinationAt = -1;
  sourcePort = 0;
  destinationPort = 0;
  /** IP protocol number as the agent gave it: 17 UDP, 6 TCP, 132 SCTP; agents use 22 for TLS and 50 for WebSocket. */
  protocol = 0;
  /** What the payload is; 1 is SIP. HEPv1 and HEPv2 carry nothing else. */
  protocolType = 0;
  /** Capture time, seconds since 1970 and microseconds; 0 when not given. */
  seconds = 0;
  microseconds = 0;
  captureId = 0;
  authKeyStart = -1;
  authKeyEnd = -1;
  nodeNameStart = -1;
  nodeNameEnd = -1;
  correlationStart = -1;
  correlationEnd = -1;
  /** The payload; other bytes than `bytes` when it came compressed. */
  payload: Buffer = nothing;
  payloadStart = -1;
  payloadEnd = -1;
  /** The payload range in `bytes` is still compressed. */
  compressed = false;

  /** Forgets everything but the bytes. */
  reset(bytes: Buffer): void {
    this.bytes = bytes;
    this.version = 0;
    this.family = 4;
    this.sourceAt = -1;
    this.destinationAt = -1;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.protocol = 0;
    this.protocolType = 0;
    this.seconds = 0;
    this.microseconds = 0;
    this.captureId = 0;
    this.authKeyStart = -1;
    this.authKeyEnd = -1;
    this.nodeNameStart = -1;
    this.nodeNameEnd = -1;
    this.correlationStart = -1;
    this.correlationEnd = -1;
    this.payload = bytes;
    this.payloadStart = -1;
    this.payloadEnd = -1;
    this.compressed = false;
  }
}
