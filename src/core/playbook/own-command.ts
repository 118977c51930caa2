/** What an automatic step can ask of Belwacht itself: a closed list; anything else is refused. */
export const ownActions = [
  'block-source',
  'block-network',
  'block-country',
  'block-account',
  'stop-international',
  'shield-management',
  'divert-calls',
  'hang-up',
  'notify',
  'http-api',
  'probe-register',
  'probe-call',
  'undo-measure',
] as const;
export type OwnAction = (typeof ownActions)[number];

/** What an action is told: names of its parameters, and which of them it cannot do without. */
export interface OwnActionForm {
  readonly needs: readonly string[];
  readonly may: readonly string[];
  /** Whether to ask again after a restart harms nobody: it only looks. Others say so themselves (`repeat`). */
  readonly harmless: boolean;
}

/** The parameters of each action. All values are text, with `__name__:value` for variables; `hours` is how long it holds. */
export const ownActionForms: Readonly<Record<OwnAction, OwnActionForm>> = {
  'block-source': { needs: ['address'], may: ['hours', 'reason'], harmless: false },
  'block-network': { needs: ['network'], may: ['hours', 'reason'], harmless: false },
  'block-country': { needs: ['country'], may: ['customer', 'hours', 'reason'], harmless: false },
  'block-account': { needs: ['account'], may: ['customer', 'asset', 'hours', 'reason'], harmless: false },
  'stop-international': { needs: ['customer'], may: ['hours', 'reason'], harmless: false },
  'shield-management': { needs: ['asset'], may: ['hours', 'reason'], harmless: false },
  'divert-calls': { needs: ['customer', 'direction', 'to'], may: ['number', 'hours', 'reason'], harmless: false },
  'hang-up': { needs: ['customer'], may: ['account', 'destination', 'call', 'reason'], harmless: false },
  notify: { needs: ['to', 'message'], may: ['channel', 'subject'], harmless: false },
  'http-api': { needs: ['url'], may: ['method', 'body', 'content_type'], harmless: false },
  'probe-register': { needs: ['asset'], may: ['account'], harmless: true },
  'probe-call': { needs: ['from', 'to'], may: ['asset', 'seconds'], harmless: true },
  'undo-measure': { needs: ['measure'], may: ['reason'], harmless: false },
};

/** Id of the extension that says of a step who does it, by when, and what is to be kept of it. */
export const taskExtensionId = 'extension-definition--6b0c8f0e-2f4e-4c5a-9d6f-0c7c1c3f9a51';

/** Id of the extension that says where an editor draws a step. */
export const positionExtensionId = 'extension-definition--3f4f3fd6-9f0c-4a55-8f0e-5d2b7c9a4e10';

/** What it says: whole or broken units of the drawing, from its top left. */
export interface PositionExtension {
  readonly x: number;
  readonly y: number;
}

/** Roles of an incident that a step can be given to. */
export const taskRoles = ['coordinator', 'deputy', 'scribe', 'technical-lead', 'communications'] as const;
export type TaskRole = (typeof taskRoles)[number];

/** What the extension says of a step. */
export interface TaskExtension {
  readonly role?: TaskRole;
  /** Minutes from the moment the step begins until it should be done. */
  readonly due_minutes?: number;
  /** What has to be kept as evidence, in words. */
  readonly evidence?: string;
}
