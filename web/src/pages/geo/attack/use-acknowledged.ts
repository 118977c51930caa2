import { useEffect, useState } from 'react';

/** Two taps in a row are one that trembled. */
const settleMs = 600;

/**
 * One question before a door shuts on somebody who works now, about one form: `ask` puts it, `asked` while it stands, and `ready`
 * once a tap may answer it. Another form is another question.
 */
export function useAcknowledged(form: string) {
  const [question, setQuestion] = useState<{ readonly form: string; readonly words: string }>();
  const [ready, setReady] = useState(true);
  useEffect(() => {
    if (!question) return;
    setReady(false);
    const timer = setTimeout(() => setReady(true), settleMs);
    return () => clearTimeout(timer);
  }, [question]);
  const asked = question?.form === form ? question.words : undefined;
  return { asked, ready, ask: (words: string) => setQuestion({ form, words }) };
}
