import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { download } from '../../api/request.ts';
import { IconDownload, IconPrinter } from '../../parts/icons.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

/** The plan and the checklist as files, and on paper. */
export function Downloads({ edition, language }: { edition: number; language: 'nl' | 'en' }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const base = language === 'nl' ? 'incidentresponsplan-editie' : 'incident-response-plan-edition';
  const file = (format: string) => `/api/v1/plan/editions/${edition}/file?format=${format}`;
  const files = [
    { id: 'pdf', path: file('pdf'), name: `${base}-${edition}.pdf` },
    { id: 'markdown', path: file('markdown'), name: `${base}-${edition}.md` },
    { id: 'checklist-nl', path: '/api/v1/plan/checklist?language=nl', name: 'checklist-nl.pdf' },
    { id: 'checklist-en', path: '/api/v1/plan/checklist?language=en', name: 'checklist-en.pdf' },
  ] as const;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button leftSection={<IconDownload size={15} />}>{t('plan.download')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {files.map(({ id, path, name }) => (
            <Menu.Item
              key={id}
              onClick={() =>
                void download(path, name).catch((error: unknown) =>
                  toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
                )
              }
            >
              {t(`plan.file-${id}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button className="off-phone" leftSection={<IconPrinter size={15} />} onClick={() => window.print()}>
        {t('plan.print')}
      </Button>
    </>
  );
}
