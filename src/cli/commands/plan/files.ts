import { type Command, UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { writeNew } from '../../write-new.ts';

type Values = Parameters<Command['run']>[0];

/** An edition as Markdown. */
export async function planText(client: Client, edition: number): Promise<string> {
  return (await client.open(`/api/v1/plan/editions/${edition}/file?format=markdown`, 'text/markdown')).text();
}

export async function exportPlan(client: Client, edition: number, values: Values): Promise<number> {
  const out = String(values.out ?? '');
  const ending = /\.(md|pdf)$/i.exec(out)?.[1].toLowerCase();
  if (!ending) throw new UsageError('say where to: --out FILE.md or --out FILE.pdf');
  const format = ending === 'md' ? 'markdown' : 'pdf';
  return write(out, await client.open(`/api/v1/plan/editions/${edition}/file?format=${format}`, '*/*'), values);
}

export async function exportChecklist(client: Client, values: Values): Promise<number> {
  const { language } = values;
  const out = String(values.out ?? '');
  if (language !== 'nl' && language !== 'en') throw new UsageError('give --language nl or --language en');
  if (!/\.pdf$/i.test(out)) throw new UsageError('the checklist is a PDF: give --out FILE.pdf');
  const incident = encodeURIComponent(String(values.incident ?? ''));
  const path = `/api/v1/plan/checklist?language=${language}&incident=${incident}`;
  return write(out, await client.open(path, 'application/pdf'), values);
}

async function write(path: string, answer: Response, values: Values): Promise<number> {
  await writeNew(path, answer, values.force === true);
  return 0;
}
