import { useTranslation } from 'react-i18next';
import { visibleText } from '../../../parts/visible-text.ts';

/** What a part of the data is called; one the screen does not know keeps its own name. */
export function usePartName(): (name: string) => string {
  const { t, i18n } = useTranslation();
  return (name) => wordOr((key) => i18n.exists(key), t as (key: string) => string, `geoMap.part-${name}`, name);
}

/** The same of a step of an update. */
export function useStepName(): (name: string) => string {
  const { t, i18n } = useTranslation();
  return (name) => wordOr((key) => i18n.exists(key), t as (key: string) => string, `geoMap.step-${name}`, name);
}

function wordOr(exists: (key: string) => boolean, t: (key: string) => string, key: string, name: string): string {
  return exists(key) ? t(key) : visibleText(name);
}
