import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoReview } from '../../../../../src/api/schema/geo.ts';
import { download } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { IconDownload } from '../../../parts/icons.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';

const names = { nl: 'controle-geoblokkade', en: 'geo-blocking-review' } as const;
const endings = { pdf: 'pdf', markdown: 'md' } as const;

/** A review with what was decided, as a file in either language. */
export function ReportMenu({ review: { id, at } }: { review: Pick<GeoReview, 'id' | 'at'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const own = format.language;
  const files = (['pdf', 'markdown'] as const).flatMap((kind) =>
    [own, own === 'nl' ? ('en' as const) : ('nl' as const)].map((language) => ({ kind, language })),
  );
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          className="no-print"
          leftSection={<IconDownload size={14} />}
          aria-label={t('geoMap.reportName', { day: format.day(at) })}
        >
          {t('geoMap.report')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(({ kind, language }) => (
          <Menu.Item
            key={`${kind} ${language}`}
            onClick={() =>
              void download(
                `/api/v1/geo/reviews/${encodeURIComponent(id)}/report?format=${kind}&language=${language}`,
                `${names[language]}-${at.slice(0, 10)}.${endings[kind]}`,
              ).catch((error: unknown) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }))
            }
          >
            {t(`geoMap.report-${kind}-${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
