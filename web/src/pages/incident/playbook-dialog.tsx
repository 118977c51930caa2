import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { RunSummaryWire } from '../../../../src/api/schema/playbook-runs.ts';
import { incidentPath, suggestedPlaybooksQuery } from '../../api/incident-queries.ts';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Raw } from '../../parts/raw.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useRefusal } from './use-incident-act.ts';

/** Playbooks that fit this incident, best first; what an incident does not know is asked before one starts. */
export function PlaybookDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const refusal = useRefusal();
  const fitting = useQuery(suggestedPlaybooksQuery(incident.id));
  const [picked, setPicked] = useState<string>();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const active = (fitting.data ?? []).filter(({ playbook }) => playbook.active);
  const isOwn = ({ language }: { language: string }) => language === '' || language === format.language;
  // The same in another language is left out where there is one in the reader's own.
  const all = active
    .filter(
      ({ playbook }) =>
        isOwn(playbook) || !active.some((one) => one.playbook.type === playbook.type && isOwn(one.playbook)),
    )
    .sort((a, b) => b.fit - a.fit);
  const chosen = all.find(({ playbook }) => playbook.id === picked) ?? all[0];
  const open = chosen?.variables.filter(({ needed, external }) => external && needed) ?? [];
  const start = useMutation({
    mutationFn: (playbook: string) =>
      post<RunSummaryWire>(`${incidentPath(incident.id)}/runs`, {
        playbook,
        values: Object.fromEntries(open.map(({ name, value }) => [name, values[name] ?? value ?? null])),
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['runs'] });
      void client.invalidateQueries({ queryKey: ['incidents'] });
      toast({
        title: t('incidents.playbookStarted', { name: visibleText(chosen?.playbook.name ?? '') }),
        brief: true,
      });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('incidents.playbookTitle')} size={560}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) start.mutate(chosen.playbook.id);
        }}
      >
        <Answer of={fitting} rows={4}>
          {() =>
            all.length === 0 ? (
              <Empty title={t('incidents.playbookNoFit')} />
            ) : (
              <Radio.Group
                aria-label={t('incidents.playbooks')}
                value={chosen?.playbook.id ?? ''}
                onChange={(id) => {
                  setPicked(id);
                  setValues({});
                }}
              >
                <div className="stack bw-playbook-choice">
                  {all.slice(0, 12).map(({ playbook, why }) => (
                    <Radio
                      key={playbook.id}
                      value={playbook.id}
                      label={<Raw text={playbook.name} max={120} className="strong" />}
                      description={
                        <>
                          {format.text(why)} · {t('incidents.playbookSteps', { count: playbook.steps })}
                        </>
                      }
                    />
                  ))}
                </div>
              </Radio.Group>
            )
          }
        </Answer>
        {open.map(({ name, description, value }) => (
          <TextInput
            key={`${chosen?.playbook.id} ${name}`}
            label={visibleText(description || name)}
            value={values[name] ?? value ?? ''}
            onChange={(event) => {
              const text = event.currentTarget.value;
              setValues((old) => ({ ...old, [name]: text }));
            }}
            maxLength={10_000}
          />
        ))}
        {start.error && <p className="red">{refusal(start.error).join(' ')}</p>}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {chosen && (
            <Button type="submit" variant="filled" loading={start.isPending} data-autofocus>
              {t('incidents.playbookStart', { name: visibleText(chosen.playbook.name).slice(0, 60) })}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
