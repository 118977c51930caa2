import { margin, type Paper, paperWidth, quietInk, type TypeStyle } from './paper.ts';

const style: TypeStyle = { font: 'regular', size: 7.5, leading: 10, colour: quietInk };

/** What stands under every page: the title, how it stands, and which page of how many. */
export function drawFooters(paper: Paper, title: string, state: string, language: 'nl' | 'en'): void {
  const pages = paper.pdf.getPages();
  const middle = paper.lines([title, state].filter(Boolean).join(' · '), style, 380)[0];
  pages.forEach((page, index) => {
    paper.page = page;
    const number =
      language === 'nl' ? `pagina ${index + 1} van ${pages.length}` : `page ${index + 1} of ${pages.length}`;
    paper.rule(margin.bottom - 18);
    paper.tree.artifact(page, () => {
      paper.drawLine(middle, style, margin.left, margin.bottom - 24);
      paper.drawLine(
        [{ text: number, blank: false }],
        style,
        paperWidth - margin.right - paper.width(number, style),
        margin.bottom - 24,
      );
    });
  });
}
