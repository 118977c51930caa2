import { useTranslation } from 'react-i18next';
import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { Raw } from '../../../parts/raw.tsx';
import { useRuleWords } from './use-rule-words.ts';
import { VerdictMark } from './verdict-mark.tsx';

const named = 8;

/** A rule as a line to read: verdict, services, subjects; below it limit, times, owner and note. */
export function RuleText({ rule, rules }: { rule: GeoRuleWire; rules: readonly GeoRuleWire[] }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const subjects = words.subjectsOf(rule, rules);
  const more = [
    words.limitOf(rule.limit),
    words.whenOf(rule.when),
    rule.exception &&
      t('geo.exceptionBy', { owner: rule.exception.owner || '–', reason: rule.exception.reason || '–' }),
    rule.note,
  ].filter(Boolean) as string[];
  return (
    <span className="bw-geo-policy-rule-text">
      <VerdictMark verdict={rule.verdict} />
      <span>
        <span className="dim">{words.servicesOf(rule.services)}</span>
        <span aria-hidden> · </span>
        <span className="strong" title={subjects.length > named ? subjects.join(', ') : undefined}>
          {subjects.length === 0 ? t('geo.subjectsNone') : subjects.slice(0, named).join(', ')}
          {subjects.length > named && ` ${t('geo.subjectsMore', { count: subjects.length - named })}`}
        </span>
        {more.length > 0 && (
          <span className="bw-geo-policy-more dim">
            <Raw text={more.join(' · ')} max={300} />
          </span>
        )}
      </span>
    </span>
  );
}
