import { NumberInput, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ResponderFormWire, ResponderWire } from '../../../../src/api/schema/on-call.ts';
import type { Severity } from '../../api/types.ts';
import { useWord } from '../../i18n/use-format.ts';
import { severities } from '../../parts/severity-rank.ts';

type Rules = NonNullable<ResponderFormWire['rules']>;

/** After how many minutes each way follows, by severity; without own rules the usual ones hold. */
export function RuleFields({
  form,
  plan,
  unsaved,
  onChange,
}: {
  form: ResponderFormWire;
  plan: ResponderWire['plan'];
  unsaved: boolean;
  onChange: (rules: Rules) => void;
}) {
  const { t } = useTranslation();
  const word = useWord();
  const rules: Rules = form.rules ?? {};
  const ownRules = (severity: Severity) =>
    form.ways.map(({ id }) => ({
      way: id,
      afterMinutes: plan[severity]?.find(({ way }) => way === id)?.afterMinutes ?? 0,
    }));
  const toggle = (severity: Severity, own: boolean) => {
    const { [severity]: _before, ...rest } = rules;
    onChange(own ? { ...rest, [severity]: ownRules(severity) } : rest);
  };
  const minutes = (severity: Severity, way: string, value: number | undefined) => {
    const others = (rules[severity] ?? []).filter((one) => one.way !== way);
    onChange({ ...rules, [severity]: value === undefined ? others : [...others, { way, afterMinutes: value }] });
  };
  return (
    <fieldset className="bw-fieldset">
      <legend>{t('onCall.rules')}</legend>
      <p className="dim">{t('onCall.rulesHelp')}</p>
      <ul className="bw-lines">
        {severities.map((severity) => {
          const own = rules[severity];
          return (
            <li key={severity} className="bw-oncall-rule">
              <span className="strong">{word('severity', severity)}</span>
              <Switch
                label={t('onCall.ownRules')}
                checked={own !== undefined}
                onChange={(event) => toggle(severity, event.currentTarget.checked)}
              />
              {own === undefined ? (
                <span className="dim">
                  {!unsaved &&
                    (plan[severity] ?? [])
                      .map(({ channel, afterMinutes }) =>
                        afterMinutes === 0
                          ? t('onCall.wayAtOnce', { way: t(`onCall.channel_${channel}`) })
                          : t('onCall.wayAfter', { way: t(`onCall.channel_${channel}`), count: afterMinutes }),
                      )
                      .join(' · ')}
                </span>
              ) : (
                <span className="row wrap">
                  {form.ways.map(({ id, channel }) => (
                    <NumberInput
                      key={id}
                      label={t('onCall.minutesFor', { way: t(`onCall.channel_${channel}`) })}
                      placeholder={t('onCall.never')}
                      min={0}
                      max={1440}
                      value={own.find(({ way }) => way === id)?.afterMinutes ?? ''}
                      onChange={(value) => minutes(severity, id, value === '' ? undefined : Number(value))}
                    />
                  ))}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
