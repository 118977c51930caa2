import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RunSummaryWire } from '../../../../src/api/schema/playbook-runs.ts';
import type { PlaybookSummaryWire } from '../../../../src/api/schema/playbooks.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Ago } from '../../parts/time.tsx';
import { versionName } from '../playbook/parts/version-name.ts';
import { PlaybookStateMark } from './playbook-state-mark.tsx';
import { useTypeName } from './use-type-name.ts';

/** What the list says of a playbook. `runs`: newest first. */
export function usePlaybookColumns(runs: readonly RunSummaryWire[]): Column<PlaybookSummaryWire>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const typeName = useTypeName();
  return [
    {
      key: 'name',
      name: t('common.name'),
      phone: 'head',
      cell: ({ id, name }) => (
        <Link to="/playbooks/$id" params={{ id }} className="plain strong">
          <Raw text={name} max={80} />
        </Link>
      ),
    },
    {
      key: 'type',
      name: t('playbooks.type'),
      width: '18%',
      phone: 'bare',
      cell: ({ type }) => <span className="clip">{type ? typeName(type) : '–'}</span>,
    },
    {
      key: 'language',
      name: t('playbooks.language'),
      width: '96px',
      phone: 'bare',
      cell: ({ language }) => (language ? t(`playbooks.language_${language}`) : '–'),
    },
    {
      key: 'state',
      name: t('common.state'),
      width: '128px',
      phone: 'bare',
      cell: (playbook) => <PlaybookStateMark playbook={playbook} />,
    },
    {
      key: 'notes',
      name: t('playbooks.faults'),
      width: '136px',
      phone: 'bare',
      cell: ({ draft, offered, state }) =>
        draft && draft.faults > 0 ? (
          <Mark tone="amber">{t('playbooks.faultsCount', { count: draft.faults })}</Mark>
        ) : offered ? (
          <Mark tone="blue">{t('playbooks.offered')}</Mark>
        ) : draft && state !== 'draft' ? (
          <span className="dim">{t('playbooks.draftToo')}</span>
        ) : (
          <span className="dim">–</span>
        ),
    },
    {
      key: 'version',
      name: t('playbooks.version'),
      width: '204px',
      from: 'md',
      optional: 'shown',
      cell: ({ active }) =>
        active ? versionName(active.modified, format.exact) : <span className="dim">{t('playbooks.versionNone')}</span>,
    },
    {
      key: 'run',
      name: t('playbooks.lastRun'),
      width: '130px',
      cell: ({ id, running }) => {
        const last = runs.find(({ playbook }) => playbook === id);
        if (!last) return <span className="dim">{t('playbooks.neverRun')}</span>;
        return (
          <Link to="/runs/$id" params={{ id: last.id }}>
            {running > 0 ? t('playbooks.runningNow', { count: running }) : <Ago at={last.startedAt} />}
          </Link>
        );
      },
    },
    {
      key: 'steps',
      name: t('playbooks.steps'),
      num: true,
      width: '70px',
      from: 'lg',
      optional: 'shown',
      cell: ({ steps }) => format.number(steps),
    },
    {
      key: 'changed',
      name: t('playbooks.changed'),
      width: '130px',
      from: 'lg',
      optional: 'hidden',
      cell: ({ changedAt, changedBy }) => (
        <span title={changedBy}>
          <Ago at={changedAt} />
        </span>
      ),
    },
  ];
}
