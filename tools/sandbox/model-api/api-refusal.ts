// How the service says no.

export interface ApiError { message: string; type: string; param: string | null; code: string | null }

export class ApiRefusal extends Error {
  constructor(readonly status: number, readonly error: ApiError) {
    super(error.message);
  }
}

export function invalidRequest(message: string, param: string | null): ApiRefusal {
  return new ApiRefusal(400, { message, type: 'invalid_request_error', param, code: null });
}

/** The service repeats the key with its middle covered. */
export function wrongKey(given: string | undefined): ApiRefusal {
  if (!given) {
    return new ApiRefusal(401, {
      message: "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
      type: 'invalid_request_error', param: null, code: null,
    });
  }
  const covered = given.length > 12 ? `${given.slice(0, 8)}${'*'.repeat(given.length - 12)}${given.slice(-4)}` : '*'.repeat(given.length);
  return new ApiRefusal(401, { message: `Incorrect API key provided: ${covered}.`, type: 'invalid_request_error', param: null, code: 'invalid_api_key' });
}
