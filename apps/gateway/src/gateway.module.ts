// The gateway's controllers and what they are given: plain classes, made once and by hand.
import { Module, type Abstract, type DynamicModule, type Type } from '@nestjs/common';
import { ArtifactStore } from '#artifacts';
import { WebhookRows } from '#read-model';
import { AuditController } from './audit/audit.controller';
import { AuditReader } from './audit/audit-reader';
import { ArtifactPins } from './artifacts/artifact-pins';
import { ArtifactsController } from './artifacts/artifacts.controller';
import { PinsController } from './artifacts/pins.controller';
import { RunArtifacts } from './artifacts/run-artifacts';
import { RunReader } from './board/run-reader';
import { BrakeControl } from './brakes/brake-control';
import { BrakesController } from './brakes/brakes.controller';
import { HealthController } from './health/health.controller';
import { InstallationHealth } from './health/installation-health';
import { InsightController } from './insight/insight.controller';
import { InsightReader } from './insight/insight-reader';
import { RunFeedbacks } from './insight/run-feedbacks';
import { PreviewController } from './preview/preview.controller';
import { RunPreviews } from './preview/run-previews';
import { FeatureBoard } from './repositories/feature-board';
import { KnownRepositories } from './repositories/known-repositories';
import { RepositoriesController } from './repositories/repositories.controller';
import { RepositoryFeatureReader } from './repositories/repository-feature-reader';
import { RunCreation } from './runs/run-creation';
import { RunSteering } from './runs/run-steering';
import { RunsController } from './runs/runs.controller';
import { Access } from './session/access';
import { Authenticator } from './session/authenticator';
import { CookieForm } from './session/cookie-form';
import { TraceLink } from './session/trace-link';
import { SessionController } from './session/session.controller';
import { WebhooksController } from './webhooks/webhooks.controller';

export interface ControllerParts {
  reader: RunReader;
  creation: RunCreation;
  steering: RunSteering;
  store: ArtifactStore;
  runArtifacts: RunArtifacts;
  pins: ArtifactPins;
  access: Access;
  authenticator: Authenticator;
  cookieForm: CookieForm;
  traceLink: TraceLink;
  previews: RunPreviews;
  repositories: KnownRepositories;
  features: RepositoryFeatureReader;
  featureBoard: FeatureBoard;
  health: InstallationHealth;
  insight: InsightReader;
  feedbacks: RunFeedbacks;
  webhooks: WebhookRows;
  brakeControl: BrakeControl;
  audit: AuditReader;
}

@Module({})
export class GatewayModule {
  static with(parts: ControllerParts): DynamicModule {
    const given = (provide: Type | Abstract<unknown>, useValue: unknown) => ({ provide, useValue });
    return {
      module: GatewayModule,
      controllers: [RunsController, PreviewController, ArtifactsController, PinsController, RepositoriesController, HealthController, InsightController, WebhooksController, BrakesController, AuditController, SessionController],
      providers: [
        given(RunReader, parts.reader), given(RunCreation, parts.creation), given(RunSteering, parts.steering), given(ArtifactStore, parts.store), given(RunArtifacts, parts.runArtifacts), given(ArtifactPins, parts.pins),
        given(RunPreviews, parts.previews), given(KnownRepositories, parts.repositories), given(RepositoryFeatureReader, parts.features), given(FeatureBoard, parts.featureBoard),
        given(InstallationHealth, parts.health), given(InsightReader, parts.insight), given(RunFeedbacks, parts.feedbacks), given(WebhookRows, parts.webhooks), given(BrakeControl, parts.brakeControl), given(AuditReader, parts.audit),
        given(Access, parts.access), given(Authenticator, parts.authenticator), given(CookieForm, parts.cookieForm), given(TraceLink, parts.traceLink),
      ],
    };
  }
}
