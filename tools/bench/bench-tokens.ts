// Tokens of the emulated GitHub for repositories that only a measurement knows.
import { randomBytes } from 'node:crypto';
import type { Token } from '../sandbox/github/tokens';

export function benchTokens(): { write: Token; read: Token } {
  const token = (): Token => ({ kind: 'classic', value: `ghp_${randomBytes(18).toString('hex')}`, login: 'specline-bot', scopes: ['repo'] });
  return { write: token(), read: token() };
}
