import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recipientsQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { NewRecipient, Recipient, Severity } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { severities } from '../../parts/severity-rank.ts';

export function RecipientForm() {
  const { t } = useTranslation();
  const { language } = useFormat();
  const word = useWord();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [draft, setDraft] = useState<NewRecipient>({ kind: 'mail', address: '', language, minimumSeverity: 'high' });
  const set = (change: Partial<NewRecipient>) => setDraft((old) => ({ ...old, ...change }));
  const add = useMutation({
    mutationFn: () => post<Recipient>('/api/v1/recipients', { ...draft, address: draft.address.trim() }),
    onSuccess: () => {
      set({ address: '' });
      return client.invalidateQueries({ queryKey: recipientsQuery.queryKey });
    },
  });
  return (
    <form
      className="bw-inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <NativeSelect
        label={t('settings.recipientKind')}
        value={draft.kind}
        onChange={(event) => set({ kind: event.currentTarget.value as NewRecipient['kind'] })}
        data={[
          { value: 'mail', label: t('settings.recipientMail') },
          { value: 'webhook', label: t('settings.recipientWebhook') },
        ]}
      />
      <TextInput
        className="grow"
        label={t('settings.recipientAddress')}
        type={draft.kind === 'mail' ? 'email' : 'url'}
        placeholder={draft.kind === 'mail' ? 'noc@example.org' : 'https://example.org/hook'}
        value={draft.address}
        onChange={(event) => set({ address: event.currentTarget.value })}
        error={add.error && problemText(add.error)}
        required
        withAsterisk={false}
      />
      <NativeSelect
        label={t('settings.recipientSeverity')}
        value={draft.minimumSeverity}
        onChange={(event) => set({ minimumSeverity: event.currentTarget.value as Severity })}
        data={severities.map((severity) => ({ value: severity, label: word('severity', severity) }))}
      />
      <NativeSelect
        label={t('settings.recipientLanguage')}
        value={draft.language}
        onChange={(event) => set({ language: event.currentTarget.value as NewRecipient['language'] })}
        data={[
          { value: 'nl', label: t('shell.languageNl') },
          { value: 'en', label: t('shell.languageEn') },
        ]}
      />
      <Button type="submit" loading={add.isPending} disabled={draft.address.trim().length < 3}>
        {t('settings.recipientAdd')}
      </Button>
    </form>
  );
}
