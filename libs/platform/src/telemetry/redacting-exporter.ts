// The last gate before spans leave the process: exceptions and attributes may quote what a program printed.
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Redactor } from '../redaction/redactor';

export class RedactingExporter implements SpanExporter {
  constructor(private readonly exporter: SpanExporter, private readonly redactor: Redactor) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans.map((span) => this.redacted(span)), done);
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private redacted(span: ReadableSpan): ReadableSpan {
    const { name, attributes, events, status } = span;
    const clean = this.redactor.value({ name, attributes, events, status });
    return Object.create(span, Object.getOwnPropertyDescriptors(clean)) as ReadableSpan;
  }
}
