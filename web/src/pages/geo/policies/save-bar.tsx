import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../../parts/mark.tsx';
import { dismissToast, toast } from '../../../parts/toast.tsx';
import type { Checked } from './use-check.ts';
import { type Draft, editToast } from './use-draft.ts';

/** In sight while something is not saved: what saving does, what keeps it from it, and the way back. */
export function SaveBar({
  draft,
  checked,
  isNew,
  busy,
  onSave,
  onConflict,
}: {
  draft: Draft;
  checked: Checked;
  isNew: boolean;
  busy: boolean;
  onSave: () => void;
  onConflict: () => void;
}) {
  const { t } = useTranslation();
  const enforced = draft.form.state === 'enforced';
  const wrong = checked.gaps + checked.faults;
  const discard = () => {
    const typed = draft.discard();
    dismissToast(editToast);
    toast({
      id: editToast,
      title: t('geo.discarded'),
      act: { name: t('common.undo'), run: () => draft.change(typed) },
    });
  };
  return (
    <div className="bw-geo-policy-save no-print">
      <div className="stack tight">
        {draft.overtaken ? (
          <Mark tone="amber">{t('geo.conflictTitle')}</Mark>
        ) : (
          <span className="strong">{t('geo.unsaved')}</span>
        )}
        <span className={wrong > 0 ? 'red' : 'dim'} role="status">
          {checked.gaps > 0
            ? t('geo.gaps', { count: checked.gaps })
            : checked.faults > 0
              ? t('geo.faults', { count: checked.faults })
              : t(enforced ? 'geo.unsavedEnforced' : 'geo.unsavedText')}
        </span>
      </div>
      <div className="row wrap">
        {!isNew && <Button onClick={discard}>{t('geo.discard')}</Button>}
        <Button variant="filled" loading={busy} disabled={wrong > 0} onClick={draft.overtaken ? onConflict : onSave}>
          {enforced ? t('geo.enforceSave') : t(draft.form.state === 'watch' ? 'geo.saveWatch' : 'geo.save')}
        </Button>
      </div>
    </div>
  );
}
