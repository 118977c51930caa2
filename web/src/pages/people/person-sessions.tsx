import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/request.ts';
import type { Person } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { SessionLines } from '../profile/session-lines.tsx';
import { peopleQuery, personQuery, personSessionsQuery } from './people-queries.ts';

/** Where a person is signed in; all of it can be ended at once. */
export function PersonSessions({ person }: { person: Person }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const problemText = useProblemText();
  const sessions = useQuery(personSessionsQuery(person.id));
  const name = person.name || person.email;
  const end = useMutation({
    mutationFn: () => remove(`/api/v1/people/${encodeURIComponent(person.id)}/sessions`),
    onSuccess: () => {
      toast({ title: t('people.endSessionsDone', { name }), brief: true });
      void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      return client.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <Panel
      id="sessions"
      title={t('profile.sessionsOf')}
      aside={
        may('people:write') &&
        !person.you &&
        (sessions.data?.length ?? 0) > 0 && (
          <Button onClick={() => end.mutate()} loading={end.isPending}>
            {t('people.endSessions')}
          </Button>
        )
      }
      flush
    >
      <Answer of={sessions} rows={2}>
        {(all) => (
          <ul className="bw-lines">
            {all.length === 0 && <li className="dim">{t('profile.sessionsNone')}</li>}
            <SessionLines sessions={all} />
          </ul>
        )}
      </Answer>
    </Panel>
  );
}
