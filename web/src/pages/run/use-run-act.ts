import { useMutation, useQueryClient } from '@tanstack/react-query';
import { runPath, runQuery } from '../../api/playbook-queries.ts';
import { post } from '../../api/request.ts';
import { toast } from '../../parts/toast.tsx';

interface RunAct {
  /** What of the run: `/stop`, `/answers`, `/steps`. */
  readonly under: string;
  readonly body: object;
  /** What is said when it worked. */
  readonly told: string;
}

/** Does something to a run, and reads it again: also after a refusal, for somebody else may have been faster. */
export function useRunAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ under, body }: RunAct) => post<unknown>(runPath(id, under), body),
    onSuccess: (_answer, { told }) => toast({ title: told, brief: true }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: runQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: ['runs', 'list'] });
    },
  });
}
