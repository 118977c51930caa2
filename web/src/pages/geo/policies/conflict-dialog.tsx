import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { geoVersionsQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useByName } from '../../../parts/by-name.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { useNow } from '../../../parts/use-now.ts';

/** Somebody was faster: who changed what since, and the ways on. Nothing is lost before one of them is taken. */
export function ConflictDialog({
  id,
  since,
  onTheirs,
  onMine,
  onClose,
}: {
  id: string;
  /** Version that was seen. */
  since: number;
  onTheirs: () => void;
  onMine: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const byName = useByName();
  const now = useNow();
  // A key of its own: what is kept of the history is older than what somebody just did.
  const versions = useQuery({ ...geoVersionsQuery(id, -since), gcTime: 0 });
  return (
    <Modal opened onClose={onClose} title={t('geo.conflictTitle')} size={560}>
      <div className="stack loose">
        <Answer of={versions} rows={3}>
          {(all) => (
            <ul className="stack">
              {all
                .filter(({ version }) => version > since)
                .map(({ version, by, at, changes }) => (
                  <li key={version} className="stack tight">
                    <p className="strong">
                      {t('geo.conflictWho', {
                        who: byName(by, 'start') || t('problems.somebody'),
                        ago: format.ago(at, Math.max(now, Date.parse(at))),
                      })}
                    </p>
                    <ul>
                      {changes.map((sentence) => (
                        <li key={sentence.en}>{format.text(sentence)}</li>
                      ))}
                    </ul>
                  </li>
                ))}
            </ul>
          )}
        </Answer>
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('geo.conflictStay')}</Button>
          <Button onClick={onTheirs}>{t('geo.conflictTheirs')}</Button>
          <Button variant="filled" onClick={onMine}>
            {t('geo.conflictMine')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
