import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { MeasureWire, MeasureWishForm } from '../../../../src/api/schema/measures.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { dismissToast, toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useRefusalText } from './use-refusal-text.ts';

const path = (id: string, act: string) => `/api/v1/measures/${encodeURIComponent(id)}/${act}`;

/** Takes measures, agrees to them, extends and undoes them; says each time what the network confirmed, with the way back. */
export function useMeasureActs() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const refusal = useRefusalText();
  const renew = () => {
    for (const what of ['measures', 'incidents']) void client.invalidateQueries({ queryKey: [what] });
  };
  const failed = (title: string) => (error: unknown) => toast({ title, text: refusal(error), bad: true });
  const say = (measure: MeasureWire) => {
    renew();
    const sentence = format.text(measure.trouble ?? measure.sentence);
    if (measure.state === 'waiting') {
      toast({ title: t('measures.toldWaiting'), text: format.text(measure.sentence) });
      return;
    }
    if (measure.state === 'failed') {
      toast({ title: t('measures.toldFailed'), text: sentence, bad: true });
      return;
    }
    const by = measure.reports.filter(({ real, state }) => real && state === 'in-force').map((one) => one.by);
    toast({
      id: `measure-${measure.id}`,
      title: measure.state === 'unconfirmed' ? t('measures.toldUnconfirmed') : t('measures.toldTaken'),
      text:
        by.length > 0
          ? `${format.text(measure.sentence)} ${t('measures.confirmedBy', { by: format.list([...new Set(by)]) })}`
          : sentence,
      bad: measure.state === 'unconfirmed',
      ...(measure.lasts && { act: { name: t('common.undo'), run: () => undo.mutate({ measure }) } }),
    });
  };

  const take = useMutation({
    mutationFn: ({ incident, form }: { incident: string; form: MeasureWishForm }) =>
      post<MeasureWire>(`${incidentPath(incident)}/measures`, form),
    onSuccess: say,
  });
  const approve = useMutation({
    mutationFn: (measure: MeasureWire) => post<MeasureWire>(path(measure.id, 'approve')),
    onSuccess: say,
    onError: failed(t('measures.toldFailed')),
  });
  const refuse = useMutation({
    mutationFn: ({ measure, reason }: { measure: MeasureWire; reason: string }) =>
      post<MeasureWire>(path(measure.id, 'refuse'), { reason }),
    onSuccess: () => {
      renew();
      toast({ title: t('measures.toldRefused'), brief: true });
    },
    onError: failed(t('common.actFailed')),
  });
  const extend = useMutation({
    mutationFn: ({ measure, hours }: { measure: MeasureWire; hours: number }) =>
      post<MeasureWire>(path(measure.id, 'extend'), { hours }),
    onSuccess: (measure) => {
      renew();
      if (measure.extension) toast({ title: t('measures.toldWaiting'), text: format.text(measure.extension.approval) });
      else if (measure.until)
        toast({ title: t('measures.toldExtended', { time: format.clock(measure.until) }), brief: true });
    },
    onError: failed(t('common.actFailed')),
  });
  const undo = useMutation({
    mutationFn: ({ measure, reason }: { measure: MeasureWire; reason?: string }) =>
      post<MeasureWire>(path(measure.id, 'undo'), { reason: reason?.trim() || t('measures.undoReason') }),
    onSuccess: (measure) => {
      renew();
      dismissToast(`measure-${measure.id}`);
      if (measure.state === 'undone')
        toast({ title: t('measures.toldUndone'), text: whatOf(measure, t(`measures.act-${measure.action}`)) });
      else
        toast({
          title: t('measures.toldUndoing'),
          text: measure.trouble ? format.text(measure.trouble) : '',
          bad: true,
        });
    },
    onError: failed(t('measures.toldNotUndone')),
  });
  /** Something in the list of an incident that was not ordered here. */
  const undoListed = useMutation({
    mutationFn: ({ incident, measure, reason }: { incident: string; measure: string; what: string; reason: string }) =>
      post<IncidentWire>(`${incidentPath(incident)}/measures/${encodeURIComponent(measure)}/undo`, { reason }),
    onSuccess: (_incident, { what }) => {
      renew();
      toast({ title: t('measures.toldUndone'), text: what });
    },
    onError: failed(t('measures.toldNotUndone')),
  });
  return { take, approve, refuse, extend, undo, undoListed };
}

/** The act and what it was about, as it was asked for. */
function whatOf({ with: given }: MeasureWire, act: string): string {
  const { hours: _hours, reason: _reason, ...about } = given;
  return `${act}: ${visibleText(Object.values(about).join(' · '))}`;
}
