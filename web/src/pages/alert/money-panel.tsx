import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallAlert } from '../../../../src/api/schema/calls.ts';
import { stopsQuery } from '../../api/call-queries.ts';
import type { AlertDetail } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock, Remaining } from '../../parts/time.tsx';
import { isCurrentStop, StopMark } from '../calls/call-words.tsx';
import { StopDialog } from '../calls/stop-dialog.tsx';
import { useStopName } from '../calls/stop-name.ts';
import { UndoStopButton } from '../calls/undo-stop-button.tsx';
import '../calls/calls.css';

/** A fraud as a story: what it has cost, when it was noticed, what was stopped, and where the calls went. */
export function MoneyPanel({ alert, calls }: { alert: AlertDetail; calls: CallAlert }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = t(`calls.unit-${calls.unit}`);
  return (
    <>
      <Panel
        id="money"
        title={t('calls.storyTitle')}
        aside={
          <Link to="/calls" search={{ view: 'list', alert: alert.id }}>
            {t('calls.storyCallList')}
          </Link>
        }
      >
        <Facts>
          <Fact name={t('calls.storyCost')}>
            <span className="bw-figure red">{format.money(calls.costEur)}</span>
          </Fact>
          <Fact name={t('calls.storyAtDetection')} more={<Clock at={calls.detected} seconds />}>
            <span className="bw-figure">{format.money(calls.costAtDetectionEur)}</span>
          </Fact>
          <Fact name={t('calls.storyAtStop')} more={t('calls.refusedCalls', { count: calls.refused })}>
            {calls.costAtStopEur === null ? (
              <span className="amber">{t('calls.storyNotStopped')}</span>
            ) : (
              <span className="bw-figure">{format.money(calls.costAtStopEur)}</span>
            )}
          </Fact>
          <Fact name={t('calls.storyCalls')} more={t('calls.storyMinutes', { minutes: format.number(calls.minutes) })}>
            <span className="bw-figure">{format.number(calls.calls)}</span>
          </Fact>
        </Facts>
        <dl className="bw-pairs bw-calls-note">
          <dt>{t('calls.storySeen')}</dt>
          <dd>
            {format.number(calls.seen, 1)} {unit};{' '}
            {t('calls.storyNormal', { normal: `${format.number(calls.normal, 1)} ${unit}` })}
          </dd>
          {calls.countries.length > 0 && (
            <>
              <dt>{t('calls.storyWhere')}</dt>
              <dd>{format.list(calls.countries.map((country) => format.country(country)))}</dd>
            </>
          )}
          {calls.numbers.length > 0 && (
            <>
              <dt>{t('calls.storyNumbers')}</dt>
              <dd>
                {calls.numbers.slice(0, 8).map((number, place) => (
                  <span key={number}>
                    {place > 0 && ', '}
                    <Link to="/calls" search={{ view: 'list', q: number }} className="nowrap">
                      +<Raw text={number.replace(/^\+/, '')} max={20} />
                    </Link>
                  </span>
                ))}
              </dd>
            </>
          )}
          {calls.payer && (
            <>
              <dt>{t('calls.payer')}</dt>
              <dd>
                <Link to="/customers/$id/calls" params={{ id: alert.tenant }} search={{ payer: calls.payer }}>
                  <Raw text={calls.payer} max={60} />
                </Link>
              </dd>
            </>
          )}
        </dl>
      </Panel>
      <StopsOfAlert alert={alert} payer={calls.payer} />
    </>
  );
}

function StopsOfAlert({ alert, payer }: { alert: AlertDetail; payer: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stopName = useStopName();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const stops = useInfiniteQuery(stopsQuery({ alert: alert.id })).data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel
      id="stops"
      title={t('calls.storyStops')}
      aside={may('calls:stop') && <Button onClick={() => setAsking(true)}>{t('calls.stop')}</Button>}
      flush
    >
      {stops.length === 0 ? (
        <p className="dim bw-panel-body">{t('calls.storyStopsEmpty')}</p>
      ) : (
        <ul className="bw-lines">
          {stops.map((stop) => (
            <li key={stop.id} className="row apart wrap">
              <div>
                <div className="strong">{stopName(stop)}</div>
                <div className="dim">
                  <StopMark state={stop.state} /> <Clock at={stop.from} />{' '}
                  {isCurrentStop(stop) && (
                    <>
                      · <Remaining until={stop.until} />
                    </>
                  )}{' '}
                  · {t('calls.refusedCalls', { count: stop.refused })} ·{' '}
                  <Raw text={format.text(stop.reason)} max={160} />
                </div>
              </div>
              {isCurrentStop(stop) && <UndoStopButton id={stop.id} what={stopName(stop)} />}
            </li>
          ))}
        </ul>
      )}
      {asking && (
        <StopDialog
          wish={{ tenant: alert.tenant, payer: payer || undefined, alert: alert.id }}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}
