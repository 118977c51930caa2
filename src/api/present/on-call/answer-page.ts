import type { AnswerPage } from '../../ports/on-call.ts';

/** Everything a page says may be what an attacker wrote. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const style = `
:root{color-scheme:light dark;--ink:#16202c;--paper:#fff;--soft:#5b6775;--line:#d5dce4;--act:#0b5cad}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--paper:#12181f;--soft:#a3afbc;--line:#34404d;--act:#3f8fe0}}
*{box-sizing:border-box}
body{margin:0;padding:20px 16px;font:17px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
main{max-width:560px;margin:0 auto}
h1{font-size:22px;line-height:1.25;margin:0 0 12px}
p{margin:0 0 8px}
.notice{margin:16px 0;padding:12px;border:1px solid var(--line);border-radius:8px}
button{display:block;width:100%;min-height:56px;margin:0 0 12px;font:inherit;font-weight:600;border-radius:8px;border:2px solid var(--act);cursor:pointer}
.yes{background:var(--act);color:#fff}
.no{background:transparent;color:var(--ink);border-color:var(--line)}
a{color:var(--act)}
small{color:var(--soft)}
`;

/** The page a link opens, without a script; `path` is where the buttons send to, `said` what came of an answer. */
export function answerPageHtml(page: AnswerPage, path: string, nonce: string, said = ''): string {
  const { language, heading, lines, notice, buttons, link, linkLabel } = page;
  const form = (kind: string, label: string, look: string) =>
    `<form method="post" action="${escaped(path)}/${kind}"><button class="${look}">${escaped(label)}</button></form>`;
  return documentOf(
    language,
    heading,
    nonce,
    `<h1>${escaped(heading)}</h1>
${lines.map((line) => `<p>${escaped(line)}</p>`).join('\n')}
<p class="notice" role="status">${escaped(said || notice)}</p>
${buttons ? form('acknowledge', buttons.acknowledge, 'yes') + form('decline', buttons.decline, 'no') : ''}
<p><a href="${escaped(link)}">${escaped(linkLabel)}</a></p>`,
  );
}

/** For a link that is not known, or too old. */
export function goneHtml(nonce: string): string {
  return documentOf(
    'nl',
    'Belwacht',
    nonce,
    `<h1>Belwacht</h1>
<p class="notice">Deze link geldt niet meer. Open Belwacht om te zien wat er speelt.</p>
<p lang="en"><small>This link is not valid any more. Open Belwacht to see what is going on.</small></p>`,
  );
}

function documentOf(language: string, title: string, nonce: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escaped(title)}</title><style nonce="${nonce}">${style}</style></head>
<body><main>
${body}
</main></body></html>
`;
}
