import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../src/api/schema/playbooks.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { versionName } from './parts/version-name.ts';
import { usePlaybookActs } from './use-playbook-acts.tsx';

/** Says which version one looks at when it is not the one in use, and that a newer one waits. */
export function VersionNotice({ playbook, view }: { playbook: PlaybookWire; view: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay()('playbooks:write');
  const acts = usePlaybookActs(playbook);
  const { id, showing, active, offered, draft } = playbook;
  const name = (modified: string) => versionName(modified, format.exact);
  const to = (search: { view?: string; version?: string }) =>
    ({ to: '/playbooks/$id', params: { id }, search }) as const;
  const here = view === 'read' ? undefined : view;
  return (
    <>
      {showing === 'draft' && view !== 'edit' && (
        <p className="bw-playbook-notice">
          <Mark tone="blue">
            {active ? t('playbooks.showingDraft', { version: name(active.modified) }) : t('playbooks.showingDraftOnly')}
          </Mark>
          {active && <Link {...to({ view: here, version: 'active' })}>{t('playbooks.showActive')}</Link>}
        </p>
      )}
      {showing !== 'draft' && showing !== active?.modified && view !== 'edit' && (
        <p className="bw-playbook-notice">
          <Mark tone="blue">{t('playbooks.showingOld', { version: name(showing) })}</Mark>
          {active && <Link {...to({ view: here, version: 'active' })}>{t('playbooks.showActive')}</Link>}
          {draft && <Link {...to({ view: here })}>{t('playbooks.showDraft')}</Link>}
        </p>
      )}
      {showing === active?.modified && draft && view !== 'edit' && (
        <p className="bw-playbook-notice">
          <Mark tone="blue">{t('playbooks.draftToo')}</Mark>
          <Link {...to({ view: here, version: 'draft' })}>{t('playbooks.showDraft')}</Link>
        </p>
      )}
      {offered && (
        <div className="bw-playbook-notice no-print">
          <Mark tone="blue">
            {t('playbooks.offeredText', {
              version: name(offered.modified),
              origin: t(`playbooks.from_${offered.origin}`),
            })}
          </Mark>
          {active && <Link {...to({ view: 'versions' })}>{t('playbooks.offeredLook')}</Link>}
          {may && (
            <>
              <Button onClick={() => acts.activate(offered.modified)}>
                {t('playbooks.offeredUse', { version: name(offered.modified) })}
              </Button>
              <Button loading={acts.busy} onClick={acts.dismiss}>
                {t('playbooks.dismiss')}
              </Button>
            </>
          )}
        </div>
      )}
      {acts.question}
    </>
  );
}
