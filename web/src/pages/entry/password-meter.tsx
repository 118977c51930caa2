import { useTranslation } from 'react-i18next';
import { passwordStrength } from './password-strength.ts';

/** Four bars and a word. */
export function PasswordMeter({ password, known }: { password: string; known: string[] }) {
  const { t } = useTranslation();
  const { verdict, score, missing } = passwordStrength(password, known);
  const word =
    verdict === 'short'
      ? t('entry.meterShort', { count: missing })
      : verdict === 'weak'
        ? t('entry.meterWeak')
        : verdict === 'fair'
          ? t('entry.meterFair')
          : t('entry.meterStrong');
  const tone = verdict === 'short' ? 'red' : verdict === 'weak' ? 'amber' : 'green';
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn as four bars in every browser */}
      <div
        className="bw-meter"
        data-tone={tone}
        role="meter"
        aria-label={t('entry.meter')}
        aria-valuemin={0}
        aria-valuemax={4}
        aria-valuenow={score}
        aria-valuetext={word}
      >
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} className={bar <= score ? 'on' : ''} />
        ))}
      </div>
      <div className={`bw-meter-word ${password === '' ? 'dim' : tone}`}>{word}</div>
    </div>
  );
}
