import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BrowserError, RequestError } from '../api/problem.ts';
import { useFormat } from '../i18n/use-format.ts';
import { ToneIcon } from './mark.tsx';

/** What went wrong: in our words where the kind of problem is known, else in the server's own. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return (error) => {
    if (error instanceof RequestError || error instanceof BrowserError) {
      const key = `problems.${error.kind}`;
      const more = error instanceof RequestError ? error.more : {};
      const who = typeof more.changedBy === 'string' && more.changedBy ? more.changedBy : t('problems.somebody');
      const when = typeof more.changedAt === 'string' ? format.clock(more.changedAt) : '';
      if (error.kind && i18n.exists(key)) return (t as (key: string, values: object) => string)(key, { who, when });
    }
    if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
    if (error.status === 0) return t('common.errorNoAnswer');
    return error.detail || t('common.errorStatus', { status: error.status });
  };
}

/** What happened, what was kept, what to do. */
export function ProblemNotice({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const noAnswer = error instanceof RequestError && error.status === 0;
  return (
    <div className="bw-problem" role="alert">
      <ToneIcon tone="red" />
      <div className="stack">
        <p className="strong">{title ?? t('common.errorTitle')}</p>
        <p>{problemText(error)}</p>
        <p className="dim">{noAnswer ? t('common.errorKeptNoAnswer') : t('common.errorKept')}</p>
        {retry && <Button onClick={retry}>{t('common.retry')}</Button>}
      </div>
    </div>
  );
}
