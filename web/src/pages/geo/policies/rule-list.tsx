import { ActionIcon, Menu } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { IconCopy, IconDots, IconTrash } from '../../../parts/icons.ts';
import { dismissToast, toast } from '../../../parts/toast.tsx';
import { freeId, moveRule } from './draft-policy.ts';
import { RuleForm } from './rule-form.tsx';
import { RuleText } from './rule-text.tsx';
import type { Checked } from './use-check.ts';
import { type Draft, editToast } from './use-draft.ts';
import { useRuleWords } from './use-rule-words.ts';
import { IconArrowDown, IconArrowUp } from './verdict-icons.ts';

/** Rules as lines; the open one as a form in its place. */
export function RuleList({
  rules,
  draft,
  checked,
  open,
  setOpen,
  mayChange,
}: {
  /** The ones of this list, out of those of the draft. */
  rules: readonly GeoRuleWire[];
  draft: Draft;
  checked: Checked;
  open: string | undefined;
  setOpen: (id: string | undefined) => void;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const all = draft.form.rules;
  const { hash } = useLocation();
  useEffect(() => {
    if (hash) document.getElementById(hash)?.scrollIntoView({ block: 'center' });
  }, [hash]);
  const remove = (rule: GeoRuleWire) => {
    const place = all.indexOf(rule);
    draft.change({ rules: all.filter((one) => one !== rule) });
    dismissToast(editToast);
    toast({
      id: editToast,
      title: t('geo.ruleDeleted'),
      text: lineOf(rule),
      act: { name: t('common.undo'), run: () => draft.insertRule(rule, place) },
    });
  };
  const lineOf = (rule: GeoRuleWire) =>
    [
      t(`geo.verdict-${rule.verdict}`),
      words.servicesOf(rule.services),
      words.subjectsOf(rule, all).slice(0, 5).join(', '),
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <ul className="bw-geo-policy-rules">
      {rules.map((rule, place) => {
        const fault = checked.sentenceOf(`rules.${rule.id}`);
        if (open === rule.id) {
          return (
            <li key={rule.id} id={`rule-${rule.id}`}>
              <RuleForm rule={rule} onChange={draft.changeRule} checked={checked} onDone={() => setOpen(undefined)} />
            </li>
          );
        }
        return (
          <li key={rule.id} id={`rule-${rule.id}`} data-pointed={hash === `rule-${rule.id}` || undefined}>
            <div className="bw-geo-policy-rule">
              {mayChange ? (
                <button
                  type="button"
                  onClick={() => setOpen(rule.id)}
                  aria-label={t('geo.ruleEdit', { rule: lineOf(rule) })}
                >
                  <RuleText rule={rule} rules={all} />
                </button>
              ) : (
                <RuleText rule={rule} rules={all} />
              )}
              {mayChange && (
                <Menu position="bottom-end" withinPortal>
                  <Menu.Target>
                    <ActionIcon size={30} aria-label={t('geo.ruleActs', { rule: lineOf(rule) })}>
                      <IconDots size={17} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      leftSection={<IconArrowUp size={15} />}
                      disabled={place === 0}
                      onClick={() => draft.change({ rules: moveRule(all, rule.id, -1) })}
                    >
                      {t('geo.ruleUp')}
                    </Menu.Item>
                    <Menu.Item
                      leftSection={<IconArrowDown size={15} />}
                      disabled={place === rules.length - 1}
                      onClick={() => draft.change({ rules: moveRule(all, rule.id, 1) })}
                    >
                      {t('geo.ruleDown')}
                    </Menu.Item>
                    <Menu.Item
                      leftSection={<IconCopy size={15} />}
                      onClick={() => draft.insertRule({ ...rule, id: freeId(all) }, all.indexOf(rule) + 1)}
                    >
                      {t('geo.ruleCopy')}
                    </Menu.Item>
                    <Menu.Item leftSection={<IconTrash size={15} />} onClick={() => remove(rule)}>
                      {t('geo.ruleDelete')}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </div>
            {fault && (
              <p className="bw-geo-policy-fault red" role="alert">
                {fault}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
