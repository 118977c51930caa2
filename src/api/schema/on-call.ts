export * from './on-call-escalation.ts';
export * from './on-call-person.ts';
export * from './on-call-roster.ts';

/*
 * Routes, all under /api/v1:
 * GET on-call/rosters, POST on-call/rosters, GET|PUT|DELETE on-call/rosters/:id, POST on-call/rosters/check
 * GET on-call/rosters/:id/shifts?from&until, POST on-call/rosters/:id/overrides, DELETE on-call/rosters/:id/overrides/:override
 * POST on-call/rosters/:id/layers/:layer/members, POST on-call/rosters/:id/notes, POST on-call/rosters/:id/notes/read
 * GET on-call/people, GET|PUT on-call/people/:id, POST on-call/people/:id/test, GET|PUT on-call/me, POST on-call/me/test, POST on-call/me/check
 * GET on-call/policies, POST on-call/policies, GET|PUT|DELETE on-call/policies/:id, POST on-call/policies/check
 * GET on-call/choices, PUT|DELETE on-call/choices/:tenant
 * GET on-call/deliveries?state&incident&cursor&limit, GET on-call/channels, GET on-call/heartbeat
 * GET incidents/:id/escalations, POST incidents/:id/escalate, POST incidents/:id/acknowledge, POST incidents/:id/decline
 * POST incidents/:id/messages
 */
