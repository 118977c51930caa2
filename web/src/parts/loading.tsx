import { Skeleton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from './problem-notice.tsx';

/** True after 300 ms: what is quicker needs no skeleton. */
export function useSlow(): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return slow;
}

/** Grey bars where content will come. */
export function Loading({ rows = 5 }: { rows?: number }) {
  const { t } = useTranslation();
  const slow = useSlow();
  return (
    <div className="bw-skeleton" role="status" aria-label={t('common.loading')}>
      {slow &&
        Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
          <Skeleton key={index} height={12} width={`${[92, 78, 85, 64, 72][index % 5]}%`} />
        ))}
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows an answer, or while there is none that it is coming or why it does not. What was shown stays when asking again fails. */
export function Answer<T>({ of, rows, children }: { of: Asked<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <ProblemNotice error={of.error} retry={() => void of.refetch()} />;
  return <Loading rows={rows} />;
}
