import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { geoCatalogueQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import { readList, type SubjectNames, suggestSubjects } from './suggest-subjects.ts';
import { useRuleWords } from './use-rule-words.ts';

/**
 * Chooses what a rule is about, by name: type, arrow keys, Enter; Backspace takes the last one away. A pasted list is read
 * whole. `numbers`: destinations of calls instead of addresses.
 */
export function SubjectChooser({
  label,
  help,
  value,
  onChange,
  numbers,
  error,
  disabled,
}: {
  label: string;
  help: string;
  value: readonly string[];
  onChange: (subjects: string[]) => void;
  numbers: boolean;
  error?: string;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useRuleWords();
  const catalogue = useQuery(geoCatalogueQuery).data;
  const [typed, setTyped] = useState('');
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const names: SubjectNames | undefined = useMemo(
    () => catalogue && { catalogue, language: format.language, word: words.word },
    [catalogue, format.language, words],
  );
  const offered = useMemo(
    () => (names ? suggestSubjects(typed, names, numbers).filter((one) => !value.includes(one.value)) : []),
    [names, typed, numbers, value],
  );
  const { selectFirstOption } = combobox;
  const first = offered[0]?.value;
  // Enter takes the first that fits; it can be chosen once it is drawn.
  useEffect(() => {
    if (typed !== '' && first !== undefined) selectFirstOption();
  }, [typed, first, selectFirstOption]);
  const add = (subjects: readonly string[]) => onChange([...new Set([...value, ...subjects])]);
  const choose = (subject: string) => {
    add([subject]);
    setTyped('');
    // Typing or an arrow key opens it again; open it would cover what stands below.
    combobox.closeDropdown();
  };
  const take = (subject: string) => onChange(value.filter((one) => one !== subject));
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.DropdownTarget>
        <PillsInput
          label={label}
          description={help}
          error={error || undefined}
          disabled={disabled}
          size="xs"
          onClick={() => combobox.openDropdown()}
        >
          <Pill.Group>
            {value.map((subject) => (
              <Pill
                key={subject}
                withRemoveButton={!disabled}
                onRemove={() => take(subject)}
                removeButtonProps={{ 'aria-label': t('geo.subjectRemove', { name: words.subject(subject) }) }}
                title={subject}
              >
                <bdi>{visibleText(words.subject(subject)).slice(0, 80)}</bdi>
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                aria-label={label}
                value={typed}
                disabled={disabled}
                placeholder={
                  value.length > 0 ? undefined : t(numbers ? 'geo.subjectsOutPlaceholder' : 'geo.subjectsPlaceholder')
                }
                autoComplete="off"
                spellCheck={false}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(event) => {
                  setTyped(event.currentTarget.value.slice(0, 200));
                  combobox.openDropdown();
                }}
                onPaste={(event) => {
                  const text = event.clipboardData.getData('text');
                  if (!names || !/[,;\n\t]/.test(text)) return;
                  event.preventDefault();
                  const { found, rest } = readList(text.slice(0, 100_000), names, numbers);
                  add(found);
                  setTyped(rest.slice(0, 200));
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && typed !== '' && combobox.getSelectedOptionIndex() === -1) {
                    // Quicker than the list: it is the first that fits, and never the form around.
                    event.preventDefault();
                    if (first !== undefined) choose(first);
                  }
                  if (event.key !== 'Backspace' || typed !== '' || value.length === 0) return;
                  event.preventDefault();
                  onChange(value.slice(0, -1));
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={!names}>
        <Combobox.Options mah={260} className="bw-geo-policy-options" aria-label={label}>
          {offered.map((one) => (
            <Combobox.Option key={one.value} value={one.value} className="bw-geo-policy-option">
              <span>{one.name}</span>
              <span className="dim">
                {t(`geo.subjectKind-${one.kind}`)}
                {one.kind === 'country' && ` · ${one.value}`}
              </span>
            </Combobox.Option>
          ))}
          {offered.length === 0 && <Combobox.Empty>{t('geo.subjectNone')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
