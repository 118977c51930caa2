import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { planChangesQuery } from '../../api/plan-queries.ts';
import type { Text } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { visibleText } from '../../parts/visible-text.ts';

/** What is different between two editions, in sentences. */
export function ChangeList({ from, to }: { from: number; to: number }) {
  const changes = useQuery(planChangesQuery(from, to));
  return (
    <Answer of={changes} rows={4}>
      {({ changes: all, total }) => <Changes changes={all} total={total} />}
    </Answer>
  );
}

export function Changes({ changes, total }: { changes: readonly Text[]; total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (total === 0) return <p className="dim">{t('plan.same')}</p>;
  return (
    <>
      <ul className="bw-plan-changes">
        {changes.map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sentences may repeat
          <li key={index}>{visibleText(format.text(change))}</li>
        ))}
      </ul>
      {total > changes.length && <p className="dim">{t('plan.moreChanges', { count: total - changes.length })}</p>}
    </>
  );
}
