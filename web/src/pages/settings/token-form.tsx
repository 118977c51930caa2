import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tenantsQuery, tokensQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { CreatedToken, NewToken } from '../../api/types.ts';
import { useSession } from '../../api/use-session.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { TokenMade } from './token-made.tsx';

const kinds = ['ingest', 'bouncer', 'list', 'api'] as const;
const presets = ['read', 'operate', 'manage'] as const;
const ends = [30, 90, 365, 730] as const;
const noEnd = '0';

/** Makes a token: for what, for whom, what it may, until when; and shows it, once. */
export function TokenForm({ kind, onClose }: { kind?: NewToken['kind']; onClose: () => void }) {
  const { t } = useTranslation();
  const nameOf = useTenantName();
  const problemText = useProblemText();
  const client = useQueryClient();
  const chosen = useTenant();
  const isOwner = useSession()?.user?.role === 'owner';
  const tenants = useQuery(tenantsQuery).data ?? [];
  const [draft, setDraft] = useState<NewToken>({ kind: kind ?? 'ingest', name: '', tenant: chosen });
  const set = (change: Partial<NewToken>) => setDraft((old) => ({ ...old, ...change }));
  const make = useMutation({
    mutationFn: () => post<CreatedToken>('/api/v1/tokens', { ...draft, name: draft.name.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  if (make.data) return <TokenMade token={make.data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('settings.tokenAdd')} size={460}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <NativeSelect
          label={t('settings.tokenKind')}
          value={draft.kind}
          disabled={kind !== undefined}
          onChange={(event) => {
            const next = event.currentTarget.value as NewToken['kind'];
            set({ kind: next, preset: next === 'api' ? 'read' : undefined });
          }}
          data={kinds.map((one) => ({ value: one, label: t(`settings.token_${one}`) }))}
        />
        {draft.kind === 'api' && (
          <NativeSelect
            label={t('settings.tokenPreset')}
            value={draft.preset ?? 'read'}
            onChange={(event) => set({ preset: event.currentTarget.value as NewToken['preset'] })}
            data={presets.map((one) => ({ value: one, label: t(`settings.tokenPreset_${one}`) }))}
          />
        )}
        <TextInput
          label={t('settings.tokenName')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          maxLength={100}
          required
          withAsterisk={false}
          data-autofocus
        />
        <NativeSelect
          label={t('settings.tokenTenant')}
          value={draft.tenant ?? ''}
          onChange={(event) => set({ tenant: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('settings.tokenAllCustomers') },
            ...tenants.map((tenant) => ({ value: tenant.id, label: nameOf(tenant.id, tenant.name) })),
          ]}
        />
        <NativeSelect
          label={t('settings.tokenDays')}
          value={draft.expiresInDays === null ? noEnd : String(draft.expiresInDays ?? 365)}
          onChange={(event) =>
            set({ expiresInDays: event.currentTarget.value === noEnd ? null : Number(event.currentTarget.value) })
          }
          data={[
            ...ends.map((days) => ({ value: String(days), label: t('settings.tokenDaysOf', { count: days }) })),
            ...(isOwner ? [{ value: noEnd, label: t('settings.tokenNoEnd') }] : []),
          ]}
        />
        {make.error && (
          <p className="red" role="alert">
            {problemText(make.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={make.isPending} disabled={!draft.name.trim()}>
            {t('settings.tokenAdd')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
