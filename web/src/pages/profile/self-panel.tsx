import { Button, NativeSelect, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/queries.ts';
import { patch } from '../../api/request.ts';
import type { ProfileChange, Session } from '../../api/types.ts';
import type { Language } from '../../i18n/format.ts';
import { setLanguage } from '../../i18n/i18n.ts';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

export type User = NonNullable<Session['user']>;

/** Name, language and time zone. */
export function SelfPanel({ user }: { user: User }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [draft, setDraft] = useState({ name: user.name, language: user.language, timeZone: user.timeZone });
  const changed =
    draft.name.trim() !== user.name || draft.language !== user.language || draft.timeZone !== user.timeZone;
  const save = useMutation({
    mutationFn: () => patch<Session>('/api/v1/profile', { ...draft, name: draft.name.trim() } satisfies ProfileChange),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      if (draft.language) setLanguage(draft.language);
      toast({ title: t('common.saved'), brief: true });
    },
  });
  return (
    <Panel id="self" title={t('profile.self')} aside={t(`people.role_${user.role}`)}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className="bw-form-pair">
          <TextInput
            label={t('profile.name')}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            autoComplete="name"
            maxLength={100}
            required
            withAsterisk={false}
          />
          <TextInput label={t('profile.email')} value={user.email} readOnly />
          <NativeSelect
            label={t('profile.language')}
            value={draft.language ?? ''}
            onChange={(event) =>
              setDraft({
                ...draft,
                language: event.currentTarget.value === '' ? null : (event.currentTarget.value as Language),
              })
            }
            data={[
              { value: '', label: t('profile.languageBrowser') },
              { value: 'nl', label: t('shell.languageNl') },
              { value: 'en', label: t('shell.languageEn') },
            ]}
          />
          <Select
            label={t('profile.timeZone')}
            searchable
            clearable
            placeholder={t('profile.timeZoneDevice', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
            value={draft.timeZone}
            onChange={(timeZone) => setDraft({ ...draft, timeZone })}
            data={zones(draft.timeZone)}
            limit={60}
            maxDropdownHeight={260}
          />
        </div>
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        <div className="row">
          <Button
            type="submit"
            variant="filled"
            disabled={!changed || draft.name.trim() === ''}
            loading={save.isPending}
          >
            {t('common.save')}
          </Button>
          {changed && <span className="dim">{t('settings.unsaved')}</span>}
        </div>
      </form>
    </Panel>
  );
}

/** The zones this browser knows, and the chosen one whatever it is. */
function zones(chosen: string | null): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return chosen && !known.includes(chosen) ? [chosen, ...known] : known;
}
