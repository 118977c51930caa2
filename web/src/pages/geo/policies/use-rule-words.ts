import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { geoCatalogueQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';

export type Service = GeoRuleWire['services'][number];

/** Services in the order in which they are offered. */
export const services: readonly Service[] = ['registration', 'calls-in', 'calls-out', 'web', 'ssh', 'provisioning'];

/** Whether a rule is about destinations of calls, and about nothing else. */
export function isAboutNumbers({ services }: { services: readonly Service[] }): boolean {
  return services.length > 0 && services.every((service) => service === 'calls-out');
}

/** Rules in words of the reader: services, subjects, and what further holds. */
export function useRuleWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const catalogue = useQuery(geoCatalogueQuery).data;
  return useMemo(() => {
    const groups = new Map(catalogue?.groups.map(({ name, title }) => [name, title]));
    /** Name of a subject without its country's or group's: of what has a word of its own. */
    const word = (subject: string): string => {
      if (subject === 'any') return t('geo.subject-any');
      if (subject === 'unknown') return t('geo.subject-unknown');
      if (subject === 'hosting') return t('geo.subject-hosting');
      if (subject.startsWith('kind:')) {
        return t('geo.subject-kind', { kind: t(`calls.kind-${subject.slice(5) as 'premium'}`) });
      }
      return subject;
    };
    const subject = (text: string): string => {
      const group = groups.get(text) ?? groups.get(text.toLowerCase());
      if (group) return format.text(group);
      return /^[A-Z]{2}$/.test(text) ? format.country(text) : word(text);
    };
    const servicesOf = (list: readonly Service[]): string => {
      if (list.length === 0) return t('geo.service-all');
      const names = list.map((service) => t(`geo.service-${service}`));
      return names.join(', ');
    };
    /** "everything else" where other rules of the policy are narrower. */
    const subjectsOf = (rule: GeoRuleWire, rules: readonly GeoRuleWire[]): string[] =>
      rule.subjects.map((text) =>
        text === 'any' && rules.some((other) => other !== rule && !other.subjects.includes('any'))
          ? t('geo.subject-rest')
          : subject(text),
      );
    const limitOf = (limit: GeoRuleWire['limit']): string => {
      if (!limit) return '';
      const parts = [t(`geo.limit-${limit.per}`, { count: limit.count })];
      if (limit.concurrent > 0) parts.push(t('geo.limitConcurrent', { count: limit.concurrent }));
      if (limit.mfa) parts.push(t('geo.limitMfa'));
      return parts.join(', ');
    };
    const whenOf = (when: GeoRuleWire['when']): string => {
      if (!when) return '';
      const parts: string[] = [];
      if (when.from) parts.push(t('geo.whenFrom', { at: format.clock(when.from) }));
      if (when.until) parts.push(t('geo.whenUntil', { at: format.clock(when.until) }));
      if (when.hours === 'open') parts.push(t('geo.hours-open').toLowerCase());
      else if (when.hours === 'closed') parts.push(t('geo.hours-closed').toLowerCase());
      else if (when.hours) parts.push(`${when.hours}${when.timeZone ? ` (${when.timeZone})` : ''}`);
      return parts.join(', ');
    };
    return { word, subject, servicesOf, subjectsOf, limitOf, whenOf };
  }, [t, format, catalogue]);
}
