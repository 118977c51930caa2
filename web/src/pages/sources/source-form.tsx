import { Button, Modal, NativeSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listenersQuery, tenantsQuery } from '../../api/queries.ts';
import type { Source } from '../../api/types.ts';
import { useWord } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { isSpecialTenant, useTenantName } from '../../shell/tenant-name.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { formats } from './formats.ts';
import { emptyDraft, toNewSource, useSaveSource } from './source-draft.ts';

/** Adds a source, changes one, or says whose it is. */
export function SourceForm({ source, assign, onClose }: { source?: Source; assign?: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const nameOf = useTenantName();
  const problemText = useProblemText();
  const chosenTenant = useTenant();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const listeners = useQuery(listenersQuery).data ?? [];
  const [draft, setDraft] = useState(() => emptyDraft(source, chosenTenant));
  const set = (change: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...change }));
  const save = useSaveSource(source, assign === true);
  const zones = Intl.supportedValuesOf('timeZone');
  const title = assign ? t('sources.assignName', { name: source!.name }) : source ? source.name : t('sources.add');
  const customers = tenants
    .filter((tenant) => !assign || tenant.id !== 'unassigned')
    .map((tenant) => ({ value: tenant.id, label: nameOf(tenant.id, tenant.name) }))
    .sort(
      (a, b) => Number(isSpecialTenant(a.value)) - Number(isSpecialTenant(b.value)) || a.label.localeCompare(b.label),
    );
  return (
    <Modal opened onClose={onClose} title={title} size={540}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(toNewSource(draft), { onSuccess: onClose });
        }}
      >
        <Select
          label={t('common.customer')}
          data={customers}
          value={draft.tenant || null}
          onChange={(tenant) => set({ tenant: tenant ?? '' })}
          searchable
          required
          withAsterisk={false}
          data-autofocus
          nothingFoundMessage={t('shell.noCustomer')}
        />
        <div className="bw-form-pair">
          <TextInput
            label={t('common.name')}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            required
            withAsterisk={false}
          />
          <TextInput
            label={t('sources.asset')}
            description={t('sources.assetHelp')}
            inputWrapperOrder={['label', 'input', 'description']}
            value={draft.asset}
            onChange={(event) => set({ asset: event.currentTarget.value })}
          />
        </div>
        <div className="bw-form-pair">
          <NativeSelect
            label={t('sources.kind')}
            value={draft.kind}
            disabled={source !== undefined}
            onChange={(event) => set({ kind: event.currentTarget.value as Source['kind'], listener: '' })}
            data={(['syslog', 'hep', 'http', 'file'] as const).map((kind) => ({
              value: kind,
              label: word('kind', kind),
            }))}
          />
          <NativeSelect
            label={t('sources.format')}
            value={draft.format}
            onChange={(event) => set({ format: event.currentTarget.value })}
            data={[
              { value: 'auto', label: t('sources.formatAuto') },
              ...[...new Set([...formats, draft.format])].filter((one) => one !== 'auto'),
            ]}
          />
        </div>
        <fieldset className="bw-fieldset">
          <legend>{t('sources.match')}</legend>
          <p className="dim">{t('sources.matchHelp')}</p>
          <div className="bw-form-pair">
            <TextInput
              label={t('sources.matchAddress')}
              value={draft.address}
              onChange={(event) => set({ address: event.currentTarget.value })}
              placeholder="198.51.100.20"
            />
            <TextInput
              label={t('sources.matchHostname')}
              value={draft.hostname}
              onChange={(event) => set({ hostname: event.currentTarget.value })}
              placeholder="pbx-1"
            />
            <NativeSelect
              label={t('sources.matchListener')}
              value={draft.listener}
              onChange={(event) => set({ listener: event.currentTarget.value })}
              data={[
                { value: '', label: '–' },
                ...listeners
                  .filter((listener) => listener.kind === draft.kind)
                  .map((listener) => ({ value: listener.id, label: listener.id })),
              ]}
            />
            {draft.kind === 'hep' && (
              <NumberInput
                label={t('sources.matchCaptureId')}
                value={draft.captureId}
                onChange={(value) => set({ captureId: value === '' ? '' : Number(value) })}
                min={0}
                hideControls
              />
            )}
          </div>
        </fieldset>
        <div className="bw-form-pair">
          <Select
            label={t('sources.timeZone')}
            description={t('sources.timeZoneHelp')}
            inputWrapperOrder={['label', 'input', 'description']}
            data={zones.includes(draft.timeZone) ? zones : [draft.timeZone, ...zones]}
            value={draft.timeZone}
            onChange={(zone) => set({ timeZone: zone ?? draft.timeZone })}
            searchable
            limit={60}
          />
          <NumberInput
            label={t('sources.silentAfter')}
            description={t('sources.silentAfterHelp')}
            inputWrapperOrder={['label', 'input', 'description']}
            value={draft.silentAfterMin}
            onChange={(value) => set({ silentAfterMin: value === '' ? '' : Number(value) })}
            min={0}
            hideControls
          />
        </div>
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={save.isPending}
            disabled={!draft.tenant || !draft.name.trim()}
          >
            {assign ? t('sources.assign') : source ? t('common.save') : t('sources.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
