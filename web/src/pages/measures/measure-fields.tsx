import { Autocomplete, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { MeasureWishForm } from '../../../../src/api/schema/measures.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { isSpecialTenant } from '../../shell/tenant-name.ts';
import { CountryPicker } from '../geo/map/country-picker.tsx';
import { measureOfferQuery } from './measure-queries.ts';

/** Everything that any of the dialogs asks for. */
export interface MeasureFieldValues {
  readonly what: string;
  readonly customer: string;
  readonly direction: 'in' | 'out';
  readonly to: string;
  readonly number: string;
  readonly hours: number;
  readonly reason: string;
}

/** Acts on something that is typed. */
type TextAction = 'block-source' | 'block-network' | 'block-account' | 'hang-up';

/** What the incident knows already. */
export function startOf({ tenant, impact }: IncidentWire, title: string): MeasureFieldValues {
  const customer = isSpecialTenant(tenant) ? (impact.customers[0]?.id ?? '') : tenant;
  return { what: '', customer, direction: 'in', to: '', number: '', hours: 2, reason: title.slice(0, 200) };
}

/** Whether enough is filled in to look at. */
export function isReady(action: MeasureWishForm['action'], { what, customer, to }: MeasureFieldValues): boolean {
  switch (action) {
    case 'stop-international':
    case 'hang-up':
      return customer !== '';
    case 'divert-calls':
      return customer !== '' && to.trim() !== '';
    default:
      return what.trim() !== '';
  }
}

/** The form as it is sent. */
export function formOf(
  action: MeasureWishForm['action'],
  { what, customer, direction, to, number, hours, reason }: MeasureFieldValues,
): MeasureWishForm {
  const more = { hours, reason };
  const optional = customer === '' ? {} : { customer };
  switch (action) {
    case 'block-source':
      return { action, address: what, ...more };
    case 'block-network':
      return { action, network: what, ...more };
    case 'block-country':
      return { action, country: what, ...optional, ...more };
    case 'block-account':
      return { action, account: what, ...optional, asset: '', ...more };
    case 'stop-international':
      return { action, customer, ...more };
    case 'shield-management':
      return { action, asset: what, ...more };
    case 'divert-calls':
      return { action, customer, direction, to, number, ...more };
    case 'hang-up':
      return { action, customer, account: what, destination: number, call: '', reason };
  }
}

/** The fields of one act; what the incident knows of is offered. */
export function MeasureFields({
  incident,
  action,
  values,
  onChange,
}: {
  incident: IncidentWire;
  action: MeasureWishForm['action'];
  values: MeasureFieldValues;
  onChange: (values: MeasureFieldValues) => void;
}) {
  const { t } = useTranslation();
  const set = (change: Partial<MeasureFieldValues>) => onChange({ ...values, ...change });
  const { traits, impact } = incident;
  const known: Readonly<Record<TextAction, readonly string[]>> = {
    'block-source': traits.addresses,
    'block-network': traits.networks.map((number) => `AS${number}`),
    'block-account': traits.accounts,
    'hang-up': traits.accounts,
  };
  const text = (of: TextAction) => (
    <Autocomplete
      label={t(`measures.what-${of}`)}
      placeholder={of === 'block-source' || of === 'block-network' ? t(`measures.whatPlaceholder-${of}`) : undefined}
      value={values.what}
      onChange={(what) => set({ what })}
      data={[...new Set(known[of])].slice(0, 50)}
      maxLength={128}
      autoComplete="off"
      spellCheck={false}
      data-autofocus
    />
  );
  const assets = [...traits.assets, ...impact.assets];
  return (
    <>
      <p>{t(`measures.actText-${action}`)}</p>
      {(action === 'block-source' || action === 'block-network' || action === 'block-account') && text(action)}
      {action === 'block-country' && (
        <CountryPicker
          label={t('measures.what-block-country')}
          placeholder={t('measures.whatPlaceholder-block-country')}
          value={values.what === '' ? [] : [values.what]}
          onChange={(countries) => set({ what: countries.at(-1) ?? '' })}
        />
      )}
      {action === 'shield-management' && (
        <NativeSelect
          label={t('measures.what-shield-management')}
          value={values.what}
          onChange={({ currentTarget: { value: what } }) => set({ what })}
          data={[
            { value: '', label: '–' },
            ...[...new Map(assets.map(({ id, name }) => [id, name]))].map(([value, label]) => ({ value, label })),
            { value: '*', label: t('measures.shieldAll') },
          ]}
        />
      )}
      {action !== 'block-source' && action !== 'block-network' && action !== 'shield-management' && (
        <CustomerChoice
          value={values.customer}
          everybody={action === 'block-country'}
          onChange={(customer) => set({ customer })}
        />
      )}
      {action === 'hang-up' && (
        <div className="bw-form-pair">
          {text(action)}
          <TextInput
            label={t('measures.destination')}
            placeholder={t('measures.destinationPlaceholder')}
            value={values.number}
            onChange={({ currentTarget: { value: number } }) => set({ number })}
            maxLength={16}
            autoComplete="off"
          />
        </div>
      )}
      {action === 'divert-calls' && <DivertFields values={values} set={set} />}
    </>
  );
}

function CustomerChoice({
  value,
  everybody,
  onChange,
}: {
  value: string;
  everybody: boolean;
  onChange: (customer: string) => void;
}) {
  const { t } = useTranslation();
  const customers = (useQuery(tenantsQuery).data ?? []).filter(({ id }) => !isSpecialTenant(id));
  return (
    <NativeSelect
      label={t('common.customer')}
      value={value}
      onChange={({ currentTarget: { value: customer } }) => onChange(customer)}
      data={[
        { value: '', label: everybody ? t('measures.everybody') : '–' },
        ...customers.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

function DivertFields({
  values,
  set,
}: {
  values: MeasureFieldValues;
  set: (change: Partial<MeasureFieldValues>) => void;
}) {
  const { t } = useTranslation();
  const groups = useQuery(measureOfferQuery).data?.trunkGroups ?? [];
  const { direction } = values;
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t('measures.direction')}
        value={direction}
        onChange={(chosen) => set({ direction: chosen === 'out' ? 'out' : 'in' })}
        data={(['in', 'out'] as const).map((one) => ({ value: one, label: t(`measures.direction-${one}`) }))}
      />
      <Autocomplete
        label={t(`measures.to-${direction}`)}
        description={t('measures.toHelp')}
        placeholder={direction === 'in' ? '+31612345678' : (groups[0]?.name ?? '')}
        value={values.to}
        onChange={(to) => set({ to })}
        data={direction === 'out' ? groups.map(({ name }) => name) : []}
        maxLength={256}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <TextInput
        label={t(`measures.number-${direction}`)}
        description={t('measures.numberHelp')}
        value={values.number}
        onChange={({ currentTarget: { value: number } }) => set({ number })}
        maxLength={64}
        autoComplete="off"
      />
    </>
  );
}
