import {
  type ChecklistAnswer,
  type ChecklistAnswers,
  type ChecklistBlank,
  type ChecklistLine,
  type ChecklistSection,
  checklist,
} from '../../../core/plan/checklist.ts';
import type { PlanLanguage } from '../../../core/plan/plan.ts';
import { tidy } from '../document/tidy.ts';
import { FieldPen } from './field-pen.ts';
import { drawFooters } from './footers.ts';
import { writeOutline } from './outline.ts';
import { body, contentWidth, ink, margin, Paper, quietInk, type TypeStyle } from './paper.ts';
import type { Element } from './struct-tree.ts';

export interface ChecklistPaper {
  readonly language: PlanLanguage;
  /** Name of the organisation; '' for none. */
  readonly organisation: string;
  /** What is known already; the rest is left to fill in. */
  readonly answers: ChecklistAnswers;
}

const title: TypeStyle = { font: 'bold', size: 20, leading: 25, colour: ink };
const section: TypeStyle = { font: 'bold', size: 11, leading: 15, colour: ink };
const task: TypeStyle = { font: 'bold', size: 9, leading: 12, colour: ink };
const label: TypeStyle = { font: 'regular', size: 7, leading: 9, colour: quietInk };
const rowHeight = 28;
const fieldHeight = 15;
/** Who, when, evidence and reason: two lines, also for a pen. */
const signHeight = 23;
const signRow = rowHeight + signHeight - fieldHeight;
const gap = 8;
const yesNo = { yes: { nl: 'Ja', en: 'Yes' }, no: { nl: 'Nee', en: 'No' } } as const;
const states = { done: { nl: 'Gedaan', en: 'Done' }, 'not-applicable': { nl: 'N.v.t.', en: 'N/A' } } as const;

/**
 * The checklist as a form (AcroForm, ISO 32000-1, 12.7) on A4: filled in on a screen or with a pen. A field is called
 * `<line>.<what>`: `state`, `who`, `when`, `reason`, `evidence`, or the id of a blank. No scripts. Texts longer than
 * 500 characters are cut.
 */
export async function checklistPdf({ language, organisation, answers }: ChecklistPaper): Promise<Uint8Array> {
  const paper = await Paper.start();
  const { pdf, tree } = paper;
  const nl = language === 'nl';
  const heading = nl ? 'Checklist telefonie-incident' : 'Telephony incident checklist';
  const root = tree.document;
  paper.flow(paper.lines(heading, title, contentWidth), title, margin.left, tree.add(root, 'H1'), 'H1');
  const owner = tidy(organisation, 200).replaceAll('\n', ' ');
  if (owner !== '') paper.flow(paper.lines(owner, body, contentWidth), body, margin.left, tree.add(root, 'P'), 'P');
  const how = nl
    ? 'Werk van boven naar beneden. Elke regel: gedaan, of niet van toepassing met de reden; wie, wanneer, bewijs. Werkt op het scherm en op papier. 112 blijft altijd bereikbaar.'
    : 'Work from top to bottom. Every line: done, or not applicable with the reason; who, when, evidence. Works on screen and on paper. 112 always stays reachable.';
  paper.y -= 2;
  paper.flow(paper.lines(how, body, contentWidth), body, margin.left, tree.add(root, 'P'), 'P');

  const pen = new FieldPen(paper, language);
  const entries = checklist.map((part, index) => {
    const top = drawSection(paper, part, index + 1, language);
    const entry = { title: `${index + 1}. ${part.title[language]}`, level: 1 as const, page: paper.page.ref, top };
    part.lines.forEach((line, at) => {
      // The heading made room for its first line.
      if (at > 0) paper.need(lineHeight(paper, line, language));
      drawTask(paper, pen, line, Object.hasOwn(answers, line.id) ? answers[line.id] : undefined, language);
    });
    return entry;
  });

  if (paper.lost > 0) {
    const note = nl
      ? 'Een vraagteken in een veld kan staan voor een teken dat niet afgedrukt kan worden.'
      : 'A question mark in a field may stand for a character that cannot be printed.';
    paper.flow(paper.lines(note, body, contentWidth), body, margin.left, tree.add(root, 'P'), 'P');
  }
  pen.finish();
  drawFooters(paper, heading, owner, language);
  writeOutline(pdf, entries);
  tree.finish(language);
  pdf.setTitle(heading);
  pdf.setAuthor(owner);
  pdf.setCreator('Belwacht');
  pdf.setProducer('Belwacht');
  return pdf.save({ updateFieldAppearances: false });
}

