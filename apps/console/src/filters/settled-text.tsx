// A text filter: what is typed is told once one pauses, and what the address says is shown.
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useId, useState, type ReactNode } from 'react';

const pauseMilliseconds = 300;

interface Props { label: string; placeholder: string; value: string; onSettle: (value: string) => void; options?: readonly string[]; icon?: ReactNode; className?: string; maxLength?: number }

export function SettledText({ label, placeholder, value, onSettle, options, icon, className = '', maxLength }: Props): ReactNode {
  const [text, setText] = useState(value);
  const [settled, setSettled] = useState(value);
  // The address has changed, by us or by somebody else.
  if (settled !== value) {
    setSettled(value);
    setText(value);
  }
  const settle = useDebouncedCallback(onSettle, pauseMilliseconds);
  const type = (typed: string): void => {
    setText(typed);
    settle(typed);
  };
  const suggestions = useId();
  return (
    <>
      <TextInput
        label={label} placeholder={placeholder} value={text} size="xs" type="search" className={className} leftSection={icon} maxLength={maxLength}
        list={options ? suggestions : undefined} onChange={(event) => type(event.currentTarget.value)}
      />
      {options ? <datalist id={suggestions}>{options.map((one) => <option key={one} value={one} />)}</datalist> : null}
    </>
  );
}
