import { execFileSync } from 'node:child_process';
import type { IncidentEntryWire, IncidentSummaryWire, IncidentWire } from '../../src/api/schema/incidents.ts';
import { refusal, sendUdp } from './senders.ts';
import { type Answer, Serving } from './serving.ts';
import { until } from './until.ts';

/**
 * A server with two customers whose PBXs send their real log lines over syslog, and a kernel in a network namespace that really
 * blocks; incidents as a script and as people see them.
 */
export class IncidentsLab {
  readonly serving: Serving;
  readonly #namespace: string;

  constructor(label: string, config: Record<string, unknown> = {}) {
    this.#namespace = `bw${label}${process.pid}`.slice(0, 15);
    execFileSync('ip', ['netns', 'add', this.#namespace]);
    this.serving = new Serving(`incidents-${label}`, {
      mode: 'enforce',
      enforcers: [{ id: 'firewall', kind: 'nftables', netns: this.#namespace }],
      ...config,
    });
  }

  async start(): Promise<void> {
    await this.serving.start();
    for (const id of ['acme', 'bolt']) {
      await this.serving.must('POST', '/api/v1/customers', { id, name: id === 'acme' ? 'Acme BV' : 'Bolt NV' });
      await this.serving.must('POST', '/api/v1/sources', {
        ...{ name: `pbx of ${id}`, kind: 'syslog', match: { hostname: `pbx-${id}` }, format: 'auto' },
        ...{ timeZone: 'UTC', tenant: id },
      });
    }
  }

  async close(): Promise<void> {
    await this.serving?.close();
    execFileSync('ip', ['netns', 'del', this.#namespace]);
  }

  /** Passwords are guessed at the PBX of a customer, as Asterisk logs it. */
  async attack(customer: string, address: string, count = 8, user = '1001'): Promise<void> {
    const lines = Array.from({ length: count }, () => refusal(user, address, `pbx-${customer}`));
    await sendUdp(this.serving.port('syslog-udp'), lines);
  }

  list(query = ''): Promise<IncidentSummaryWire[]> {
    return this.serving.all<IncidentSummaryWire>(`/api/v1/incidents${query}`);
  }

  get(id: string): Promise<IncidentWire> {
    return this.serving.get<IncidentWire>(`/api/v1/incidents/${id}`);
  }

  async timeline(id: string, token?: string): Promise<IncidentEntryWire[]> {
    const answer = await this.serving.ask<{ items: IncidentEntryWire[] }>(
      'GET',
      `/api/v1/incidents/${id}/timeline?order=oldest&limit=500`,
      { token },
    );
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.json().items;
  }

  /** Any act; never throws for a status. */
  ask(id: string, act: object, more: { readonly token?: string; readonly ifMatch?: string } = {}) {
    const headers: Record<string, string> = more.ifMatch === undefined ? {} : { 'if-match': more.ifMatch };
    return this.serving.ask<IncidentWire>('POST', `/api/v1/incidents/${id}/acts`, {
      body: act,
      token: more.token,
      headers,
    });
  }

  /** An act that must work. */
  async act(id: string, act: object): Promise<IncidentWire> {
    const answer = await this.ask(id, act);
    if (answer.status !== 200) throw new Error(`${JSON.stringify(act)}: ${answer.status} ${answer.text}`);
    return answer.json();
  }

  open(form: object): Promise<IncidentWire> {
    return this.serving.must<IncidentWire>('POST', '/api/v1/incidents', form);
  }

  /** The incident with an alert about an address. */
  incidentOf(address: string): Promise<IncidentWire> {
    return until(`an incident about ${address}`, 15, async () => {
      for (const { id } of await this.list()) {
        const incident = await this.get(id);
        if (incident.alerts.some((alert) => alert.address === address)) return incident;
      }
      return undefined;
    });
  }

  async token(permissions: readonly string[], tenant?: string): Promise<string> {
    const form = { kind: 'api', name: `script ${permissions.join(' ')}`, permissions, ...(tenant && { tenant }) };
    return (await this.serving.must<{ secret: string }>('POST', '/api/v1/tokens', form)).secret;
  }
}

/** The reasons of a refusal, in English. */
export function reasonsOf(answer: Answer): readonly string[] {
  const { sentences, detail } = answer.json() as { sentences?: { en: string }[]; detail: string };
  return sentences?.map(({ en }) => en) ?? [detail];
}
