import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SealingKeys } from '../../../../src/api/schema/keeping.ts';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { keysQuery } from './keeping-queries.ts';

/** Keys that secrets are sealed under, and the way to a new one. */
export function KeysPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const problemText = useProblemText();
  const keys = useQuery(keysQuery);
  const [asking, setAsking] = useState(false);
  const rotate = useMutation({
    mutationFn: () => post<SealingKeys>('/api/v1/secrets/rotate'),
    onSuccess: (data) => {
      setAsking(false);
      client.setQueryData(keysQuery.queryKey, data);
      toast({ title: t('keeping.rotated'), brief: true });
    },
  });
  return (
    <Panel id="keys" title={t('keeping.keys')} aside={t('keeping.keysText')} flush>
      <Answer of={keys} rows={2}>
        {(data) => (
          <ul className="bw-lines">
            {data.keys.map((key) => (
              <li key={key.id} className="bw-setting-line">
                <span className="strong">{key.id}</span>
                <span className="dim">
                  {format.exact(key.createdAt)}
                  <div>
                    {t(`keeping.key_${key.state}`)} · {t('keeping.keySecrets', { count: key.secrets })}
                  </div>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {may('backup:restore') && (
        <div className="bw-inline-form">
          <Button onClick={() => setAsking(true)}>{t('keeping.rotate')}</Button>
        </div>
      )}
      {asking && (
        <Confirm
          title={t('keeping.rotate')}
          submit={t('keeping.rotate')}
          busy={rotate.isPending}
          onSubmit={() => rotate.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('keeping.rotateText')}</p>
          {rotate.error && <p className="red">{problemText(rotate.error)}</p>}
        </Confirm>
      )}
    </Panel>
  );
}
