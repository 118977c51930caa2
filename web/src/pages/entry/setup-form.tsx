import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { sessionQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { Session, Setup } from '../../api/types.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { PasswordMeter } from './password-meter.tsx';
import { minimumLength } from './password-strength.ts';

/** Name, e-mail, password, and whether to start with demo data. */
export function SetupForm({ token }: { token: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [form, setForm] = useState<Omit<Setup, 'token'>>({ name: '', email: '', password: '', demo: false });
  const set = (change: Partial<typeof form>) => setForm((old) => ({ ...old, ...change }));
  const create = useMutation({
    mutationFn: () =>
      post<Session>('/api/v1/setup', { ...form, name: form.name.trim(), email: form.email.trim(), token }),
    onSuccess: async () => {
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      await navigate({ to: '/' });
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
      <div>
        <PasswordInput
          size="sm"
          label={t('entry.password')}
          description={t('entry.setupPasswordHelp')}
          value={form.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
          autoComplete="new-password"
          error={field === 'password' && problem}
          minLength={minimumLength}
          maxLength={200}
          required
          withAsterisk={false}
        />
        <PasswordMeter password={form.password} known={known} />
      </div>
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
      <Button
        type="submit"
        size="sm"
        variant="filled"
        loading={create.isPending}
        disabled={form.password.length > 0 && [...form.password].length < minimumLength}
      >
        {t('entry.setupSubmit')}
      </Button>
    </form>
  );
}
