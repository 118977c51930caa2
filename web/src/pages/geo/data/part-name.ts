import { useTranslation } from 'react-i18next';
import { visibleText } from '../../../parts/visible-text.ts';

/** What a part of the data is called; one the screen does not know keeps its own name. */
export function usePartName(): (name: string) => string {
  const { t, i18n } = useTranslation();
  return (name) =>
    i18n.exists(`geoMap.part-${name}`) ? (t as (key: string) => string)(`geoMap.part-${name}`) : visibleText(name);
}
