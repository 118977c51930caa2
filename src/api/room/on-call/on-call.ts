import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../../ports.ts';

export function onCallRoutes(_server: FastifyInstance, _deps: ApiDeps): void {}
