// What webhooks were sent, and sending it again.
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { deliveryPageSchema, listDeliveriesSchema, webhookAttempts, webhookDeliveriesPath, webhookDeliverySchema, type DeliveryPage, type WebhookDelivery } from '#contracts';
import { WebhookRows } from '#read-model';
import { Audited } from '../audit/audited';
import { isId, parseShape } from '../http/parse-shape';
import { Describe } from '../openapi/describe';
import { ApiProblem } from '../problems/api-problem';

@ApiTags('webhooks')
@Controller(webhookDeliveriesPath)
export class WebhooksController {
  constructor(private readonly rows: WebhookRows) {}

  @Get()
  @Describe({ summary: 'List deliveries of webhooks, newest first', query: listDeliveriesSchema, answer: [200, deliveryPageSchema], problems: { 400: 'A parameter is wrong.', 503: 'The database cannot be reached.' } })
  list(@Query() query: unknown): Promise<DeliveryPage> {
    return this.rows.list(parseShape(listDeliveriesSchema, query, 'query'));
  }

  @Post(':id/redeliver')
  @Audited('webhook.redeliver')
  @HttpCode(202)
  @Describe({
    summary: 'Send a delivery again', path: { id: 'The delivery.' }, answer: [202, webhookDeliverySchema],
    detail: 'Whatever came of it before: it is sent within a second, with the same `webhook-id` and body, and tried again by itself like a new one.',
    problems: { 404: 'There is no such delivery.', 503: 'The database cannot be reached.' },
  })
  async redeliver(@Param('id') id: string): Promise<WebhookDelivery> {
    const delivery = isId(id) ? await this.rows.redeliver(id, webhookAttempts) : undefined;
    if (delivery) return delivery;
    throw new ApiProblem({ status: 404, code: 'webhook.delivery_unknown', detail: `There is no delivery ${JSON.stringify(id).slice(0, 80)}.`, remediation: `Take the id from /${webhookDeliveriesPath}, which keeps 30 days.` });
  }
}
