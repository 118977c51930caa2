import { useQuery } from '@tanstack/react-query';
import { playbookVocabularyQuery } from '../../api/playbook-queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { visibleText } from '../../parts/visible-text.ts';

/** The name of a type of incident; a label that names none is shown as it is. */
export function useTypeName(): (type: string) => string {
  const format = useFormat();
  const types = useQuery(playbookVocabularyQuery).data?.types ?? [];
  return (type) => {
    const found = types.find((one) => one.type === type);
    return found ? format.text(found.name) : visibleText(type);
  };
}
