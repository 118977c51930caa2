/** The words of the API as types; nothing of the server is loaded at run time. */
import type { z } from 'zod';
import type { guardResult } from '../../../src/api/schema/alerts.ts';
import type {
  decisionState,
  ecsEvent,
  guardName,
  mode,
  severity,
  tally,
  text,
} from '../../../src/api/schema/common.ts';
import type { sourceHealth } from '../../../src/api/schema/overview.ts';

export type {
  AlertDetail,
  AlertQuery,
  AlertSummary,
  Decision,
  DecisionPreview,
  DecisionQuery,
  NewDecision,
} from '../../../src/api/schema/alerts.ts';
export type { Problem, Tenant } from '../../../src/api/schema/common.ts';
export type {
  CountryCount,
  Enforcer,
  Listener,
  LiveTick,
  NewSource,
  Overview,
  Source,
  SourceTail,
} from '../../../src/api/schema/overview.ts';
export type {
  Factors,
  Invitation,
  InvitationAccepted,
  InvitationShown,
  LinkedProvider,
  MadeInvitation,
  MfaState,
  NewInvitation,
  OwnSession,
  Passkey,
  Person,
  PersonChange,
  ProfileChange,
  RecoveryCodes,
  Role,
  SecondFactor,
  Security,
  Session,
  Setup,
  SignedIn,
  SignInProvider,
  SteppedUp,
  StepUp,
  TotpBegun,
} from '../../../src/api/schema/people.ts';
export type {
  Backtest,
  CreatedToken,
  NewRecipient,
  NewToken,
  Recipient,
  Rule,
  Settings,
  Token,
} from '../../../src/api/schema/settings.ts';

export type { Permission } from '../../../src/core/access.ts';

export type EcsEvent = z.infer<typeof ecsEvent>;
export type GuardName = z.infer<typeof guardName>;
export type GuardResult = z.infer<typeof guardResult>;
export type DecisionState = z.infer<typeof decisionState>;
export type Severity = z.infer<typeof severity>;
export type Mode = z.infer<typeof mode>;
export type Health = z.infer<typeof sourceHealth>;
export type Tally = z.infer<typeof tally>;
export type Text = z.infer<typeof text>;

/** One page of a list. */
export interface Page<T> {
  items: T[];
  total: number;
  next: string | null;
}
