import { useTranslation } from 'react-i18next';
import type { PlanEditionWire } from '../../../../../src/api/schema/plan.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { visibleText } from '../../../parts/visible-text.ts';

/** On paper only: whose plan it is, which edition, and whether it holds. */
export function Imprint({ plan }: { plan: PlanEditionWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [
    visibleText(plan.plan.organisation),
    t('plan.edition', { edition: plan.edition }),
    t(`plan.state-${plan.state}`),
    plan.inForce && t('plan.since', { day: format.day(plan.inForce.at) }),
    plan.approved && t('plan.approvedBy', { who: visibleText(plan.approved.name) }),
    plan.approvedAlone !== '' && t('plan.approvedAlone', { why: visibleText(plan.approvedAlone) }),
    t('plan.printedOn', { day: format.day(Date.now()) }),
  ];
  return <p className="bw-plan-imprint">{facts.filter(Boolean).join(' · ')}</p>;
}
