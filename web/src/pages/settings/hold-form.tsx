import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '../../../../src/api/schema/keeping.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { holdsQuery } from './keeping-queries.ts';

const dayMs = 86_400_000;
/** What a datetime-local field takes, in the browser's zone. */
const local = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** Places a legal hold: whose data, of which time, for which incident, why. */
export function HoldForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const nameOf = useTenantName();
  const client = useQueryClient();
  const problemText = useProblemText();
  const chosen = useTenant();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const [draft, setDraft] = useState({
    tenant: chosen ?? '',
    incident: '',
    reason: '',
    from: local(Date.now() - 7 * dayMs),
    to: local(Date.now()),
  });
  const set = (change: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...change }));
  const place = useMutation({
    mutationFn: () =>
      post<Hold>('/api/v1/holds', {
        ...draft,
        from: new Date(draft.from).toISOString(),
        to: new Date(draft.to).toISOString(),
      }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: holdsQuery.queryKey });
    },
  });
  const complete = draft.tenant && draft.incident.trim() && draft.reason.trim() && draft.from && draft.to;
  return (
    <Modal opened onClose={onClose} title={t('keeping.holdAdd')} size={520}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          place.mutate();
        }}
      >
        <NativeSelect
          label={t('common.customer')}
          value={draft.tenant}
          onChange={(event) => set({ tenant: event.currentTarget.value })}
          data={[
            { value: '', label: t('keeping.chooseCustomer') },
            ...tenants.map(({ id, name }) => ({ value: id, label: nameOf(id, name) })),
          ]}
          data-autofocus
        />
        <TextInput
          label={t('keeping.holdIncident')}
          value={draft.incident}
          onChange={(event) => set({ incident: event.currentTarget.value })}
          maxLength={100}
        />
        <TextInput
          type="datetime-local"
          label={t('keeping.holdFrom')}
          value={draft.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="datetime-local"
          label={t('keeping.holdTo')}
          value={draft.to}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
        <Textarea
          label={t('keeping.holdReason')}
          value={draft.reason}
          onChange={(event) => set({ reason: event.currentTarget.value })}
          maxLength={500}
          autosize
        />
        {place.error && (
          <p className="red" role="alert">
            {problemText(place.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={place.isPending} disabled={!complete}>
            {t('keeping.holdAdd')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
