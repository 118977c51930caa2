import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Language } from '../i18n/format.ts';
import { setLanguage } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/use-format.ts';

/** NL or EN. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language } = useFormat();
  return (
    <NativeSelect
      className="bw-language"
      aria-label={t('shell.language')}
      value={language}
      onChange={(event) => setLanguage(event.currentTarget.value as Language)}
      data={[
        { value: 'nl', label: 'NL' },
        { value: 'en', label: 'EN' },
      ]}
    />
  );
}
