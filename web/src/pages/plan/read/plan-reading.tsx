import { useTranslation } from 'react-i18next';
import type { PlanForm } from '../../../../../src/core/plan/plan.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import type { PlanItem, PlanPart } from '../plan-parts.ts';
import { ItemRow } from './item-row.tsx';
import { PlanText } from './plan-text.tsx';
import { Procedure } from './procedure.tsx';
import { SeverityMatrix } from './severity-matrix.tsx';

/** The plan to read, at three at night too: every procedure one touch away, numbers to call as links, all of it on one page. */
export function PlanReading({ plan, parts }: { plan: PlanForm; parts: readonly PlanPart[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = parts.filter(({ id }) => id !== 'about');
  const go = (id: string) => document.getElementById(id)?.scrollIntoView({ behavior: 'auto', block: 'start' });
  return (
    <div className="bw-plan">
      <nav className="bw-plan-contents no-print" aria-label={t('plan.contents')}>
        <p className="bw-label">{t('plan.whatHappens')}</p>
        <ul>
          {plan.procedures.map(({ id, title }) => (
            <li key={id}>
              <button type="button" className="bw-plan-link" onClick={() => go(`plan-procedure-${id}`)}>
                {visibleText(title)}
              </button>
            </li>
          ))}
        </ul>
        <p className="bw-label off-phone">{t('plan.contents')}</p>
        <ul className="off-phone">
          {shown.map(({ id, label }) => (
            <li key={id}>
              <button type="button" className="bw-plan-link" onClick={() => go(`plan-${id}`)}>
                {format.text(label)}
              </button>
            </li>
          ))}
        </ul>
        <select
          className="bw-plan-jump on-phone"
          aria-label={t('plan.contents')}
          value=""
          onChange={(event) => go(`plan-${event.currentTarget.value}`)}
        >
          <option value="">{t('plan.goTo')}</option>
          {shown.map(({ id, label }) => (
            <option key={id} value={id}>
              {format.text(label)}
            </option>
          ))}
        </select>
      </nav>
      <article className="stack loose bw-plan-text" lang={plan.language}>
        {shown.map((part) => (
          <Panel key={part.id} id={`plan-${part.id}`} title={format.text(part.label)} flush>
            <PartBody part={part} plan={plan} />
          </Panel>
        ))}
      </article>
    </div>
  );
}

function PartBody({ part, plan }: { part: PlanPart; plan: PlanForm }) {
  const format = useFormat();
  if (part.id === 'procedures')
    return plan.procedures.map((procedure) => (
      <Procedure key={procedure.id} procedure={procedure} steps={part.fields[0].fields} />
    ));
  return part.fields.map((field) => {
    const value = (plan as unknown as PlanItem)[field.name];
    if (field.name === 'matrix')
      return <SeverityMatrix key={field.name} plan={plan} label={format.text(field.label)} />;
    if (field.kind === 'group')
      return (
        <dl key={field.name} className="bw-plan-passages">
          {field.fields.map((inner) => (
            <div key={inner.name}>
              <dt>{format.text(inner.label)}</dt>
              <dd>
                <PlanText text={String((value as PlanItem)[inner.name] ?? '') || '–'} />
              </dd>
            </div>
          ))}
        </dl>
      );
    return (
      <div key={field.name}>
        {part.fields.length > 1 && <h3 className="bw-plan-sub">{format.text(field.label)}</h3>}
        <ul className="bw-plan-items">
          {(value as readonly PlanItem[]).map((item) => (
            <ItemRow key={String(item.id)} item={item} field={field} />
          ))}
        </ul>
      </div>
    );
  });
}
