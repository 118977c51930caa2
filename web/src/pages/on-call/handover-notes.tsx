import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterWire } from '../../../../src/api/schema/on-call.ts';
import { post } from '../../api/request.ts';
import { useMay, useSession } from '../../api/use-session.ts';
import { ByName, useByName } from '../../parts/by-name.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';

/** What the one who goes tells the one who comes. */
export function HandoverNotes({ roster }: { roster: RosterWire }) {
  const { t } = useTranslation();
  const byName = useByName();
  const client = useQueryClient();
  const problemText = useProblemText();
  const me = useSession()?.user?.id;
  const write = useMay()('on-call:write');
  const [text, setText] = useState('');
  const path = `/api/v1/on-call/rosters/${encodeURIComponent(roster.id)}/notes`;
  const again = () => client.invalidateQueries({ queryKey: ['on-call', 'rosters'] });
  const add = useMutation({
    mutationFn: () => post(path, { text: text.trim() }),
    onSuccess: () => {
      setText('');
      return again();
    },
  });
  const read = useMutation({ mutationFn: () => post(`${path}/read`, {}), onSettled: again });
  const unread = roster.notes.filter(({ readBy }) => readBy === '');
  const shown = [...unread, ...roster.notes.filter(({ readBy }) => readBy !== '').slice(0, 3)];
  return (
    <section className="stack">
      <h3>{t('onCall.notes')}</h3>
      {shown.length > 0 && (
        <ul className="bw-lines">
          {shown.map((note) => (
            <li key={note.id} className="bw-oncall-note">
              <Raw text={note.text} max={5000} />
              <span className="dim">
                <ByName name={note.authorName} max={80} /> · <Ago at={note.writtenAt} />
                {' · '}
                {note.readBy === '' ? (
                  <Mark tone="blue">{t('onCall.unread')}</Mark>
                ) : (
                  t('onCall.readBy', { name: byName(note.readByName) })
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {unread.some(({ author }) => author !== me) && (
        <div>
          <Button onClick={() => read.mutate()} loading={read.isPending}>
            {t('onCall.markRead')}
          </Button>
        </div>
      )}
      {write && (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <TextInput
            className="grow"
            aria-label={t('onCall.newNote')}
            placeholder={t('onCall.newNote')}
            value={text}
            maxLength={5000}
            onChange={(event) => setText(event.currentTarget.value)}
            error={add.error && problemText(add.error)}
          />
          <Button type="submit" disabled={text.trim() === ''} loading={add.isPending}>
            {t('onCall.addNote')}
          </Button>
        </form>
      )}
    </section>
  );
}
