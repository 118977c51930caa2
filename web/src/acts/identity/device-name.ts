import { useTranslation } from 'react-i18next';
import { deviceOf } from './device.ts';

/** "Firefox on Linux"; the start of the User-Agent itself when it tells neither. */
export function useDeviceName(): (userAgent: string) => string {
  const { t } = useTranslation();
  return (userAgent) => {
    const { browser, system } = deviceOf(userAgent);
    if (browser && system) return t('profile.device', { browser, system });
    return browser || system || userAgent.slice(0, 60) || t('profile.deviceUnknown');
  };
}
