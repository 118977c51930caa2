import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ResponderSummaryWire } from '../../../../src/api/schema/on-call.ts';
import { respondersQuery, rostersQuery } from '../../api/on-call-queries.ts';
import { useMay, useSession } from '../../api/use-session.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import type { Column } from '../../parts/table/column.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { Clock } from '../../parts/time.tsx';
import { ResponderEditor } from './responder-editor.tsx';

/** Everybody who can be asked: in which ways, and whether one is left when our own platform is down. */
export function PeopleView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useSession()?.user?.id;
  const write = useMay()('on-call:write');
  const people = useQuery(respondersQuery);
  const rosters = useQuery(rostersQuery).data ?? [];
  const { person } = useSearch({ from: '/shell/on-call' });
  const chosen = person ?? 'me';
  const columns: readonly Column<ResponderSummaryWire>[] = [
    {
      key: 'name',
      name: t('common.name'),
      cell: ({ name, id }) => (
        <span className="strong">
          <Raw text={name} max={80} />
          {id === me && <span className="dim"> ({t('onCall.you')})</span>}
        </span>
      ),
    },
    {
      key: 'ways',
      name: t('onCall.ways'),
      cell: ({ channels }) => channels.map((channel) => t(`onCall.channel_${channel}`)).join(', ') || '–',
    },
    {
      key: 'independent',
      name: t('onCall.independent'),
      cell: ({ independent }) =>
        independent ? (
          <Mark tone="green">{t('onCall.independentYes')}</Mark>
        ) : (
          <Mark tone="amber">{t('onCall.independentNo')}</Mark>
        ),
    },
    {
      key: 'on-call',
      name: t('onCall.now'),
      cell: ({ onCallIn, absentUntil }) =>
        absentUntil ? (
          <span className="dim">
            {t('onCall.awayUntil')} <Clock at={absentUntil} />
          </span>
        ) : (
          onCallIn.map((id) => rosters.find((one) => one.id === id)?.name ?? id).join(', ') || '–'
        ),
    },
  ];
  return (
    <>
      <Panel flush>
        <Answer of={people} rows={4}>
          {(rows) => (
            <DataTable
              id="responders"
              label={t('onCall.people')}
              columns={columns}
              rows={rows}
              rowId={({ id }) => id}
              onOpen={({ id }) => void navigate({ to: '/on-call', search: { view: 'people', person: id } })}
            />
          )}
        </Answer>
      </Panel>
      {(write || chosen === 'me' || chosen === me) && (
        <ResponderEditor key={chosen} id={chosen === me ? 'me' : chosen} />
      )}
    </>
  );
}
