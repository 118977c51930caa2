import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRule, CallSettings } from '../../../../../src/api/schema/call-settings.ts';
import type { Versioned } from '../../../api/request.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { useSaveCallSettings } from './use-save-call-settings.ts';

type Figure = CallRule['figures'][number];
/** The provider itself. */
export const providerTenant = 'provider';

/** Caps in money first, then the figures of every other rule; each may differ for this customer. The provider has its own cap alone. */
export function FiguresPanel({
  tenant,
  got,
  rules,
}: {
  tenant: string;
  got: Versioned<CallSettings>;
  rules: readonly CallRule[];
}) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const mayChange = useMay()('calls:write');
  const [own, setOwn] = useState<Readonly<Record<string, number>>>(got.data.figures);
  const save = useSaveCallSettings(tenant, got);
  const set = (key: string, value: number | undefined) =>
    setOwn(({ [key]: _before, ...rest }) => (value === undefined ? rest : { ...rest, [key]: value }));
  const changed = Object.keys(own).length;
  const sorted = rules
    .filter(({ id }) => (id === 'provider-cap') === (tenant === providerTenant))
    .sort((a, b) => Number(isCap(b)) - Number(isCap(a)));
  return (
    <Panel
      id="call-figures"
      title={t(tenant === providerTenant ? 'calls.providerCapsTitle' : 'calls.capsTitle')}
      aside={changed > 0 && t('calls.figureChanged', { count: changed })}
    >
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ figures: own });
        }}
      >
        <p className="dim">{t(tenant === providerTenant ? 'calls.providerCapsText' : 'calls.capsText')}</p>
        {sorted.map((rule) => (
          <RuleFigures key={rule.id} rule={rule} own={own} set={set} open={isCap(rule)} disabled={!mayChange} />
        ))}
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        {mayChange && (
          <div className="row">
            <Button type="submit" variant="filled" loading={save.isPending}>
              {t('common.save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function isCap({ id }: CallRule): boolean {
  return id.endsWith('-cap');
}

function RuleFigures({
  rule,
  own,
  set,
  open,
  disabled,
}: {
  rule: CallRule;
  own: Readonly<Record<string, number>>;
  set: (key: string, value: number | undefined) => void;
  open: boolean;
  disabled: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const differs = rule.figures.filter(({ key }) => own[key] !== undefined).length;
  return (
    <details open={open || differs > 0}>
      <summary>
        <span className="strong">{format.text(rule.title)}</span>{' '}
        {differs > 0 && <Mark tone="blue">{t('calls.figureChanged', { count: differs })}</Mark>}
      </summary>
      <p className="dim">{format.text(rule.about)}</p>
      <table className="bw-figures">
        <tbody>
          {rule.figures.map((figure) => (
            <FigureRow key={figure.key} figure={figure} value={own[figure.key]} set={set} disabled={disabled} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function FigureRow({
  figure,
  value,
  set,
  disabled,
}: {
  figure: Figure;
  value: number | undefined;
  set: (key: string, value: number | undefined) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = useUnit();
  const name = format.text(figure.about);
  const say = (number: number) =>
    figure.unit === 'euro' ? format.money(number) : `${format.number(number, 2)} ${unit(figure.unit)}`;
  return (
    <tr>
      <td>
        {name}
        <div className="dim">
          {t('calls.figureUsual', { value: say(figure.default) })} ·{' '}
          {t('calls.figureBounds', { min: format.number(figure.min, 2), max: say(figure.max) })}
        </div>
      </td>
      <td>
        <NumberInput
          w={130}
          aria-label={name}
          value={value ?? ''}
          placeholder={format.number(figure.default, 2)}
          onChange={(next) => set(figure.key, next === '' ? undefined : Number(next))}
          min={figure.min}
          max={figure.max}
          clampBehavior="blur"
          disabled={disabled}
        />
      </td>
      <td className="num">
        {value !== undefined && !disabled && (
          <Button size="compact-xs" onClick={() => set(figure.key, undefined)}>
            {t('calls.figureReset')}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** The word of a unit; one the screen does not know yet is shown as it is. */
function useUnit(): (unit: string) => string {
  const { t, i18n } = useTranslation();
  return (unit) => {
    const key = `calls.unit-${unit}`;
    return i18n.exists(key) ? (t as (key: string) => string)(key) : unit;
  };
}