function drawSection(paper: Paper, part: ChecklistSection, number: number, language: PlanLanguage): number {
  paper.need(34 + lineHeight(paper, part.lines[0], language));
  paper.y -= 12;
  const top = paper.y;
  const lines = paper.lines(`${number}. ${part.title[language]}`, section, contentWidth);
  paper.flow(lines, section, margin.left, paper.tree.add(paper.tree.document, 'H2'), 'H2');
  paper.rule(paper.y - 1, 0.9, ink);
  paper.y -= 5;
  return top;
}

const stateWidth = 118;
const taskWidth = contentWidth - stateWidth - gap;

function lineHeight(paper: Paper, line: ChecklistLine, language: PlanLanguage): number {
  const text = Math.max(1, paper.lines(line.text[language], task, taskWidth).length) * task.leading;
  return 4 + text + 2 + rowsOf(line.blanks).length * rowHeight + signRow + 6;
}

/** Blanks side by side: two on a row, a long one by itself. */
function rowsOf(blanks: readonly ChecklistBlank[]): ChecklistBlank[][] {
  const rows: ChecklistBlank[][] = [];
  for (const blank of blanks) {
    const last = rows.at(-1);
    if (last && blank.kind !== 'long' && last[0].kind !== 'long' && last.length < 2) last.push(blank);
    else rows.push([blank]);
  }
  return rows;
}

function drawTask(
  paper: Paper,
  pen: FieldPen,
  line: ChecklistLine,
  answer: ChecklistAnswer | undefined,
  language: PlanLanguage,
): void {
  const { tree } = paper;
  const say = (nl: string, en: string) => (language === 'nl' ? nl : en);
  const said = line.text[language];
  const part = tree.add(tree.document, 'Sect');
  paper.y -= 4;
  const top = paper.y;
  const lines = paper.lines(said, task, taskWidth);
  paper.flow(lines, task, margin.left, tree.add(part, 'P'), 'P');
  const bottom = paper.y;

  // Done and not applicable stand at the right of the text, level with its first line.
  const stateLeft = margin.left + contentWidth - stateWidth;
  pen.choice(
    part,
    `${line.id}.state`,
    said,
    (['done', 'not-applicable'] as const).map((state, index) => ({
      value: state,
      label: states[state][language],
      left: stateLeft + index * 66,
    })),
    top,
    answer?.state ?? '',
  );
  paper.y = bottom - 2;

  const halves = (rows: readonly ChecklistBlank[]) => (contentWidth - gap * (rows.length - 1)) / rows.length;
  for (const row of rowsOf(line.blanks)) {
    const width = halves(row);
    row.forEach((blank, index) => {
      const left = margin.left + index * (width + gap);
      const name = `${line.id}.${blank.id}`;
      const value = answer !== undefined && Object.hasOwn(answer.blanks, blank.id) ? answer.blanks[blank.id] : '';
      const help = `${said}: ${blank.label[language]}`;
      if (blank.kind === 'yes-no') {
        caption(paper, part, blank.label[language], left, width);
        const options = (['yes', 'no'] as const).map((answer, at) => ({
          value: answer,
          label: yesNo[answer][language],
          left: left + at * 56,
        }));
        pen.choice(part, name, help, options, paper.y - label.leading - 2, value);
      } else field(paper, pen, part, name, help, blank.label[language], left, width, value);
    });
    paper.y -= rowHeight;
  }
  const columns = [
    ['who', 0.2, say('Wie', 'Who'), answer?.who],
    ['when', 0.2, say('Wanneer', 'When'), answer?.when],
    ['evidence', 0.33, say('Bewijs', 'Evidence'), answer?.evidence],
    ['reason', 0.27, say('Reden als niet van toepassing', 'Reason if not applicable'), answer?.reason],
  ] as const;
  let left = margin.left;
  for (const [name, share, text, value] of columns) {
    const width = (contentWidth - gap * (columns.length - 1)) * share;
    field(paper, pen, part, `${line.id}.${name}`, `${said}: ${text}`, text, left, width, value ?? '', signHeight);
    left += width + gap;
  }
  paper.y -= signRow;
  paper.y -= 2;
  paper.rule(paper.y);
  paper.y -= 4;
}

/** A small label with its field below; the paper stays where it is, so that the next can stand beside it. */
function field(
  paper: Paper,
  pen: FieldPen,
  part: Element,
  name: string,
  help: string,
  text: string,
  left: number,
  width: number,
  value: string,
  height = fieldHeight,
): void {
  caption(paper, part, text, left, width);
  pen.text(part, name, help, { left, top: paper.y - label.leading - 1, width, height }, value);
}

function caption(paper: Paper, part: Element, text: string, left: number, width: number): void {
  paper.tree.mark(paper.page, paper.tree.add(part, 'P'), 'P', () =>
    paper.drawLine(paper.lines(text, label, width)[0], label, left, paper.y),
  );
}
