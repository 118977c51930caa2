import { useQuery } from '@tanstack/react-query';
import { planEditionQuery, planFieldsQuery } from '../../../api/plan-queries.ts';
import { Answer } from '../../../parts/loading.tsx';
import { partsOf } from '../plan-parts.ts';
import { PlanEditor } from './plan-editor.tsx';

/** The draft to write in. */
export function EditView({ edition }: { edition: number }) {
  const fields = useQuery(planFieldsQuery);
  const plan = useQuery(planEditionQuery(edition));
  return (
    <Answer of={fields} rows={8}>
      {(all) => (
        <Answer of={plan} rows={8}>
          {(stored) => <PlanEditor key={stored.edition} stored={stored} parts={partsOf(all)} />}
        </Answer>
      )}
    </Answer>
  );
}
