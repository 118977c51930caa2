import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../../ports.ts';

export function playbookRoutes(_server: FastifyInstance, _deps: ApiDeps): void {}
