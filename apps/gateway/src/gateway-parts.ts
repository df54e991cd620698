// What the gateway stands on, opened by main.ts or by a test.
import type { ArtifactStore } from '#artifacts';
import type { AuditLog, BrakeLog, BusState, NewsBoard, Questions, RunLog } from '#bus';
import type { BrakeLimits } from '#contracts';
import type { ApiToken, Logger, OidcSettings, Redactor } from '#platform';
import type { ReadModel } from '#read-model';
import type { SocketLimits } from './events/event-sockets';
import type { OperatorMinutes } from './insight/insight-reader';
import type { OrderRules } from './runs/run-order';
import type { AccessRates } from './session/access';
import type { ProxySettings } from './session/oidc/bounded-json';

export interface GatewayParts {
  log: RunLog;
  /** Whether the bus has been away for a while: then nothing is asked of it. */
  isBusAway: () => boolean;
  news: Pick<NewsBoard, 'follow'>;
  questions: Pick<Questions, 'ask'>;
  /** What operators said of brakes. */
  brakes: Pick<BrakeLog, 'draining' | 'released' | 'releasesOf' | 'say'>;
  /** Who did what. */
  audit: Pick<AuditLog, 'add' | 'find'>;
  bus: Pick<BusState, 'lags' | 'serverVersion' | 'serverId'>;
  rows: ReadModel;
  artifacts: ArtifactStore;
  logger: Logger;
  worker: string;
  settings: GatewaySettings;
  redactor: Redactor;
  metricsText: () => Promise<string>;
}

export interface GatewaySettings {
  tokens: readonly ApiToken[];
  /** Reads the tokens again, where they are in a file. */
  readTokens?: (() => ApiToken[]) | undefined;
  /** How often they are read again. */
  tokensMilliseconds?: number;
  /** The identity provider whose tokens are taken too. */
  oidc?: OidcSettings | undefined;
  proxy?: ProxySettings;
  rules: OrderRules;
  brakes: BrakeLimits;
  operatorMinutes: OperatorMinutes;
  artifactRetentionDays: number;
  /** The address listened on, and where operators reach the console. */
  host: string;
  publicUrl: string | undefined;
  /** Where a trace can be looked at, with `{traceId}` in its place. */
  traceUrl?: string | undefined;
  /** Where the build has put the console. */
  consoleDirectory?: string;
  rates?: Partial<AccessRates>;
  sockets?: Partial<SocketLimits>;
}
