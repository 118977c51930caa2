import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallSettings } from '../../../../../src/api/schema/call-settings.ts';

type Plan = CallSettings['dialPlan'];
/** What is typed for a dial plan, list by list. */
type PlanTexts = Readonly<Record<(typeof usual)[number] | (typeof rare)[number], string>>;

/** What most customers set, and what few do. */
const usual = ['outsideLine', 'areaCode', 'shortCodes'] as const;
const rare = [
  'country',
  'internationalPrefixes',
  'nationalPrefix',
  'carrierPrefixes',
  'callerIdPrefixes',
  'emergencyCountries',
] as const;

/** Texts between spaces, commas or semicolons. */
export const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

export function planTextsOf(plan: Plan): PlanTexts {
  const text = (key: keyof PlanTexts) => {
    const value = plan[key];
    return typeof value === 'string' || value === null ? (value ?? '') : value.join(' ');
  };
  return Object.fromEntries([...usual, ...rare].map((key) => [key, text(key)])) as PlanTexts;
}

export function planOf(before: Plan, texts: PlanTexts): Plan {
  const upper = (text: string) => words(text.toUpperCase());
  return {
    ...before,
    country: upper(texts.country)[0] ?? '',
    outsideLine: words(texts.outsideLine),
    internationalPrefixes: words(texts.internationalPrefixes),
    // Nothing typed: as is usual in the country.
    nationalPrefix: texts.nationalPrefix.trim() === '' ? null : texts.nationalPrefix.trim(),
    carrierPrefixes: words(texts.carrierPrefixes),
    callerIdPrefixes: words(texts.callerIdPrefixes),
    areaCode: texts.areaCode.trim(),
    shortCodes: words(texts.shortCodes),
    emergencyCountries: upper(texts.emergencyCountries),
  };
}

/** How the phones of a customer dial. */
export function DialPlanFields({
  value,
  onChange,
  disabled,
}: {
  value: PlanTexts;
  onChange: (value: PlanTexts) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation();
  const field = (key: keyof PlanTexts) => (
    <TextInput
      key={key}
      label={t(`calls.plan-${key}`)}
      description={t(`calls.planHelp-${key}`)}
      value={value[key]}
      onChange={(event) => onChange({ ...value, [key]: event.currentTarget.value })}
      disabled={disabled}
      spellCheck={false}
      autoComplete="off"
    />
  );
  return (
    <>
      <div className="bw-form-pair">{usual.map(field)}</div>
      <details open={rare.some((key) => value[key] !== '')}>
        <summary>{t('calls.planMore')}</summary>
        <div className="bw-form-pair">{rare.map(field)}</div>
      </details>
    </>
  );
}
