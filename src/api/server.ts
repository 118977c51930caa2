import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { accounts } from './access/accounts.ts';
import { gate } from './access/gate.ts';
import { headers } from './access/headers.ts';
import { idempotency } from './access/idempotency.ts';
import { limits } from './access/limits.ts';
import { WaysIn } from './access/ways-in.ts';
import { bodies } from './bodies.ts';
import { openapi, openapiRoute } from './openapi.ts';
import type { ApiDeps } from './ports.ts';
import { clientErrorHandler, frameworkErrors, problems } from './problems.ts';
import { alertRoutes } from './room/alerts.ts';
import { auditRoutes } from './room/audit.ts';
import { backupRoutes } from './room/backups.ts';
import { callRoutes } from './room/calls/calls.ts';
import { credentialRoutes } from './room/credentials.ts';
import { customerRoutes } from './room/customers/customers.ts';
import { decisionRoutes } from './room/decisions.ts';
import { eventRoutes } from './room/events.ts';
import { feedRoutes } from './room/feeds.ts';
import { geoRoutes } from './room/geo/geo.ts';
import { geoFeedRoutes } from './room/geo-feeds.ts';
import { holdRoutes } from './room/holds.ts';
import { incidentRoutes } from './room/incidents/incidents.ts';
import { invitationRoutes } from './room/invitations.ts';
import { liveRoutes } from './room/live.ts';
import { measureRoutes } from './room/measures/measures.ts';
import { onCallRoutes } from './room/on-call/on-call.ts';
import { overviewRoutes } from './room/overview.ts';
import { peopleRoutes } from './room/people.ts';
import { factorRoutes } from './room/people-factors.ts';
import { profileRoutes } from './room/people-profile.ts';
import { planRoutes } from './room/plan/plan.ts';
import { playbookRoutes } from './room/playbooks/playbooks.ts';
import { recipientRoutes } from './room/recipients.ts';
import { retentionRoutes } from './room/retention.ts';
import { ruleRoutes } from './room/rules.ts';
import { securityRoutes } from './room/security.ts';
import { sessionRoutes } from './room/session.ts';
import { passwordRoutes } from './room/session-password.ts';
import { stepUpRoutes } from './room/session-step-up.ts';
import { settingsRoutes } from './room/settings.ts';
import { sourceRoutes } from './room/sources.ts';
import { systemRoutes } from './room/system.ts';
import { tenantRoutes } from './room/tenants.ts';
import { tokenRoutes } from './room/tokens.ts';
import { watchRoutes } from './room/watch.ts';
import { strict } from './strict.ts';
import { webApp } from './web-app.ts';
import { wellFormed } from './well-formed.ts';

/** Largest body of routes that do not say otherwise, bytes. */
const bodyLimit = 256 * 1024;

/** Builds the HTTP server with all routes; `listen` is left to the caller. */
export async function createServer(given: ApiDeps): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit,
    trustProxy: given.http.trustedProxies.length > 0 ? [...given.http.trustedProxies] : false,
    forceCloseConnections: true,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 256 },
    return503OnClosing: true,
    frameworkErrors,
    clientErrorHandler,
    ...(given.http.makeServer && { serverFactory: given.http.makeServer }),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  bodies(app);
  problems(app, given.log);
  headers(app, given.http);
  const people = accounts(given);
  const deps: ApiDeps = {
    ...given,
    // A customer that is suspended sees nothing more, on streams that are open either.
    changed: async (what) => {
      await given.changed(what);
      if (what === 'tenants') await people.watch.changed();
    },
  };
  strict(app);
  wellFormed(app);
  const limit = await limits(app, deps.limits);
  app.addHook('onRequest', limit.address);
  gate(app, deps, people);
  const ways = new WaysIn(deps, people);
  app.addHook('onRequest', async (request) => {
    if (!request.actor) request.browser = ways.brakes.browser(request);
  });
  app.addHook('onRequest', limit.caller);
  idempotency(app, deps);
  await openapi(app, deps.version);

  sessionRoutes(app, deps, people, ways);
  stepUpRoutes(app, deps, people, ways);
  passwordRoutes(app, deps, people, ways);
  profileRoutes(app, deps, people, ways);
  factorRoutes(app, deps, people, ways);
  peopleRoutes(app, deps, people);
  invitationRoutes(app, deps, people, ways);
  securityRoutes(app, deps, people);
  overviewRoutes(app, deps);
  liveRoutes(app, deps, people);
  alertRoutes(app, deps);
  auditRoutes(app, deps);
  decisionRoutes(app, deps);
  eventRoutes(app, deps);
  sourceRoutes(app, deps);
  tenantRoutes(app, deps);
  customerRoutes(app, deps);
  ruleRoutes(app, deps);
  settingsRoutes(app, deps);
  recipientRoutes(app, deps);
  tokenRoutes(app, deps);
  feedRoutes(app, deps);
  geoFeedRoutes(app, deps);
  watchRoutes(app, deps);
  retentionRoutes(app, deps);
  holdRoutes(app);
  backupRoutes(app, deps);
  credentialRoutes(app, deps);
  callRoutes(app, deps);
  geoRoutes(app, deps);
  incidentRoutes(app, deps);
  measureRoutes(app, deps);
  playbookRoutes(app, deps);
  onCallRoutes(app, deps);
  planRoutes(app, deps);
  systemRoutes(app, deps);
  openapiRoute(app);
  webApp(app, deps.http.webDir);
  return app;
}
