// Reads what an OTLP/HTTP exporter sends (opentelemetry-proto, trace/v1): as much of the protobuf encoding as a test looks at.

export interface ReceivedSpan { service: string; name: string; traceId: string; spanId: string; parentSpanId: string; attributes: Record<string, string | number | boolean> }

interface Field { number: number; bytes: Buffer; value: number }

/** The fields of one message. Groups do not occur; fixed-size values are skipped. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const kind = key & 7;
    const none = Buffer.alloc(0);
    if (kind === 0) fields.push({ number: key >>> 3, bytes: none, value: varint() });
    else if (kind === 2) {
      const length = varint();
      fields.push({ number: key >>> 3, bytes: message.subarray(at, at + length), value: NaN });
      at += length;
    } else if (kind === 1 || kind === 5) at += kind === 1 ? 8 : 4;
    else throw new Error(`not protobuf: wire type ${kind}`);
  }
  return fields;
}

const parts = (message: Buffer, number: number): Buffer[] => fieldsOf(message).filter((field) => field.number === number).map(({ bytes }) => bytes);
const first = (message: Buffer, number: number): Buffer => parts(message, number)[0] ?? Buffer.alloc(0);

/** KeyValue { key = 1; AnyValue value = 2 }; AnyValue { string = 1, bool = 2, int = 3 } */
function attributesIn(keyValues: Buffer[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(keyValues.map((keyValue) => {
    const [value] = fieldsOf(first(keyValue, 2));
    return [first(keyValue, 1).toString(), value?.number === 1 ? value.bytes.toString() : value?.number === 2 ? value.value === 1 : value?.value ?? ''];
  }));
}

/** ExportTraceServiceRequest { ResourceSpans = 1 { Resource = 1 { attributes = 1 }, ScopeSpans = 2 { Span = 2 } } } */
export function spansIn(request: Buffer): ReceivedSpan[] {
  return parts(request, 1).flatMap((resourceSpans) => {
    const service = String(attributesIn(parts(first(resourceSpans, 1), 1))['service.name']);
    return parts(resourceSpans, 2).flatMap((scopeSpans) => parts(scopeSpans, 2)).map((span) => ({
      service, name: first(span, 5).toString(),
      traceId: first(span, 1).toString('hex'), spanId: first(span, 2).toString('hex'), parentSpanId: first(span, 4).toString('hex'),
      attributes: attributesIn(parts(span, 9)),
    }));
  });
}
