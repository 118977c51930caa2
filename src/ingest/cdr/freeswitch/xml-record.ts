import { decodeUrl, longestText, type PostedRecord } from './posted-record.ts';

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Reads what mod_xml_cdr writes: `<cdr>` with `<variables>` and, in the first `<callflow>`, `<caller_profile>`. No general XML:
 * no document types, comments or CDATA, which FreeSWITCH does not write. Values are escaped by it, so that no text of a
 * stranger holds a `<`. Undefined when it is no such record.
 */
export function readXmlRecord(text: string): PostedRecord | undefined {
  if (!/^(<\?xml[^>]*>\s*)?<cdr[\s>]/.test(text)) return undefined;
  const variables = inside(text, 'variables', 0);
  if (variables === undefined) return undefined;
  const flow = text.indexOf('<callflow', variables.end);
  const profile = flow < 0 ? undefined : inside(text, 'caller_profile', flow);
  const known = children(text, variables.start, variables.end);
  const caller = profile === undefined ? new Map<string, string>() : children(text, profile.start, profile.end);
  return { variable: (name) => known.get(name) ?? '', profile: (name) => caller.get(name) ?? '' };
}

/** Where the content of the first element of that name stands. */
function inside(text: string, name: string, from: number): { start: number; end: number } | undefined {
  const open = text.indexOf(`<${name}>`, from);
  if (open < 0) return undefined;
  const start = open + name.length + 2;
  const end = text.indexOf(`</${name}>`, start);
  return end < 0 ? undefined : { start, end };
}

/** Elements without children of their own, by name; the first of a name holds. Ends at what is no such element. */
function children(text: string, start: number, end: number): Map<string, string> {
  const found = new Map<string, string>();
  let at = start;
  for (;;) {
    const open = text.indexOf('<', at);
    if (open < 0 || open >= end) return found;
    const close = text.indexOf('>', open);
    if (close < 0 || close >= end) return found;
    const name = text.slice(open + 1, close).split(/[\s/]/, 1)[0];
    if (text[close - 1] === '/') {
      at = close + 1;
      continue;
    }
    const next = text.indexOf('<', close);
    if (next < 0 || !text.startsWith(`</${name}>`, next)) return found;
    if (!found.has(name)) found.set(name, decodeUrl(unescaped(text.slice(close + 1, next))).slice(0, longestText));
    at = next + name.length + 3;
  }
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
