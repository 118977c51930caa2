import type { GeoStanding } from '../../src/api/schema/geo.ts';
import { GeoLab } from './geo-lab.ts';
import { Serving } from './serving.ts';
import { until } from './until.ts';

/** What a phone sends first, and what a call begins with. */
export const sipRegister = 'REGISTER sip:pbx.example SIP/2.0\r\nCSeq: 1 REGISTER\r\n\r\n';
export const sipInvite = 'INVITE sip:2001@pbx.example SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n';

/** A real server whose kernel is that of a machine in a laboratory, with the world at its door: packaged data decide who comes from where. */
export class GeoServing {
  readonly lab: GeoLab;
  it: Serving;

  constructor(lab: GeoLab, it: Serving) {
    this.lab = lab;
    this.it = it;
  }

  /** `addresses`: those of the world. `prepare` may mount something before the server starts. */
  static async open(
    label: string,
    addresses: readonly string[],
    ports: readonly number[],
    config: Record<string, unknown> = {},
    prepare: (it: Serving) => void = () => {},
  ): Promise<GeoServing> {
    const lab = new GeoLab(label);
    const own = { enforcers: [{ id: 'firewall', kind: 'nftables', netns: lab.machine }], ...config };
    const serving = new GeoServing(lab, new Serving(label, own));
    try {
      prepare(serving.it);
      await Promise.all([lab.start(addresses, [...ports, 5999]), serving.it.start()]);
      await serving.loaded();
    } catch (error) {
      await serving.close();
      throw error;
    }
    return serving;
  }

  /** Waits until the kernel holds the whole world. */
  loaded(): Promise<unknown> {
    return until('the kernel to hold the policy', 120, async () => {
      const { kernel } = await this.it.get<GeoStanding>('/api/v1/geo/standing');
      return kernel.ok && kernel.classes > 200;
    });
  }

  /** Those of the addresses whose datagram arrives. */
  async through(from: readonly string[], text: string, port = 5060, last = '10'): Promise<readonly string[]> {
    const arrived = await this.lab.arriving(async () => {
      for (const address of from) {
        const to = address.includes(':') ? `2001:db8::${last}` : `192.0.2.${last}`;
        await this.lab.send({ from: address, to, port, text });
      }
    });
    const seen = new Set(arrived.map(({ from: by }) => by));
    return from.filter((address) => seen.has(address));
  }

  /** What becomes of a connection: `connected` or `silent`. */
  connect(from: string, port: number, last = '10'): Promise<string> {
    const to = from.includes(':') ? `2001:db8::${last}` : `192.0.2.${last}`;
    return this.lab.connect({ from, to, port, text: 'x' });
  }

  async close(): Promise<void> {
    await this.it.close();
    await this.lab.close();
  }
}
