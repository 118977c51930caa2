import { useTranslation } from 'react-i18next';
import { UndoButton } from '../../acts/undo-button.tsx';
import { isCurrent } from '../../api/apply-live.ts';
import type { AlertDetail, Decision } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useByName } from '../../parts/by-name.tsx';
import { EnforcerStates } from '../../parts/enforcer-states.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DecisionStateMark, GuardMark } from '../../parts/state-marks.tsx';
import { Clock, Remaining } from '../../parts/time.tsx';

/** What was decided about this alert: state, who confirmed it, what the guards said, and the way back. */
export function DecisionsPanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  return (
    <Panel id="decisions" title={t('alerts.decisions')} flush>
      {alert.decisions.length === 0 ? (
        <p className="dim bw-panel-body">{t('alerts.decisionsEmpty')}</p>
      ) : (
        <ul className="bw-lines">
          {alert.decisions.map((decision) => (
            <DecisionItem key={decision.id} decision={decision} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DecisionItem({ decision }: { decision: Decision }) {
  const { t } = useTranslation();
  const byName = useByName();
  const format = useFormat();
  const holding = decision.guards.some((guard) => !guard.passed);
  return (
    <li className="stack tight">
      <div className="row apart">
        <span className="row wrap">
          <span className="strong">{decision.value}</span>
          <DecisionStateMark state={decision.state} soft />
        </span>
        {isCurrent(decision) && <UndoButton block={decision} />}
      </div>
      <div className="dim">
        <Clock at={decision.from} /> · {t('blocks.by', { name: byName(decision.authorName || decision.rule) })}
        {isCurrent(decision) && (
          <>
            {' · '}
            <Remaining until={decision.until} />
          </>
        )}
      </div>
      <Raw text={format.text(decision.reason)} max={300} />
      <EnforcerStates decision={decision} />
      {decision.guards.length > 0 && (
        <details open={holding}>
          <summary>
            {holding ? t('alerts.guards') : `${t('alerts.guards')}: ${t('blocks.previewClear').toLowerCase()}`}
          </summary>
          <ul>
            {decision.guards.map((guard) => (
              <GuardMark key={guard.guard} result={guard} />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
