import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';

/** How many of a list are shown, and the button for more. */
export function ListFoot({
  shown,
  total,
  more,
  busy,
}: {
  shown: number;
  total: number;
  more?: () => void;
  busy?: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="bw-table-foot">
      <span>{t('common.shownOf', { shown: format.number(shown), total: format.number(Math.max(total, shown)) })}</span>
      {more && (
        <Button size="compact-xs" onClick={more} loading={busy}>
          {t('common.more')}
        </Button>
      )}
    </div>
  );
}
