import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoCut, GeoPolicyFormWire } from '../../../../../src/api/schema/geo.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { type CutActs, CutList, openCuts } from './cut-list.tsx';
import { useScopeName } from './use-scope-name.ts';

/** What enforcing means, who would be cut off, and the button; it opens once each of them was decided on. */
export function EnforceDialog({
  form,
  cuts,
  total,
  acts,
  saves,
  busy,
  error,
  onSubmit,
  onClose,
}: {
  form: GeoPolicyFormWire;
  cuts: readonly GeoCut[];
  total: number;
  acts: CutActs;
  /** What was typed is saved with it. */
  saves: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const scope = useScopeName(form.scope);
  const name = form.name.trim() || t('geo.noName');
  const open = openCuts(cuts, acts.confirmed).length;
  return (
    <Modal opened onClose={onClose} title={t('geo.enforceTitle', { name })} size={580}>
      <div className="stack loose">
        <div className="stack tight">
          <p>{t('geo.enforceText', { scope: form.scope.level === 'provider' ? t('geo.everybody') : scope })}</p>
          <p className="dim">{t('geo.enforceGuards')}</p>
        </div>
        <CutList cuts={cuts} total={total} acts={acts} />
        {open > 0 && (
          <p className="strong" role="status">
            {t('geo.enforceHandle', { count: open })}
          </p>
        )}
        {error !== null && error !== undefined && (
          <p className="red" role="alert">
            {problemText(error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="filled" onClick={onSubmit} loading={busy} disabled={open > 0}>
            {saves ? t('geo.enforceSave') : t('geo.enforceAct', { name })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
