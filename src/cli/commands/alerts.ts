import type { Command } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { printTable } from '../print.ts';

interface Alert {
  readonly id: string;
  readonly severity: string;
  readonly state: string;
  readonly start: string;
  readonly count: number;
  readonly tenantName: string;
  readonly sentence: { readonly en: string; readonly nl: string };
}

export const alerts: Command = {
  name: 'alerts',
  summary: 'list alerts, newest first',
  usage: `Usage: ./belwacht alerts [--state open|acknowledged|closed] [--language en|nl]

${clientUsage}`,
  options: { ...clientOptions, state: { type: 'string' }, language: { type: 'string' } },
  async run(values) {
    const client = new Client(values);
    const language = values.language === 'nl' ? 'nl' : 'en';
    const rows: string[][] = [];
    for await (const alert of client.pages<Alert>(
      `/api/v1/alerts${values.state ? `?state=${encodeURIComponent(String(values.state))}` : ''}`,
    )) {
      if (values.json) process.stdout.write(`${JSON.stringify(alert)}\n`);
      else
        rows.push([
          alert.start,
          alert.severity,
          alert.state,
          String(alert.count),
          alert.tenantName,
          alert.sentence[language],
        ]);
    }
    if (!values.json) {
      if (rows.length) printTable(['SINCE', 'SEVERITY', 'STATE', 'COUNT', 'CUSTOMER', 'WHAT'], rows);
      else process.stdout.write('no alerts\n');
    }
    return 0;
  },
};
