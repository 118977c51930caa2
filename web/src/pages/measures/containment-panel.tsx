import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { MeasureWishForm } from '../../../../src/api/schema/measures.ts';
import { Panel } from '../../parts/panel.tsx';
import { MeasureDialog } from './measure-dialog.tsx';
import './measures.css';

/** Narrow ones first: what touches least is what the thumb finds first. */
export const containments = [
  'block-source',
  'block-account',
  'hang-up',
  'stop-international',
  'block-network',
  'block-country',
  'shield-management',
  'divert-calls',
] as const satisfies readonly MeasureWishForm['action'][];

/** What can be done on the network for an incident: one act a button, each with a look before it. */
export function ContainmentPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const [action, setAction] = useState<MeasureWishForm['action']>();
  if (!incident.may.measures) return null;
  return (
    <Panel id="contain" title={t('measures.contain')}>
      {incident.over ? (
        <p className="dim">{t('measures.containOver')}</p>
      ) : (
        <div className="bw-measure-acts">
          {containments.map((one) => (
            <button key={one} type="button" className="bw-measure-act" onClick={() => setAction(one)}>
              <span className="strong">{t(`measures.act-${one}`)}</span>
              <span className="dim">{t(`measures.actText-${one}`)}</span>
            </button>
          ))}
        </div>
      )}
      {action && <MeasureDialog incident={incident} action={action} onClose={() => setAction(undefined)} />}
    </Panel>
  );
}
