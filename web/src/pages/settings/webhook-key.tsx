import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyLine } from '../../parts/copy.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';

/** The key that messages to webhooks are signed with: replaced here, shown once. */
export function WebhookKey() {
  const { t } = useTranslation();
  const may = useMay();
  const problemText = useProblemText();
  const [asking, setAsking] = useState(false);
  const renew = useMutation({
    mutationFn: () => post<{ secret: string }>('/api/v1/webhook-key'),
    onSuccess: () => setAsking(false),
  });
  if (!may('settings:write')) return null;
  return (
    <Panel id="webhook-key" title={t('keeping.webhookKey')}>
      <div className="stack">
        <p className="dim">{t('keeping.webhookKeyText')}</p>
        {renew.data ? (
          <>
            <Mark tone="amber" soft>
              {t('settings.tokenOnce')}
            </Mark>
            <CopyLine text={renew.data.secret} />
          </>
        ) : (
          <div>
            <Button onClick={() => setAsking(true)}>{t('keeping.webhookKeyRenew')}</Button>
          </div>
        )}
      </div>
      {asking && (
        <Confirm
          title={t('keeping.webhookKeyRenew')}
          submit={t('keeping.webhookKeyRenew')}
          busy={renew.isPending}
          onSubmit={() => renew.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('keeping.webhookKeyWarn')}</p>
          {renew.error && <p className="red">{problemText(renew.error)}</p>}
        </Confirm>
      )}
    </Panel>
  );
}
