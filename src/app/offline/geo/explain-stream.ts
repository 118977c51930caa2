import type { Explainer } from './explainer.ts';

/** A longer line is no address and no number; its rest is passed over. */
const longestLine = 4_096;
/** Answers are written when so many characters have come together. */
const batch = 1 << 18;

/** Explains every line of a stream (empty ones are passed over) as it comes, without holding more than a part of it. */
export async function explainStream(
  input: AsyncIterable<Buffer | string>,
  explainer: Explainer,
  write: (text: string) => void,
): Promise<void> {
  let rest = '';
  let out = '';
  const explain = (line: string) => {
    const subject = line.trim();
    if (subject === '') return;
    out += `${explainer.line(subject)}\n`;
    if (out.length < batch) return;
    write(out);
    out = '';
  };
  for await (const chunk of input) {
    // Latin-1 keeps one character a byte: addresses and numbers are ASCII, and anything else is an error line.
    const text = rest + (typeof chunk === 'string' ? chunk : chunk.toString('latin1'));
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      explain(text.slice(from, Math.min(end, from + longestLine)));
      from = end + 1;
    }
    rest = text.slice(from, from + longestLine);
    if (out !== '') write(out);
    out = '';
  }
  explain(rest);
  if (out !== '') write(out);
}
