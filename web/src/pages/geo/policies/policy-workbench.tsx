import { useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoCut, GeoPolicyFormWire, GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { geoPoliciesQuery, geoPolicyQuery } from '../../../api/geo-queries.ts';
import { RequestError } from '../../../api/problem.ts';
import { get } from '../../../api/request.ts';
import { useMay, useSession } from '../../../api/use-session.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { dismissToast, toast } from '../../../parts/toast.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { CheckPanel } from './check-panel.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { type CutActs, openCuts } from './cut-list.tsx';
import { DeletePolicy } from './delete-policy.tsx';
import { freeId } from './draft-policy.ts';
import { EnforceDialog } from './enforce-dialog.tsx';
import { exceptionFor } from './exception-for.ts';
import { HistoryPanel } from './history-panel.tsx';
import { LimitsNote } from './limits-note.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { PolicyHeader } from './policy-header.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { SaveBar } from './save-bar.tsx';
import { StatePanel } from './state-panel.tsx';
import { useCheck } from './use-check.ts';
import { editToast, useDraft } from './use-draft.ts';
import { type PolicyAct, useSavePolicy } from './use-save-policy.ts';

/** What waits for the person to decide on cuts: an act that enforces, or that takes away what lets somebody pass. */
interface Enforcing {
  readonly act: (confirm: readonly string[]) => PolicyAct;
  /** The form it would enforce. */
  readonly form: GeoPolicyFormWire;
  readonly saves: boolean;
  /** Cuts the server named; undefined: those of the check beside the editor. */
  readonly cuts?: { cuts: readonly GeoCut[]; total: number };
}

/** Editor, check, preview, state and history of one policy; `stored` is undefined while it is new. */
export function PolicyWorkbench({
  stored,
  beginning,
}: {
  stored: GeoPolicyWire | undefined;
  beginning: GeoPolicyFormWire;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const mayChange = useMay()('geo:write');
  const owner = useSession()?.user?.name ?? '';
  const id = stored?.id ?? '';
  const draft = useDraft(stored, beginning);
  const checked = useCheck(draft.form, id);
  const save = useSavePolicy(id);
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set());
  const [enforcing, setEnforcing] = useState<Enforcing>();
  const [allConfirmed, setAllConfirmed] = useState(false);
  const [conflict, setConflict] = useState<PolicyAct>();
  const [deleting, setDeleting] = useState(false);
  const leaving = useRef(false);
  const unsaved = draft.dirty || (!stored && draft.form.rules.length > 0);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => draft.dirty && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => draft.dirty && !leaving.current,
    withResolver: true,
  });

  const acts: CutActs = {
    confirmed,
    confirm: (key, on) =>
      setConfirmed((old) => {
        const next = new Set(old);
        if (on) next.add(key);
        else next.delete(key);
        return next;
      }),
    except: (cut) => {
      const reason = t('geo.cutExceptReason', { name: visibleText(cut.name), address: cut.address }).slice(0, 500);
      const rule = exceptionFor(cut, freeId(draft.form.rules), owner || cut.name, reason, Date.now());
      draft.insertRule(rule, draft.form.rules.length);
      dismissToast(editToast);
      toast({
        id: editToast,
        title: t('geo.cutExcepted', { name: visibleText(cut.name), owner }),
        act: {
          name: t('common.undo'),
          run: () => draft.removeRule(rule.id),
        },
      });
    },
  };

  const run = (act: PolicyAct, form: GeoPolicyFormWire, saves: boolean) =>
    save.mutate(act, {
      onSuccess: (next) => {
        setEnforcing(undefined);
        setConflict(undefined);
        dismissToast(editToast);
        if (act.kind === 'state') draft.rebase(next);
        else draft.adopt(next);
        tell(act, next);
        if (!stored) leaving.current = true;
        // What it began with stands in the address, and is saved now.
        void navigate({ to: '/geo/policies/$id', params: { id: next.id }, search: {}, replace: true });
      },
      onError: (error) => {
        const kind = error instanceof RequestError ? error.kind : '';
        if (kind === 'version-stale') return setConflict(act);
        if (kind === 'geo-cuts') {
          const { cuts = [], cutsTotal = 0 } = (error as RequestError).more as { cuts?: GeoCut[]; cutsTotal?: number };
          const again = (confirm: readonly string[]): PolicyAct => ({ ...act, confirm });
          return setEnforcing({ act: again, form, saves, cuts: { cuts, total: cutsTotal } });
        }
        // The dialog says it in its place.
        if (!enforcing) toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
      },
    });

  const tell = (act: PolicyAct, next: GeoPolicyWire) => {
    const name = visibleText(next.name);
    if (act.kind === 'revert') return toast({ title: t('geo.reverted', { version: act.to }) });
    if (next.state === 'enforced' && (act.kind === 'state' || stored?.state !== 'enforced')) {
      return toast({
        title: t('geo.enforced', { name }),
        act: {
          name: t('geo.enforcedUndo'),
          run: () => run({ kind: 'state', state: 'watch', version: next.version, confirm: [] }, next, false),
        },
      });
    }
    if (act.kind === 'state')
      return toast({ title: t(act.state === 'off' ? 'geo.toOffDone' : 'geo.toWatchDone', { name }) });
    toast({ title: t(next.state === 'watch' ? 'geo.savedWatch' : 'geo.saved'), brief: true });
  };

  const saveForm = (form: GeoPolicyFormWire, version = draft.version) => {
    const act = (confirm: readonly string[]): PolicyAct => ({ kind: 'save', form, version, confirm });
    const open = openCuts(checked.check?.cuts ?? [], confirmed);
    if (form.state === 'enforced' && (open.length > 0 || stored?.state !== 'enforced')) {
      return setEnforcing({ act, form, saves: true });
    }
    run(act([...confirmed]), form, true);
  };

  const changeState = (state: GeoPolicyFormWire['state']) => {
    if (draft.dirty && state === 'enforced') return saveForm({ ...draft.form, state });
    const act = (confirm: readonly string[]): PolicyAct => ({
      ...{ kind: 'state', state, version: stored?.version ?? draft.version, confirm },
    });
    if (state === 'enforced') setEnforcing({ act, form: draft.form, saves: false });
    else run(act([]), draft.form, false);
  };

  const name = draft.form.name.trim() || t(stored ? 'geo.noName' : 'geo.newPolicy');
  const shownCuts = enforcing?.cuts ?? { cuts: checked.check?.cuts ?? [], total: checked.check?.cutsTotal ?? 0 };
  return (
    <>
      <PolicyHeader
        stored={stored}
        name={name}
        form={draft.form}
        onDelete={mayChange ? () => setDeleting(true) : undefined}
      />
      {stored && <StatePanel policy={stored} onState={changeState} busy={save.isPending} mayChange={mayChange} />}
      <div className="bw-geo-policy">
        <div className="stack loose">
          <PolicyEditor draft={draft} checked={checked} owner={owner} mayChange={mayChange} />
          {mayChange && (unsaved || !stored) && (
            <SaveBar
              draft={draft}
              checked={checked}
              isNew={!stored}
              busy={save.isPending}
              onSave={() => saveForm(draft.form)}
              onConflict={() =>
                setConflict({ kind: 'save', form: draft.form, version: draft.version, confirm: [...confirmed] })
              }
            />
          )}
          <LimitsNote />
        </div>
        <div className="stack loose">
          <CheckPanel checked={checked} acts={mayChange ? acts : undefined} />
          <PreviewPanel
            form={draft.form}
            id={id}
            ready={checked.faults === 0 && checked.check !== undefined && draft.form.rules.length > 0}
            enforced={stored?.state === 'enforced'}
            dirty={draft.dirty}
            except={mayChange ? acts.except : undefined}
          />
        </div>
      </div>
      {stored && (
        <HistoryPanel
          policy={stored}
          busy={save.isPending}
          mayChange={mayChange}
          onRevert={({ version, policy }) =>
            run({ kind: 'revert', to: version, version: stored.version, confirm: [] }, policy, false)
          }
        />
      )}
      {enforcing && (
        <EnforceDialog
          form={enforcing.form}
          cuts={shownCuts.cuts}
          total={shownCuts.total}
          acts={{
            ...acts,
            except: (cut) => {
              acts.except(cut);
              setEnforcing(undefined);
            },
          }}
          saves={enforcing.saves}
          state={stateAfter(enforcing.act([]), enforcing.form)}
          all={allConfirmed}
          onAll={setAllConfirmed}
          busy={save.isPending}
          error={save.error instanceof RequestError && save.error.kind === 'geo-cuts' ? undefined : save.error}
          onSubmit={() => run({ ...enforcing.act([...confirmed]), all: allConfirmed }, enforcing.form, enforcing.saves)}
          onClose={() => {
            setEnforcing(undefined);
            save.reset();
          }}
        />
      )}
      {conflict && stored && (
        <ConflictDialog
          id={id}
          since={conflict.version}
          onTheirs={() => {
            setConflict(undefined);
            void get<GeoPolicyWire>(`/api/v1/geo/policies/${encodeURIComponent(id)}`).then((newest) => {
              draft.adopt(newest);
              client.setQueryData(geoPolicyQuery(id).queryKey, newest);
              void client.invalidateQueries({ queryKey: geoPoliciesQuery.queryKey, exact: true });
            });
          }}
          onMine={() => {
            void get<GeoPolicyWire>(`/api/v1/geo/policies/${encodeURIComponent(id)}`).then((newest) =>
              run({ ...conflict, version: newest.version }, draft.form, true),
            );
          }}
          onClose={() => setConflict(undefined)}
        />
      )}
      {deleting && stored && (
        <DeletePolicy
          policy={stored}
          onLeave={() => {
            leaving.current = true;
          }}
          onClose={() => setDeleting(false)}
        />
      )}
      {blocker.status === 'blocked' && (
        <Confirm
          title={t('geo.unsaved')}
          submit={t('geo.leaveGo')}
          onSubmit={() => blocker.proceed()}
          onClose={() => blocker.reset()}
        >
          <p>{t('geo.leave')}</p>
        </Confirm>
      )}
    </>
  );
}

/** What the policy is once the act is done. */
function stateAfter(act: PolicyAct, form: GeoPolicyFormWire): GeoPolicyFormWire['state'] {
  return act.kind === 'state' ? act.state : form.state;
}
