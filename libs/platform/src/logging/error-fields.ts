// What a log line says of an error: enough to find it, and never the request, query or parameters that some libraries hang onto theirs.

const longestMessage = 4000;
const longestStack = 8000;
const deepestCause = 3;

export interface ErrorFields {
  type: string;
  message: string;
  code?: string | number;
  /** What to do, where the error says it. */
  remediation?: string;
  stack?: string;
  cause?: unknown;
}

/** @param error anything that was thrown; what is no error becomes its text. */
export function errorFields(error: unknown, depth = 0): ErrorFields | string {
  if (!(error instanceof Error)) return cut(textOf(error), longestMessage);
  const { code, remediation } = error as { code?: unknown; remediation?: unknown };
  return {
    type: error.name,
    message: cut(error.message, longestMessage),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof remediation === 'string' ? { remediation: cut(remediation, longestMessage) } : {}),
    ...(error.stack === undefined ? {} : { stack: cut(framesOf(error.stack), longestStack) }),
    ...(error.cause === undefined || depth >= deepestCause ? {} : { cause: errorFields(error.cause, depth + 1) }),
  };
}

/** The message stands above the frames, and once is enough. */
function framesOf(stack: string): string {
  const first = stack.search(/^\s+at /m);
  return first === -1 ? stack : stack.slice(first);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length} characters)`;
}
