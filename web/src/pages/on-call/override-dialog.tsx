import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterWire } from '../../../../src/api/schema/on-call.ts';
import { respondersQuery } from '../../api/on-call-queries.ts';
import { post, versionOf } from '../../api/request.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { momentOf, zonedInput } from '../../parts/zoned-input.ts';

const eightHoursMs = 8 * 3_600_000;

/** Somebody else for a while. */
export function OverrideDialog({ roster, onClose }: { roster: RosterWire; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const people = useQuery(respondersQuery).data ?? [];
  const [person, setPerson] = useState('');
  const [from, setFrom] = useState(() => zonedInput(new Date().toISOString(), roster.zone));
  const [until, setUntil] = useState(() => zonedInput(new Date(Date.now() + eightHoursMs).toISOString(), roster.zone));
  const [note, setNote] = useState('');
  const add = useMutation({
    mutationFn: () =>
      post<RosterWire>(
        `/api/v1/on-call/rosters/${encodeURIComponent(roster.id)}/overrides`,
        { person, from: momentOf(from, roster.zone), until: momentOf(until, roster.zone), note: note.trim() },
        { version: versionOf(roster) },
      ),
    onSuccess: () => {
      onClose();
      toast({ title: t('onCall.replaced'), brief: true });
      return client.invalidateQueries({ queryKey: ['on-call'] });
    },
  });
  return (
    <Confirm
      title={t('onCall.replaceTitle', { name: roster.name })}
      submit={t('onCall.replaceDo')}
      busy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <NativeSelect
        label={t('onCall.who')}
        value={person}
        onChange={(event) => setPerson(event.currentTarget.value)}
        data={[{ value: '', label: t('onCall.choose') }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <div className="bw-form-pair">
        <TextInput
          type="datetime-local"
          label={t('onCall.from')}
          description={roster.zone}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('onCall.to')}
          description={roster.zone}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </div>
      <TextInput
        label={t('onCall.why')}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {add.error && (
        <p className="red" role="alert">
          {problemText(add.error)}
        </p>
      )}
    </Confirm>
  );
}
