// The health of the installation, for people who look at it.
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { healthPath, healthSchema, type Health } from '#contracts';
import { Describe } from '../openapi/describe';
import { InstallationHealth } from './installation-health';

@ApiTags('health')
@Controller(healthPath)
export class HealthController {
  constructor(private readonly health: InstallationHealth) {}

  @Get()
  @Describe({ summary: 'See how every part of the installation is, and what to do', answer: [200, healthSchema], problems: {} })
  show(): Promise<Health> {
    return this.health.look();
  }
}
