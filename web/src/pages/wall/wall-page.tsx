import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWallWire } from '../../../../src/api/schema/incidents.ts';
import { wallQuery } from '../../api/incident-queries.ts';
import { useLive } from '../../api/live.tsx';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { IconCircleCheckFilled } from '../../parts/icons.ts';
import { useKeys } from '../../parts/keyboard.ts';
import { Answer } from '../../parts/loading.tsx';
import { ToneIcon } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { severityTone } from '../../parts/state-marks.tsx';
import { nameTabPage } from '../../parts/tab-title.ts';
import { useNow } from '../../parts/use-now.ts';
import { useTenantName } from '../../shell/tenant-name.ts';
import { DueTime, IncidentTitle, useNumberText } from '../incident/incident-words.tsx';
import './wall.css';

type WallItem = IncidentWallWire['items'][number];

/** Most that can be read from four metres on one screen. */
const most = 6;

/** Open incidents on a screen on the wall: no controls, no scrolling, live. Escape leads back. */
export function WallPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const wall = useQuery(wallQuery);
  useKeys({ Escape: () => void navigate({ to: '/incidents' }) });
  const { lostSince } = useLive();
  const now = useNow(1000);
  const name = t('incidents.wall');
  useEffect(() => {
    nameTabPage(name);
  }, [name]);
  return (
    <div className="bw-wall">
      <Answer of={wall} rows={6}>
        {({ items, total }) => {
          const shown = items.slice(0, most);
          return (
            <>
              <header>
                <h1>{total === 0 ? t('incidents.wallCalm') : t('incidents.overviewOpen', { count: total })}</h1>
                <span className={lostSince === undefined ? 'bw-wall-clock' : 'bw-wall-clock red'}>
                  {lostSince === undefined
                    ? format.clock(now)
                    : t('incidents.wallLost', { time: format.clock(lostSince) })}
                </span>
              </header>
              {total === 0 ? (
                <div className="bw-wall-calm">
                  <IconCircleCheckFilled className="green" aria-hidden />
                  <p>{t('incidents.wallCalmText')}</p>
                </div>
              ) : (
                <ul data-count={shown.length}>
                  {shown.map((item) => (
                    <WallIncident key={item.id} item={item} />
                  ))}
                </ul>
              )}
              {total > shown.length && <footer>{t('incidents.wallMore', { count: total - shown.length })}</footer>}
            </>
          );
        }}
      </Answer>
    </div>
  );
}

function WallIncident({ item }: { item: WallItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const numberText = useNumberText();
  const nameOf = useTenantName();
  const since = (useNow() - Date.parse(item.since)) / 1000;
  const tone = severityTone[item.severity];
  const { nextDue, exposure, measures, measuresTotal } = item;
  return (
    <li data-tone={tone}>
      <div className="bw-wall-what">
        <span className={`bw-wall-severity ${tone}`}>
          <ToneIcon tone={tone} size={28} /> {word('severity', item.severity)}
          {item.drill && ` · ${t('incidents.drill')}`}
        </span>
        <h2>
          <IncidentTitle of={item} max={110} />
        </h2>
        <p className="dim">
          <span className="tabular">{numberText(item.number)}</span> ·{' '}
          <Raw text={nameOf(item.tenant, item.tenantName)} max={60} />
          {item.customers > 1 && ` · ${t('incidents.customersHit', { count: item.customers })}`}
          {item.emergencyCalling === 'yes' && <strong className="red"> · {t('incidents.emergencyYes')}</strong>}
        </p>
      </div>
      <dl>
        <div>
          <dt>{t('incidents.leader')}</dt>
          <dd>
            {item.leader ? (
              <Raw text={item.leader.name} max={28} />
            ) : (
              <span className="red">{t('incidents.wallNoLead')}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('incidents.state')}</dt>
          <dd>{t(`incidents.state-${item.state}`)}</dd>
        </div>
        <div>
          <dt>{t('incidents.since')}</dt>
          <dd className="tabular">
            {format.clock(item.since)} <span className="dim">{format.duration(Math.max(0, since))}</span>
          </dd>
        </div>
        <div className="wide">
          <dt>{t('incidents.next')}</dt>
          <dd>
            {nextDue ? (
              <>
                <Raw text={format.text(nextDue.text)} max={60} />{' '}
                {nextDue.at && <DueTime at={nextDue.at} overdue={nextDue.overdue} />}
              </>
            ) : (
              <span className="dim">{t('incidents.nothingDue')}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('incidents.wallInPlace')}</dt>
          <dd className="tabular" title={measures.map(({ what }) => what).join(', ')}>
            {format.number(measuresTotal)}
          </dd>
        </div>
        {exposure && exposure.mostEur > 0 && (
          <div>
            <dt>{t('incidents.atStake')}</dt>
            <dd className={exposure.nowEur > 0 ? 'red tabular' : 'tabular'}>{format.money(exposure.nowEur)}</dd>
          </div>
        )}
      </dl>
    </li>
  );
}
