import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RequestError } from '../../api/problem.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useByName } from '../../parts/by-name.tsx';
import { ToneIcon } from '../../parts/mark.tsx';
import { useNow } from '../../parts/use-now.ts';

/** Somebody was faster: who and when, and the two ways on. */
export function ConflictNotice({
  error,
  onTheirs,
  onMine,
}: {
  error: RequestError;
  onTheirs: () => void;
  /** Saves over it; takes the version that is there now. */
  onMine: (newest: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const byName = useByName();
  const now = useNow();
  const { changedBy, changedAt, version } = error.more;
  return (
    <div className="bw-problem" role="alert">
      <ToneIcon tone="amber" />
      <div className="stack">
        <p className="strong">
          {t('customers.conflict', {
            who: (typeof changedBy === 'string' && byName(changedBy, 'start')) || t('problems.somebody'),
            when: typeof changedAt === 'string' ? format.ago(changedAt, now) : '',
          })}
        </p>
        <div className="row wrap">
          <Button onClick={onTheirs}>{t('customers.conflictTheirs')}</Button>
          <Button onClick={() => onMine(`"${String(version)}"`)}>{t('customers.conflictMine')}</Button>
        </div>
      </div>
    </div>
  );
}
