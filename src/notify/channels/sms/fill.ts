/** What the templates of a gateway are filled with. */
export interface Values {
  readonly number: string;
  readonly text: string;
  readonly key: string;
  readonly sender: string;
  readonly user: string;
  readonly secret: string;
}

const names = /\{(number|text|key|sender|user|secret)\}/g;

/** In one go, so that a text that holds `{secret}` says just that. */
function fill(template: string, values: Values, written: (value: string) => string): string {
  return template.replace(names, (_, name: keyof Values) => written(values[name]));
}

export function fillUrl(template: string, values: Values): string {
  return fill(template, values, encodeURIComponent);
}

/** A form as `application/x-www-form-urlencoded`. */
export function fillForm(form: Readonly<Record<string, string>>, values: Values): string {
  const fields = Object.entries(form).map(([name, template]): [string, string] => [
    name,
    fill(template, values, (value) => value),
  ]);
  return new URLSearchParams(fields).toString();
}

/** A JSON text: it is read first and its texts are filled then, so that no value can end one. */
export function fillJson(json: string, values: Values): string {
  return JSON.stringify(JSON.parse(json), (_, value) =>
    typeof value === 'string' ? fill(value, values, (text) => text) : value,
  );
}

/** Header fields: no line ends, printable ASCII. */
export function fillHeaders(headers: Readonly<Record<string, string>>, values: Values): Record<string, string> {
  const plain = (value: string) => value.replace(/[^\x20-\x7e]/g, '?');
  return Object.fromEntries(
    Object.entries(headers).map(([name, template]) => [name.toLowerCase(), plain(fill(template, values, plain))]),
  );
}
