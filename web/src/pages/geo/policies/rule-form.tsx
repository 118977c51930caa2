import { Button, Checkbox, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { LimitFields, usualLimit } from './limit-fields.tsx';
import { SubjectChooser } from './subject-chooser.tsx';
import type { Checked } from './use-check.ts';
import { isAboutNumbers, type Service, services } from './use-rule-words.ts';
import { VerdictChoice } from './verdict-choice.tsx';
import { WhenFields } from './when-fields.tsx';

const offered: readonly Service[] = ['sip', ...services];

/** A rule, open to be changed in its place. Every change counts at once in the draft. */
export function RuleForm({
  rule,
  onChange,
  checked,
  onDone,
}: {
  rule: GeoRuleWire;
  onChange: (rule: GeoRuleWire) => void;
  checked: Checked;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const numbers = isAboutNumbers(rule);
  const errorOf = (field: string) => checked.sentenceOf(`rules.${rule.id}.${field}`);
  const change = (part: Partial<GeoRuleWire>) => onChange({ ...rule, ...part });
  const { exception } = rule;
  const changeException = (part: Partial<NonNullable<GeoRuleWire['exception']>>) =>
    exception && change({ exception: { ...exception, ...part } });
  return (
    <div className="bw-geo-policy-rule-form stack loose">
      <VerdictChoice
        value={rule.verdict}
        onChange={(verdict) =>
          change({ verdict, limit: verdict === 'limit' ? (rule.limit ?? usualLimit(rule.services)) : null })
        }
      />
      <Checkbox.Group
        label={t('geo.services')}
        description={t('geo.servicesHelp')}
        size="xs"
        error={errorOf('services') || undefined}
        value={[...rule.services]}
        onChange={(next) => change({ services: offered.filter((one) => next.includes(one)) })}
      >
        <div className="bw-geo-policy-services">
          {offered.map((one) => (
            <Checkbox key={one} value={one} label={one === 'sip' ? t('geo.serviceSipLong') : t(`geo.service-${one}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <SubjectChooser
        label={t(numbers ? 'geo.subjectsOut' : 'geo.subjects')}
        help={t(numbers ? 'geo.subjectsOutHelp' : 'geo.subjectsHelp')}
        value={rule.subjects}
        numbers={numbers}
        onChange={(subjects) => change({ subjects })}
        error={errorOf('subjects')}
      />
      {rule.verdict === 'limit' && (
        <LimitFields
          value={rule.limit ?? usualLimit(rule.services)}
          onChange={(limit) => change({ limit })}
          web={rule.services.length === 0 || rule.services.includes('web')}
          error={errorOf('limit')}
        />
      )}
      {exception && (
        <div className="bw-form-three">
          <TextInput
            label={t('geo.exceptionOwner')}
            value={exception.owner}
            onChange={(event) => changeException({ owner: event.currentTarget.value })}
            error={errorOf('exception.owner') || undefined}
            maxLength={200}
          />
          <TextInput
            label={t('geo.exceptionReason')}
            value={exception.reason}
            onChange={(event) => changeException({ reason: event.currentTarget.value })}
            error={errorOf('exception.reason') || undefined}
            maxLength={500}
          />
          <TextInput
            type="date"
            label={t('geo.exceptionReview')}
            value={exception.reviewOn}
            onChange={(event) => changeException({ reviewOn: event.currentTarget.value })}
            error={errorOf('exception.reviewOn') || undefined}
          />
        </div>
      )}
      <WhenFields
        value={rule.when}
        ends={exception !== null}
        onChange={(when) => change({ when })}
        errorOf={(field) => errorOf(`when.${field}`)}
      />
      <TextInput
        label={t('geo.note')}
        value={rule.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
        maxLength={500}
      />
      <div className="row">
        <Button onClick={onDone}>{t('geo.ruleDone')}</Button>
      </div>
    </div>
  );
}
