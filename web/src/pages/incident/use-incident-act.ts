import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentActForm, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentPath, incidentQuery } from '../../api/incident-queries.ts';
import { RequestError } from '../../api/problem.ts';
import { get, post, versionOf } from '../../api/request.ts';
import type { Text } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

/** Every reason for which something was refused, or the one sentence of the problem. */
export function useRefusal(): (error: unknown) => readonly string[] {
  const format = useFormat();
  const problemText = useProblemText();
  return (error) => {
    const sentences = error instanceof RequestError ? (error.more.sentences as readonly Text[] | undefined) : undefined;
    return sentences && sentences.length > 0 ? sentences.map(format.text) : [problemText(error)];
  };
}

/** Whether somebody changed the same thing since it was seen. */
export function isStale(error: unknown): boolean {
  return error instanceof RequestError && error.kind === 'version-stale';
}

/** What an act writes over: as it was when somebody began, and where it stands in the incident. */
interface Over {
  readonly seen: IncidentWire;
  readonly part: (incident: IncidentWire) => unknown;
  /** How it stands now, in a sentence, when somebody changed it meanwhile. */
  readonly told?: (newest: IncidentWire) => string;
  /** What the button says that does it all the same. */
  readonly again?: string;
}

const newestOf = new WeakMap<object, IncidentWire>();

/** The incident as somebody else changed it meanwhile; undefined when an act was refused for something else. */
export function overtakenBy(error: unknown): IncidentWire | undefined {
  return typeof error === 'object' && error !== null ? newestOf.get(error) : undefined;
}
interface Acting {
  readonly act: IncidentActForm;
  readonly over?: Over;
}

/**
 * Does something to an incident; `quiet`: the caller shows what it was refused for. What writes over something goes through
 * while that is as it was seen, however much else moved meanwhile; when somebody changed it too it is refused as stale.
 */
export function useIncidentAct(id: string, quiet = false) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refusal = useRefusal();
  const mutation = useMutation({
    mutationFn: (acting: Acting) => send(id, acting, acting.over?.seen),
    onSuccess: (incident) => {
      client.setQueryData(incidentQuery(id).queryKey, incident);
      void client.invalidateQueries({ queryKey: ['incidents'] });
    },
    onError: (error, { act, over }) => {
      // What was refused may rest on something that is older than the screen knows.
      void client.invalidateQueries({ queryKey: incidentQuery(id).queryKey });
      const newest = overtakenBy(error);
      if (!quiet && newest && over?.told) {
        const again = () => mutation.mutate({ act, over: { ...over, seen: newest } });
        toast({
          title: t('incidents.overtaken'),
          text: over.told(newest),
          act: { name: over.again ?? t('incidents.overtakenDo'), run: again },
          bad: true,
        });
      } else if (!quiet) toast({ title: t('common.actFailed'), text: refusal(error).join(' '), bad: true });
    },
  });
  return mutation;
}

async function send(
  id: string,
  { act, over }: Acting,
  seen: IncidentWire | undefined,
  tries = 5,
): Promise<IncidentWire> {
  try {
    return await post<IncidentWire>(`${incidentPath(id)}/acts`, act, seen && { version: versionOf(seen) });
  } catch (error) {
    if (!over || tries === 0 || !isStale(error)) throw error;
    const newest = await get<IncidentWire>(incidentPath(id));
    if (JSON.stringify(over.part(newest)) !== JSON.stringify(over.part(over.seen))) {
      newestOf.set(error as object, newest);
      throw error;
    }
    return send(id, { act, over }, newest, tries - 1);
  }
}
