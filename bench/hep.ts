import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Result {
  readonly received: number;
  readonly shed: number;
  readonly perSecond: number;
  readonly sent: { readonly packets: number; readonly seconds: number };
}

function run(transport: 'tcp' | 'udp', count: number, rate: number): Result {
  const args = [
    '-c',
    '0',
    process.execPath,
    'bench/hep-path.ts',
    '--transport',
    transport,
    '--count',
    String(count),
    '--rate',
    String(rate),
  ];
  return JSON.parse(execFileSync('taskset', args, { cwd: root, encoding: 'utf8' })) as Result;
}

/** HEP through the whole hot path on one core. The peer's figures are those its makers publish; see README. */
export function benchHep(): Row[] {
  const tcp = run('tcp', 1_200_000, 0);
  const lost = tcp.sent.packets - tcp.received;
  const udp = run('udp', 500_000, 50_000);
  const share = (udp.sent.packets - (udp.received - udp.shed)) / udp.sent.packets;
  return [
    {
      what: 'HEP over TCP: SIP messages/s on one core, parsed, enriched, detected',
      ours: `${Math.round(tcp.perSecond / 1000)} k/s, ${lost} lost`,
      peer: 'hep-js, unpacking only: 116 k/s',
      ratio: `${(tcp.perSecond / 116_000).toFixed(2)} ×`,
      wanted: '150 k/s, none lost',
      met: tcp.perSecond >= 150_000 && lost === 0,
    },
    {
      what: 'HEP over UDP at 50,000/s',
      ours: `${Math.round(udp.sent.packets / udp.sent.seconds / 1000)} k/s sent, ${(share * 100).toFixed(3)} % lost, ${udp.shed} counted as shed`,
      peer: '',
      ratio: '',
      wanted: 'less than 0.1 % lost, counted',
      met: share < 0.001 && udp.sent.packets / udp.sent.seconds >= 49_000,
    },
  ];
}
