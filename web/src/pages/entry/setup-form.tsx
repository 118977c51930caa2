import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { sessionQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { Session, Setup } from '../../api/types.ts';
import { hasChosenLanguage } from '../../i18n/i18n.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { isTooShort, NewPassword } from './new-password.tsx';

/** Name, e-mail, password, and whether to start with demo data. */
export function SetupForm({ token, onDone }: { token: string; onDone: (session: Session) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { language } = useFormat();
  const problemText = useProblemText();
  const [form, setForm] = useState<Omit<Setup, 'token'>>({ name: '', email: '', password: '', demo: false });
  const set = (change: Partial<typeof form>) => setForm((old) => ({ ...old, ...change }));
  const create = useMutation({
    mutationFn: () =>
      post<Session>('/api/v1/setup', {
        ...form,
        name: form.name.trim(),
        email: form.email.trim(),
        // Only what was chosen holds on other devices too.
        ...(hasChosenLanguage() && { language }),
        token,
      }),
    onSuccess: async () => {
      onDone(await client.fetchQuery({ ...sessionQuery, staleTime: 0 }));
    },
  });
  const field = create.error instanceof RequestError ? create.error.field : '';
  const problem = create.error ? problemText(create.error) : undefined;
  const known = [form.name, form.email];
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <TextInput
        size="sm"
        label={t('entry.setupName')}
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        autoComplete="name"
        error={field === 'name' && problem}
        maxLength={100}
        required
        withAsterisk={false}
        autoFocus
      />
      <TextInput
        size="sm"
        type="email"
        label={t('entry.email')}
        value={form.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
        autoComplete="username"
        error={field === 'email' && problem}
        required
        withAsterisk={false}
      />
      <NewPassword
        label={t('entry.password')}
        help={t('entry.setupPasswordHelp')}
        value={form.password}
        onChange={(password) => set({ password })}
        known={known}
        error={field === 'password' && problem}
      />
      <Checkbox
        className="bw-demo-choice"
        size="sm"
        label={<span className="strong">{t('entry.setupDemo')}</span>}
        aria-label={t('entry.setupDemo')}
        description={t('entry.setupDemoText')}
        checked={form.demo}
        onChange={(event) => set({ demo: event.currentTarget.checked })}
      />
      {problem && !['name', 'email', 'password'].includes(field) && (
        <p className="red" role="alert">
          {problem}
        </p>
      )}
      <Button type="submit" size="sm" variant="filled" loading={create.isPending} disabled={isTooShort(form.password)}>
        {t('entry.setupSubmit')}
      </Button>
    </form>
  );
}
