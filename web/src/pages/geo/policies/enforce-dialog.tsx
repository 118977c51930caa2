import { Button, Checkbox, Modal } from '@mantine/core';
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
  state,
  all,
  onAll,
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
  /** What it becomes: without it somebody may be refused as well. */
  state: GeoPolicyFormWire['state'];
  /** Those that are not listed are confirmed too. */
  all: boolean;
  onAll: (all: boolean) => void;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const scope = useScopeName(form.scope);
  const name = form.name.trim() || t('geo.noName');
  const unlisted = Math.max(0, total - cuts.length);
  const open = openCuts(cuts, acts.confirmed).length + (all ? 0 : unlisted);
  const enforces = state === 'enforced';
  return (
    <Modal opened onClose={onClose} title={t(enforces ? 'geo.enforceTitle' : 'geo.letGoTitle', { name })} size={580}>
      <div className="stack loose">
        <div className="stack tight">
          <p>
            {enforces
              ? t('geo.enforceText', { scope: form.scope.level === 'provider' ? t('geo.everybody') : scope })
              : t('geo.letGoText')}
          </p>
          {enforces && <p className="dim">{t('geo.enforceGuards')}</p>}
        </div>
        <CutList cuts={cuts} total={total} acts={acts} />
        {unlisted > 0 && (
          <Checkbox
            label={t('geo.cutsAllElse', { count: unlisted })}
            checked={all}
            onChange={(event) => onAll(event.currentTarget.checked)}
          />
        )}
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
            {enforces
              ? t(saves ? 'geo.enforceSave' : 'geo.enforceAct', { name })
              : t(saves ? 'geo.letGoSave' : state === 'off' ? 'geo.letGoOff' : 'geo.letGoWatch')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
