import { MultiSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useFormat } from '../../../i18n/use-format.ts';
import { alpha2ByNumeric } from '../../overview/country-codes.ts';

const codes = [...alpha2ByNumeric.values(), 'XK'];

/** Countries by name in the person's language, or by code. */
export function CountryPicker({
  label,
  description,
  placeholder,
  value,
  onChange,
}: {
  label: string;
  description?: string;
  placeholder: string;
  value: readonly string[];
  onChange: (countries: string[]) => void;
}) {
  const data = useCountryChoices();
  // It closes over each country chosen: on a phone it lies over all that matters.
  const [opened, setOpened] = useState(false);
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={value.length === 0 ? placeholder : undefined}
      aria-label={label}
      data={data}
      value={[...value]}
      onChange={onChange}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onOptionSubmit={() => setOpened(false)}
      searchable
      hidePickedOptions
      clearable
      limit={60}
      maxDropdownHeight={260}
      filter={({ options, search }) => {
        const wanted = search.trim().toLowerCase();
        return (options as { value: string; label: string }[]).filter(
          (one) => one.label.toLowerCase().includes(wanted) || one.value.toLowerCase() === wanted,
        );
      }}
    />
  );
}

/** Every country by name, sorted as the language sorts. */
export function useCountryChoices(): { value: string; label: string }[] {
  const format = useFormat();
  return useMemo(
    () =>
      codes
        .map((value) => ({ value, label: format.country(value) }))
        .sort((a, b) => a.label.localeCompare(b.label, format.language)),
    [format],
  );
}
