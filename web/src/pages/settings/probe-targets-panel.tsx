import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tenantsQuery } from '../../api/queries.ts';
import { put } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { toast } from '../../parts/toast.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { customerQuery } from '../customers/customer-queries.ts';
import { probeTargetsQuery } from '../measures/measure-queries.ts';

const blank = { asset: '', host: '', port: '5060', transport: 'udp', domain: '', account: '', password: '' };

/** Where our own SIP client looks whether a system works again, and with which account it signs in. */
export function ProbeTargetsPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const mayWrite = useMay()('settings:write');
  const tenants = (useQuery(tenantsQuery).data ?? []).filter(({ id }) => id !== 'unassigned');
  const nameOf = useTenantName();
  const [tenant, setTenant] = useState('');
  const [form, setForm] = useState(blank);
  const set = (change: Partial<typeof blank>) => setForm((old) => ({ ...old, ...change }));
  const targets = useQuery(probeTargetsQuery);
  const customer = useQuery({ ...customerQuery(tenant), enabled: tenant !== '' });
  const assets = tenant === '' ? [] : (customer.data?.data.assets.items ?? []);
  const save = useMutation({
    mutationFn: () => {
      const { asset, port, ...place } = form;
      const path = `/api/v1/customers/${encodeURIComponent(tenant)}/probe-targets/${encodeURIComponent(asset)}`;
      return put(path, { ...place, port: Number(port) });
    },
    onSuccess: () => {
      setForm(blank);
      toast({ title: t('common.saved'), brief: true });
      return client.invalidateQueries({ queryKey: probeTargetsQuery.queryKey });
    },
  });
  return (
    <Panel id="probe-targets" title={t('measures.targets')} aside={t('measures.targetsText')} flush>
      <Answer of={targets} rows={2}>
        {(all) =>
          all.length === 0 ? (
            <Empty
              title={t('measures.targetsNone')}
              text={t('measures.targetsNoneText')}
              command="./belwacht measure targets"
            />
          ) : (
            <ul className="bw-lines">
              {all.map(({ tenant: owner, tenantName, asset, name, host, port, transport, accounts }) => (
                <li key={`${owner}/${asset}`} className="bw-setting-line">
                  <span>
                    <Raw text={name} max={80} className="strong" />{' '}
                    <Raw text={nameOf(owner, tenantName)} max={80} className="dim" />
                  </span>
                  <span>
                    <Raw text={`${host}:${port}`} max={120} mono /> {transport.toUpperCase()}
                  </span>
                  <Raw text={accounts.join(', ')} max={80} className="dim" />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {mayWrite && (
        <form
          className="bw-inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <NativeSelect
            label={t('common.customer')}
            value={tenant}
            onChange={(event) => {
              setTenant(event.currentTarget.value);
              set({ asset: '' });
            }}
            data={[
              { value: '', label: t('measures.targetChoose') },
              ...tenants.map(({ id, name }) => ({ value: id, label: nameOf(id, name) })),
            ]}
          />
          <NativeSelect
            label={t('measures.testAsset')}
            value={form.asset}
            onChange={(event) => set({ asset: event.currentTarget.value })}
            data={[
              { value: '', label: t('measures.targetChoose') },
              ...assets.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <TextInput
            className="grow"
            label={t('common.address')}
            placeholder="pbx.example.org"
            value={form.host}
            onChange={(event) => set({ host: event.currentTarget.value })}
          />
          <TextInput
            label={t('measures.targetPort')}
            inputMode="numeric"
            value={form.port}
            onChange={(event) => set({ port: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('measures.targetTransport')}
            value={form.transport}
            onChange={(event) => set({ transport: event.currentTarget.value })}
            data={[
              { value: 'udp', label: 'UDP' },
              { value: 'tcp', label: 'TCP' },
            ]}
          />
          <TextInput
            label={t('measures.testAccount')}
            value={form.account}
            autoComplete="off"
            onChange={(event) => set({ account: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('measures.targetPassword')}
            value={form.password}
            autoComplete="new-password"
            onChange={(event) => set({ password: event.currentTarget.value })}
            error={save.error && problemText(save.error)}
          />
          <Button
            type="submit"
            loading={save.isPending}
            disabled={tenant === '' || form.asset === '' || form.host.trim() === ''}
          >
            {t('measures.targetSave')}
          </Button>
        </form>
      )}
    </Panel>
  );
}
