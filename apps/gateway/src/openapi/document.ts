// The OpenAPI document, from the controllers, the schemas that check their requests, and the routes beside them; and its pages under /api/docs.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { otherRoutes } from './other-routes';
import { componentSchemas } from './schemas';

export const docsPath = 'api/docs';
export const documentPath = 'api/openapi.json';

const about = 'Runs of Spec Kit features, from plan to pull request. Errors are `application/problem+json` with a `code` for programs and a `remediation` for people.';

export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0').setTitle('Specline').setDescription(about).setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A token of SPECLINE_API_TOKENS, or a JWT of the identity provider SPECLINE_OIDC_ISSUER.' }, 'token')
    .addCookieAuth('specline_session', { type: 'apiKey', in: 'cookie', description: 'A session of POST /api/session; what changes something also needs the header X-CSRF-Token.' }, 'session')
    .build();
  const document = SwaggerModule.createDocument(app, { ...settings, security: [{ token: [] }, { session: [] }] }, { operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}.${method}` });
  const schemas = { ...document.components?.schemas, ...componentSchemas() } as NonNullable<OpenAPIObject['components']>['schemas'];
  return { ...document, paths: { ...document.paths, ...otherRoutes }, components: { ...document.components, ...(schemas ? { schemas } : {}) } };
}

/** The document as JSON and as pages, whose scripts are our own files. */
export function serveDocument(app: NestFastifyApplication): void {
  SwaggerModule.setup(docsPath, app, openApiDocument(app), { jsonDocumentUrl: documentPath, raw: ['json'], customSiteTitle: 'Specline API', swaggerOptions: { persistAuthorization: false } });
}
