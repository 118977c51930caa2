/**
 * Plain text as Markdown (CommonMark, with tables) that shows exactly that text: no link, picture, HTML, heading or list comes
 * of it. One line; line ends become `<br>` in a table and hard line ends elsewhere. Blanks stand out in bold.
 */
export function escapeMarkdown(text: string, inTable = false): string {
  return text
    .split('\n')
    .map((line) => blanksBold(line))
    .join(inTable ? '<br>' : '\\\n');
}

function blanksBold(line: string): string {
  return line
    .split(/(\[(?:invullen|fill in): [^\]]{1,200}\])/)
    .map((part, index) => (index % 2 === 1 ? `**[${escaped(part.slice(1, -1))}]**` : escaped(part, index === 0)))
    .join('');
}

function escaped(text: string, start = false): string {
  const safe = text.replace(/[\\`*_[\]<>|~]/g, '\\$&').replace(/&(?=#?\w+;)/g, '\\&');
  // At the start of a line a sign can make a heading, list or quote, and in a spreadsheet a formula; a telephone number stays.
  return start ? safe.replace(/^(?:[#=@]|-|\+(?!\d))/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2') : safe;
}
