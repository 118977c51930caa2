import { useTranslation } from 'react-i18next';
import type { PlaybookCheckWire } from '../../../../../src/api/schema/playbooks.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { FaultList } from '../../playbooks/fault-list.tsx';

/** Whether what stands in the editor can be run, and every fault by step. */
export function CheckPanel({
  found,
  fresh,
  error,
  onStep,
}: {
  found: PlaybookCheckWire | undefined;
  fresh: boolean;
  error: unknown;
  onStep: (step: string) => void;
}) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const faults = found?.faults.filter(({ weight }) => weight !== 'note') ?? [];
  const notes = found?.faults.filter(({ weight }) => weight === 'note') ?? [];
  return (
    <Panel id="edit-check" title={t('playbooks.faults')} aside={!fresh && !error && t('playbooks.checking')}>
      <div className="stack" aria-live="polite">
        {error !== null && error !== undefined && <p className="red bw-raw">{problemText(error)}</p>}
        {found && (
          <Mark tone={found.sound ? 'green' : found.readable ? 'amber' : 'red'}>
            {found.sound
              ? t('playbooks.checkSound')
              : found.readable
                ? t('playbooks.checkFaults', { count: faults.length })
                : t('playbooks.checkRefused')}
          </Mark>
        )}
        <FaultList faults={faults} onStep={onStep} />
        {notes.length > 0 && (
          <>
            <h3>{t('playbooks.checkNotes')}</h3>
            <FaultList faults={notes} onStep={onStep} />
          </>
        )}
      </div>
    </Panel>
  );
}
