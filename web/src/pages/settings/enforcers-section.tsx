import { Button, Modal, PasswordInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, put } from '../../api/request.ts';
import type { Enforcer } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { WebhookKey } from './webhook-key.tsx';

/** What carries blocks out, how each does, and the secrets they sign with. */
export function EnforcersSection() {
  const { t } = useTranslation();
  const may = useMay();
  const enforcers = useQuery({
    queryKey: ['enforcers'],
    queryFn: ({ signal }) => get<Enforcer[]>('/api/v1/enforcers', undefined, signal),
    refetchInterval: 10_000,
  });
  const [changing, setChanging] = useState<Enforcer>();
  return (
    <>
      <Panel id="enforcers" title={t('keeping.enforcers')} aside={t('keeping.enforcersText')} flush>
        <Answer of={enforcers} rows={3}>
          {(all) =>
            all.length === 0 ? (
              <Empty title={t('overview.enforcersEmpty')} />
            ) : (
              <ul className="bw-lines">
                {all.map((one) => (
                  <li key={one.id} className="bw-setting-line">
                    <span>
                      <span className="strong">{one.id}</span>
                      <div className="dim">{one.kind}</div>
                    </span>
                    <span>
                      <Mark tone={!one.ok ? 'red' : one.real ? 'green' : 'amber'}>
                        {!one.ok
                          ? t('overview.enforcerBad')
                          : one.real
                            ? t('overview.enforcerOk')
                            : t('overview.enforcerDry')}
                      </Mark>
                      {one.detail && <div className="dim">{one.detail}</div>}
                    </span>
                    {one.kind === 'webhook' && may('enforcers:write') && (
                      <Button onClick={() => setChanging(one)}>{t('keeping.enforcerSecret')}</Button>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      <WebhookKey />
      {changing && <SecretForm enforcer={changing} onClose={() => setChanging(undefined)} />}
    </>
  );
}

function SecretForm({ enforcer, onClose }: { enforcer: Enforcer; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [secret, setSecret] = useState('');
  const save = useMutation({
    mutationFn: () => put(`/api/v1/enforcers/${encodeURIComponent(enforcer.id)}/secret`, { secret: secret.trim() }),
    onSuccess: () => {
      onClose();
      toast({ title: t('keeping.enforcerSecretSaved', { id: enforcer.id }), brief: true });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('keeping.enforcerSecretOf', { id: enforcer.id })} size={480}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p>{t('keeping.enforcerSecretText')}</p>
        <PasswordInput
          label={t('keeping.enforcerSecret')}
          description="whsec_…"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={save.error && problemText(save.error)}
          autoComplete="off"
          data-autofocus
        />
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={!secret.trim()}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
