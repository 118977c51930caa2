import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { playbookQuery } from '../../../api/playbook-queries.ts';
import { Answer } from '../../../parts/loading.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { differencesOf } from '../model/differences.ts';
import { ChangeList } from '../versions/change-list.tsx';

/** Somebody was faster: how the two differ, and the ways on. Nothing is lost before one of them is taken. */
export function ConflictDialog({
  id,
  mine,
  busy,
  onMine,
  onTheirs,
  onClose,
}: {
  id: string;
  mine: Playbook;
  busy: boolean;
  onMine: (theirs: PlaybookWire) => void;
  onTheirs: (theirs: PlaybookWire) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  // What is kept in memory is older than what somebody just did.
  const newest = useQuery({ ...playbookQuery(id), staleTime: 0, refetchOnMount: 'always' });
  const who = visibleText(newest.data?.draft?.by || newest.data?.changedBy || '') || t('problems.somebody');
  return (
    <Modal opened onClose={onClose} title={t('playbooks.conflictTitle', { who })} size={640}>
      <div className="stack loose">
        <p>{t('playbooks.conflictText')}</p>
        <Answer of={{ ...newest, data: newest.isFetching ? undefined : newest.data }} rows={4}>
          {(theirs) => (
            <>
              <section className="stack">
                <h3>{t('playbooks.conflictDiff')}</h3>
                <ChangeList changes={differencesOf(theirs.content as unknown as Playbook, mine)} people />
              </section>
              <div className="bw-dialog-foot">
                <Button onClick={onClose}>{t('playbooks.conflictStay')}</Button>
                <Button onClick={() => saveFile(mine)}>{t('playbooks.conflictFile')}</Button>
                <Button onClick={() => onTheirs(theirs)}>{t('playbooks.conflictTheirs')}</Button>
                <Button variant="filled" loading={busy} onClick={() => onMine(theirs)}>
                  {t('playbooks.conflictMine')}
                </Button>
              </div>
            </>
          )}
        </Answer>
      </div>
    </Modal>
  );
}

/** Hands a playbook to the browser as a file. */
function saveFile(playbook: Playbook): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(playbook, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${playbook.name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80) || 'playbook'}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
