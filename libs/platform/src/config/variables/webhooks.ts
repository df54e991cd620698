// Who is told of a run's end.
import { flag } from '../forms';
import { webhookEvents, webhookSecrets, webhookUrls } from '../webhooks';
import { variable } from '../variable';

export const webhooks = {
  SPECLINE_WEBHOOKS: variable(webhookUrls, { secret: true, usedBy: ['projection'], description: 'Who is told when a run ends or waits for a person, by name.' }),
  SPECLINE_WEBHOOK_SECRETS: variable(webhookSecrets, { secret: true, usedBy: ['projection'], description: 'The secret with which the messages of each webhook are signed.' }),
  SPECLINE_WEBHOOK_EVENTS: variable(webhookEvents, { usedBy: ['projection'], description: 'What a webhook is told of; one that is not named here is told of everything.' }),
  SPECLINE_WEBHOOK_PRIVATE_ADDRESSES: variable(flag, { default: '0', usedBy: ['projection'], description: 'Webhooks may lead to private networks and this machine, and may be http://.' }),
};
