/** A schema as the description of the API writes it (JSON Schema 2020-12). */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly default?: unknown;
  readonly additionalProperties?: boolean | Schema;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One method of one path. */
export interface Operation {
  readonly method: string;
  /** As described: `/api/v1/alerts/{id}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly bodyRequired: boolean;
  readonly mediaType: string | undefined;
  readonly needs: string | undefined;
  readonly access: string | undefined;
  readonly stepUp: boolean;
  readonly versioned: boolean;
}

interface Described {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Record<string, { readonly schema?: Schema }>;
  };
  readonly 'x-belwacht-needs'?: string;
  readonly 'x-belwacht-access'?: string;
  readonly 'x-belwacht-step-up'?: boolean;
  readonly 'x-belwacht-versioned'?: boolean;
}

/** The description, as far as a walk needs it. */
export interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** All operations, in the order of the description. */
export function operationsOf(description: Description): readonly Operation[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]): Operation => {
      const [media] = Object.entries(described.requestBody?.content ?? {});
      const parameters = (described.parameters ?? []).map((given) =>
        '$ref' in given ? (resolve(description, given.$ref) as Parameter) : given,
      );
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        body: media?.[1].schema,
        bodyRequired: described.requestBody?.required === true,
        mediaType: media?.[0],
        needs: described['x-belwacht-needs'],
        access: described['x-belwacht-access'],
        stepUp: described['x-belwacht-step-up'] === true,
        versioned: described['x-belwacht-versioned'] === true,
      };
    }),
  );
}

/** What a local reference points to. */
export function resolve(description: Description, reference: string): unknown {
  const found = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], description);
  if (found === undefined) throw new Error(`nothing stands at ${reference}`);
  return found;
}

/** Values that fit where the type alone does not say enough, by the name of the field. */
export type Hints = Readonly<Record<string, unknown>>;

/** A value that the schema takes. `name`: of the field it is for. Optional members are left out unless `full`. */
export function sampleOf(schema: Schema | undefined, hints: Hints, name = '', full = false): unknown {
  if (!schema) return undefined;
  if (name in hints && name !== '') return hints[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sampleOf(choice, hints, name, full);
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part, hints, name, full) as object));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object': {
      const { properties = {}, required = [] } = schema;
      return Object.fromEntries(
        Object.entries(properties)
          .filter(([key]) => full || required.includes(key))
          .map(([key, inner]) => [key, sampleOf(inner, hints, key, full)]),
      );
    }
    case 'array':
      return full || (schema.minItems ?? 0) > 0 ? [sampleOf(schema.items, hints, singular(name), full)] : [];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'string':
      return textOf(schema);
    default:
      return 'x';
  }
}

function textOf({ format, minLength = 0 }: Schema): string {
  const known: Readonly<Record<string, string>> = {
    'date-time': '2026-05-20T12:00:00.000Z',
    date: '2026-05-20',
    time: '09:00',
    email: 'someone@example.net',
    uri: 'https://example.net/',
    uuid: '00000000-0000-4000-8000-000000000000',
    ipv4: '192.0.2.1',
  };
  return known[format ?? ''] ?? 'x'.repeat(Math.max(1, minLength));
}

function singular(name: string): string {
  return name.replace(/s$/, '');
}

/** A place in a value: names and indexes. */
export type Place = readonly (string | number)[];

/** Every place in a value that can be something else, with the schema of it. */
export function placesOf(schema: Schema | undefined, value: unknown, at: Place = []): { at: Place; schema: Schema }[] {
  if (!schema) return [];
  const fitting = (schema.anyOf ?? schema.oneOf)?.find((part) => fits(part, value)) ?? schema;
  const own = at.length > 0 ? [{ at, schema: fitting }] : [];
  if (Array.isArray(value)) {
    return [...own, ...value.slice(0, 1).flatMap((inner, i) => placesOf(fitting.items ?? {}, inner, [...at, i]))];
  }
  if (value !== null && typeof value === 'object') {
    const { properties = {} } = fitting;
    return [
      ...own,
      ...Object.entries(value).flatMap(([key, inner]) => placesOf(properties[key] ?? {}, inner, [...at, key])),
    ];
  }
  return own;
}

function fits(schema: Schema, value: unknown): boolean {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return (
    schema.type === type || (schema.type === 'integer' && type === 'number') || (!schema.type && type === 'object')
  );
}

/** The value with something else at a place; `undefined` takes it away. */
export function withAt(value: unknown, [first, ...rest]: Place, instead: unknown): unknown {
  if (first === undefined) return instead;
  if (Array.isArray(value)) return value.map((inner, i) => (i === first ? withAt(inner, rest, instead) : inner));
  const copy = { ...(value as Record<string, unknown>) };
  const inner = withAt(copy[first], rest, instead);
  if (inner === undefined) delete copy[first];
  else copy[first] = inner;
  return copy;
}
