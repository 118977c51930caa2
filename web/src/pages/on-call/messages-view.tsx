import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliveryWire } from '../../../../src/api/schema/on-call.ts';
import { channelsQuery, deliveriesQuery, heartbeatQuery } from '../../api/on-call-queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import type { Column } from '../../parts/table/column.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { Ago } from '../../parts/time.tsx';

const tones: Readonly<Record<DeliveryWire['state'], Tone>> = {
  waiting: 'amber',
  delivered: 'green',
  failed: 'red',
  'called-off': 'dim',
};

/** Channels and whether they work, every message and how far it came, and the sign of life to outside. */
export function MessagesView() {
  const { t } = useTranslation();
  const format = useFormat();
  const [state, setState] = useState('');
  const channels = useQuery(channelsQuery);
  const beat = useQuery(heartbeatQuery);
  const deliveries = useQuery(deliveriesQuery(state));
  const columns: readonly Column<DeliveryWire>[] = [
    {
      key: 'at',
      name: t('onCall.sentAt'),
      cell: ({ createdAt }) => <Ago at={createdAt} />,
      width: '130px',
      phone: 'bare',
    },
    {
      key: 'to',
      name: t('onCall.to_whom'),
      cell: ({ personName, address }) => <Raw text={personName || address} max={60} className="strong" />,
      phone: 'head',
    },
    {
      key: 'channel',
      name: t('onCall.channel'),
      cell: ({ channel }) => <Raw text={channel} max={20} />,
      width: '90px',
    },
    {
      key: 'subject',
      name: t('onCall.subject'),
      cell: ({ subject, incident, incidentNumber }) =>
        incident ? (
          <Link to="/incidents/$id" params={{ id: incident }}>
            {incidentNumber !== null && `#${incidentNumber} `}
            <Raw text={subject} max={100} />
          </Link>
        ) : (
          <Raw text={subject} max={100} />
        ),
      phone: 'line',
    },
    {
      key: 'state',
      name: t('common.state'),
      cell: ({ state: now, attempts, error }) => (
        <span>
          <Mark tone={tones[now]}>{t(`onCall.delivery_${now}`)}</Mark>
          {attempts > 1 && <span className="dim"> · {t('onCall.attempts', { count: attempts })}</span>}
          {error && now !== 'delivered' && (
            <div className="dim">
              <Raw text={error} max={120} />
            </div>
          )}
        </span>
      ),
    },
  ];
  return (
    <>
      <Panel id="channels" title={t('onCall.channels')} flush>
        <Answer of={channels} rows={4}>
          {(rows) => (
            <ul className="bw-lines">
              {rows.map((row) => (
                <li key={row.channel} className="bw-setting-line">
                  <span>
                    <span className="strong">{t(`onCall.channel_${row.channel}`)}</span>
                    <div className="dim">{format.text(row.detail)}</div>
                  </span>
                  <Mark tone={row.ready ? 'green' : 'dim'}>{row.ready ? t('onCall.ready') : t('onCall.notSetUp')}</Mark>
                  <span className="dim">
                    {row.waiting > 0 && t('onCall.waiting', { count: row.waiting })}{' '}
                    {row.failedLastDay > 0 && (
                      <Mark tone="red">{t('onCall.failedLastDay', { count: row.failedLastDay })}</Mark>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Answer>
      </Panel>
      <Panel id="heartbeat" title={t('onCall.heartbeat')}>
        <Answer of={beat} rows={1}>
          {({ set, to, lastOkAt, lastError }) =>
            !set ? (
              <Empty title={t('onCall.noHeartbeat')} text={t('onCall.noHeartbeatText')} />
            ) : (
              <p>
                <Mark tone={lastError ? 'red' : lastOkAt ? 'green' : 'amber'}>
                  {lastError ? t('onCall.beatBad', { to }) : t('onCall.beatGood', { to })}
                </Mark>{' '}
                <span className="dim">
                  {lastOkAt && <Ago at={lastOkAt} />} {lastError && <Raw text={lastError} max={200} />}
                </span>
              </p>
            )
          }
        </Answer>
      </Panel>
      <Panel id="deliveries" title={t('onCall.deliveries')} flush>
        <Answer of={deliveries} rows={6}>
          {({ items }) => (
            <>
              <DataTable
                id="deliveries"
                label={t('onCall.deliveries')}
                columns={columns}
                rows={items}
                rowId={({ key }) => key}
                toolbar={
                  <FilterChoice
                    label={t('common.state')}
                    value={state}
                    onChange={setState}
                    choices={[
                      { value: '', label: t('onCall.allStates') },
                      ...(['waiting', 'delivered', 'failed', 'called-off'] as const).map((value) => ({
                        value,
                        label: t(`onCall.delivery_${value}`),
                      })),
                    ]}
                  />
                }
              />
              {items.length === 0 && <Empty title={t('onCall.noDeliveries')} text={t('onCall.noDeliveriesText')} />}
            </>
          )}
        </Answer>
      </Panel>
    </>
  );
}
