import { z } from 'zod';
import { customerStates, tenantKinds } from '../../core/customer/customer.ts';
import type { Field, Part, ValuesOf } from '../../core/customer/part.ts';
import { type PartName, type PartValues, partNames, parts } from '../../core/customer/parts.ts';
import { alertSummary, decision } from './alerts.ts';
import { instant, page } from './common.ts';
import { source } from './overview.ts';
import { token } from './settings.ts';

export const customerId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'Small letters, digits and hyphens, at most 63, beginning with a letter or digit',
  );
const version = z.number().int().describe('Goes back in If-Match, in quotes');
const phone = z.union([
  z.literal(''),
  z
    .string()
    .max(40)
    .regex(/^\+?[0-9 ().-]{4,40}$/, 'Digits, spaces, brackets and hyphens'),
]);
const mail = z.union([z.literal(''), z.email().max(254)]);

/** What people write down about a customer. */
export const customerForm = z.strictObject({
  name: z.string().trim().min(1).max(200),
  timeZone: z.string().min(1).max(64).default('Europe/Amsterdam'),
  language: z.enum(['nl', 'en']).default('nl'),
  reference: z.string().trim().max(100).default('').describe("The reseller's own customer number; unique when given"),
  contactName: z.string().trim().max(200).default(''),
  contactMail: mail.default(''),
  contactPhone: phone.default(''),
  notes: z.string().max(4000).default(''),
});
export const newCustomer = customerForm.extend({ id: customerId });
export const customerChange = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  timeZone: z.string().min(1).max(64).optional(),
  language: z.enum(['nl', 'en']).optional(),
  reference: z.string().trim().max(100).optional(),
  contactName: z.string().trim().max(200).optional(),
  contactMail: mail.optional(),
  contactPhone: phone.optional(),
  notes: z.string().max(4000).optional(),
});

export const customer = z.object({
  id: z.string(),
  kind: z.enum(tenantKinds),
  state: z.enum(customerStates),
  suspendedAt: instant.nullable(),
  suspendedReason: z.string(),
  name: z.string(),
  timeZone: z.string(),
  language: z.enum(['nl', 'en']),
  reference: z.string(),
  contactName: z.string(),
  contactMail: z.string(),
  contactPhone: z.string(),
  notes: z.string(),
  version,
  createdAt: instant,
  changedAt: instant,
  /** Name of who changed it last. */
  changedBy: z.string(),
});
export const customerSummary = customer.extend({
  /** Not closed. */
  openAlerts: z.number().int(),
  /** Not closed, high and critical. */
  gravestAlerts: z.number().int(),
  /** In force or asked. */
  blocks: z.number().int(),
  sources: z.number().int(),
  sites: z.number().int(),
  lastEvent: instant.nullable(),
});
export const customerQuery = z.object({
  /** Name, id, reference, contact; an address or a number finds whose it is. */
  q: z.string().max(200).optional(),
  state: z.enum(customerStates).optional(),
  /** `attention`: most open alerts first. */
  sort: z.enum(['name', 'attention']).default('name'),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const customerList = page(customerSummary);

export const partName = z.enum(partNames as unknown as readonly [PartName, ...PartName[]]);

function valueSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case 'choice':
      return z.enum(field.choices as readonly [string, ...string[]]);
    case 'addresses':
      return z.array(z.string().trim().min(2).max(64)).max(field.max ?? 64);
    case 'count':
      return z
        .number()
        .int()
        .min(0)
        .max(field.max ?? 1_000_000)
        .nullable();
    case 'weekday':
      return z.number().int().min(1).max(7);
    case 'time':
      return z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Write HH:MM, e.g. 08:30');
    case 'date':
      return z.iso.date('Write YYYY-MM-DD, e.g. 2027-04-27');
    case 'number':
      return z.string().trim().max(40);
    case 'network':
      return z.string().trim().min(2).max(64);
    case 'country':
      return z.union([z.literal(''), z.string().regex(/^[A-Z]{2}$/, 'Two capitals, e.g. NL')]);
    case 'zone':
      return z.string().max(64);
    case 'site':
    case 'asset':
      return z.string().max(128);
    case 'text':
      return field.required ? z.string().trim().min(1).max(field.max!) : z.string().max(field.max!);
  }
}

const emptyOf = (field: Field): unknown => (field.kind === 'addresses' ? [] : field.kind === 'count' ? null : '');

/** Schemas of a part, made from its description: of a row, of a new one and of a change. */
export function partSchemas<P extends Part>(part: P) {
  const of = (make: (field: Field) => z.ZodType) =>
    Object.fromEntries(part.fields.map((field) => [field.key, make(field).describe(field.about)]));
  const row = z.object({
    id: z.string(),
    ...of((field) =>
      field.kind === 'addresses'
        ? z.array(z.string())
        : field.kind === 'count'
          ? z.number().nullable()
          : field.kind === 'weekday'
            ? z.number()
            : z.string(),
    ),
    version,
    createdAt: instant,
    changedAt: instant,
    /** Name of who changed it last. */
    changedBy: z.string(),
  });
  return {
    row: row as unknown as z.ZodType<PartItem<P>>,
    made: z.strictObject(
      of((field) => (field.required ? valueSchema(field) : valueSchema(field).default(emptyOf(field) as never))),
    ) as unknown as z.ZodType<ValuesOf<P>>,
    change: z.strictObject(of((field) => valueSchema(field).optional())) as unknown as z.ZodType<Partial<ValuesOf<P>>>,
  };
}

