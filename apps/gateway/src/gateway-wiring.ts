// What the gateway is made of and who is given what, by hand and in one place.
import type { DynamicModule } from '@nestjs/common';
import { ArtifactPins } from './artifacts/artifact-pins';
import type { ApiToken } from '#platform';
import { AuditLooks } from './audit/audit-looks';
import { AuditReader } from './audit/audit-reader';
import { AuditTrail } from './audit/audit-trail';
import { RunArtifacts } from './artifacts/run-artifacts';
import { RunBoard } from './board/run-board';
import { RunReader } from './board/run-reader';
import { BrakeControl } from './brakes/brake-control';
import { BrakeHistory } from './brakes/brake-history';
import { Brakes } from './brakes/brakes';
import { WaitingPullRequests } from './brakes/waiting-pull-requests';
import { EventSockets, defaultSocketLimits } from './events/event-sockets';
import { FactHistory } from './events/fact-history';
import type { GatewayParts } from './gateway-parts';
import { GatewayModule } from './gateway.module';
import { InstallationHealth } from './health/installation-health';
import { InsightReader } from './insight/insight-reader';
import { RunFeedbacks } from './insight/run-feedbacks';
import { RunPreviews } from './preview/run-previews';
import { Admission } from './readiness/admission';
import { GatewayReadiness } from './readiness/gateway-readiness';
import { ownChecks } from './readiness/own-checks';
import { ServiceReadiness } from './readiness/service-readiness';
import { StorageWatch } from './readiness/storage-watch';
import { StreamWatch } from './readiness/stream-watch';
import { FeatureBoard } from './repositories/feature-board';
import { FeatureCache } from './repositories/feature-cache';
import { KnownRepositories } from './repositories/known-repositories';
import { RepositoryFeatureReader } from './repositories/repository-feature-reader';
import { Lanes } from './runs/lane-claim';
import { PhaseCheck } from './runs/phase-check';
import { RunCreation } from './runs/run-creation';
import { SpecificationTexts } from './runs/specification-texts';
import { RunSteering } from './runs/run-steering';
import { Access } from './session/access';
import type { Authenticator } from './session/authenticator';
import { authenticatorOf } from './session/authenticator-of';
import { CookieForm } from './session/cookie-form';
import { RepositoryGuard } from './session/repository-guard';
import { TokenFile } from './session/token-file';
import { TraceLink } from './session/trace-link';

export interface GatewayWiring {
  board: RunBoard;
  stream: StreamWatch;
  storage: StorageWatch;
  services: ServiceReadiness;
  readiness: GatewayReadiness;
  access: Access;
  rights: RepositoryGuard;
  trail: AuditTrail;
  /** What is read again while the gateway runs. */
  tokenFile: TokenFile | undefined;
  sockets: EventSockets;
  brakes: Brakes;
  /** The controllers, with what they are given. */
  module: DynamicModule;
}

/** @throws when NATS does not answer */
export async function wireGateway(parts: GatewayParts): Promise<GatewayWiring> {
  const { log, questions, rows, artifacts, logger, worker, redactor, settings } = parts;
  const board = await RunBoard.open(parts);
  const stream = new StreamWatch(log);
  const storage = new StorageWatch(stream, parts.bus);
  const services = new ServiceReadiness(questions);
  const readiness = new GatewayReadiness({ worker, redactor, services, checks: ownChecks({ log, rows, board, stream, storage, artifacts }) });
  const reader = new RunReader(board, rows, log);
  const lanes = new Lanes(log, { wrote: (sequence) => { board.wrote(sequence); storage.wrote(); }, notStored: () => storage.notStored() }, parts.isBusAway);
  const brakes = brakesOf(parts, reader);
  const authenticator = authenticatorOf(settings, logger);
  const access = new Access({ authenticator, address: settings, ...settings.rates });
  const overviews = overviewsOf(parts, reader, readiness, brakes);
  const kept = artifactsOf(parts, reader);
  const module = GatewayModule.with({
    reader, access, authenticator, cookieForm: new CookieForm(settings.publicUrl), traceLink: new TraceLink(settings.traceUrl),
    creation: new RunCreation({ log, lanes, brakes, questions, worker, rules: settings.rules, admission: new Admission(stream, services), texts: new SpecificationTexts(artifacts) }),
    steering: new RunSteering({ log, lanes, artifacts, phases: new PhaseCheck(questions), worker }),
    ...kept, ...overviews, webhooks: rows.webhooks, audit: new AuditReader(parts.audit),
    brakeControl: new BrakeControl({ brakes, said: parts.brakes, limits: settings.brakes, logger }),
  });
  return {
    board, stream, storage, services, access, rights: new RepositoryGuard(reader), trail: trailOf(parts, reader, kept.runArtifacts, overviews.feedbacks), module, readiness, brakes, tokenFile: tokenFileOf(parts, authenticator),
    sockets: new EventSockets({ board, reader, logger, history: new FactHistory(board, rows, log), limits: { ...defaultSocketLimits, ...settings.sockets }, isStillKnown: (principal) => authenticator.stillKnows(principal) }),
  };
}

function trailOf({ audit: log, brakes: said, rows: { webhooks }, redactor, logger, isBusAway }: GatewayParts, reader: RunReader, artifacts: RunArtifacts, feedbacks: RunFeedbacks): AuditTrail {
  return new AuditTrail({ log, looks: new AuditLooks({ reader, artifacts, feedbacks, webhooks, said }), reader, redactor, logger, isBusAway });
}

/** The hashes are no tokens, and still nobody's to read. */
function tokenFileOf({ settings: { readTokens, tokensMilliseconds }, redactor, logger }: GatewayParts, authenticator: Authenticator): TokenFile | undefined {
  const changed = (tokens: ApiToken[]): void => {
    redactor.know(tokens.map(({ sha256 }) => sha256));
    authenticator.replace(tokens);
  };
  return readTokens && new TokenFile({ read: readTokens, changed, logger }, tokensMilliseconds);
}

function brakesOf({ brakes: said, rows, questions, settings: { brakes: limits } }: GatewayParts, reader: RunReader): Brakes {
  return new Brakes({ said, limits, history: new BrakeHistory({ reader, rows, limits }), pullRequests: new WaitingPullRequests({ questions, rows }) });
}

function artifactsOf({ artifacts: store, rows: { keeping }, logger, settings: { artifactRetentionDays: retentionDays } }: GatewayParts, reader: RunReader) {
  const runArtifacts = new RunArtifacts({ reader, store, keeping, retentionDays });
  return { store, runArtifacts, pins: new ArtifactPins({ artifacts: runArtifacts, keeping, logger }) };
}

/** What people look at before and beside single runs. */
function overviewsOf({ log, questions, rows, bus, settings: { rules, publicUrl, operatorMinutes } }: GatewayParts, reader: RunReader, readiness: GatewayReadiness, brakes: Brakes) {
  const repositories = new KnownRepositories(reader, rows, rules.allowedRepositories);
  const features = new RepositoryFeatureReader(questions, rules.allowedRepositories);
  return {
    repositories, features, featureBoard: new FeatureBoard({ reader, rows, repositories, features: new FeatureCache(features), brakes }),
    previews: new RunPreviews({ questions, log, rules, publicUrl, brakes }), health: new InstallationHealth({ readiness, log, rows, bus }),
    insight: new InsightReader(rows.insight, operatorMinutes), feedbacks: new RunFeedbacks(reader, rows.feedback),
  };
}
