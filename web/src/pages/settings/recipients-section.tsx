import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { recipientsQuery } from '../../api/queries.ts';
import { post, remove, versionOf } from '../../api/request.ts';
import type { Recipient } from '../../api/types.ts';
import { useWord } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { RecipientForm } from './recipient-form.tsx';

/** Who hears of an alert, each with a test. */
export function RecipientsSection() {
  const { t } = useTranslation();
  const recipients = useQuery(recipientsQuery);
  return (
    <Panel id="recipients" title={t('settings.recipients')} aside={t('settings.recipientsText')} flush>
      <Answer of={recipients} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('settings.recipientsEmpty')} text={t('settings.recipientsEmptyText')} />
          ) : (
            <ul className="bw-lines">
              {rows.map((recipient) => (
                <RecipientLine key={recipient.id} recipient={recipient} />
              ))}
            </ul>
          )
        }
      </Answer>
      <RecipientForm />
    </Panel>
  );
}

function RecipientLine({ recipient }: { recipient: Recipient }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const problemText = useProblemText();
  const { address } = recipient;
  const path = `/api/v1/recipients/${encodeURIComponent(recipient.id)}`;
  const again = () => client.invalidateQueries({ queryKey: recipientsQuery.queryKey });
  const failed = (error: unknown) =>
    toast({ title: t('settings.recipientTestBad', { address }), text: problemText(error), bad: true });
  const test = useMutation({
    mutationFn: () => post<{ ok: boolean; error: string }>(`${path}/test`),
    onSuccess: ({ ok, error }) => {
      void again();
      if (ok) toast({ title: t('settings.recipientTestOk', { address }) });
      else toast({ title: t('settings.recipientTestBad', { address }), text: error, bad: true });
    },
    onError: failed,
  });
  const removal = useMutation({
    mutationFn: () => remove(path, { version: versionOf(recipient) }),
    onSettled: again,
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <li className="bw-setting-line">
      <span>
        <span className="strong">{address}</span>
        <div className="dim">
          {recipient.kind === 'mail' ? t('settings.recipientMail') : t('settings.recipientWebhook')} ·{' '}
          {t('settings.recipientSeverity').toLowerCase()} {word('severity', recipient.minimumSeverity).toLowerCase()} ·{' '}
          {recipient.language.toUpperCase()}
        </div>
      </span>
      <span>
        {recipient.lastDelivery ? (
          <>
            <Mark tone={recipient.lastDelivery.ok ? 'green' : 'red'} title={recipient.lastDelivery.error}>
              {recipient.lastDelivery.ok ? t('settings.delivered') : t('settings.failed')}
            </Mark>{' '}
            <Ago at={recipient.lastDelivery.at} className="dim" />
            {!recipient.lastDelivery.ok && <div className="dim">{recipient.lastDelivery.error}</div>}
          </>
        ) : (
          <span className="dim">{t('settings.recipientNever')}</span>
        )}
      </span>
      <span className="row">
        <Button
          onClick={() => test.mutate()}
          loading={test.isPending}
          aria-label={t('settings.recipientTestOf', { address })}
        >
          {t('settings.recipientTest')}
        </Button>
        <Button
          onClick={() => removal.mutate()}
          loading={removal.isPending}
          aria-label={t('settings.recipientRemove', { address })}
        >
          {t('common.remove')}
        </Button>
      </span>
    </li>
  );
}
