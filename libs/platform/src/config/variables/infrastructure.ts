// Where the services find each other, keep their data and tell how they are.
import { apiTokens } from '../api-tokens';
import { byteSize, choice, delays, flag, headers, path, port, text, traceUrl, url, urls, wholeNumber } from '../forms';
import { services, variable } from '../variable';

export const infrastructure = {
  NATS_URL: variable(urls('nats', 'tls', 'ws', 'wss'), { default: 'nats://127.0.0.1:4222', secret: true, usedBy: services, description: 'The NATS servers, with user and password where they ask for one. Absent, the local stack starts its own.' }),
  NATS_CREDS: variable(path, { usedBy: services, description: "The credentials file of this service's NATS user." }),
  NATS_CA: variable(path, { usedBy: services, description: "The file of the authority that signed the NATS servers' certificate. Set, NATS is reached with TLS or not at all, as with tls:// in NATS_URL." }),
  NATS_CERT: variable(path, { usedBy: services, description: 'The certificate that is shown to NATS servers which ask for one; needs NATS_KEY.' }),
  NATS_KEY: variable(path, { usedBy: services, description: 'Its private key.' }),
  DATABASE_URL: variable(url('postgres', 'postgresql'), { secret: true, usedBy: ['projection', 'gateway'], description: 'The PostgreSQL database of the read model, with sslmode=verify-full for TLS. Absent, the local stack starts its own.' }),
  PGSSLMODE: variable(choice('disable', 'require', 'verify-ca', 'verify-full'), { usedBy: ['projection', 'gateway'], description: 'For PostgreSQL, where DATABASE_URL has no sslmode: disable is plain text; every other word means verify-full here.' }),
  PGSSLROOTCERT: variable(path, { usedBy: ['projection', 'gateway'], description: "The file of the authority that signed PostgreSQL's certificate, where DATABASE_URL has no sslrootcert. Set, PostgreSQL is reached with TLS or not at all." }),
  PGSSLCERT: variable(path, { usedBy: ['projection', 'gateway'], description: 'The certificate that is shown to PostgreSQL; needs PGSSLKEY.' }),
  PGSSLKEY: variable(path, { usedBy: ['projection', 'gateway'], description: 'Its private key.' }),
  SPECLINE_STREAM_REPLICAS: variable(wholeNumber(1, 5), { default: '1', usedBy: services, description: 'Copies of each stream; 3 on a NATS cluster.' }),
  SPECLINE_DATA_DIR: variable(path, { default: 'var/local', usedBy: ['local stack', ...services], description: 'What a service keeps on its own disk: caches, and the data of the local stack.' }),
};

export const retention = {
  SPECLINE_ARTIFACT_STORE: variable(choice('file', 'object'), { default: 'file', usedBy: services, description: 'Where artifacts lie: in files, or in the JetStream object store when services run on several machines.' }),
  SPEC_WORKFLOW_ARTIFACT_ROOT: variable(path, { default: 'var/artifacts/spec_workflows', usedBy: services, description: 'The folder of the artifact files.' }),
  SPECLINE_ARTIFACT_MAX_BYTES: variable(byteSize, { default: '16GiB', usedBy: services, description: 'The size of the object store of artifacts; files have no limit but their disk.' }),
  SPECLINE_ARTIFACT_RETENTION_DAYS: variable(wholeNumber(7, 3650), { default: '30', usedBy: services, description: 'Days until an artifact that is not pinned is removed, from its making or from the end of its run, whichever is later.' }),
  SPECLINE_RUN_RETENTION_DAYS: variable(wholeNumber(7, 3650), { default: '180', usedBy: services, description: 'Days until a fact leaves the stream; a run can be retried that long.' }),
  SPECLINE_RUN_MAX_BYTES: variable(byteSize, { default: '8GiB', usedBy: services, description: 'The size of the stream of facts. At 80 % new runs are refused.' }),
  SPECLINE_AUDIT_RETENTION_DAYS: variable(wholeNumber(7, 3650), { default: '365', usedBy: services, description: 'Days until an entry leaves the audit log.' }),
  SPECLINE_AUDIT_MAX_BYTES: variable(byteSize, { default: '512MiB', usedBy: services, description: 'The size of the audit log; when it is reached the oldest entries go.' }),
  SPECLINE_RETRY_DELAYS_SECONDS: variable(delays, { default: '10,60,300', usedBy: ['discovery', 'codex-runner', 'publisher'], description: 'The waits before a stage that failed for a passing reason is tried again by itself; as many retries as numbers.' }),
};

