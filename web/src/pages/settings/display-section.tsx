import { useTranslation } from 'react-i18next';
import { Panel } from '../../parts/panel.tsx';
import { Preferences } from '../../shell/preferences.tsx';

export function DisplaySection() {
  const { t } = useTranslation();
  return (
    <Panel id="display" title={t('settings.display')} aside={t('settings.displayText')}>
      <Preferences />
    </Panel>
  );
}
