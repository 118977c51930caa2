import { findSipMessage, frame, longestSipMessage } from './sip-frame.ts';

const mostFlows = 4096;
/** Bytes that all flows hold together. */
const mostBytes = 64 * 1024 * 1024;
/** Segments kept while an earlier one is missing. */
const mostHeld = 32;

interface Flow {
  /** Sequence number that comes next. */
  next: number;
  /** Bytes of a message that is not complete; `scanned` of them hold no empty line. */
  buffer: Buffer;
  length: number;
  scanned: number;
  /** Length of the message that is waited for once its headers are there, 0 before. */
  wanted: number;
  held: { readonly sequence: number; readonly data: Buffer }[];
}

export const tcpFlag = { fin: 1, syn: 2, rst: 4 } as const;

/**
 * SIP messages out of TCP segments, each direction of a connection by itself: in order, repeats and overlaps cut off, a few
 * segments kept while one is missing. A flow is followed from its SYN, or from a segment that begins with a SIP message.
 * Bounded: 4,096 flows, 64 MiB; what is given up is counted.
 */
export class TcpFlows {
  /** Flows given up with something unread: gaps, no SIP after SIP, want of room. */
  lost = 0;
  private readonly flows = new Map<string, Flow>();
  private bytes = 0;
  private readonly onMessage: (bytes: Buffer, start: number, end: number) => void;

  constructor(onMessage: (bytes: Buffer, start: number, end: number) => void) {
    this.onMessage = onMessage;
  }

  /** Takes a segment with its payload, bytes[start, end). Returns whether it belongs to a flow with SIP or one that may. */
  segment(key: string, sequence: number, flags: number, bytes: Buffer, start: number, end: number): boolean {
    let flow = this.flows.get(key);
    if ((flags & tcpFlag.syn) !== 0) {
      if (flow !== undefined) this.drop(key, flow);
      // Data may come with the SYN (RFC 7413).
      flow = this.open(key, (sequence + 1) >>> 0);
      if (start < end) this.take(key, flow, flow.next, bytes, start, end);
      return true;
    }
    if (start < end) {
      if (flow === undefined && beginsMessage(bytes, start, end)) flow = this.open(key, sequence);
      if (flow !== undefined) this.take(key, flow, sequence, bytes, start, end);
    }
    if (flow !== undefined && (flags & (tcpFlag.fin | tcpFlag.rst)) !== 0) {
      const current = this.flows.get(key);
      if (current !== undefined) this.drop(key, current);
    }
    return flow !== undefined;
  }

  /** Gives up what is left. */
  end(): void {
    for (const [key, flow] of this.flows) this.drop(key, flow);
  }

  private open(key: string, next: number): Flow {
    if (this.flows.size >= mostFlows) this.dropOldest();
    const flow: Flow = { next, buffer: empty, length: 0, scanned: 0, wanted: 0, held: [] };
    this.flows.set(key, flow);
    return flow;
  }

  private take(key: string, flow: Flow, sequence: number, bytes: Buffer, start: number, end: number): void {
    const ahead = (sequence - flow.next) | 0;
    if (ahead > 0) {
      this.hold(key, flow, sequence, bytes, start, end);
      return;
    }
    // Bytes that were seen already: the first copy counts.
    const from = start - ahead;
    if (from >= end) return;
    flow.next = (flow.next + (end - from)) >>> 0;
    if (!this.append(flow, bytes, from, end)) {
      this.drop(key, flow, true);
      return;
    }
    for (let i = 0; i < flow.held.length; i++) {
      const { sequence: heldSequence, data } = flow.held[i];
      if (((heldSequence - flow.next) | 0) > 0) continue;
      flow.held.splice(i, 1);
      this.bytes -= data.length;
      this.take(key, flow, heldSequence, data, 0, data.length);
      return;
    }
  }

  private hold(key: string, flow: Flow, sequence: number, bytes: Buffer, start: number, end: number): void {
    if (flow.held.some((segment) => segment.sequence === sequence)) return;
    if (flow.held.length >= mostHeld) {
      this.drop(key, flow, true);
      return;
    }
    flow.held.push({ sequence, data: Buffer.from(bytes.subarray(start, end)) });
    this.bytes += end - start;
    while (this.bytes > mostBytes && this.flows.size > 0) this.dropOldest();
  }

  /** Reads what is whole and keeps the rest; false when the stream holds no SIP. */
  private append(flow: Flow, bytes: Buffer, start: number, end: number): boolean {
    let source = bytes;
    let at = start;
    let stop = end;
    if (flow.length > 0) {
      const length = flow.length + (end - start);
      if (length > flow.buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(4096, length * 2));
        flow.buffer.copy(larger, 0, 0, flow.length);
        this.bytes += larger.length - flow.buffer.length;
        flow.buffer = larger;
      }
      bytes.copy(flow.buffer, flow.length, start, end);
      if (length < flow.wanted) {
        flow.length = length;
        return true;
      }
      source = flow.buffer;
      at = 0;
      stop = length;
    }
    let scanned = flow.length > 0 ? flow.scanned : at;
    for (;;) {
      const found = findSipMessage(source, at, stop, scanned);
      if (found === 'lost') return false;
      if (found === 'more') break;
      this.onMessage(source, frame.start, frame.end);
      at = frame.end;
      scanned = at;
    }
    this.keep(flow, source, frame.start, stop);
    return true;
  }

  private keep(flow: Flow, source: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length === 0) {
      this.bytes -= flow.buffer.length;
      flow.buffer = empty;
    } else if (source === flow.buffer) {
      if (start > 0) source.copy(source, 0, start, end);
    } else {
      const buffer = Buffer.allocUnsafeSlow(Math.min(longestSipMessage * 2, Math.max(4096, length * 2)));
      source.copy(buffer, 0, start, end);
      this.bytes += buffer.length - flow.buffer.length;
      flow.buffer = buffer;
    }
    flow.length = length;
    flow.wanted = frame.end > end ? frame.end - start : 0;
    flow.scanned = flow.wanted > 0 ? 0 : Math.max(0, length - 3);
    while (this.bytes > mostBytes && this.flows.size > 1) this.dropOldest();
  }

  private dropOldest(): void {
    const [key, flow] = this.flows.entries().next().value!;
    this.drop(key, flow);
  }

  private drop(key: string, flow: Flow, lost = flow.length > 0 || flow.held.length > 0): void {
    if (lost) this.lost++;
    this.bytes -= flow.buffer.length;
    for (const { data } of flow.held) this.bytes -= data.length;
    flow.held = [];
    flow.length = 0;
    flow.buffer = empty;
    this.flows.delete(key);
  }
}

const empty = Buffer.alloc(0);

function beginsMessage(bytes: Buffer, start: number, end: number): boolean {
  const found = findSipMessage(bytes, start, end, start);
  return (
    found === 'message' || (found === 'more' && frame.start < end && bytes.subarray(frame.start, end).includes(0x0a))
  );
}
