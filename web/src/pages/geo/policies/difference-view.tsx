import { useTranslation } from 'react-i18next';
import type { GeoPolicyFormWire, GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Raw } from '../../../parts/raw.tsx';
import { comparePolicies, isSame, type PlainField } from './rule-diff.ts';
import { RuleText } from './rule-text.tsx';
import { useScopeName } from './use-scope-name.ts';

/** Two states of a policy beside each other, rule by rule; on a phone below each other. */
export function DifferenceView({ before, after }: { before: GeoPolicyFormWire; after: GeoPolicyFormWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const scopes = { before: useScopeName(before.scope), after: useScopeName(after.scope) };
  const difference = comparePolicies(before, after);
  if (isSame(difference)) return <p className="dim">{t('geo.versionSame')}</p>;
  const shownValue = (field: PlainField, value: string) => {
    if (field === 'state') return t(`geo.state-${value as 'watch'}`);
    return value && (field === 'proposeOn' || field === 'reviewOn') ? format.day(value) : value || '–';
  };
  const side = (rule: GeoRuleWire | undefined, form: GeoPolicyFormWire, kind: string) => (
    <div className={`bw-geo-policy-side ${rule ? kind : 'none'}`}>
      {rule && <RuleText rule={rule} rules={form.rules} />}
    </div>
  );
  return (
    <div className="bw-geo-policy-difference">
      <div className="bw-geo-policy-sides heads dim">
        <span />
        <span>{t('geo.before')}</span>
        <span>{t('geo.after')}</span>
      </div>
      {difference.fields.map(({ field, before: was, after: is }) => (
        <div key={field} className="bw-geo-policy-sides">
          <span className="dim">{t(`geo.field-${field}`)}</span>
          <div className="bw-geo-policy-side removed">
            <Raw text={shownValue(field, was)} max={400} />
          </div>
          <div className="bw-geo-policy-side added">
            <Raw text={shownValue(field, is)} max={400} />
          </div>
        </div>
      ))}
      {difference.scope && (
        <div className="bw-geo-policy-sides">
          <span className="dim">{t('geo.field-scope')}</span>
          <div className="bw-geo-policy-side removed">{scopes.before}</div>
          <div className="bw-geo-policy-side added">{scopes.after}</div>
        </div>
      )}
      {difference.rules.map((one) => (
        <div key={one.id} className="bw-geo-policy-sides">
          <span className="dim">{t(`geo.diff-${one.kind}`)}</span>
          {side(one.before, before, one.kind === 'same' ? 'same' : 'removed')}
          {side(one.after, after, one.kind === 'same' ? 'same' : 'added')}
        </div>
      ))}
    </div>
  );
}
