import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Retention, RetentionChange } from '../../../../src/api/schema/keeping.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { patch, type Versioned } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { retentionQuery } from './keeping-queries.ts';

/** Customers whose events are kept shorter or longer than everybody's. */
export function RetentionExceptions({ got }: { got: Versioned<Retention> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const nameOf = useTenantName();
  const client = useQueryClient();
  const problemText = useProblemText();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const events = got.data.kinds.find(({ kind }) => kind === 'events');
  const [tenant, setTenant] = useState('');
  const [eventDays, setEventDays] = useState(events?.days ?? 30);
  const save = useMutation({
    mutationFn: (customers: RetentionChange['customers']) =>
      patch<Retention>('/api/v1/retention', { customers }, { version: got.version }),
    onSuccess: () => client.invalidateQueries({ queryKey: retentionQuery.queryKey }),
  });
  const { customers } = got.data;
  const free = tenants.filter(({ id }) => !customers.some((one) => one.tenant === id));
  return (
    <Panel id="retention-exceptions" title={t('keeping.exceptions')} flush>
      {customers.length === 0 ? (
        <Empty title={t('keeping.exceptionsEmpty')} />
      ) : (
        <ul className="bw-lines">
          {customers.map((one) => (
            <li key={one.tenant} className="bw-setting-line">
              <span className="strong">{nameOf(one.tenant, one.tenantName)}</span>
              <span>
                {format.number(one.eventDays)} {t('keeping.days').toLowerCase()}
              </span>
              {may('settings:write') && (
                <Button
                  onClick={() => save.mutate([{ tenant: one.tenant, eventDays: null }])}
                  aria-label={t('keeping.exceptionRemove', { name: nameOf(one.tenant, one.tenantName) })}
                >
                  {t('common.remove')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may('settings:write') && (
        <form
          className="bw-inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate([{ tenant, eventDays }], { onSuccess: () => setTenant('') });
          }}
        >
          <NativeSelect
            className="grow"
            label={t('common.customer')}
            value={tenant}
            onChange={(event) => setTenant(event.currentTarget.value)}
            data={[
              { value: '', label: t('keeping.chooseCustomer') },
              ...free.map(({ id, name }) => ({ value: id, label: nameOf(id, name) })),
            ]}
          />
          <NumberInput
            w={120}
            label={t('keeping.days')}
            value={eventDays}
            onChange={(value) => setEventDays(Number(value))}
            min={events?.least}
            max={events?.most}
            allowDecimal={false}
          />
          <Button type="submit" disabled={!tenant} loading={save.isPending}>
            {t('keeping.exceptionAdd')}
          </Button>
          {save.error && <p className="red">{problemText(save.error)}</p>}
        </form>
      )}
    </Panel>
  );
}
