import { useEffect } from 'react';
import { useSession } from '../api/use-session.ts';
import { setTimeZone } from '../i18n/format.ts';
import { hasChosenLanguage, setLanguage } from '../i18n/i18n.ts';

/** What the person chose in the profile holds on every device; a language chosen in this browser comes first. */
export function usePersonalSettings(): void {
  const user = useSession()?.user;
  const language = user?.language;
  const zone = user?.timeZone ?? undefined;
  useEffect(() => {
    if (language && !hasChosenLanguage()) setLanguage(language);
  }, [language]);
  useEffect(() => setTimeZone(zone), [zone]);
}
