import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { useNow } from '../../parts/use-now.ts';

/** Seconds left of the wait that a refused attempt named, counted down; 0 when one may try. */
export function useWait(error: unknown): number {
  const [until, setUntil] = useState(0);
  const now = useNow(1000);
  useEffect(() => {
    setUntil(error instanceof RequestError && error.waitS > 0 ? Date.now() + error.waitS * 1000 : 0);
  }, [error]);
  return until === 0 ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}

/** Why an attempt was refused; after too many, calmly, how long to wait and what is not the matter. */
export function AttemptProblem({ error, waitS }: { error: unknown; waitS: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  if (!error) return null;
  if (!(error instanceof RequestError) || error.status !== 429) {
    return (
      <p className="red" role="alert">
        {problemText(error)}
      </p>
    );
  }
  return (
    <div className="bw-wait" role="status">
      <p className="strong tabular">
        {waitS > 0 ? t('entry.waitTitle', { time: format.duration(waitS) }) : t('entry.waitOver')}
      </p>
      <p className="dim">{t('entry.waitText')}</p>
    </div>
  );
}
