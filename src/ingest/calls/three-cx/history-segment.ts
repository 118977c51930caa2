import { CdrCall, longestCall } from '../../cdr/cdr-call.ts';
import { moment } from './active-call.ts';

/** Milliseconds of a duration of OData (ISO 8601, `PT1M2.5S`), -1 when it is none. */
export function durationOf(value: unknown): number {
  if (typeof value !== 'string' || value.length > 40) return -1;
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(value);
  if (!parts) return -1;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return Math.round((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000);
}

/** The call of one row of CallHistoryView and its segment's id; undefined when it cannot be read. */
export function readSegment(row: unknown): { readonly segment: number; readonly call: CdrCall } | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const of = row as Record<string, unknown>;
  const text = (name: string) => (typeof of[name] === 'string' ? (of[name] as string).slice(0, 256) : '');
  const segment = of.SegmentId;
  const start = moment(of.SegmentStartTime);
  const end = moment(of.SegmentEndTime);
  if (typeof segment !== 'number' || !Number.isSafeInteger(segment)) return undefined;
  if (start === 0 || end < start || end - start > longestCall) return undefined;
  const call = new CdrCall();
  call.id = `segment-${segment}`;
  call.linkedId = call.id;
  call.start = start;
  call.end = end;
  const talk = durationOf(of.CallTime);
  if (of.CallAnswered === true) call.answer = talk < 0 ? start : Math.max(start, end - talk);
  call.outcome = call.answer === undefined ? 'no-answer' : 'answered';
  const fromInside = of.SrcInternal === true;
  const toInside = of.DstInternal === true;
  call.from = fromInside ? text('SrcDn') : text('SrcCallerNumber');
  call.to = toInside ? text('DstDn') : text('DstCallerNumber');
  if (toInside) {
    call.direction = fromInside ? 'internal' : 'in';
    call.account = fromInside ? call.from : call.to;
    call.trunk = fromInside ? '' : text('SrcDn');
  } else {
    call.direction = 'out';
    call.account = fromInside ? call.from : '';
    call.trunk = text('DstDn');
  }
  return { segment, call };
}
