import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rostersQuery } from '../../api/on-call-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RosterEditor } from './roster-editor.tsx';
import { RosterPanel } from './roster-panel.tsx';

/** Every roster: who is on call, until when, who comes next, and the two weeks to come. */
export function RostersView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const write = useMay()('on-call:write');
  const rosters = useQuery(rostersQuery);
  const editing = useSearch({ from: '/shell/on-call' }).roster;
  const open = (roster: string | undefined) => void navigate({ to: '/on-call', search: roster ? { roster } : {} });
  if (editing !== undefined && write)
    return (
      <Answer of={rosters} rows={8}>
        {(all) => (
          <RosterEditor key={editing} roster={all.find(({ id }) => id === editing)} onClose={() => open(undefined)} />
        )}
      </Answer>
    );
  return (
    <Answer of={rosters} rows={8}>
      {(all) =>
        all.length === 0 ? (
          <Panel>
            <Empty title={t('onCall.noRosters')} text={t('onCall.noRostersText')} command="./belwacht on-call who">
              {write && (
                <Button variant="filled" onClick={() => open('new')}>
                  {t('onCall.newRoster')}
                </Button>
              )}
            </Empty>
          </Panel>
        ) : (
          <>
            {all.map((roster) => (
              <RosterPanel key={roster.id} roster={roster} onEdit={write ? () => open(roster.id) : undefined} />
            ))}
            {write && (
              <div>
                <Button onClick={() => open('new')}>{t('onCall.newRoster')}</Button>
              </div>
            )}
          </>
        )
      }
    </Answer>
  );
}
