import { RequestError } from '../../api/problem.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';

/** What the server said, in the language of the screen where it said it in both. */
export function useRefusalText(): (error: unknown) => string {
  const format = useFormat();
  const problemText = useProblemText();
  return (error) => {
    const sentence = error instanceof RequestError ? error.more.sentence : undefined;
    const isText = typeof sentence === 'object' && sentence !== null && 'nl' in sentence && 'en' in sentence;
    return isText ? format.text(sentence as { nl: string; en: string }) : problemText(error);
  };
}
