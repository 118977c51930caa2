import { Button, Modal, MultiSelect, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { useTenantName } from '../../shell/tenant-name.ts';
import { customerQuery } from '../customers/customer-queries.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { useSharedForm } from './use-shared-form.ts';

type Doubt = IncidentWire['impact']['emergencyCalling'];
type Impact = IncidentWire['impact'];

const formOf = ({ impact }: IncidentWire) => ({
  customers: impact.customers.map(({ id }) => id),
  sites: impact.sites.map(({ id }) => id),
  assets: impact.assets.map(({ id }) => id),
  users: impact.users,
  emergencyCalling: impact.emergencyCalling,
  /** Local time of the device, as its field has it. */
  since: localInput(impact.since),
});

/** Changes whom and what an incident hits. */
export function ImpactDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const shared = useSharedForm(
    incident,
    'impact',
    formOf,
    ({ since, ...part }) => ({ act: 'impact', ...part, ...(since && { since: new Date(since).toISOString() }) }),
    onClose,
  );
  const { form, change } = shared;
  // Sites and systems of one customer can be chosen; of several they come from alerts.
  const one = form.customers.length === 1 ? form.customers[0]! : incident.tenant;
  const parts = useQuery({ ...customerQuery(one), enabled: one !== '' && one !== 'provider' }).data?.data;
  const choices = (known: readonly { id: string; name: string }[], held: Impact['sites']) => {
    const all = new Map([...held, ...known].map(({ id, name }) => [id, visibleText(name || id)]));
    return [...all].map(([value, label]) => ({ value, label }));
  };
  const named = (ids: readonly string[], held: Impact['sites'], known: readonly { id: string; name: string }[] = []) =>
    ids.map((id) => visibleText([...held, ...known].find((thing) => thing.id === id)?.name || id)).join(', ');
  return (
    <Modal opened onClose={onClose} title={t('incidents.impactEdit')} size={600}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          shared.save();
        }}
      >
        <MultiSelect
          size="xs"
          label={t('incidents.customers')}
          value={form.customers}
          onChange={(customers) => change({ customers })}
          data={choices(
            tenants.map(({ id, name }) => ({ id, name: nameOf(id, name) })),
            incident.impact.customers,
          )}
          searchable
        />
        <div className="bw-form-pair">
          <MultiSelect
            size="xs"
            label={t('incidents.sites')}
            value={form.sites}
            onChange={(sites) => change({ sites })}
            data={choices(parts?.sites.items ?? [], incident.impact.sites)}
            searchable
          />
          <MultiSelect
            size="xs"
            label={t('incidents.assets')}
            value={form.assets}
            onChange={(assets) => change({ assets })}
            data={choices(parts?.assets.items ?? [], incident.impact.assets)}
            searchable
          />
        </div>
        <div className="bw-form-pair">
          <NumberInput
            label={t('incidents.users')}
            value={form.users}
            onChange={(users) => change({ users: Number(users) || 0 })}
            min={0}
            max={100_000_000}
            allowDecimal={false}
          />
          <NativeSelect
            label={t('incidents.emergencyCalling')}
            description={t('incidents.emergencyHelp')}
            value={form.emergencyCalling}
            onChange={(event) => change({ emergencyCalling: event.currentTarget.value as Doubt })}
            data={(['unknown', 'yes', 'no'] as const).map((doubt) => ({
              value: doubt,
              label: t(`incidents.doubt-${doubt}`),
            }))}
          />
        </div>
        <TextInput
          type="datetime-local"
          label={t('incidents.hitSince')}
          value={form.since}
          onChange={(event) => change({ since: event.currentTarget.value })}
        />
        <ConflictNotice
          incident={incident}
          shared={shared}
          show={(field, of) => {
            const { impact } = incident;
            if (field === 'customers') {
              return { name: t('incidents.customers'), value: named(of.customers, impact.customers, tenants) };
            }
            if (field === 'sites') {
              return { name: t('incidents.sites'), value: named(of.sites, impact.sites, parts?.sites.items) };
            }
            if (field === 'assets') {
              return { name: t('incidents.assets'), value: named(of.assets, impact.assets, parts?.assets.items) };
            }
            if (field === 'users') return { name: t('incidents.users'), value: format.number(of.users) };
            if (field === 'since') return { name: t('incidents.hitSince'), value: of.since.replace('T', ' ') };
            return { name: t('incidents.emergencyCalling'), value: t(`incidents.doubt-${of.emergencyCalling}`) };
          }}
        />
        {shared.faults?.map((fault) => (
          <p key={fault} className="red">
            {fault}
          </p>
        ))}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={shared.theirs !== undefined} loading={shared.busy}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** A time as `<input type="datetime-local">` wants it, in the zone of the device. */
function localInput(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
