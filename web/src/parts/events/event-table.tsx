import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EcsEvent } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { IconChevronDown, IconChevronRight } from '../icons.ts';
import { Mark } from '../mark.tsx';
import { Raw } from '../raw.tsx';
import { Clock } from '../time.tsx';
import { EventFields } from './event-fields.tsx';

const outcomeTone = { success: 'green', failure: 'red', unknown: 'dim' } as const;

const textOf = (event: EcsEvent, field: string) => String(event[field] ?? '');

/** Events as a person reads them; each opens to its original record and every field. */
export function EventTable({ events, label }: { events: readonly EcsEvent[]; label: string }) {
  const { t } = useTranslation();
  const agents = events.some((event) => event['user_agent.original']);
  return (
    <table className="bw-table bw-events" aria-label={label}>
      <thead>
        <tr>
          <th style={{ width: 36 }}>
            <span className="sr-only">{t('alerts.original')}</span>
          </th>
          <th style={{ width: 96 }}>{t('alerts.time')}</th>
          <th>{t('alerts.action')}</th>
          <th style={{ width: '16%' }}>{t('common.account')}</th>
          <th style={{ width: 172 }}>{t('common.address')}</th>
          {agents && (
            <th className="from-lg" style={{ width: '18%' }}>
              {t('alerts.agent')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {events.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events can be alike in every field
          <EventRow key={`${event['@timestamp']} ${event['log.line'] ?? ''} ${index}`} event={event} agents={agents} />
        ))}
      </tbody>
    </table>
  );
}

function EventRow({ event, agents }: { event: EcsEvent; agents: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const outcome = textOf(event, 'event.outcome') as keyof typeof outcomeTone;
  const action = word('action', textOf(event, 'event.action'));
  const reason = textOf(event, 'event.reason');
  const told = outcome === 'success' || outcome === 'failure';
  const dialled = textOf(event, 'sip.uri.username');
  // A cell wider than the columns in sight would add one.
  const agentFits = useMediaQuery('(min-width: 1200px)');
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <>
      <tr data-opens onClick={() => !window.getSelection()?.toString() && setOpen(!open)}>
        <td data-phone="hide">
          <button
            type="button"
            className="bw-expand"
            aria-expanded={open}
            aria-label={t('alerts.showOriginal')}
            onClick={(click) => {
              click.stopPropagation();
              setOpen(!open);
            }}
          >
            <Chevron size={15} />
          </button>
        </td>
        <td data-phone="line">
          <Clock at={textOf(event, '@timestamp')} seconds />
        </td>
        <td data-phone="head">
          <Mark tone={outcomeTone[outcome] ?? 'dim'} quiet>
            {action}
            {reason ? `: ${word('reason', reason)}` : told && `: ${word('outcome', outcome).toLowerCase()}`}
          </Mark>
        </td>
        <td data-name={t('common.account')}>
          <Raw text={textOf(event, 'user.name')} max={80} />
          {dialled && dialled !== textOf(event, 'user.name') && (
            <span className="dim">
              {' → '}
              <Raw text={dialled} max={40} />
            </span>
          )}
        </td>
        <td data-name={t('common.address')} title={format.country(textOf(event, 'source.geo.country_iso_code'))}>
          {textOf(event, 'source.ip')} <span className="dim">{textOf(event, 'source.geo.country_iso_code')}</span>
        </td>
        {agents && (
          <td className="from-lg" data-name={t('alerts.agent')}>
            <Raw text={textOf(event, 'user_agent.original')} max={80} />
          </td>
        )}
      </tr>
      {open && (
        <tr className="bw-event-open">
          <td colSpan={agents && agentFits ? 6 : 5}>
            <EventFields event={event} />
          </td>
        </tr>
      )}
    </>
  );
}
