import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookSecretWire } from '../../../../src/api/schema/playbook-secrets.ts';
import { playbookSecretsQuery } from '../../api/playbook-queries.ts';
import { remove } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** What requests of playbooks sign in with: names and hosts; what they are is told to nobody. */
export function SecretsView() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const secrets = useQuery(playbookSecretsQuery);
  const [keeping, setKeeping] = useState<PlaybookSecretWire | 'new'>();
  const [forgetting, setForgetting] = useState<PlaybookSecretWire>();
  return (
    <Panel id="playbook-secrets" title={t('playbooks.secrets')} aside={t('playbooks.secretsText')} flush>
      <Answer of={secrets} rows={3}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('playbooks.secretsEmpty')} text={t('playbooks.secretsEmptyText')} />
          ) : (
            <ul className="bw-lines">
              {all.map((one) => (
                <li key={one.name} className="bw-setting-line">
                  <span>
                    <span className="strong mono">{one.name}</span>
                    <div className="dim">{t('playbooks.secretKept', { at: format.exact(one.keptAt) })}</div>
                  </span>
                  <span>
                    {one.opens ? (
                      <>
                        {t('playbooks.secretFor', { host: one.host })}
                        {one.user && <div className="dim">{t('playbooks.secretUserIs', { user: one.user })}</div>}
                      </>
                    ) : (
                      <Mark tone="red">{t('playbooks.secretClosed')}</Mark>
                    )}
                  </span>
                  {may('settings:write') && (
                    <span className="row wrap">
                      <Button onClick={() => setKeeping(one)}>{t('playbooks.secretReplace')}</Button>
                      <Button onClick={() => setForgetting(one)}>{t('playbooks.secretForget')}</Button>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {may('settings:write') && (
        <div className="bw-inline-form">
          <Button onClick={() => setKeeping('new')}>{t('playbooks.secretNew')}</Button>
        </div>
      )}
      {keeping && (
        <SecretDialog secret={keeping === 'new' ? undefined : keeping} onClose={() => setKeeping(undefined)} />
      )}
      {forgetting && <Forget secret={forgetting} onClose={() => setForgetting(undefined)} />}
    </Panel>
  );
}

function Forget({ secret: { name }, onClose }: { secret: PlaybookSecretWire; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const forget = useMutation({
    mutationFn: () => remove(`/api/v1/playbook-secrets/${encodeURIComponent(name)}`),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['playbooks'] });
      onClose();
      toast({ title: t('playbooks.secretForgotten', { name }), brief: true });
    },
  });
  return (
    <Confirm
      title={t('playbooks.secretForgetTitle', { name })}
      submit={t('playbooks.secretForget')}
      busy={forget.isPending}
      onSubmit={() => forget.mutate()}
      onClose={onClose}
    >
      <p>{t('playbooks.secretForgetText')}</p>
      {forget.error && (
        <p className="red" role="alert">
          {problemText(forget.error)}
        </p>
      )}
    </Confirm>
  );
}
