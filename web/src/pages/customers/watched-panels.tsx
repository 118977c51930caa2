import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { UndoButton } from '../../acts/undo-button.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DecisionStateMark, HealthMark, SeverityMark } from '../../parts/state-marks.tsx';
import { Ago, Remaining } from '../../parts/time.tsx';
import type { CustomerPage } from './customer-queries.ts';

/** How the customer is doing: open alerts, blocks in force, what is heard. */
export function WatchedPanels({ page }: { page: CustomerPage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { customer, alerts, blocks, sources } = page;
  return (
    <>
      <Panel
        id="customer-alerts"
        title={t('customers.alerts')}
        aside={
          <Link to="/alerts" search={{ tenant: customer.id }}>
            {format.number(customer.openAlerts)}
          </Link>
        }
        flush
      >
        <ul className="bw-lines">
          {alerts.length === 0 && <li className="dim">{t('customers.alertsEmpty')}</li>}
          {alerts.map((alert) => (
            <li key={alert.id} className="bw-setting-line">
              <Link to="/alerts/$id" params={{ id: alert.id }} className="plain">
                <Raw text={format.text(alert.sentence)} max={220} />
              </Link>
              <SeverityMark severity={alert.severity} />
              <Ago at={alert.end} className="dim" />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel
        id="customer-blocks"
        title={t('customers.blocks')}
        aside={
          <Link to="/blocks" search={{ tenant: customer.id }}>
            {format.number(customer.blocks)}
          </Link>
        }
        flush
      >
        <ul className="bw-lines">
          {blocks.length === 0 && <li className="dim">{t('customers.blocksEmpty')}</li>}
          {blocks.map((block) => (
            <li key={block.id} className="bw-setting-line">
              <span>
                <span className="strong">{block.value}</span>{' '}
                <span className="dim">
                  <Raw text={format.text(block.reason)} max={160} />
                </span>
              </span>
              <span>
                <DecisionStateMark state={block.state} /> <Remaining until={block.until} />
              </span>
              <UndoButton block={block} />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel id="customer-sources" title={t('customers.sources')} flush>
        <ul className="bw-lines">
          {sources.length === 0 && <li className="dim">{t('customers.sourcesEmpty')}</li>}
          {sources.map((source) => (
            <li key={source.id} className="bw-setting-line">
              <Link to="/sources/$id" params={{ id: source.id }} className="plain strong">
                <Raw text={source.name} max={80} />
              </Link>
              <HealthMark health={source.health} />
              <span className="dim num">{format.rate(source.perSecond)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
