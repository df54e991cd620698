// The gateway's controllers and what they are given: plain classes, made once and by hand.
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ArtifactStore } from '#artifacts';
import { ArtifactsController } from './artifacts/artifacts.controller';
import { RunArtifacts } from './artifacts/run-artifacts';
import { RunReader } from './board/run-reader';
import { RunCreation } from './runs/run-creation';
import { RunSteering } from './runs/run-steering';
import { RunsController } from './runs/runs.controller';
import { Access } from './session/access';
import { Authenticator } from './session/authenticator';
import { CookieForm } from './session/cookie-form';
import { SessionController } from './session/session.controller';

export interface ControllerParts {
  reader: RunReader;
  creation: RunCreation;
  steering: RunSteering;
  store: ArtifactStore;
  runArtifacts: RunArtifacts;
  access: Access;
  authenticator: Authenticator;
  cookieForm: CookieForm;
}

@Module({})
export class GatewayModule {
  static with({ reader, creation, steering, store, runArtifacts, access, authenticator, cookieForm }: ControllerParts): DynamicModule {
    const given = (provide: Type, useValue: unknown) => ({ provide, useValue });
    return {
      module: GatewayModule,
      controllers: [RunsController, ArtifactsController, SessionController],
      providers: [
        given(RunReader, reader), given(RunCreation, creation), given(RunSteering, steering), given(ArtifactStore, store), given(RunArtifacts, runArtifacts),
        given(Access, access), given(Authenticator, authenticator), given(CookieForm, cookieForm),
      ],
    };
  }
}
