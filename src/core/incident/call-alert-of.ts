/** What an alert about calls that is part of an incident says of money. */
export interface CallAlertOf {
  readonly incident: string;
  readonly incidentTenant: string;
  readonly alert: string;
  readonly tenant: string;
  /** Account, accountcode or number that is answerable; '' when it is about the whole customer. */
  readonly payer: string;
  /** Last call of it, ms. */
  readonly end: number;
  /** Micro-euro when it was last told. */
  readonly cost: number;
  /** When it last told anything, ms by the clock of who stored it. */
  readonly saidAt: number;
  /** What was kept of its incident, micro-euro. */
  readonly keptCost: number;
  /** ISO. */
  readonly countries: readonly string[];
}
