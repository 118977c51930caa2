import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { momentOf, zonedInput } from '../../../parts/zoned-input.ts';

type When = NonNullable<GeoRuleWire['when']>;
const always: When = { from: null, until: null, hours: '', timeZone: '' };
const choices = ['always', 'open', 'closed', 'own'] as const;

/** When a rule holds: between two moments, and in which hours. `ends`: it has to end. */
export function WhenFields({
  value,
  onChange,
  ends,
  errorOf,
  disabled,
}: {
  value: GeoRuleWire['when'];
  onChange: (when: GeoRuleWire['when']) => void;
  ends: boolean;
  errorOf: (field: 'from' | 'until' | 'hours' | 'timeZone') => string;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  const when = value ?? always;
  const hours = when.hours === '' ? 'always' : when.hours === 'open' || when.hours === 'closed' ? when.hours : 'own';
  const change = (part: Partial<When>) => {
    const next = { ...when, ...part };
    onChange(next.from || next.until || next.hours ? next : null);
  };
  const moment = (field: 'from' | 'until') => (
    <TextInput
      type="datetime-local"
      label={t(field === 'from' ? 'geo.whenFromLabel' : ends ? 'geo.exceptionUntil' : 'geo.whenUntilLabel')}
      value={zonedInput(when[field], zone)}
      onChange={(event) => change({ [field]: momentOf(event.currentTarget.value, zone) })}
      error={errorOf(field) || undefined}
      required={ends && field === 'until'}
      withAsterisk={false}
      disabled={disabled}
    />
  );
  return (
    <div className="bw-form-three">
      {moment('from')}
      {moment('until')}
      <NativeSelect
        label={t('geo.whenHours')}
        value={hours}
        disabled={disabled}
        onChange={(event) => {
          const next = event.currentTarget.value as (typeof choices)[number];
          change({ hours: next === 'always' ? '' : next === 'own' ? 'Mo-Fr 08:00-18:00' : next, timeZone: '' });
        }}
        data={choices.map((one) => ({ value: one, label: t(`geo.hours-${one}`) }))}
      />
      {hours === 'own' && (
        <>
          <TextInput
            label={t('geo.schedule')}
            description={t('geo.scheduleHelp')}
            value={when.hours}
            // Without a text it would hold always; the choice above says that.
            onChange={(event) => change({ hours: event.currentTarget.value || ' ' })}
            error={errorOf('hours') || undefined}
            maxLength={500}
            spellCheck={false}
            disabled={disabled}
          />
          <TextInput
            label={t('geo.zone')}
            description={t('geo.zoneHelp')}
            placeholder="Europe/Amsterdam"
            value={when.timeZone}
            onChange={(event) => change({ timeZone: event.currentTarget.value })}
            error={errorOf('timeZone') || undefined}
            maxLength={64}
            spellCheck={false}
            disabled={disabled}
          />
        </>
      )}
    </div>
  );
}
