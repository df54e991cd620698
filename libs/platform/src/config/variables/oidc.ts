// Sign-on by an identity provider, beside the tokens of SPECLINE_API_TOKENS.
import { list, text } from '../forms';
import { claimRoles, issuerUrl } from '../oidc';
import { variable, type Part } from '../variable';

const gateway: Part[] = ['gateway'];

export const oidc = {
  SPECLINE_OIDC_ISSUER: variable(issuerUrl, { usedBy: gateway, description: 'The OpenID Connect provider whose JWTs the API takes as bearer tokens, exactly as their claim iss says it. Its keys are found by discovery.' }),
  SPECLINE_OIDC_AUDIENCE: variable(list, { usedBy: gateway, description: 'What the claim aud of a token must name, one of these.' }),
  SPECLINE_OIDC_ROLE_CLAIM: variable(text, { default: 'roles', usedBy: gateway, description: 'The claim with the roles or groups of a person, a text or a list; dots lead into objects, as in realm_access.roles.' }),
  SPECLINE_OIDC_ROLES: variable(claimRoles, { default: 'viewer=viewer,operator=operator,admin=admin', usedBy: gateway, description: 'Which value of that claim gives which role, for all repositories or some; a person with several has all of them, with none no access.' }),
  SPECLINE_OIDC_NAME_CLAIM: variable(text, { default: 'sub', usedBy: gateway, description: 'The claim by which a person is named in runs and logs, as oidc:<name>. It must be unique and must not be of the person\'s own choice.' }),
};
