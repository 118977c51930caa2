import { ActionIcon, Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../src/api/schema/playbooks.ts';
import { playbookPath } from '../../api/playbook-queries.ts';
import { download } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { IconDots, IconPlayerPlay, IconPrinter } from '../../parts/icons.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { NewPlaybookDialog } from '../playbooks/new-playbook-dialog.tsx';
import { PlaybookStateMark } from '../playbooks/playbook-state-mark.tsx';
import { useTypeName } from '../playbooks/use-type-name.ts';
import { versionName } from './parts/version-name.ts';
import { StartDialog } from './start-dialog.tsx';
import { usePlaybookActs } from './use-playbook-acts.tsx';

/** Name, state and version of a playbook, and what concerns the whole of it. */
export function PlaybookHeader({ playbook }: { playbook: PlaybookWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const problemText = useProblemText();
  const typeName = useTypeName();
  const acts = usePlaybookActs(playbook);
  const [open, setOpen] = useState<'start' | 'copy'>();
  const { id, name, active, showing, language, type, draft } = playbook;
  const facts = [
    type && typeName(type),
    language && t(`playbooks.language_${language}`),
    showing === 'draft'
      ? t('playbooks.state_draft')
      : t('playbooks.runVersion', { version: versionName(showing, format.exact) }),
  ];
  const bring = () =>
    void download(
      `${playbookPath(id, '/export')}?version=${encodeURIComponent(showing)}`,
      `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.json`,
    ).catch((error: unknown) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }));
  return (
    <PageHeader
      tab={visibleText(name)}
      title={<bdi>{visibleText(name)}</bdi>}
      lead={
        <Link to="/playbooks" className="bw-playbook-back">
          {t('playbooks.title')}
        </Link>
      }
      aside={
        <span className="row wrap">
          <PlaybookStateMark playbook={playbook} />
          <span>{facts.filter(Boolean).join(' · ')}</span>
        </span>
      }
    >
      {active && may('playbooks:run') && (
        <Button variant="filled" leftSection={<IconPlayerPlay size={15} />} onClick={() => setOpen('start')}>
          {t('playbooks.start')}
        </Button>
      )}
      <Button leftSection={<IconPrinter size={15} />} onClick={() => window.print()}>
        {t('playbooks.print')}
      </Button>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={30} variant="default" aria-label={t('playbooks.acts')}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={bring}>{t('playbooks.export')}</Menu.Item>
          {may('playbooks:write') && (
            <>
              <Menu.Item onClick={() => setOpen('copy')}>{t('playbooks.copy')}</Menu.Item>
              {draft && draft.faults === 0 && (
                <Menu.Item onClick={() => acts.activate('draft')}>{t('playbooks.activateDraft')}</Menu.Item>
              )}
              {active && <Menu.Item onClick={acts.retire}>{t('playbooks.retire')}</Menu.Item>}
              <Menu.Item onClick={acts.delete}>{t('playbooks.delete')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {acts.question}
      {open === 'start' && <StartDialog playbook={playbook} onClose={() => setOpen(undefined)} />}
      {open === 'copy' && <NewPlaybookDialog from={playbook} onClose={() => setOpen(undefined)} />}
    </PageHeader>
  );
}
