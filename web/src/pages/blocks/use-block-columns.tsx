import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { UndoButton } from '../../acts/undo-button.tsx';
import { isCurrent } from '../../api/apply-live.ts';
import type { Decision } from '../../api/types.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { EnforcerStates } from '../../parts/enforcer-states.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DecisionStateMark } from '../../parts/state-marks.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Clock, Remaining } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';

export function useBlockColumns(): Column<Decision>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const titleOf = useRuleTitle();
  return [
    {
      key: 'value',
      name: t('common.address'),
      width: '224px',
      phone: 'head',
      cell: (block) => (
        <>
          <Link to="/search" search={{ q: block.value }} className="plain strong">
            {block.value}
          </Link>{' '}
          <span className="dim" title={block.asName}>
            {block.country && format.country(block.country)}
          </span>
        </>
      ),
    },
    {
      key: 'state',
      phone: 'bare',
      name: t('common.state'),
      width: '150px',
      cell: (block) => <DecisionStateMark state={block.state} />,
    },
    {
      key: 'ends',
      phone: 'bare',
      name: t('blocks.endsIn'),
      width: '108px',
      cell: (block) =>
        isCurrent(block) ? <Remaining until={block.until} /> : <Clock at={block.until} className="dim" />,
    },
    {
      key: 'enforcers',
      name: t('blocks.enforcers'),
      width: '158px',
      optional: 'shown',
      phone: 'line',
      cell: (block) =>
        block.enforcers.length > 0 ? (
          <EnforcerStates decision={block} />
        ) : (
          <span className="dim">{isCurrent(block) ? t('blocks.enforcerNone') : ''}</span>
        ),
    },
    {
      key: 'who',
      name: t('blocks.who'),
      phone: 'line',
      cell: (block) => (
        <span className="clip">
          <span className="strong" title={block.rule || undefined}>
            {block.rule ? titleOf(block.rule) : block.authorName}
          </span>
          <span className="dim">
            {' · '}
            <Raw text={format.text(block.reason)} max={160} />
          </span>
        </span>
      ),
    },
    {
      key: 'customer',
      name: t('common.customer'),
      width: '12%',
      optional: 'hidden',
      from: 'lg',
      cell: (block) => nameOf(block.tenant, block.tenantName),
    },
    {
      key: 'from',
      name: t('common.since'),
      width: '96px',
      optional: 'shown',
      from: 'lg',
      cell: (block) => <Clock at={block.from} />,
    },
    {
      key: 'undo',
      name: '',
      width: '136px',
      num: true,
      phone: 'line',
      cell: (block) => isCurrent(block) && <UndoButton block={block} />,
    },
  ];
}
