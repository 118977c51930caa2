import { Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';

type Limit = NonNullable<GeoRuleWire['limit']>;

/** What a source may do at the services of a rule where nobody said more; only SIP has registrations and calls to count. */
export function usualLimit(services: GeoRuleWire['services']): Limit {
  const calls = services.length > 0 && services.every((one) => one === 'calls-in' || one === 'calls-out');
  const sip =
    services.length > 0 && services.every((one) => one === 'sip' || one === 'registration' || one === 'calls-in');
  const per = calls ? 'calls' : sip ? 'registrations' : 'packets';
  return { per, count: per === 'packets' ? 600 : 10, concurrent: 0, mfa: false };
}

const counted = ['registrations', 'calls', 'packets'] as const;

/** How much a limited source may do. `web`: the rule is about signing in too. */
export function LimitFields({
  value,
  onChange,
  web,
  error,
  disabled,
}: {
  value: Limit;
  onChange: (limit: Limit) => void;
  web: boolean;
  error: string;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <>
      <div className="bw-form-three">
        <NativeSelect
          label={t('geo.limitPer')}
          value={value.per}
          disabled={disabled}
          onChange={(event) => onChange({ ...value, per: event.currentTarget.value as Limit['per'] })}
          data={counted.map((one) => ({ value: one, label: t(`geo.limitPer-${one}`) }))}
        />
        <NumberInput
          size="xs"
          label={t('geo.limitCount')}
          value={value.count}
          min={1}
          max={100_000}
          allowDecimal={false}
          disabled={disabled}
          error={error || undefined}
          onChange={(next) => onChange({ ...value, count: Math.max(1, Number(next) || 1) })}
        />
        <NumberInput
          size="xs"
          label={t('geo.limitConcurrentLabel')}
          description={t('geo.limitConcurrentHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={value.concurrent}
          min={0}
          max={10_000}
          allowDecimal={false}
          disabled={disabled}
          onChange={(next) => onChange({ ...value, concurrent: Math.max(0, Number(next) || 0) })}
        />
      </div>
      {web && (
        <Checkbox
          label={t('geo.limitMfaLabel')}
          checked={value.mfa}
          disabled={disabled}
          onChange={(event) => onChange({ ...value, mfa: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
