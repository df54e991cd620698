// git as the publisher uses it: asks the server what it has before it sends anything.
import { GitProcess } from '#git';

/**
 * The mirror holds one commit without history and without file contents. Once the base branch has moved on, none of the heads that the server
 * shows is known here; git would then send the whole base again, which the mirror does not have ("unable to read …").
 */
export class PublishingGit extends GitProcess {
  override run(...[args, call]: Parameters<GitProcess['run']>): ReturnType<GitProcess['run']> {
    return super.run(['-c', 'push.negotiate=true', ...args], call);
  }
}
