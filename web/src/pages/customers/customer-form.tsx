import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer, CustomerForm as Values } from '../../../../src/api/schema/customers.ts';
import { RequestError } from '../../api/problem.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { patch, post } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { customerQuery, pathOf } from './customer-queries.ts';
import { idOfName } from './id-of-name.ts';

const blank: Values = {
  name: '',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  language: 'nl',
  reference: '',
  contactName: '',
  contactMail: '',
  contactPhone: '',
  notes: '',
};
const keys = Object.keys(blank) as (keyof Values)[];

/** A new customer, or what is known about one. */
export function CustomerForm({ known, version, onClose }: { known?: Customer; version?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [draft, setDraft] = useState<Values>(() => (known ? pick(known) : blank));
  const [id, setId] = useState<string>();
  const set = (change: Partial<Values>) => setDraft((old) => ({ ...old, ...change }));
  const usedId = id ?? idOfName(draft.name);
  const changed = known ? keys.filter((key) => draft[key] !== known[key]) : keys;
  const save = useMutation({
    mutationFn: (seen: string | undefined) =>
      known
        ? patch<Customer>(pathOf(known.id), Object.fromEntries(changed.map((key) => [key, draft[key]])), {
            version: seen,
          })
        : post<Customer>('/api/v1/customers', { ...draft, id: usedId }),
    onSuccess: async (made) => {
      onClose();
      await Promise.all([
        client.invalidateQueries({ queryKey: ['customers'] }),
        client.invalidateQueries({ queryKey: customerQuery(made.id).queryKey }),
        client.invalidateQueries({ queryKey: tenantsQuery.queryKey }),
      ]);
      if (known) return;
      toast({ title: t('customers.added', { name: made.name }), brief: true });
      void navigate({ to: '/customers/$id', params: { id: made.id } });
    },
  });
  const error = save.error instanceof RequestError ? save.error : undefined;
  const stale = error?.kind === 'version-stale';
  const wrong = (key: string) => (error?.field === key ? problemText(error) : undefined);
  return (
    <Modal opened onClose={onClose} title={known ? t('customers.edit') : t('customers.add')} size={620}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(version);
        }}
      >
        <TextInput
          label={t('common.name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={wrong('name')}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        {!known && (
          <TextInput
            label={t('customers.id')}
            description={t('customers.idHelp')}
            value={usedId}
            onChange={(event) => setId(event.currentTarget.value)}
            error={wrong('id')}
            maxLength={63}
          />
        )}
        <TextInput
          label={t('customers.reference')}
          value={draft.reference}
          onChange={(event) => set({ reference: event.currentTarget.value })}
          error={wrong('reference')}
          maxLength={100}
        />
        <TextInput
          label={t('customers.contactName')}
          value={draft.contactName}
          onChange={(event) => set({ contactName: event.currentTarget.value })}
          maxLength={200}
          autoComplete="off"
        />
        <TextInput
          type="email"
          label={t('customers.contactMail')}
          value={draft.contactMail}
          onChange={(event) => set({ contactMail: event.currentTarget.value })}
          error={wrong('contactMail')}
          autoComplete="off"
        />
        <TextInput
          type="tel"
          label={t('customers.contactPhone')}
          value={draft.contactPhone}
          onChange={(event) => set({ contactPhone: event.currentTarget.value })}
          error={wrong('contactPhone')}
          autoComplete="off"
        />
        <NativeSelect
          label={t('customers.language')}
          value={draft.language}
          onChange={(event) => set({ language: event.currentTarget.value as Values['language'] })}
          data={[
            { value: 'nl', label: t('shell.languageNl') },
            { value: 'en', label: t('shell.languageEn') },
          ]}
        />
        <TextInput
          label={t('customers.timeZone')}
          value={draft.timeZone}
          onChange={(event) => set({ timeZone: event.currentTarget.value })}
          error={wrong('timeZone')}
        />
        <Textarea
          label={t('customers.notes')}
          value={draft.notes}
          onChange={(event) => set({ notes: event.currentTarget.value })}
          maxLength={4000}
          autosize
          minRows={2}
        />
        {stale && known && error ? (
          <ConflictNotice
            error={error}
            onTheirs={() => {
              onClose();
              void client.invalidateQueries({ queryKey: customerQuery(known.id).queryKey });
            }}
            onMine={(newest) => save.mutate(newest)}
          />
        ) : (
          save.error &&
          !keys.includes(error?.field as keyof Values) &&
          error?.field !== 'id' && (
            <p className="red" role="alert">
              {problemText(save.error)}
            </p>
          )
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={save.isPending}
            disabled={!draft.name.trim() || changed.length === 0 || stale}
          >
            {known ? t('common.save') : t('customers.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function pick(customer: Customer): Values {
  return Object.fromEntries(keys.map((key) => [key, customer[key]])) as Values;
}
