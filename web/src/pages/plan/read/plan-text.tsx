import { visibleText } from '../../../parts/visible-text.ts';

/** A blank of the template. */
const blank = /\[(?:invullen|fill in): [^\]]{1,200}\]/;
/** Numbers to call and addresses to mail; nothing else that people wrote becomes a link. */
const reach = /(\+\d[\d ()-]{6,18}\d|\b0\d[\d ()-]{6,14}\d\b|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)/;
const token = new RegExp(`(${blank.source})|${reach.source}`, 'g');

/** What people wrote, line by line: blanks stand out, and a number can be called with one touch. */
export function PlanText({ text }: { text: string }) {
  return (
    <>
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
        <span key={index} className="bw-plan-line">
          {pieces(line)}
        </span>
      ))}
    </>
  );
}

/** Whether somebody still has to fill something in. */
export function hasBlank(text: string): boolean {
  return blank.test(text);
}

function pieces(line: string) {
  const all = [];
  let from = 0;
  for (const match of line.matchAll(token)) {
    if (match.index > from) all.push(visibleText(line.slice(from, match.index)));
    const [found, isBlank] = match;
    if (isBlank)
      all.push(
        <mark key={match.index} className="bw-plan-blank">
          {visibleText(found)}
        </mark>,
      );
    else if (found.includes('@'))
      all.push(
        <a key={match.index} href={`mailto:${found}`}>
          {found}
        </a>,
      );
    else
      all.push(
        <a key={match.index} href={`tel:${found.replace(/[^+\d]/g, '')}`} className="nowrap">
          {found}
        </a>,
      );
    from = match.index + found.length;
  }
  all.push(visibleText(line.slice(from)));
  return all;
}
