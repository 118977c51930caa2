const nothing = Buffer.alloc(0);

/**
 * A SIP message as seen on a wire. Addresses, ports and time come from capture headers alone, never from the message
 * itself. One instance is filled again and again.
 */
export class WireMessage {
  /** The message is bytes[start, end). */
  bytes: Buffer = nothing;
  start = 0;
  end = 0;
  /** Capture time, ms. */
  time = 0;
  /** Canonical text. */
  sourceIp = '';
  sourcePort = 0;
  destinationIp = '';
  destinationPort = 0;
  /** udp, tcp, tls, ws, sctp; '' when unknown. */
  transport = '';
  /** Number of the packet in a file, 0 from a live capture. */
  line = 0;
  /** Hash of the source (the way in): messages of two sources are never taken for the same. */
  origin = 0;
}
