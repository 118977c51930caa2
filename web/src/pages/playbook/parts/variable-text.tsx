import { visibleText } from '../../../parts/visible-text.ts';
import { plainName } from '../model/edit-parts.ts';

const use = /(__[A-Za-z][A-Za-z0-9_-]{0,245}?__):value/;

/** Text of an author of a playbook, with the variables in it as words of their own. Line breaks stay. */
export function VariableText({ text, mono }: { text: string; mono?: boolean }) {
  // Every second part is the name of a variable.
  const parts = text.split(use);
  return (
    <bdi className={`bw-raw bw-playbook-text ${mono ? 'mono' : ''}`}>
      {parts.map((part, place) =>
        place % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no identity but their place
          <span key={place} className="bw-playbook-variable" title={part}>
            {plainName(part)}
          </span>
        ) : (
          part
            .split('\n')
            .map((line) => visibleText(line))
            .join('\n')
        ),
      )}
    </bdi>
  );
}
