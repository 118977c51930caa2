import type { Target } from '../product.ts';

/** rsyslog's action that sends over TCP and keeps what cannot be sent in a queue on disk. */
export function forward({ host, syslogTcp }: Target, queue: string): string {
  return `action(type="omfwd" target="${host}" port="${syslogTcp}" protocol="tcp"
       template="RSYSLOG_SyslogProtocol23Format"
       queue.type="LinkedList" queue.filename="${queue}" queue.maxDiskSpace="256m"
       queue.saveOnShutdown="on" action.resumeRetryCount="-1")`;
}

/** rsyslog configuration that tails one file and forwards it. */
export function forwardFile(target: Target, file: string, tag: string): string {
  return `module(load="imfile")
input(type="imfile" file="${file}" tag="${tag}:" ruleset="belwacht-${tag}")

ruleset(name="belwacht-${tag}") {
  ${forward(target, `belwacht-${tag}`).replaceAll('\n', '\n  ')}
}
`;
}