export const api = {
  PORT: variable(port, { default: '8080', usedBy: ['gateway', 'local stack'], description: 'The port of the API and the console. Absent and taken, the local stack takes the next free one.' }),
  SPECLINE_HOST: variable(text, { default: '127.0.0.1', usedBy: services, description: 'The address on which services listen; 0.0.0.0 in a container.' }),
  SPECLINE_OPS_PORT: variable(port, { default: '0', usedBy: ['discovery', 'codex-runner', 'publisher', 'projection'], description: 'The port of /healthz, /readyz and /metrics of the services without an API; 0 takes a free one and logs it.' }),
  SPECLINE_TRACE_URL: variable(traceUrl, { usedBy: ['gateway'], description: 'Where a trace can be looked at, such as https://jaeger.example/trace/{traceId}, for the link in the console.' }),
  SPECLINE_PUBLIC_URL: variable(url('http', 'https'), { usedBy: ['gateway', 'publisher', 'projection'], description: 'Where operators reach the console, for links in pull requests and webhooks and for the check of Origin.' }),
  SPECLINE_API_TOKENS: variable(apiTokens, { secret: true, usedBy: ['gateway'], description: 'Who may use the API. Absent in the local stack: an operator token is generated into SPECLINE_DATA_DIR/operator-token.' }),
  SPECLINE_MANUAL_BASELINE_MINUTES: variable(wholeNumber(1, 10_000), { default: '120', usedBy: ['gateway'], description: 'Minutes a person needs for a phase without Specline, with which the insight page compares.' }),
  SPECLINE_ACTION_MINUTES: variable(wholeNumber(0, 1000), { default: '2', usedBy: ['gateway'], description: 'Minutes that starting, retrying or cancelling a run takes an operator, for the same comparison.' }),
};

export const telemetry = {
  SPECLINE_LOG_LEVEL: variable(choice('trace', 'debug', 'info', 'warn', 'error', 'fatal'), { default: 'info', usedBy: services, description: 'The least severe level that is logged.' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(url('http', 'https'), { usedBy: services, description: 'The OpenTelemetry collector, without /v1/traces. Absent, no span leaves the process.' }),
  OTEL_EXPORTER_OTLP_HEADERS: variable(headers, { secret: true, usedBy: services, description: 'Headers for the collector.' }),
  SPEC_WORKFLOW_METRICS_HOST: variable(text, { usedBy: services, description: 'A StatsD server for the metrics of stages. Absent, none is sent; /metrics is always there.' }),
  SPEC_WORKFLOW_METRICS_PORT: variable(port, { default: '8125', usedBy: services, description: 'The UDP port of the StatsD server.' }),
  SPEC_WORKFLOW_METRICS_NAMESPACE: variable(text, { default: 'specline', usedBy: services, description: 'What the names of StatsD metrics begin with.' }),
};

export const localStack = {
  SPEC_WORKFLOW_TEST_MODE: variable(flag, { default: '0', usedBy: ['local stack', ...services], description: 'Emulators instead of GitHub and Codex Cloud, whatever credentials are set.' }),
  NATS_SERVER_BIN: variable(path, { usedBy: ['local stack'], description: 'The nats-server program, 2.12 or newer.' }),
  SPECLINE_SUPERVISED: variable(flag, { default: '0', usedBy: services, description: 'The service ends when its standard input does; set by the local stack, so that no service outlives it.' }),
};
