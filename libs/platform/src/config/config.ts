// The configuration as the services see it: nested, typed, with units in the names.
import { resolve } from 'node:path';
import type { Values } from './environment';
import { oidcOf } from './oidc';
import { codexPassThroughOf, passThroughOf } from './pass-through';
import { busTlsOf, databaseUrlOf } from './tls';
import { webhooksOf } from './webhooks';

export type Config = ReturnType<typeof assemble>;

export interface Surroundings {
  /** Every variable that is not empty, secrets from files included. */
  environment: Record<string, string>;
  /** Relative paths start here. */
  directory: string;
}

export function assemble(values: Values, surroundings: Surroundings) {
  return {
    ...infrastructureOf(values, surroundings),
    ...workOf(values, surroundings),
  };
}

function infrastructureOf(values: Values, { environment, directory }: Surroundings) {
  return {
    nats: { servers: values.NATS_URL, credentialsFile: values.NATS_CREDS && resolve(directory, values.NATS_CREDS), tls: busTlsOf(values, directory) },
    database: { url: values.DATABASE_URL && databaseUrlOf(values.DATABASE_URL, values, directory) },
    dataDirectory: resolve(directory, values.SPECLINE_DATA_DIR),
    artifacts: {
      store: values.SPECLINE_ARTIFACT_STORE, root: resolve(directory, values.SPEC_WORKFLOW_ARTIFACT_ROOT),
      maxBytes: values.SPECLINE_ARTIFACT_MAX_BYTES, replicas: values.SPECLINE_STREAM_REPLICAS, retentionDays: values.SPECLINE_ARTIFACT_RETENTION_DAYS,
    },
    streams: {
      runRetentionDays: values.SPECLINE_RUN_RETENTION_DAYS, runMaxBytes: values.SPECLINE_RUN_MAX_BYTES,
      auditRetentionDays: values.SPECLINE_AUDIT_RETENTION_DAYS, auditMaxBytes: values.SPECLINE_AUDIT_MAX_BYTES, replicas: values.SPECLINE_STREAM_REPLICAS,
    },
    retry: { delaysSeconds: values.SPECLINE_RETRY_DELAYS_SECONDS }, brakes: brakesOf(values),
    api: apiOf(values, { environment, directory }),
    /** No service uses it; where one is given it all the same it is not to be shown. */
    commandLine: { token: values.SPECLINE_TOKEN },
    webhooks: { receivers: webhooksOf(values), privateAddresses: values.SPECLINE_WEBHOOK_PRIVATE_ADDRESSES },
    ops: { host: values.SPECLINE_HOST, port: values.SPECLINE_OPS_PORT },
    log: { level: values.SPECLINE_LOG_LEVEL },
    telemetry: telemetryOf(values),
    testMode: values.SPEC_WORKFLOW_TEST_MODE,
    supervised: values.SPECLINE_SUPERVISED,
    natsServerBin: values.NATS_SERVER_BIN,
    /** For every child process. */
    passThrough: passThroughOf(environment),
    /** The proxies in the words of undici's `EnvHttpProxyAgent`. */
    proxy: {
      httpProxy: environment.HTTP_PROXY ?? environment.http_proxy,
      httpsProxy: environment.HTTPS_PROXY ?? environment.https_proxy,
      noProxy: environment.NO_PROXY ?? environment.no_proxy,
    },
  };
}

/** 0 turns one off. */
function brakesOf(values: Values) {
  return {
    noProgress: values.SPECLINE_BRAKE_NO_PROGRESS_RUNS, allowance: values.SPECLINE_BRAKE_RUNS_PER_DAY,
    failures: values.SPECLINE_BRAKE_FAILURES, unreviewed: values.SPECLINE_BRAKE_UNREVIEWED_PULL_REQUESTS,
  };
}

function apiOf(values: Values, { environment, directory }: Surroundings) {
  return {
    host: values.SPECLINE_HOST,
    port: values.PORT,
    /** A port that somebody asked for is not exchanged for the next free one. */
    portIsFixed: environment.PORT !== undefined,
    publicUrl: values.SPECLINE_PUBLIC_URL,
    traceUrl: values.SPECLINE_TRACE_URL,
    tokens: values.SPECLINE_API_TOKENS,
    /** Read again while the gateway runs; absent where the tokens stand in the environment. */
    tokensFile: environment.SPECLINE_API_TOKENS_FILE && resolve(directory, environment.SPECLINE_API_TOKENS_FILE),
    oidc: oidcOf(values),
    /** What operators' time is reckoned with. */
    actionMinutes: values.SPECLINE_ACTION_MINUTES,
    manualBaselineMinutes: values.SPECLINE_MANUAL_BASELINE_MINUTES,
  };
}

function telemetryOf(values: Values) {
  const statsdHost = values.SPEC_WORKFLOW_METRICS_HOST;
  return {
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    otlpHeaders: values.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    statsd: statsdHost === undefined ? undefined : { host: statsdHost, port: values.SPEC_WORKFLOW_METRICS_PORT, namespace: values.SPEC_WORKFLOW_METRICS_NAMESPACE },
  };
}

