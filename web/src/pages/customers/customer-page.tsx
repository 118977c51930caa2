import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { ContactPanel } from './contact-panel.tsx';
import { CustomerForm } from './customer-form.tsx';
import { customerQuery, type CustomerPage as Page } from './customer-queries.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { PartPanel } from './part-panel.tsx';
import { ResumeButton, SuspendDialog } from './suspend.tsx';
import { WatchedPanels } from './watched-panels.tsx';
import { WeekPicture } from './week-picture.tsx';
import './customers.css';

/** Everything about one customer on one page. */
export function CustomerPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/customers/$id' });
  const customer = useQuery(customerQuery(id));
  if (customer.error instanceof RequestError && customer.error.status === 404 && !customer.data) {
    return (
      <Panel>
        <Empty title={t('common.notFoundTitle')} />
      </Panel>
    );
  }
  return <Answer of={customer}>{({ data, version }) => <Shown page={data} version={version} />}</Answer>;
}

function Shown({ page, version }: { page: Page; version: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [open, setOpen] = useState<'edit' | 'suspend' | 'export' | 'erase'>();
  const { customer } = page;
  const close = () => setOpen(undefined);
  const own = customer.kind === 'customer';
  return (
    <>
      <PageHeader
        title={<Raw text={customer.name} max={100} />}
        tab={visibleText(customer.name)}
        lead={
          <Mark tone={customer.state === 'active' ? 'green' : 'amber'} soft>
            {t(`customers.state_${customer.state}`)}
          </Mark>
        }
        aside={
          <>
            {customer.reference && `${customer.reference} · `}
            {customer.id}
          </>
        }
      >
        <Link to="/" search={{ tenant: customer.id }}>
          {t('customers.watch')}
        </Link>
        {may('calls:read') && (
          <Link to="/customers/$id/calls" params={{ id: customer.id }}>
            {t('calls.profileLink')}
          </Link>
        )}
        {may('customers:write') && <Button onClick={() => setOpen('edit')}>{t('customers.edit')}</Button>}
        {own &&
          may('customers:write') &&
          (customer.state === 'active' ? (
            <Button onClick={() => setOpen('suspend')}>{t('customers.suspend')}</Button>
          ) : (
            <ResumeButton customer={customer} version={version} />
          ))}
        {may('data:export') && <Button onClick={() => setOpen('export')}>{t('customers.export')}</Button>}
        {own && may('customers:erase') && <Button onClick={() => setOpen('erase')}>{t('customers.erase')}</Button>}
      </PageHeader>
      {customer.state === 'suspended' && (
        <Panel>
          <Mark tone="amber">
            {t('customers.suspended', {
              when: customer.suspendedAt ? format.exact(customer.suspendedAt) : '',
              reason: visibleText(customer.suspendedReason),
            })}
          </Mark>
          <p className="dim">{t('customers.suspendedText')}</p>
        </Panel>
      )}
      <div className="bw-customer-page">
        <div className="stack loose">
          <WatchedPanels page={page} />
          <PartPanel page={page} part="sites" rows={page.sites.items} total={page.sites.total} />
          <PartPanel page={page} part="networks" rows={page.networks.items} total={page.networks.total} />
          <PartPanel page={page} part="numbers" rows={page.numbers.items} total={page.numbers.total} />
          <PartPanel page={page} part="assets" rows={page.assets.items} total={page.assets.total} />
          <PartPanel page={page} part="accounts" rows={page.accounts.items} total={page.accounts.total} />
        </div>
        <div className="stack loose">
          <ContactPanel page={page} />
          <PartPanel
            page={page}
            part="opening-hours"
            rows={page.openingHours.items}
            total={page.openingHours.total}
            picture={<WeekPicture name={customer.name} rows={page.openingHours.items} />}
          />
          <PartPanel page={page} part="closed-days" rows={page.closedDays.items} total={page.closedDays.total} />
        </div>
      </div>
      <p className="dim">
        {t('customers.changed')} <Ago at={customer.changedAt} /> · <ByName name={customer.changedBy || 'Belwacht'} />
      </p>
      {open === 'edit' && <CustomerForm known={customer} version={version} onClose={close} />}
      {open === 'suspend' && <SuspendDialog customer={customer} onClose={close} />}
      {open === 'export' && <ExportDialog customer={customer} onClose={close} />}
      {open === 'erase' && <EraseDialog customer={customer} onClose={close} />}
    </>
  );
}
