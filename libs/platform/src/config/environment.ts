// The whole environment of Specline as data, in the order in which it is documented.
import type { Variable } from './variable';
import { brakes } from './variables/brakes';
import { commandLine } from './variables/command-line';
import { api, infrastructure, localStack, retention, telemetry } from './variables/infrastructure';
import { oidc } from './variables/oidc';
import { passages } from './variables/passages';
import { webhooks } from './variables/webhooks';
import { agents, gitHub, jobs, skills } from './variables/work';

export const variableGroups = {
  'GitHub': gitHub,
  'Coding agents': agents,
  'Skills': skills,
  'Passages of documents': passages,
  'Job containers': jobs,
  'Brakes': brakes,
  'API': api,
  'Sign-on by OpenID Connect': oidc,
  'Webhooks': webhooks,
  'Infrastructure': infrastructure,
  'Runs and artifacts': retention,
  'Logs, traces and metrics': telemetry,
  'Local stack': localStack,
  'Command line': commandLine,
} satisfies Record<string, Record<string, Variable>>;

export const variables = { ...gitHub, ...agents, ...skills, ...passages, ...jobs, ...brakes, ...api, ...oidc, ...webhooks, ...infrastructure, ...retention, ...telemetry, ...localStack, ...commandLine };
export type VariableName = keyof typeof variables;

/** What the variables say once parsed. */
export type Values = { [Name in VariableName]: (typeof variables)[Name] extends Variable<infer Value> ? Value : never };
