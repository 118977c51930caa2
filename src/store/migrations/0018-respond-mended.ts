import type { Migration } from './migration.ts';

/** Messages that a crash cut off, calls for help, drafts of the plan that were thrown away, and threads of mail. */
export const respondMended: Migration = {
  number: 18,
  name: 'respond-mended',
  sql: `
-- When an attempt began whose outcome nobody has written down yet; only for channels that cannot drop a repeat.
alter table outbox add column begun_at bigint;

alter table on_call_message drop constraint on_call_message_kind_check;
alter table on_call_message add constraint on_call_message_kind_check check (kind in ('alarm', 'message', 'nobody', 'help'));

alter table plan_edition drop constraint plan_edition_state_check;
alter table plan_edition add constraint plan_edition_state_check
  check (state in ('draft', 'approved', 'in-force', 'replaced', 'discarded'));
alter table plan_edition add column discarded_by text;
alter table plan_edition add column discarded_at bigint;
alter table plan_edition add column discarded_because text not null default '';

-- The incident a mail opened or was added to: what answers it goes there too.
alter table mail_in_seen add column incident text references incident (id) on delete set null deferrable;
`,
};
