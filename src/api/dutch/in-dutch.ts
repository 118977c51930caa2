import { problemSentences } from './problem-sentences.ts';
import { systemSentences } from './system-sentences.ts';

interface Pattern {
  /** What a sentence has to begin with, to look no further at most of them. */
  readonly begin: string;
  readonly english: RegExp;
  readonly dutch: readonly string[];
}

/** What is longer is left as it is: it quotes something. */
const longest = 1000;

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const sentences: Readonly<Record<string, string>> = { ...problemSentences, ...systemSentences };
/** What is filled in may be a sentence with a filling of its own, no deeper. */
const deepest = 3;

// The more a pattern says itself, the sooner it is tried.
const patterns: readonly Pattern[] = Object.entries(sentences)
  .filter(([english]) => english.includes('{}'))
  .sort(([a], [b]) => b.replaceAll('{}', '').length - a.replaceAll('{}', '').length)
  .map(([english, dutch]) => {
    const parts = english.split('{}');
    return {
      begin: parts[0]!,
      english: new RegExp(`^${parts.map(literal).join('(.*?)')}$`, 's'),
      dutch: dutch.split('{}'),
    };
  });

/** Dutch of a sentence that the program says; the sentence itself where there is none. */
export function inDutch(sentence: string, depth = 0): string {
  if (Object.hasOwn(sentences, sentence)) return sentences[sentence]!;
  if (sentence.length > longest) return sentence;
  for (const { begin, english, dutch } of patterns) {
    const said = sentence.startsWith(begin) ? english.exec(sentence) : null;
    if (said) return dutch.map((part, i) => part + filled(said[i + 1] ?? '', depth)).join('');
  }
  return sentence;
}

function filled(text: string, depth: number): string {
  return depth < deepest && text.includes(' ') ? inDutch(text, depth + 1) : text;
}

/** Whether somebody reads Dutch rather than English (RFC 9110 section 12.5.4, without its weights: the first counts). */
export function readsDutch(acceptLanguage: string | undefined): boolean {
  return /^\s*nl\b/i.test(acceptLanguage ?? '');
}

/** A sentence of the program in the language of who asks. */
export function inLanguageOf(
  { headers }: { readonly headers: { 'accept-language'?: string } },
  sentence: string,
): string {
  return readsDutch(headers['accept-language']) ? inDutch(sentence) : sentence;
}

/** How things fare, in the language of who asks. */
export function detailsFor<T extends { readonly detail: string }>(
  request: Parameters<typeof inLanguageOf>[0],
  all: readonly T[],
): T[] {
  return all.map((one) => ({ ...one, detail: inLanguageOf(request, one.detail) }));
}
