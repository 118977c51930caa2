/** As much of OpenAPI 3.1 as is shown. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly description?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly $ref?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
  readonly $ref?: string;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
  readonly 'x-belwacht-needs'?: string;
  readonly 'x-belwacht-access'?: string;
  readonly 'x-belwacht-step-up'?: boolean;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>;
  readonly components?: { readonly parameters?: Readonly<Record<string, Parameter>> };
}

/** Routes whose path, summary or permission has all of the words, by tag. */
export function operationsOf({ paths }: Description, q: string): { tag: string; operations: Operation[] }[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, rest] of Object.entries(methods)) {
      if (method === 'head') continue;
      const operation: Operation = { ...rest, method: method.toUpperCase(), path };
      const text = `${method} ${path} ${rest.summary ?? ''} ${rest['x-belwacht-needs'] ?? ''}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
      const tag = rest.tags?.[0] ?? 'other';
      groups.set(tag, [...(groups.get(tag) ?? []), operation]);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations }));
}

/** Parameters with references followed. */
export function parametersOf({ parameters = [] }: Operation, { components }: Description): readonly Parameter[] {
  return parameters.map((parameter) => {
    const name = /^#\/components\/parameters\/(.+)$/.exec(parameter.$ref ?? '')?.[1];
    return (name && components?.parameters?.[name]) || parameter;
  });
}

/** Schema of a body or an answer, whatever its content type. */
export function schemaOf(content: Content | undefined): Schema | undefined {
  return Object.values(content?.content ?? {})[0]?.schema;
}

/** A type in a few words: `"nl" | "en"`, `integer 1–200`, `array of {id, name}`. */
export function typeOf(schema: Schema | undefined, depth = 0): string {
  if (!schema) return '';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) {
    const shown = schema.enum.slice(0, 8).map((value) => JSON.stringify(value));
    return shown.join(' | ') + (schema.enum.length > 8 ? ' | …' : '');
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((one) => typeOf(one, depth)).join(' | ');
  if (schema.items) return `array of ${typeOf(schema.items, depth)}`;
  if (schema.properties) {
    const names = Object.keys(schema.properties);
    return depth > 0 && names.length > 6 ? `{${names.slice(0, 6).join(', ')}, …}` : `{${names.join(', ')}}`;
  }
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
  const low = schema.minimum ?? schema.minLength;
  const high = schema.maximum ?? schema.maxLength;
  const range =
    high !== undefined && high < Number.MAX_SAFE_INTEGER
      ? ` ${low ?? 0}–${high}`
      : low !== undefined && low > 0
        ? ` ≥ ${low}`
        : '';
  return `${schema.format ?? type}${range}`;
}

/** A command that calls it. */
export function curlOf({ method, path, requestBody }: Operation, origin: string): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const schema = schemaOf(requestBody);
  const body = schema?.properties
    ? ` \\\n  -H 'content-type: application/json' -d '${JSON.stringify(Object.fromEntries((schema.required ?? Object.keys(schema.properties)).map((name) => [name, '…'])))}'`
    : '';
  return `curl${method === 'GET' ? '' : ` -X ${method}`} -H "Authorization: Bearer $BELWACHT_TOKEN" "${origin}${filled}"${body}`;
}
