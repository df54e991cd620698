// The types of every call of the API, made from the OpenAPI document that the gateway serves.
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { GatewayModule, type ControllerParts } from '../../apps/gateway/src/gateway.module';
import { openApiDocument } from '../../apps/gateway/src/openapi/document';

const header = '// Made by the build from the OpenAPI document: not to be changed by hand.\n';

/** The text of a module that exports `paths` and `components`. */
export async function clientTypes(): Promise<string> {
  // The controllers are looked at, not called.
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.with({} as ControllerParts), new FastifyAdapter(), { logger: false });
  try {
    await app.init();
    const document = JSON.parse(JSON.stringify(openApiDocument(app))) as OpenAPI3;
    return header + astToString(await openapiTypescript(document, { silent: true }));
  } finally {
    await app.close();
  }
}
