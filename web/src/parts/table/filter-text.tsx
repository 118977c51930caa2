import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { IconSearch } from '../icons.ts';

/** Text filter of a list: tells what is typed 300 ms after the last letter. */
export function FilterText({
  label,
  placeholder,
  value,
  onChange,
}: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onChange(text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextInput
      className="bw-filter-text"
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      leftSection={<IconSearch size={14} />}
      maxLength={200}
      spellCheck={false}
      autoComplete="off"
    />
  );
}
