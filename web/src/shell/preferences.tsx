import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/use-format.ts';

/** Language and appearance: kept in this browser. */
export function Preferences() {
  const { t } = useTranslation();
  const { language } = useFormat();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className="bw-preferences">
      <div>
        <div className="bw-label">{t('shell.language')}</div>
        <SegmentedControl
          aria-label={t('shell.language')}
          value={language}
          onChange={setLanguage}
          data={[
            { value: 'nl', label: t('shell.languageNl') },
            { value: 'en', label: t('shell.languageEn') },
          ]}
        />
      </div>
      <div>
        <div className="bw-label">{t('shell.theme')}</div>
        <SegmentedControl
          aria-label={t('shell.theme')}
          value={colorScheme}
          onChange={setColorScheme}
          data={[
            { value: 'light', label: t('shell.themeLight') },
            { value: 'dark', label: t('shell.themeDark') },
            { value: 'auto', label: t('shell.themeAuto') },
          ]}
        />
      </div>
    </div>
  );
}