function workOf(values: Values, { environment, directory }: Surroundings) {
  const token = values.GH_TOKEN ?? values.GITHUB_TOKEN;
  const { GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: appKey } = values;
  const keyFile = environment.GITHUB_APP_PRIVATE_KEY_FILE;
  return {
    github: {
      /** Pushes and opens pull requests; the publisher's alone. */
      token,
      readToken: values.GITHUB_READ_TOKEN ?? token,
      /** In place of tokens that are not set. The key's file is read again when it changes; absent where the key stands in the environment. */
      app: appId === undefined || appKey === undefined ? undefined : { id: appId, privateKey: appKey, privateKeyFile: keyFile && resolve(directory, keyFile) },
      apiUrl: values.GITHUB_API_URL,
      serverUrl: values.GITHUB_SERVER_URL,
      allowedRepositories: values.SPECLINE_ALLOWED_REPOSITORIES,
    },
    agents: agentsOf(values, environment),
    codex: {
      environment: values.CODEX_ENV,
      environments: values.CODEX_ENVS ?? {},
      model: values.CODEX_MODEL,
      bin: values.CODEX_BIN,
      home: values.CODEX_HOME && resolve(directory, values.CODEX_HOME),
      queue: values.SPEC_WORKFLOW_CODEX_QUEUE,
      pollSeconds: values.SPECLINE_CODEX_POLL_SECONDS,
      silenceMinutes: values.SPECLINE_CODEX_SILENCE_MINUTES,
      deadlineMinutes: values.SPECLINE_CODEX_DEADLINE_MINUTES,
      settleSeconds: values.SPECLINE_SETTLE_SECONDS,
      /** For the Codex program, next to `passThrough`. */
      passThrough: codexPassThroughOf(environment),
    },
    skills: skillsOf(values),
    passages: {
      tokens: values.SPECLINE_PASSAGE_TOKENS,
      ranking: values.DEFAULT_EMBEDDING_PROVIDER === 'google' ? 'google' as const : 'lexical' as const,
      google: { apiKey: values.GOOGLE_API_KEY, model: values.GOOGLE_EMBEDDING_MODEL, url: values.GOOGLE_EMBEDDING_URL },
    },
    jobs: jobsOf(values),
  };
}

function jobsOf(values: Values) {
  return {
    image: values.SPEC_AUTOMATION_JOB_IMAGE,
    dockerHost: values.DOCKER_HOST,
    /** What leads out; only the proxy of a job is in it. */
    network: values.SPEC_AUTOMATION_JOB_NETWORK,
    /** `host[:port][!private]`, beside those that a stage asks for. */
    egress: values.SPECLINE_JOB_EGRESS ?? [],
    minutes: values.SPECLINE_JOB_MINUTES,
    graceMinutes: values.SPECLINE_JOB_GRACE_MINUTES,
    limits: { memoryBytes: values.SPECLINE_JOB_MEMORY, cpus: values.SPECLINE_JOB_CPUS, processes: values.SPECLINE_JOB_PROCESSES, diskBytes: values.SPECLINE_JOB_DISK },
    environment: jobEnvironmentOf(values),
  };
}

function agentsOf(values: Values, environment: Record<string, string>) {
  const names = values.SPEC_AUTOMATION_AGENT_COMMAND_ENV ?? [];
  return {
    backend: values.SPEC_AUTOMATION_AGENT_BACKEND,
    allowed: values.SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS,
    /** Of agents in job containers. */
    silenceMinutes: values.SPECLINE_AGENT_SILENCE_MINUTES,
    codexExec: { baseUrl: values.SPEC_AUTOMATION_CODEX_BASE_URL },
    claudeCode: { baseUrl: values.ANTHROPIC_BASE_URL, model: values.SPEC_AUTOMATION_CLAUDE_MODEL },
    command: {
      argv: values.SPEC_AUTOMATION_AGENT_COMMAND,
      /** Every name that was asked for; undefined where the variable is not set. */
      environment: Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<string, string | undefined>,
      egress: values.SPEC_AUTOMATION_AGENT_COMMAND_EGRESS ?? [],
    },
  };
}

function skillsOf(values: Values) {
  return {
    use: values.SPEC_WORKFLOW_USE_SKILLS,
    default: values.SPEC_WORKFLOW_DEFAULT_SKILL,
    allowed: values.SPEC_WORKFLOW_ALLOWED_SKILLS,
    fallback: values.SPEC_WORKFLOW_SKILLS_FALLBACK_ENABLED,
    canaryPercent: values.SPEC_WORKFLOW_SKILLS_CANARY_PERCENT,
    shadow: values.SPEC_WORKFLOW_SKILLS_SHADOW_MODE,
    byStage: {
      discover: values.SPEC_WORKFLOW_DISCOVER_SKILL,
      submit: values.SPEC_WORKFLOW_SUBMIT_SKILL,
      publish: values.SPEC_WORKFLOW_PUBLISH_SKILL,
      specify: values.SPEC_WORKFLOW_SPECIFY_SKILL,
      plan: values.SPEC_WORKFLOW_PLAN_SKILL,
      tasks: values.SPEC_WORKFLOW_TASKS_SKILL,
    } as Partial<Record<string, string>>,
  };
}

/** For job containers only. */
function jobEnvironmentOf({ CODEX_API_KEY, ANTHROPIC_API_KEY }: Values): Record<string, string> {
  const all = { CODEX_API_KEY, ANTHROPIC_API_KEY };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
