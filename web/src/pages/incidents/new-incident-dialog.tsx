import { Button, Checkbox, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentWire, NewIncident } from '../../../../src/api/schema/incidents.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import { useOwnCustomer } from '../../api/use-session.ts';
import { toast } from '../../parts/toast.tsx';
import { useKept } from '../../parts/use-kept.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { useNumberText } from '../incident/incident-words.tsx';
import { LevelTicks } from '../incident/level-ticks.tsx';
import { useRefusal } from '../incident/use-incident-act.ts';

/** What the dialog starts with. */
export interface IncidentWish {
  readonly title?: string;
  readonly tenant?: string;
  readonly alerts?: readonly string[];
}

interface Draft {
  title: string;
  summary: string;
  tenant: string;
  impact: readonly Level[];
  urgency: readonly Level[];
  drill: boolean;
}
type Level = IncidentWire['assessment']['impact'][number];

/** Opens an incident by hand: what, for whom, how bad. What was typed stays until it is opened. */
export function NewIncidentDialog({ wish, onClose }: { wish: IncidentWish; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const refusal = useRefusal();
  const numberText = useNumberText();
  const own = useOwnCustomer();
  const chosen = useTenant();
  const tenants = useQuery({ ...tenantsQuery, enabled: !own }).data ?? [];
  const first: Draft = {
    ...{ title: wish.title ?? '', summary: '', tenant: wish.tenant ?? chosen ?? '' },
    ...{ impact: [], urgency: [], drill: false },
  };
  const [draft, keep, forget] = useKept<Draft>(`incident.new.${wish.alerts?.join() ?? ''}`, first);
  const change = (part: Partial<Draft>) => keep({ ...draft, ...part });
  const open = useMutation({
    mutationFn: () =>
      post<IncidentWire>('/api/v1/incidents', {
        title: draft.title.trim(),
        summary: draft.summary.trim(),
        assessment: { impact: [...draft.impact], urgency: [...draft.urgency] },
        drill: draft.drill,
        alerts: [...(wish.alerts ?? [])],
        ...(!own && draft.tenant && { tenant: draft.tenant }),
      } satisfies Partial<NewIncident>),
    onSuccess: (incident) => {
      forget();
      onClose();
      void client.invalidateQueries({ queryKey: ['incidents'] });
      toast({ title: t('incidents.openedNow', { number: numberText(incident.number) }), brief: true });
      void navigate({ to: '/incidents/$id', params: { id: incident.id } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('incidents.newTitle')} size={560}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate();
        }}
      >
        <TextInput
          label={t('incidents.newWhat')}
          description={t('incidents.newWhatHelp')}
          value={draft.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          maxLength={200}
          data-autofocus
        />
        {!own && (
          <NativeSelect
            label={t('incidents.newCustomer')}
            value={draft.tenant}
            onChange={(event) => change({ tenant: event.currentTarget.value })}
            data={[
              { value: '', label: t('incidents.newCustomerSeveral') },
              ...tenants.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <LevelTicks
          levels={{ impact: draft.impact, urgency: draft.urgency }}
          onChange={(levels) => change(levels)}
          help
        />
        <Textarea
          label={t('incidents.newSummary')}
          value={draft.summary}
          onChange={(event) => change({ summary: event.currentTarget.value })}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={8000}
        />
        {!own && (
          <Checkbox
            label={t('incidents.newDrill')}
            description={t('incidents.newDrillHelp')}
            checked={draft.drill}
            onChange={(event) => change({ drill: event.currentTarget.checked })}
          />
        )}
        {open.error && <p className="red">{refusal(open.error).join(' ')}</p>}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={draft.title.trim() === ''} loading={open.isPending}>
            {t('incidents.newSubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