/** A row of a part as the API shows it. */
export type PartItem<P extends Part> = ValuesOf<P> & {
  id: string;
  version: number;
  createdAt: string;
  changedAt: string;
  changedBy: string;
};
type Schemas = { readonly [N in PartName]: ReturnType<typeof partSchemas<(typeof parts)[N]>> };
/** Schemas of every part. */
export const partSchema = Object.fromEntries(
  partNames.map((name) => [name, partSchemas(parts[name])]),
) as unknown as Schemas;

/** The first rows of a part, at most 200, and how many there are. */
const some = <N extends PartName>(name: N) =>
  z.object({ items: z.array(partSchema[name].row), total: z.number().int() });

/** Everything about one customer on one page. */
export const customerPage = z.object({
  customer: customerSummary,
  sites: some('sites'),
  networks: some('networks'),
  numbers: some('numbers'),
  assets: some('assets'),
  accounts: some('accounts'),
  openingHours: some('opening-hours'),
  closedDays: some('closed-days'),
  /** Who may sign in for this customer; empty for who may not read people. */
  people: z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.string() })),
  sources: z.array(source),
  /** Not closed, worst first, at most 10. */
  alerts: z.array(alertSummary),
  /** In force or asked, newest first, at most 10. */
  blocks: z.array(decision),
  /** Empty for who may not read tokens. */
  tokens: z.array(token),
});

export const suspension = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export const erasureWish = z.strictObject({
  /** The id of the customer, typed by the person. */
  confirm: z.string().max(63),
  reason: z.string().trim().min(1).max(500),
});
/** An erasure goes on in the background; ask again until `state` is done or failed. */
export const erasure = z.object({
  id: z.string(),
  customer: z.string(),
  customerName: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** `blocks` while blocks are lifted, else the table at hand. */
  step: z.string(),
  done: z.number().int(),
  total: z.number().int(),
  /** Rows removed, per table. */
  counts: z.record(z.string(), z.number().int()),
  error: z.string(),
  by: z.string(),
});
/** What an erasure and an export would touch: rows per table. */
export const customerHoldings = z.object({
  counts: z.record(z.string(), z.number().int()),
  total: z.number().int(),
  blocks: z.number().int(),
  /** Legal holds that forbid erasing, in words. */
  holds: z.array(z.string()),
});

export const importQuery = z.object({
  /** Checks everything and changes nothing. */
  dry_run: z.enum(['true', 'false']).default('false'),
  /** Chosen by the caller: asks how it goes meanwhile at /api/v1/customers/import/:id. */
  id: z.uuid().optional(),
});
export const importError = z.object({
  /** 1-based line of the file; 0 for the file as a whole. */
  line: z.number().int(),
  /** Header of the column as in the file, '' for the whole line. */
  column: z.string(),
  /** What was there, cut. */
  value: z.string(),
  message: z.object({ nl: z.string(), en: z.string() }),
});
export const importResult = z.object({
  /** Whether it was carried out: no errors and no dry run. */
  done: z.boolean(),
  dryRun: z.boolean(),
  lines: z.number().int(),
  errors: z.array(importError),
  /** There are more than are listed. */
  moreErrors: z.boolean(),
  /** What it makes or changes. */
  counts: z.object({
    customersMade: z.number().int(),
    customersChanged: z.number().int(),
    sites: z.number().int(),
    networks: z.number().int(),
    numbers: z.number().int(),
    assets: z.number().int(),
  }),
  seconds: z.number(),
});
export const importProgress = z.object({
  phase: z.enum(['waiting', 'reading', 'checking', 'storing', 'done']),
  done: z.number().int(),
  total: z.number().int(),
});

export type Customer = z.infer<typeof customer>;
export type CustomerSummary = z.infer<typeof customerSummary>;
export type CustomerForm = z.infer<typeof customerForm>;
export type NewCustomer = z.infer<typeof newCustomer>;
export type CustomerChange = z.infer<typeof customerChange>;
export type CustomerPage = z.infer<typeof customerPage>;
export type CustomerHoldings = z.infer<typeof customerHoldings>;
export type Erasure = z.infer<typeof erasure>;
export type ImportResult = z.infer<typeof importResult>;
export type ImportError = z.infer<typeof importError>;
export type ImportProgress = z.infer<typeof importProgress>;
export type { PartName, PartValues };
/** A row of a part by the part's name, e.g. `CustomerPart<'sites'>`. */
export type CustomerPart<N extends PartName> = PartItem<(typeof parts)[N]>;
