import { clean } from '../../clean.ts';

/** Takes the meaning out of what a chat would make a mention or a link of, and nothing else; it reads the same. */
const unseen = '\u200b';

/**
 * Text that may hold what an attacker wrote, for a chat that links addresses and calls people by itself: `@everybody` calls
 * nobody, `evil.example` and `https://…` are no links. Addresses of digits stay as they are, so that they can be copied.
 */
export function tame(text: string, most = 1000): string {
  return clean(text, most)
    .replace(/[@#!](?=[\p{L}\p{N}_])/gu, (sign) => sign + unseen)
    .replace(/:(?=\/\/)/g, `:${unseen}`)
    .replace(/\b(mailto|tel|sip|sips|javascript|data):(?=\S)/gi, `$1:${unseen}`)
    .replace(/\.(?=\p{L})/gu, `.${unseen}`);
}

/** Markdown (CommonMark and what chats added): each sign that could mean something gets a backslash. */
export function plainInMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~:$^=&]/g, (sign) => `\\${sign}`);
}
