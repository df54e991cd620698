// How the session cookie is set: for our own pages only, and out of reach of scripts.

export class CookieForm {
  readonly httpOnly = true;
  readonly sameSite = 'strict';
  readonly path = '/';
  readonly secure: boolean;

  constructor(publicUrl: string | undefined) {
    this.secure = publicUrl?.startsWith('https:') ?? false;
  }
}
