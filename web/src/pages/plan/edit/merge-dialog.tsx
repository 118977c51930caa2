import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanComparedWire, PlanEditionWire } from '../../../../../src/api/schema/plan.ts';
import type { PlanForm } from '../../../../../src/core/plan/plan.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useByName } from '../../../parts/by-name.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { Changes } from '../change-list.tsx';
import { mergePlan, type Winner } from '../merge-plan.ts';
import type { PlanPart } from '../plan-parts.ts';

/** Somebody was faster: what both changed, side by side. All of it is kept but where both changed the same; there one chooses. */
export function MergeDialog({
  base,
  mine,
  theirs,
  parts,
  busy,
  onSave,
  onStay,
  onClose,
}: {
  base: PlanForm;
  mine: PlanForm;
  theirs: PlanEditionWire;
  parts: readonly PlanPart[];
  busy: boolean;
  onSave: (form: PlanForm) => void;
  /** Goes on writing with both together. */
  onStay: (form: PlanForm) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const byName = useByName();
  const now = useNow();
  const [winners, setWinners] = useState<Readonly<Record<string, Winner>>>({});
  const { conflicts } = mergePlan(base, mine, theirs.plan);
  const { plan } = mergePlan(base, mine, theirs.plan, (part) => winners[part] ?? 'mine');
  const labelOf = (name: string) =>
    parts.flatMap(({ fields }) => fields).find((field) => field.name === name)?.label ?? { nl: name, en: name };
  return (
    <Modal opened onClose={onClose} title={t('plan.overtaken')} size={720}>
      <div className="stack loose">
        <p>
          {t('plan.mergeWho', {
            who: byName(theirs.changedBy, 'start') || t('problems.somebody'),
            ago: format.ago(theirs.changedAt, Math.max(now, Date.parse(theirs.changedAt))),
          })}
        </p>
        <div className="bw-plan-both">
          <section>
            <h3 className="bw-label">{t('plan.theirs')}</h3>
            <Between before={base} after={theirs.plan} />
          </section>
          <section>
            <h3 className="bw-label">{t('plan.mine')}</h3>
            <Between before={base} after={mine} />
          </section>
        </div>
        {conflicts.length === 0 ? (
          <p>{t('plan.mergeClean')}</p>
        ) : (
          <div className="stack">
            <p className="strong">{t('plan.mergeChoose')}</p>
            {conflicts.map((name) => (
              <div key={name} className="row wrap apart">
                <span>{format.text(labelOf(name))}</span>
                <SegmentedControl
                  aria-label={format.text(labelOf(name))}
                  value={winners[name] ?? 'mine'}
                  onChange={(value) => setWinners((old) => ({ ...old, [name]: value as Winner }))}
                  data={[
                    { value: 'theirs', label: t('plan.theirs') },
                    { value: 'mine', label: t('plan.mine') },
                  ]}
                />
              </div>
            ))}
          </div>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button onClick={() => onStay(plan)}>{t('plan.mergeStay')}</Button>
          <Button variant="filled" loading={busy} onClick={() => onSave(plan)} data-autofocus>
            {t('plan.mergeSave')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function Between({ before, after }: { before: PlanForm; after: PlanForm }) {
  const compared = useQuery({
    queryKey: ['plan-compare', before, after],
    queryFn: () => post<PlanComparedWire>('/api/v1/plan/compare', { before, after }),
    gcTime: 0,
  });
  return <Answer of={compared}>{({ changes, total }) => <Changes changes={changes} total={total} />}</Answer>;
}
