import { RequestError } from '../../../api/problem.ts';
import type { Text } from '../../../api/types.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';

/** Why something was refused: the reasons that came along in both languages, else what the problem itself says. */
export function useRefusalText(): (error: unknown) => string {
  const format = useFormat();
  const problemText = useProblemText();
  return (error) => {
    const sentences = error instanceof RequestError ? error.more.sentences : undefined;
    if (!Array.isArray(sentences) || sentences.length === 0) return problemText(error);
    const text = (sentences as Text[]).map((sentence) => format.text(sentence)).join('; ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
}
