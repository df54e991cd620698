// The part of a Responses request that the Codex program (0.169.0) sends: whatever else a request holds is refused, as the real service refuses what it does not know.
import { z } from 'zod';
import { ApiRefusal, invalidRequest } from './api-refusal';

const identified = { id: z.string().optional(), status: z.string().optional() };
const text = z.object({ type: z.enum(['input_text', 'output_text']), text: z.string() });
interface Tool { type: string; name?: string | undefined; tools?: Tool[] | undefined }
const tool: z.ZodType<Tool> = z.lazy(() => z.object({ type: z.string(), name: z.string().optional(), tools: z.array(tool).optional() }));

const inputItem = z.discriminatedUnion('type', [
  z.object({ ...identified, type: z.literal('message'), role: z.enum(['developer', 'system', 'user', 'assistant']), content: z.array(text).min(1) }),
  z.object({ ...identified, type: z.literal('additional_tools'), role: z.literal('developer'), tools: z.array(tool) }),
  z.object({ ...identified, type: z.literal('custom_tool_call'), call_id: z.string(), name: z.string(), input: z.string() }),
  z.object({ ...identified, type: z.literal('custom_tool_call_output'), call_id: z.string(), output: z.union([z.string(), z.array(text)]) }),
  z.object({ ...identified, type: z.literal('reasoning') }),
]);
export type InputItem = z.output<typeof inputItem>;

const responsesRequest = z.strictObject({
  model: z.string(),
  input: z.array(inputItem).min(1),
  stream: z.literal(true),
  store: z.literal(false),
  instructions: z.string().optional(),
  tools: z.array(tool).optional(),
  tool_choice: z.literal('auto'),
  parallel_tool_calls: z.boolean(),
  reasoning: z.looseObject({}).optional(),
  include: z.array(z.literal('reasoning.encrypted_content')).optional(),
  prompt_cache_key: z.string().optional(),
  text: z.looseObject({}).optional(),
  client_metadata: z.record(z.string(), z.string()).optional(),
});
export type ResponsesRequest = z.output<typeof responsesRequest>;

/** @throws ApiRefusal as the service words it: 400 for what is malformed, 404 for a model nobody has */
export function responsesRequestIn(body: string, models: readonly string[]): ResponsesRequest {
  const parsed = responsesRequest.safeParse(jsonIn(body));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw invalidRequest(path.length > 0 ? `Invalid '${path.join('.')}': ${message}` : message, path.join('.') || null);
  }
  const { model, input } = parsed.data;
  if (!models.includes(model)) throw new ApiRefusal(404, { message: `The model '${model}' does not exist or you do not have access to it.`, type: 'invalid_request_error', param: null, code: 'model_not_found' });
  requirePairs(input);
  return parsed.data;
}

/** A call and its output belong together. */
function requirePairs(input: readonly InputItem[]): void {
  const open = new Set<string>();
  for (const item of input) {
    if (item.type === 'custom_tool_call') open.add(item.call_id);
    if (item.type === 'custom_tool_call_output' && !open.delete(item.call_id)) throw invalidRequest(`No tool call found for custom tool call output with call_id ${item.call_id}.`, 'input');
  }
  for (const callId of open) throw invalidRequest(`No tool output found for custom tool call ${callId}.`, 'input');
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalidRequest('We could not parse the JSON body of your request.', null);
  }
}
