import { Button, NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { geoExplainQuery } from '../../../api/geo-queries.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { momentOf, zonedInput } from '../../../parts/zoned-input.ts';
import { isSpecialTenant } from '../../../shell/tenant-name.ts';
import { useTenant } from '../../../shell/use-tenant.ts';
import { ExplainResult } from './explain-result.tsx';
import { LimitsNote } from './limits-note.tsx';
import { services } from './use-rule-words.ts';
import { useCustomerPlaces } from './use-scope-name.ts';

import './policies.css';
import './results.css';

/** Why an address or a number gets its verdict. The question stands in the address of the page. */
export function ExplainView() {
  const { t } = useTranslation();
  const { zone } = useFormat();
  const navigate = useNavigate();
  const { q = '', service = '', site = '', asset = '', at = '' } = useSearch({ from: '/shell/geo' });
  const customer = useTenant() ?? '';
  const tenants = useQuery(tenantsQuery).data ?? [];
  const { sites, assets } = useCustomerPlaces(customer);
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  const ask = (part: Record<string, string | undefined>) =>
    void navigate({
      to: '/geo',
      search: (old) => ({ ...old, view: 'explain', q: typed.trim() || undefined, ...part }),
      replace: true,
    });
  const answer = useQuery({
    ...geoExplainQuery({ subject: q, customer, site, asset, service, at }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
  const places = (list: readonly { id: string; name: string }[]) => [
    { value: '', label: '–' },
    ...list.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      <Panel>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() === q && q) void answer.refetch();
            else ask({});
          }}
        >
          <div className="bw-geo-policy-ask">
            <TextInput
              size="sm"
              label={t('geo.explainAsk')}
              description={t('geo.explainHelp')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              placeholder={t('geo.explainPlaceholder')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              inputMode="text"
            />
            <Button type="submit" size="sm" variant="filled" disabled={typed.trim() === ''}>
              {t('geo.explainAct')}
            </Button>
          </div>
          <div className="bw-geo-policy-context">
            <NativeSelect
              label={t('geo.explainService')}
              value={service}
              onChange={(event) => ask({ service: event.currentTarget.value || undefined })}
              data={[
                { value: '', label: t('geo.explainServiceAuto') },
                ...(['sip', ...services] as const).map((one) => ({
                  value: one,
                  label: one === 'sip' ? t('geo.serviceSipLong') : t(`geo.service-${one}`),
                })),
              ]}
            />
            <NativeSelect
              label={t('geo.explainWhom')}
              value={customer}
              onChange={(event) =>
                ask({ tenant: event.currentTarget.value || undefined, site: undefined, asset: undefined })
              }
              data={[
                { value: '', label: t('geo.explainEverybody') },
                ...tenants.filter(({ id }) => !isSpecialTenant(id)).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            {sites.length > 0 && (
              <NativeSelect
                label={t('geo.site')}
                value={site}
                onChange={(event) => ask({ site: event.currentTarget.value || undefined })}
                data={places(sites)}
              />
            )}
            {assets.length > 0 && (
              <NativeSelect
                label={t('geo.asset')}
                value={asset}
                onChange={(event) => ask({ asset: event.currentTarget.value || undefined })}
                data={places(assets)}
              />
            )}
            <TextInput
              type="datetime-local"
              label={t('geo.explainAt')}
              description={t('geo.explainAtNow')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={zonedInput(Number.isNaN(Date.parse(at)) ? null : at, zone)}
              onChange={(event) => ask({ at: momentOf(event.currentTarget.value, zone) ?? undefined })}
            />
          </div>
        </form>
      </Panel>
      {q === '' ? (
        <Panel>
          <Empty
            title={t('geo.explainEmpty')}
            text={t('geo.explainEmptyText')}
            command="./belwacht geo explain 203.0.113.7 --service sip"
          />
        </Panel>
      ) : (
        <Answer of={answer} rows={5}>
          {(explained) => <ExplainResult explained={explained} />}
        </Answer>
      )}
      <LimitsNote open />
    </>
  );
}
