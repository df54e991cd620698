// Spans and trace context in the words Specline needs: one run is one trace, carried from fact to fact in `traceparent`.
import { context, isSpanContextValid, propagation, ROOT_CONTEXT, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';

export const tracer = trace.getTracer('specline');

/** The current trace context as message or HTTP headers (`traceparent`); empty outside a span. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** Runs `fn` as part of the trace that the headers name; without one, outside any trace, so that its first span begins a new one. */
export function withRemoteParent<Result>(headers: Record<string, string> | undefined, fn: () => Result): Result {
  return context.with(propagation.extract(ROOT_CONTEXT, headers ?? {}), fn);
}

/** 32 hexadecimal digits, or undefined outside a trace. */
export function currentTraceId(): string | undefined {
  const spanContext = trace.getSpanContext(context.active());
  return spanContext && isSpanContextValid(spanContext) ? spanContext.traceId : undefined;
}

/**
 * Runs `fn` within a span of its own, which ends when `fn` has; an exception is recorded and thrown on.
 * @example await spanAround('git push', { 'git.ref': ref }, () => this.push(ref))
 */
export async function spanAround<Result>(name: string, attributes: Attributes, fn: (span: Span) => Promise<Result> | Result): Promise<Result> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await fn(span);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
