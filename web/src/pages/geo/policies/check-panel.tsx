import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { type CutActs, CutList } from './cut-list.tsx';
import type { Checked } from './use-check.ts';

/** Who would be cut off by the policy as it stands in the editor, and what is worth a thought. */
export function CheckPanel({ checked, acts }: { checked: Checked; acts: CutActs | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const { check } = checked;
  return (
    <Panel
      id="cuts"
      title={t('geo.cutsTitle')}
      aside={<span role="status">{checked.busy ? t('geo.checking') : ''}</span>}
    >
      <div className="stack">
        {check && <CutList cuts={check.cuts} total={check.cutsTotal} acts={acts} />}
        {checked.error !== null && (
          <p className="red" role="alert">
            {problemText(checked.error)}
          </p>
        )}
        {check && check.notes.length > 0 && (
          <div className="stack tight">
            <h3>{t('geo.notes')}</h3>
            <ul className="stack tight">
              {check.notes.map((note) => (
                <li key={note.en}>
                  <Mark tone="amber" quiet>
                    {format.text(note)}
                  </Mark>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}
