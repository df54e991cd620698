// The shapes of the API as JSON Schema, made from the schemas that check them.
import { z } from 'zod';
import {
  artifactSchema, artifactViewSchema, auditEntrySchema, auditPageSchema, boardSchema, brakeReleaseSchema, brakesSchema, cancelRunSchema, createRunSchema, deliveryPageSchema, drainRequestSchema, drainSchema, drainStateSchema, heldBrakeSchema, releaseBrakesSchema, releasedBrakesSchema, eventFrameSchema, factSchema, failureSchema, feedbackRequestSchema, healthSchema, insightSchema, newsSchema, previewSchema,
  problemSchema, readinessSchema, repositoriesSchema, repositoryFeaturesSchema, retryRunSchema, runArtifactsSchema, runCountsSchema, runFeedbackSchema, runPageSchema,
  runPreviewSchema, runTasksSchema, runViewSchema, sessionRequestSchema, sessionSchema, taskSchema, webhookDeliverySchema, webhookPayloadSchema, writingPreviewSchema,
} from '#contracts';

type JsonSchema = Record<string, unknown>;

const said = {
  Run: runViewSchema, RunPage: runPageSchema, RunTasks: runTasksSchema, RunArtifacts: runArtifactsSchema, Task: taskSchema, Artifact: artifactSchema, RunArtifact: artifactViewSchema, Failure: failureSchema,
  Fact: factSchema, News: newsSchema, EventFrame: eventFrameSchema, Problem: problemSchema, Readiness: readinessSchema, Session: sessionSchema,
  RunCounts: runCountsSchema, Preview: previewSchema, RunPreview: runPreviewSchema, WritingPreview: writingPreviewSchema, RunFeedback: runFeedbackSchema, Repositories: repositoriesSchema, RepositoryFeatures: repositoryFeaturesSchema,
  HeldBrake: heldBrakeSchema, BrakeRelease: brakeReleaseSchema, Drain: drainSchema, Brakes: brakesSchema, ReleasedBrakes: releasedBrakesSchema, DrainState: drainStateSchema,
  Board: boardSchema, Health: healthSchema, Insight: insightSchema, WebhookDelivery: webhookDeliverySchema, DeliveryPage: deliveryPageSchema, WebhookPayload: webhookPayloadSchema, AuditEntry: auditEntrySchema, AuditPage: auditPageSchema,
};
const asked = { CreateRun: createRunSchema, RetryRun: retryRunSchema, CancelRun: cancelRunSchema, SessionRequest: sessionRequestSchema, FeedbackRequest: feedbackRequestSchema, ReleaseBrakes: releaseBrakesSchema, DrainRequest: drainRequestSchema };

/** `components.schemas` of the document. */
export function componentSchemas(): Record<string, JsonSchema> {
  return { ...schemasOf(said, 'output'), ...schemasOf(asked, 'input') };
}

function schemasOf(shapes: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries(shapes)) registry.add(shape, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: pathOf });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}

/** @throws Error when the shape has no name here */
export function refTo(shape: z.ZodType): { $ref: string } {
  const [name] = Object.entries({ ...said, ...asked }).find(([, one]) => one === shape) ?? [];
  if (name === undefined) throw new Error('a shape of the API is missing in openapi/schemas.ts');
  return { $ref: pathOf(name) };
}

/** The fields of a query string, each with its schema. */
export function fieldsOf(shape: z.ZodObject): { name: string; required: boolean; schema: JsonSchema }[] {
  const { properties = {}, required = [] } = z.toJSONSchema(shape, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({ name, required: required.includes(name), schema: schema as JsonSchema }));
}

const pathOf = (name: string): string => `#/components/schemas/${name}`;
