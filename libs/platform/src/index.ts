export { Redactor, redactionMark } from './redaction/redactor';
export type { RedactedStream } from './redaction/redacted-stream';
