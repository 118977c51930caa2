import { writeFileSync } from 'node:fs';
import { planOnlineCommand } from '../../cli/commands/plan.ts';
import { type Command, UsageError } from '../../core/command.ts';
import type { PlanLanguage } from '../../core/plan/plan.ts';
import { checklistForm, planMarkdown, planPdf } from '../../respond/plan/plan-files.ts';
import { planTemplate } from '../../respond/plan/template/plan-template.ts';
import { writeOut } from '../offline/write-out.ts';

type Values = Readonly<Record<string, unknown>>;

export const plan: Command = {
  name: 'plan',
  summary: 'the incident response plan: to start from, on paper, and of the running server',
  usage: `Usage: ./belwacht plan template --language nl|en [--out FILE.md|FILE.pdf]
       ./belwacht plan checklist --language nl|en --out FILE.pdf

Needs no server.
  template       a complete plan for telephony, with a blank where only you know the answer; without --out as Markdown
  checklist      a form to fill in on a screen or with a pen, in the order of an incident
  --out FILE     where to; the ending says what kind
  --force        replace FILE

${planOnlineCommand.usage}`,
  options: planOnlineCommand.options,
  async run(values, words) {
    const [what, ...rest] = words;
    const isOffline = what === 'template' || (what === 'checklist' && values.incident === undefined);
    if (what !== undefined && !isOffline) return planOnlineCommand.run(values, words);
    if (rest.length > 0 || (what !== 'template' && what !== 'checklist'))
      throw new UsageError('say ./belwacht plan template or ./belwacht plan checklist');
    const language = languageOf(values);
    const out = values.out === undefined ? undefined : String(values.out);
    const kind = out === undefined ? '' : (/\.(md|pdf)$/i.exec(out)?.[1].toLowerCase() ?? 'none');
    if (what === 'checklist') {
      if (out === undefined || kind !== 'pdf') throw new UsageError('the checklist is a PDF: give --out FILE.pdf');
      write(out, await checklistForm(language), values);
      return 0;
    }
    if (kind === 'none') throw new UsageError('--out has to end in .md or .pdf');
    const form = planTemplate(language);
    const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const standing = { state: 'draft', printedAt: Date.now(), timeZone } as const;
    if (out === undefined) writeOut(planMarkdown(form, standing));
    else write(out, kind === 'pdf' ? await planPdf(form, standing) : planMarkdown(form, standing), values);
    return 0;
  },
};

function languageOf(values: Values): PlanLanguage {
  const { language } = values;
  if (language !== 'nl' && language !== 'en') throw new UsageError('give --language nl or --language en');
  return language;
}

function write(path: string, content: string | Uint8Array, values: Values): void {
  try {
    // What is there may have been filled in by somebody.
    writeFileSync(path, content, { flag: values.force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UsageError(`${path} is there already; --force replaces it`);
    throw new UsageError(`${path} cannot be written: ${message}`);
  }
  process.stderr.write(`${path} is written\n`);
}
