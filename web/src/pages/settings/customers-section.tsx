import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tenantsQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { Tenant } from '../../api/types.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { isSpecialTenant } from '../../shell/tenant-name.ts';

/** The customers. */
export function CustomersSection() {
  const { t } = useTranslation();
  const tenants = useQuery(tenantsQuery);
  return (
    <Panel id="customers" title={t('settings.customers')} aside={t('settings.customersText')} flush>
      <Answer of={tenants} rows={4}>
        {(all) => {
          const customers = all.filter((one) => !isSpecialTenant(one.id));
          return (
            <ul className="bw-lines">
              {customers.length === 0 && <li className="dim">{t('settings.customersEmpty')}</li>}
              {customers.map((customer) => (
                <li key={customer.id} className="bw-setting-line">
                  <Link to="/" search={{ tenant: customer.id }} className="plain strong">
                    {customer.name}
                  </Link>
                  <code className="dim">{customer.id}</code>
                  <span className="dim">{customer.timeZone}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
      <CustomerForm />
    </Panel>
  );
}

/** "Bakker & Jansen" → "bakker-jansen". */
function idOf(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
}

function CustomerForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const [id, setId] = useState<string>();
  const wantedId = id ?? idOf(name);
  const add = useMutation({
    mutationFn: () =>
      post<Tenant>('/api/v1/tenants', {
        id: wantedId,
        name: name.trim(),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    onSuccess: (tenant) => {
      setName('');
      setId(undefined);
      toast({ title: t('settings.customerAdded', { name: tenant.name }), brief: true });
      return client.invalidateQueries({ queryKey: tenantsQuery.queryKey });
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
      <TextInput
        className="grow"
        label={t('common.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={add.error && problemText(add.error)}
        maxLength={100}
        required
        withAsterisk={false}
      />
      <TextInput
        label={t('settings.customerId')}
        title={t('settings.customerIdHelp')}
        value={wantedId}
        onChange={(event) => setId(event.currentTarget.value)}
        maxLength={64}
        spellCheck={false}
      />
      <Button type="submit" loading={add.isPending} disabled={!name.trim() || !wantedId}>
        {t('settings.customerAdd')}
      </Button>
    </form>
  );
}
