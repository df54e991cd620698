// The token with which the local operator uses the API: made once per data directory, readable by its owner only.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface OperatorToken { token: string; path: string; /** For SPECLINE_API_TOKENS. */ setting: string }

export function operatorToken(dataDir: string): OperatorToken {
  const path = join(dataDir, 'operator-token');
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  const token = readFileSync(path, 'utf8').trim();
  return { token, path, setting: `admin:local:${createHash('sha256').update(token).digest('hex')}` };
}
