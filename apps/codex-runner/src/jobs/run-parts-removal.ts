// Removes what a run has in the Docker Engine, one by one: an engine of 20.10 can lock up when containers leave a network at the same moment (moby/libnetwork#2679).
import type Docker from 'dockerode';
import { messageOf, unlessGone } from './docker-engine';
import type { JobKey, Removal } from './job';
import { jobName, labelFilter, labels, workspaceName, type Installation } from './job-parts';

export interface KeptParts { workspace?: boolean; networks?: boolean; containersOf?: JobKey }

export class RunPartsRemoval {
  constructor(private readonly docker: Docker, private readonly installation: Installation) {}

  /** Containers, then networks, then the volume. What cannot be removed is said in `left`; nothing is thrown. */
  async remove(runId: string, keep: KeptParts = {}): Promise<Removal> {
    const done: Removal = { removed: [], left: [] };
    await this.attempt(done, `containers of ${runId}`, undefined, async () => this.removeContainers(runId, keep, done));
    if (!keep.networks) await this.attempt(done, `networks of ${runId}`, undefined, async () => this.removeNetworks(runId, done));
    if (!keep.workspace) await this.attempt(done, workspaceName(runId), workspaceName(runId), async () => this.removeVolume(runId));
    return done;
  }

  private async removeContainers(runId: string, { containersOf }: KeptParts, done: Removal): Promise<void> {
    const kept = containersOf && jobName(containersOf);
    for (const { Id, Names, Labels } of await this.docker.listContainers({ all: true, filters: labelFilter(this.installation, runId) })) {
      const name = Names[0]?.slice(1) ?? Id;
      if (kept && (name === kept || name.startsWith(`${kept}-`)) && Labels[labels.run] === runId) continue;
      await this.attempt(done, name, name, () => unlessGone(this.docker.getContainer(Id).remove({ force: true, v: true }), [404, 409]));
    }
  }

  async removeNetworks(runId: string, done: Removal = { removed: [], left: [] }): Promise<void> {
    for (const { Id, Name } of await this.docker.listNetworks({ filters: JSON.stringify(labelFilter(this.installation, runId)) })) {
      await this.attempt(done, Name, Name, () => unlessGone(this.docker.getNetwork(Id).remove()));
    }
  }

  private async removeVolume(runId: string): Promise<unknown> {
    const volume = this.docker.getVolume(workspaceName(runId));
    const found = await unlessGone(volume.inspect());
    if (found?.Labels?.[labels.installation] !== this.installation) return gone;
    return unlessGone(volume.remove());
  }

  private async attempt(done: Removal, name: string, removes: string | undefined, act: () => Promise<unknown>): Promise<void> {
    try {
      const result = await act();
      if (removes && result !== gone) done.removed.push(removes);
    } catch (error) {
      done.left.push({ name, why: messageOf(error) });
    }
  }
}

const gone = Symbol('gone');
