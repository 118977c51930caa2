import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Verdict, VerdictIcon, verdicts } from './verdict-mark.tsx';

/** One of the four verdicts, each with what it means. */
export function VerdictChoice({
  value,
  onChange,
  disabled,
}: {
  value: Verdict;
  onChange: (verdict: Verdict) => void;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="bw-geo-policy-verdicts" disabled={disabled}>
      <legend className="bw-label">{t('geo.verdict')}</legend>
      {verdicts.map((one) => (
        <label key={one} data-chosen={one === value || undefined}>
          <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />
          <span className="row">
            <VerdictIcon verdict={one} />
            <span className="strong">{t(`geo.verdict-${one}`)}</span>
          </span>
          <span className="dim">{t(`geo.verdictText-${one}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
