import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../parts/problem-notice.tsx';

/** A page that failed says so and offers the way on; it never leaves a blank. */
export function Crash({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <div className="bw-crash" role="alert">
      <h1>{t('common.crashTitle')}</h1>
      <p>{problemText(error)}</p>
      <p className="dim">{t('common.crashText')}</p>
      <Button onClick={() => window.location.reload()}>{t('common.reload')}</Button>
    </div>
  );
}
