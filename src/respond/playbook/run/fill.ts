import type { VariableValues } from '../../../core/playbook/variable.ts';
import { variableUse } from '../../../core/playbook/variable.ts';

/** What a variable that is not known makes of a text. */
export class UnknownVariable extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`${variable} is not known`);
    this.variable = variable;
  }
}

/** Longest text after variables were filled in. */
const longest = 100_000;

/**
 * A text with the values of its variables in place of `__name__:value`. What is filled in is not read again. `write` says how a
 * value is written there. Throws UnknownVariable.
 */
export function fill(
  text: string,
  values: VariableValues,
  write: (value: string, at: number) => string = (value) => value,
): string {
  const filled = text.replace(variableUse, (_use, name: string, at: number) => {
    const value = Object.hasOwn(values, `__${name}__`) ? values[`__${name}__`] : null;
    if (value === null) throw new UnknownVariable(`__${name}__`);
    return write(value, at);
  });
  return filled.slice(0, longest);
}

/** The same for people: what is not known or left empty is told by its name, not as a hole in the sentence. */
export function fillForPeople(text: string, values: VariableValues): string {
  const filled = text.replace(variableUse, (_use, name: string) => {
    const value = Object.hasOwn(values, `__${name}__`) ? values[`__${name}__`] : null;
    return value || `(${name}?)`;
  });
  return filled.slice(0, longest);
}

/** In a URL a value is one piece: it cannot add a path, a query or another host; at the very start it may be the base. */
export function fillUrl(url: string, values: VariableValues): string {
  return fill(url, values, (value, at) => (at === 0 ? value : encodeURIComponent(value)));
}

/** In a body that is JSON a value stays within the quotes it stands in. */
export function fillBody(body: string, values: VariableValues): string {
  const isJson = /^\s*[[{"]/.test(body);
  return fill(body, values, (value) => (isJson ? JSON.stringify(value).slice(1, -1) : value));
}

/** In a header a value stays on its line. */
export function fillHeader(line: string, values: VariableValues): string {
  return fill(line, values, (value) => value.replace(/[\r\n\0]+/g, ' '));
}
