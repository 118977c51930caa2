import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, remove, type Versioned } from '../../api/request.ts';
import type { Person, PersonChange } from '../../api/types.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { peopleQuery, personQuery } from './people-queries.ts';

/** What can be done about a person's access, besides the role. */
export type Act = 'suspend' | 'activate' | 'remove' | 'forget';

const words = {
  suspend: { title: 'suspendTitle', text: 'suspendText', submit: 'suspendSubmit', done: 'suspended' },
  activate: { title: 'activate', text: undefined, submit: 'activate', done: 'activated' },
  remove: { title: 'removeTitle', text: 'removeText', submit: 'removeSubmit', done: 'removed' },
  forget: { title: 'forgetTitle', text: 'forgetText', submit: 'forgetSubmit', done: 'forgotten' },
} as const;

/** Asks with the consequence spelled out, and why. */
export function PersonAct({ act, seen, onClose }: { act: Act; seen: Versioned<Person>; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [{ data: person, version }] = useState(seen);
  const [reason, setReason] = useState('');
  const name = person.name || person.email;
  const path = `/api/v1/people/${encodeURIComponent(person.id)}`;
  const { title, text, submit, done } = words[act];
  const run = useMutation({
    mutationFn: (): Promise<unknown> => {
      if (act === 'remove') return remove(path, { version, reason });
      if (act === 'forget') return remove(`${path}/factors`, { version, reason });
      const change: PersonChange = { state: act === 'suspend' ? 'suspended' : 'active' };
      return patch(path, change, { version, reason });
    },
    onSuccess: () => {
      toast({ title: t(`people.${done}`, { name }), brief: true });
      onClose();
      if (act === 'remove') void navigate({ to: '/people' });
      else void client.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  });
  return (
    <Confirm
      title={t(`people.${title}`, { name })}
      submit={t(`people.${submit}`, { name })}
      busy={run.isPending}
      onSubmit={() => run.mutate()}
      onClose={onClose}
    >
      {text && <p>{t(`people.${text}`, { name })}</p>}
      <TextInput
        label={t('people.why')}
        description={t('people.whyHelp')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
      />
      {run.error && (
        <p className="red" role="alert">
          {problemText(run.error)}
        </p>
      )}
    </Confirm>
  );
}
