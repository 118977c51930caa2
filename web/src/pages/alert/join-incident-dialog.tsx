import { Button, Modal, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openIncidentsQuery } from '../../api/incident-queries.ts';
import type { AlertDetail } from '../../api/types.ts';
import { Answer } from '../../parts/loading.tsx';
import { toast } from '../../parts/toast.tsx';
import { useIncidentTitle, useNumberText } from '../incident/incident-words.tsx';
import { useIncidentAct } from '../incident/use-incident-act.ts';

/** Open incidents that are offered, worst first. */
const most = 200;

/** Makes an alert part of an incident that is open: those of its own customer come first. */
export function JoinIncidentDialog({ alert, onClose }: { alert: AlertDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const numberText = useNumberText();
  const titleOf = useIncidentTitle();
  const open = useQuery(openIncidentsQuery(undefined, most));
  const all = open.data?.items ?? [];
  const [picked, setPicked] = useState<string | null>(null);
  const isOwn = (incident: { readonly tenant: string }) => Number(incident.tenant === alert.tenant);
  const offered = [...all].sort((a, b) => isOwn(b) - isOwn(a));
  const chosen = offered.find(({ id }) => id === picked);
  const act = useIncidentAct(chosen?.id ?? '');
  const join = () =>
    act.mutate(
      { act: { act: 'join-alert', alert: alert.id } },
      {
        onSuccess: ({ number }) => {
          void client.invalidateQueries({ queryKey: ['alert', alert.id] });
          toast({ title: t('incidents.joined', { number: numberText(number) }), brief: true });
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={t('incidents.joinTitle')} size={520}>
      <div className="stack loose">
        <Answer of={open} rows={2}>
          {() =>
            offered.length === 0 ? (
              <p className="dim">{t('incidents.joinNone')}</p>
            ) : (
              <Select
                label={t('incidents.joinWhich')}
                value={picked}
                onChange={setPicked}
                data={offered.map((other) => ({
                  value: other.id,
                  label: `${numberText(other.number)} ${titleOf(other).slice(0, 90)}`,
                }))}
                searchable
              />
            )
          }
        </Answer>
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!chosen} loading={act.isPending} onClick={join}>
            {chosen ? t('incidents.joinSubmit', { number: numberText(chosen.number) }) : t('incidents.joinTitle')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
