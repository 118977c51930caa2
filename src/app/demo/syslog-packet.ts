const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const local = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Amsterdam',
  hourCycle: 'h23',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** One line of a program, ready to be wrapped. */
export interface Line {
  /** Syslog HOSTNAME. */
  readonly host: string;
  readonly program: string;
  readonly pid: number;
  /** Facility × 8 + severity. */
  readonly priority: number;
  readonly message: string;
}

/** A datagram in the form of RFC 5424, time in UTC. `time` in ms since 1970 UTC. */
export function syslog5424(line: Line, time: number): Buffer {
  const stamp = new Date(time).toISOString();
  return Buffer.from(`<${line.priority}>1 ${stamp} ${line.host} ${line.program} ${line.pid} - - ${line.message}`);
}

/** A datagram in the form of RFC 3164, time in Dutch local time without year. `time` in ms since 1970 UTC. */
export function syslog3164(line: Line, time: number): Buffer {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of local.formatToParts(time)) part[type] = value;
  const stamp = `${months[Number(part.month) - 1]} ${part.day!.padStart(2, ' ')} ${part.hour}:${part.minute}:${part.second}`;
  return Buffer.from(`<${line.priority}>${stamp} ${line.host} ${line.program}[${line.pid}]: ${line.message}`);
}
