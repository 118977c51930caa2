import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RosterWire } from '../../../../src/api/schema/on-call.ts';
import { respondersQuery } from '../../api/on-call-queries.ts';
import { remove, versionOf } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { useNow } from '../../parts/use-now.ts';

/** Overrides that hold or are to come, each with its way back. */
export function OverrideLines({ roster, mayChange }: { roster: RosterWire; mayChange: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const now = useNow(60_000);
  const people = useQuery(respondersQuery).data ?? [];
  const end = useMutation({
    mutationFn: (id: string) =>
      remove(`/api/v1/on-call/rosters/${encodeURIComponent(roster.id)}/overrides/${encodeURIComponent(id)}`, {
        version: versionOf(roster),
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['on-call'] }),
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  const open = roster.overrides.filter(({ until }) => Date.parse(until) > now);
  if (open.length === 0) return null;
  return (
    <section className="stack">
      <h3>{t('onCall.overrides')}</h3>
      <ul className="bw-lines">
        {open.map(({ id, person, from, until, note }) => (
          <li key={id ?? from} className="bw-setting-line">
            <Raw text={people.find((one) => one.id === person)?.name ?? person} max={80} className="strong" />
            <span className="dim">
              <Clock at={from} /> – <Clock at={until} />
              {note && (
                <>
                  {' · '}
                  <Raw text={note} max={200} />
                </>
              )}
            </span>
            {mayChange && id && (
              <Button onClick={() => end.mutate(id)} loading={end.isPending && end.variables === id}>
                {t('common.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
