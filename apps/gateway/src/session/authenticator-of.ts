// The authenticator of a gateway, by its settings.
import type { Logger } from '#platform';
import type { GatewaySettings } from '../gateway-parts';
import { Authenticator } from './authenticator';
import { jsonFetcher } from './oidc/bounded-json';
import { IssuerKeys } from './oidc/issuer-keys';
import { OidcTokens } from './oidc/oidc-tokens';

export function authenticatorOf({ tokens, oidc: settings, proxy }: Pick<GatewaySettings, 'tokens' | 'oidc' | 'proxy'>, logger: Logger): Authenticator {
  if (!settings) return new Authenticator(tokens);
  const keys = new IssuerKeys({ issuer: settings.issuer, fetchJson: jsonFetcher(proxy), now: () => performance.now() });
  return new Authenticator(tokens, Date.now, new OidcTokens({ settings, keys, logger, now: Date.now }));
}
