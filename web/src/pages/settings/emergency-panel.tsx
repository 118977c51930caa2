import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EmergencyNumbers } from '../../../../src/api/schema/call-settings.ts';
import { emergencyQuery } from '../../api/call-queries.ts';
import { put, type Versioned } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';

/** Numbers besides those of the countries that always pass; changing them asks for a second factor. */
export function EmergencyPanel() {
  const { t } = useTranslation();
  const numbers = useQuery(emergencyQuery);
  return (
    <Panel id="emergency-numbers" title={t('calls.emergencyTitle')} flush>
      <p className="dim bw-panel-body">{t('calls.emergencyText')}</p>
      <Answer of={numbers} rows={2}>
        {(got) => <Numbers got={got} />}
      </Answer>
    </Panel>
  );
}

function Numbers({ got }: { got: Versioned<EmergencyNumbers> }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const mayChange = useMay()('calls:write');
  const [number, setNumber] = useState('');
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: (numbers: EmergencyNumbers['numbers']) =>
      put<EmergencyNumbers>('/api/v1/emergency-numbers', { numbers }, { version: got.version }),
    onSuccess: () => {
      setNumber('');
      setNote('');
      return client.invalidateQueries({ queryKey: emergencyQuery.queryKey });
    },
  });
  const { numbers } = got.data;
  return (
    <>
      {numbers.length === 0 ? (
        <Empty title={t('calls.emergencyEmpty')} />
      ) : (
        <ul className="bw-lines">
          {numbers.map((one) => (
            <li key={one.number} className="row apart">
              <span>
                <span className="strong">{one.number}</span> <Raw text={one.note} max={120} className="dim" />
              </span>
              {mayChange && (
                <Button
                  onClick={() => save.mutate(numbers.filter((other) => other.number !== one.number))}
                  loading={save.isPending}
                  aria-label={`${t('calls.ratesRemove')} ${one.number}`}
                >
                  {t('calls.ratesRemove')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <form
          className="bw-inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate([...numbers, { number: number.trim(), note: note.trim() }]);
          }}
        >
          <TextInput
            label={t('calls.emergencyNumber')}
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
            error={save.error && problemText(save.error)}
            inputMode="numeric"
            maxLength={15}
          />
          <TextInput
            className="grow"
            label={t('calls.emergencyNote')}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={200}
          />
          <Button type="submit" loading={save.isPending} disabled={!/^\d{2,15}$/.test(number.trim())}>
            {t('calls.emergencyAdd')}
          </Button>
        </form>
      )}
    </>
  );
}
