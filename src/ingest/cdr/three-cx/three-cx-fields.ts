/** Every field that 3CX can write into a record, in the order of its documentation (V16 to V20), which is its default. */
export const threeCxFields = [
  'historyid',
  'callid',
  'duration',
  'time-start',
  'time-answered',
  'time-end',
  'reason-terminated',
  'from-no',
  'to-no',
  'from-dn',
  'to-dn',
  'dial-no',
  'reason-changed',
  'final-number',
  'final-dn',
  'bill-code',
  'bill-rate',
  'bill-cost',
  'bill-name',
  'chain',
  'from-type',
  'to-type',
  'final-type',
  'from-dispname',
  'to-dispname',
  'final-dispname',
  'missed-queue-calls',
] as const;
export type ThreeCxField = (typeof threeCxFields)[number];

/** Where each field stands; -1 for a field that is not written. */
export type ThreeCxOrder = Readonly<Record<ThreeCxField, number>>;

/** A list of fields that no record of a call can be read from. */
export class ThreeCxFieldsError extends RangeError {
  override readonly name = 'ThreeCxFieldsError';
  readonly retryable = false;
}

/**
 * The order of a list of fields as the CDR settings of 3CX show them; `_` may stand for `-`, and `skip` or an empty name for a
 * column of no interest. Throws ThreeCxFieldsError for an unknown or double name, and when a field is missing without which no
 * call can be told: its start, its end or its duration, who called and whom.
 */
export function threeCxOrder(fields: readonly string[]): ThreeCxOrder {
  const order = Object.fromEntries(threeCxFields.map((field) => [field, -1])) as Record<ThreeCxField, number>;
  fields.forEach((given, column) => {
    const field = given.trim().toLowerCase().replaceAll('_', '-');
    if (field === '' || field === 'skip') return;
    if (!Object.hasOwn(order, field)) throw new ThreeCxFieldsError(`"${given}" is no field of a 3CX record`);
    if (order[field as ThreeCxField] >= 0) throw new ThreeCxFieldsError(`the field ${field} stands twice`);
    order[field as ThreeCxField] = column;
  });
  for (const field of ['time-start', 'from-no', 'to-no'] as const)
    if (order[field] < 0) throw new ThreeCxFieldsError(`the field ${field} is missing`);
  if (order.historyid < 0 && order.callid < 0) throw new ThreeCxFieldsError('the field callid is missing');
  if (order['time-end'] < 0) throw new ThreeCxFieldsError('the field time-end is missing');
  return order;
}
