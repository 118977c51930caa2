import type { Message } from '../../channel.ts';
import { escapeHtml } from '../../clean.ts';

/**
 * A message as simple HTML: the same lines as its text, each value escaped. The last line of the body, when it is an http
 * address that we made, becomes a link; nothing else does.
 */
export function renderHtml({ subject, body }: Message): string {
  const lines = body.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  const isLink = /^https?:\/\/[^\s<>"']+$/.test(last);
  const shown = isLink ? lines.slice(0, -1) : lines;
  const paragraphs = shown
    .map((line) => {
      const split = line.indexOf(': ');
      if (split < 1 || split > 12) return `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`;
      return `<p style="margin:0 0 8px"><strong>${escapeHtml(line.slice(0, split))}</strong><br>${escapeHtml(line.slice(split + 2))}</p>`;
    })
    .join('\n');
  const link = isLink ? `<p><a href="${escapeHtml(last)}">${escapeHtml(last)}</a></p>` : '';
  return `<!doctype html>
<html><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:sans-serif;font-size:15px;line-height:1.4;max-width:40em">
<h1 style="font-size:17px">${escapeHtml(subject)}</h1>
${paragraphs}
${link}
</body></html>
`;
}
