// One answer of the model as server-sent events, in the order of the real service; without the pieces (`*.delta`) that nobody here waits for.
import type { ServerResponse } from 'node:http';
import type { Turn } from './writing-model';

const usage = { input_tokens: 100, input_tokens_details: { cached_tokens: 40 }, output_tokens: 20, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 120 };

export class ResponseStream {
  private sequence = 0;

  constructor(private readonly response: ServerResponse, private readonly id: string, private readonly model: string) {}

  begin(): void {
    this.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    this.event('response.created', { response: this.described('in_progress', []) });
  }

  end(turn: Exclude<Turn, { kind: 'silence' }>): void {
    const item = this.itemOf(turn);
    this.event('response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress' } });
    this.event('response.output_item.done', { output_index: 0, item });
    this.event('response.completed', { response: { ...this.described('completed', [item]), usage } });
    this.response.end();
  }

  private itemOf(turn: Exclude<Turn, { kind: 'silence' }>): object {
    if (turn.kind === 'execute') return { type: 'custom_tool_call', id: `ctc_${this.id}`, call_id: `call_${this.id}`, name: 'exec', input: turn.script, status: 'completed' };
    return { type: 'message', id: `msg_${this.id}`, role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: turn.text, annotations: [] }] };
  }

  private described(status: string, output: object[]): object {
    return { id: `resp_${this.id}`, object: 'response', model: this.model, status, output };
  }

  private event(type: string, content: object): void {
    this.response.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.sequence++, ...content })}\n\n`);
  }
}
