import { Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { UndoButton } from '../../acts/undo-button.tsx';
import { isCurrent } from '../../api/apply-live.ts';
import type { Decision } from '../../api/types.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { EnforcerStates } from '../../parts/enforcer-states.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DecisionStateMark, GuardMark } from '../../parts/state-marks.tsx';
import { Clock, Remaining } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';

/** One block in full: why, by whom, what the guards said, what the enforcers confirmed. */
export function BlockDetail({ block, onClose }: { block: Decision; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const titleOf = useRuleTitle();
  return (
    <Modal opened onClose={onClose} title={block.value} size={560}>
      <div className="stack loose">
        <dl className="bw-pairs">
          <dt>{t('common.state')}</dt>
          <dd>
            <DecisionStateMark state={block.state} soft />
          </dd>
          <dt>{t('common.since')}</dt>
          <dd>
            <Clock at={block.from} /> · <Remaining until={block.until} />
          </dd>
          <dt>{t('common.reason')}</dt>
          <dd>
            <Raw text={format.text(block.reason)} max={600} />
          </dd>
          <dt>{t('blocks.who')}</dt>
          <dd>
            {block.rule ? (
              <Link to="/rules/$id" params={{ id: block.rule }}>
                {titleOf(block.rule)}
              </Link>
            ) : (
              block.authorName
            )}
            {block.alert && (
              <>
                {' · '}
                <Link to="/alerts/$id" params={{ id: block.alert }}>
                  {t('blocks.fromAlert')}
                </Link>
              </>
            )}
            {block.offence > 1 && ` · ${t('blocks.offence', { count: block.offence })}`}
          </dd>
          <dt>{t('common.customer')}</dt>
          <dd>{nameOf(block.tenant, block.tenantName)}</dd>
          <dt>{t('common.network')}</dt>
          <dd>
            {format.country(block.country)}
            {block.asName && (
              <>
                {' · '}
                <Raw text={block.asName} />
              </>
            )}
          </dd>
          <dt>{t('blocks.enforcers')}</dt>
          <dd>{block.enforcers.length > 0 ? <EnforcerStates decision={block} /> : t('blocks.enforcerNone')}</dd>
        </dl>
        {block.guards.length > 0 && (
          <div>
            <h3>{t('blocks.guardsTitle')}</h3>
            <ul>
              {block.guards.map((guard) => (
                <GuardMark key={guard.guard} result={guard} />
              ))}
            </ul>
          </div>
        )}
        {isCurrent(block) && (
          <div className="bw-dialog-foot">
            <UndoButton block={block} />
          </div>
        )}
      </div>
    </Modal>
  );
}
