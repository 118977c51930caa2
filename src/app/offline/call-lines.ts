import type { Alert } from '../../core/alert.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallVerdict } from '../../core/calls/call-verdict.ts';
import { microPerEuro } from '../../core/rates/rate.ts';

/** Alerts whose end is not known yet; beyond it those that ended longest ago are written. */
const maxOpen = 100_000;

/** Characters that JSON leaves as they are but that can steer a terminal or turn text around. */
const steering = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Writes what a replay of calls found, one JSON object a line: refusals and hang-ups as they happen, alerts when their end is
 * known.
 */
export class CallLines {
  alerts = 0;
  refused = 0;
  readonly #write: (text: string) => void;
  readonly #open = new Map<string, Alert>();
  #pending = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  alert(alert: Alert): void {
    if (!this.#open.has(alert.id)) this.alerts++;
    this.#open.set(alert.id, alert);
    if (this.#open.size > maxOpen)
      this.#writeAlerts([...this.#open.values()].sort((a, b) => a.end - b.end).slice(0, maxOpen / 2));
  }

  refusal(call: Call, verdict: CallVerdict, at: number, rule: string): void {
    this.refused++;
    this.line({
      ...{ type: 'refused', 'call.id': call.id, customer: call.tenant, at: time(at), reason: verdict.reason },
      ...{
        'user.name': call.payer || null,
        ...destination(call),
        rule,
        stop: verdict.stop,
        sentence: verdict.sentence,
      },
    });
  }

  hangUp(call: Call, at: number, rule: string, stop: string): void {
    this.line({
      ...{ type: 'hangup', 'call.id': call.id, at: time(at), customer: call.tenant, 'user.name': call.payer || null },
      ...{ ...destination(call), rule, stop },
    });
  }

  /** Writes the alerts. */
  end(): void {
    this.#writeAlerts([...this.#open.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1)));
  }

  line(value: object): void {
    this.#pending += `${JSON.stringify(value).replace(steering, escaped)}\n`;
    if (this.#pending.length > 65_536) this.flush();
  }

  flush(): void {
    if (this.#pending !== '') this.#write(this.#pending);
    this.#pending = '';
  }

  #writeAlerts(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      this.#open.delete(alert.id);
      const { id, rule, severity, tenant, start, end, count, sourceIp, userName, sentence, calls } = alert;
      this.line({
        ...{ type: 'alert', rule, severity, customer: tenant, 'user.name': userName || calls?.payer || null },
        ...{ start: time(start), end: time(end), detected: time(calls?.detected ?? start), count },
        ...(calls && {
          ...{ 'telecom.cost.eur': euro(calls.cost), 'telecom.cost.at_detection.eur': euro(calls.costAtDetection) },
          // Null while nothing has stopped it.
          'telecom.cost.at_stop.eur': calls.costAtStop > 0 ? euro(calls.costAtStop) : null,
          ...{ calls: calls.calls, minutes: calls.minutes, refused: calls.refused },
          ...{ normal: calls.normal, seen: calls.seen, unit: calls.unit },
          ...{ countries: calls.countries, numbers: calls.numbers, 'call.ids': calls.ids },
        }),
        ...(sourceIp ? { 'source.ip': sourceIp } : {}),
        ...{ sentence, id },
      });
    }
  }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Where a call leads. */
function destination({ number, dialled, country, destinationKind }: Call): object {
  return {
    'telecom.destination.number': number || dialled,
    'telecom.destination.country_iso_code': country || null,
    'telecom.destination.kind': destinationKind,
  };
}

/** Euro of whole micro-euro. */
export function euro(micro: number): number {
  return Math.round(micro) / microPerEuro;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
