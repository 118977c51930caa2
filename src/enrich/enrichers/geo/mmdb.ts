type Fields = Readonly<Record<string, unknown>>;

/** Country code in any of the known forms; exported for the tests of those forms. */
export function countryOf(record: unknown): string {
  const fields = asFields(record);
  const code =
    asFields(fields.country).iso_code ??
    asFields(fields.registered_country).iso_code ??
    fields.country_code ??
    fields.country;
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : '';
}

/** Network in any of the known forms; exported for the tests of those forms. */
export function networkOf(record: unknown): { readonly number: number; readonly name: string } {
  const fields = asFields(record);
  const number = fields.autonomous_system_number ?? fields.asn ?? 0;
  const name = fields.autonomous_system_organization ?? fields.as_name ?? fields.as_org ?? '';
  const digits = Number(String(number).replace(/^AS/i, ''));
  return { number: Number.isInteger(digits) && digits > 0 ? digits : 0, name: typeof name === 'string' ? name : '' };
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
