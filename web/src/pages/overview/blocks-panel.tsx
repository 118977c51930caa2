import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useBlocking } from '../../acts/blocking.tsx';
import { UndoButton } from '../../acts/undo-button.tsx';
import { isCurrent } from '../../api/apply-live.ts';
import type { Decision, Overview } from '../../api/types.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useByName } from '../../parts/by-name.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DecisionStateMark } from '../../parts/state-marks.tsx';
import { NewRows } from '../../parts/table/new-rows.tsx';
import { Remaining } from '../../parts/time.tsx';
import { useSteadyRows } from '../../parts/use-steady-rows.ts';

const id = (block: Decision) => block.id;
const most = 6;

/** What is blocked now, each with the way back. */
export function BlocksPanel({ overview, held }: { overview: Overview; held: boolean }) {
  const { t } = useTranslation();
  const byName = useByName();
  const format = useFormat();
  const openBlock = useBlocking();
  const titleOf = useRuleTitle();
  const may = useMay();
  const { counts } = overview;
  const { rows, waiting } = useSteadyRows(overview.blocks.filter(isCurrent).slice(0, most), id, held);
  return (
    <Panel
      id="blocks"
      title={<Link to="/blocks">{t('overview.blocksTitle')}</Link>}
      aside={
        <>
          {format.number(counts.blocks)}
          {counts.blocksEndingSoon > 0 && <> · {t('overview.blocksEnding', { count: counts.blocksEndingSoon })}</>}
        </>
      }
      flush
    >
      <NewRows count={waiting} onShow={() => (document.activeElement as HTMLElement | null)?.blur()} />
      {rows.length === 0 ? (
        <Empty title={t('overview.blocksEmpty')} text={t('overview.blocksEmptyText')}>
          {may('decisions:act') && <Button onClick={() => openBlock({})}>{t('blocks.add')}</Button>}
        </Empty>
      ) : (
        <ul className="bw-lines">
          {rows.map((block) => (
            <li key={block.id} data-row={block.id} className="bw-block-line">
              <div>
                <Link to="/blocks" search={{ q: block.value }} className="plain strong">
                  {block.value}
                </Link>
                <div className="bw-block-why" title={block.rule || undefined}>
                  {block.rule && <span>{titleOf(block.rule)} </span>}
                  <Raw text={format.text(block.reason)} max={300} className="dim" />
                </div>
              </div>
              <div className="dim">
                {isCurrent(block) ? <Remaining until={block.until} /> : <DecisionStateMark state={block.state} />}
                {block.alert && (
                  <>
                    {' · '}
                    <Link to="/alerts/$id" params={{ id: block.alert }} hash="why">
                      {t('common.why')}
                    </Link>
                  </>
                )}
                {!block.rule && <div className="clip">{t('blocks.by', { name: byName(block.authorName) })}</div>}
              </div>
              <UndoButton block={block} disabled={!isCurrent(block)} />
            </li>
          ))}
        </ul>
      )}
      {(counts.held > 0 || counts.reported > 0) && (
        <div className="bw-table-foot">
          {counts.held > 0 && (
            <Link to="/blocks" search={{ state: 'held' }}>
              {t('overview.held', { count: counts.held })}
            </Link>
          )}
          {counts.reported > 0 && (
            <Link to="/blocks" search={{ state: 'reported' }}>
              {t('overview.reported', { count: counts.reported })}
            </Link>
          )}
        </div>
      )}
    </Panel>
  );
}
