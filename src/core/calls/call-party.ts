/** A customer, or one of its payers: carried by its calls, so that whoever keeps something of it looks it up once. */
export class CallParty {
  readonly tenant: string;
  /** '' for the customer itself. */
  readonly payer: string;
  /** What detect knows of it. */
  state: object | undefined = undefined;
  /** What its money is added up under. */
  moneyKeys: readonly object[] | undefined = undefined;

  constructor(tenant: string, payer: string) {
    this.tenant = tenant;
    this.payer = payer;
  }
}
