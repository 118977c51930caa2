import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeviceName } from '../../acts/identity/device-name.ts';
import { remove } from '../../api/request.ts';
import type { OwnSession } from '../../api/types.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { ownSessionsQuery } from './profile-queries.ts';
import { SessionLines } from './session-lines.tsx';

/** Where one is signed in, and the way to end that. */
export function OwnSessionsPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const deviceName = useDeviceName();
  const sessions = useQuery(ownSessionsQuery);
  const [asking, setAsking] = useState(false);
  const renew = () => client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
  const end = useMutation({
    mutationFn: (session: OwnSession) => remove(`/api/v1/profile/sessions/${encodeURIComponent(session.id)}`),
    onSuccess: (_, session) => {
      toast({ title: t('profile.sessionEnded', { device: deviceName(session.device) }), brief: true });
      return renew();
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  const endOthers = useMutation({
    mutationFn: () => remove('/api/v1/profile/sessions'),
    onSuccess: () => {
      setAsking(false);
      toast({ title: t('profile.sessionEndedOthers'), brief: true });
      return renew();
    },
  });
  return (
    <Panel id="sessions" title={t('profile.sessions')} aside={t('profile.sessionsText')} flush>
      <Answer of={sessions} rows={3}>
        {(all) => (
          <>
            <ul className="bw-lines">
              <SessionLines
                sessions={[...all].sort((a, b) => Number(b.current) - Number(a.current))}
                onEnd={(session) => end.mutate(session)}
                ending={end.isPending ? end.variables.id : undefined}
              />
            </ul>
            {all.length > 1 && (
              <div className="bw-pane-foot">
                <Button onClick={() => setAsking(true)}>{t('profile.sessionEndOthers')}</Button>
              </div>
            )}
          </>
        )}
      </Answer>
      {asking && (
        <Confirm
          title={t('profile.sessionEndOthersTitle')}
          submit={t('profile.sessionEndOthers')}
          busy={endOthers.isPending}
          onSubmit={() => endOthers.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('profile.sessionEndOthersText')}</p>
          {endOthers.error && <p className="red">{problemText(endOthers.error)}</p>}
        </Confirm>
      )}
    </Panel>
  );
}
