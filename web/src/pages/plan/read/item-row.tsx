import { useTranslation } from 'react-i18next';
import type { PlanInnerField, PlanLeafField } from '../../../../../src/api/schema/plan.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import type { PlanItem } from '../plan-parts.ts';
import { PlanText } from './plan-text.tsx';

type Field = PlanLeafField & { readonly fields: readonly (PlanInnerField | PlanLeafField)[] };

/** One thing of a list: what it is called, and beside it all that is said of it. */
export function ItemRow({ item, field }: { item: PlanItem; field: Field }) {
  const format = useFormat();
  const { t } = useTranslation();
  const name = field.fields.find((one) => one.name === field.calledBy);
  const rest = field.fields.filter((one) => one !== name && item[one.name] !== '');
  return (
    <li className="bw-plan-item">
      <h4 className="strong">{name ? <FieldValue field={name} value={item[name.name]} /> : String(item.id)}</h4>
      <dl>
        {rest.map((one) => {
          const nested = 'fields' in one && one.kind === 'list' ? (one as Field) : undefined;
          const isLong = nested !== undefined || (one.kind === 'text' && one.most > 1000);
          return (
            <div
              key={one.name}
              className={isLong ? 'bw-plan-fact-long' : one.name === 'outOfBand' ? 'bw-plan-fact-strong' : undefined}
            >
              <dt>{format.text(one.label).replace(/ \((?:min|minuten|minutes)\)$/, '')}</dt>
              <dd>
                {nested ? (
                  <ol className="bw-plan-ladder">
                    {(item[one.name] as readonly PlanItem[]).map((step) => (
                      <li key={String(step.id)}>
                        <span className="strong num">
                          {t('plan.afterMinutes', { time: minutesText(Number(step.afterMinutes)) })}
                        </span>{' '}
                        <PlanText text={String(step.whom)} /> <span className="dim">·</span>{' '}
                        <PlanText text={String(step.how)} />
                      </li>
                    ))}
                  </ol>
                ) : (
                  <FieldValue field={one} value={item[one.name]} />
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </li>
  );

  function minutesText(minutes: number): string {
    return minutes === 0 ? `0 min` : format.duration(minutes * 60);
  }
}

/** A value as people read it. */
export function FieldValue({ field, value }: { field: PlanLeafField; value: unknown }) {
  const format = useFormat();
  const { t } = useTranslation();
  if (field.kind === 'choice') {
    const known = field.choices.find((choice) => choice.value === value);
    return known ? capital(format.text(known.label)) : String(value);
  }
  if (field.kind === 'number') {
    if (field.name === 'everyMonths') return value === 0 ? t('plan.once') : String(value);
    if (!field.name.endsWith('Minutes')) return String(value);
    return value === 0 ? (
      <mark className="bw-plan-blank">{t('plan.notSet')}</mark>
    ) : (
      <span className="strong num">{format.duration(Number(value) * 60)}</span>
    );
  }
  if (field.kind === 'day')
    return value === '' ? '–' : <time dateTime={String(value)}>{format.day(`${String(value)}T12:00:00Z`)}</time>;
  return <PlanText text={String(value)} />;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
