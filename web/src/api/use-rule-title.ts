import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../i18n/use-format.ts';
import { ruleTitlesQuery } from './queries.ts';

/** The title of a rule, which says what was done, by its id; the id itself for a rule that is gone or not loaded yet. */
export function useRuleTitle(): (rule: string) => string {
  const format = useFormat();
  const rules = useQuery(ruleTitlesQuery).data;
  return (rule) => {
    const known = rules?.find(({ id }) => id === rule);
    return known ? format.text(known.title) : rule;
  };
}
