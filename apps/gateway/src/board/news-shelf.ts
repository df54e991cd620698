// The latest news of each stage that is under way, to be laid over what the facts say.
import type { News, Run } from '#contracts';
import { withNews } from '#domain';

export type NewsListener = (news: News) => void;

export class NewsShelf {
  private readonly ofRuns = new Map<string, Map<string, News>>();
  private readonly listeners = new Set<NewsListener>();

  /** @param capacity runs at most; the one that was silent longest makes room */
  constructor(private readonly capacity = 5000) {}

  put(news: News): void {
    const stages = this.ofRuns.get(news.runId) ?? new Map<string, News>();
    this.ofRuns.delete(news.runId);
    this.ofRuns.set(news.runId, stages);
    const known = stages.get(news.stage);
    stages.set(news.stage, withKnown(news, known?.attempt === news.attempt ? known : undefined));
    if (this.ofRuns.size > this.capacity) this.ofRuns.delete(this.ofRuns.keys().next().value as string);
    for (const listener of this.listeners) listener(news);
  }

  forget(runId: string): void {
    this.ofRuns.delete(runId);
  }

  /** The run with the news that still counts. */
  over(run: Run): Run {
    let shown = run;
    for (const news of this.ofRuns.get(run.id)?.values() ?? []) shown = withNews(shown, news);
    return shown;
  }

  /** The latest news of each stage under way, of one run or of all. */
  current(runId?: string): News[] {
    const runs = runId === undefined ? [...this.ofRuns.values()] : [this.ofRuns.get(runId)];
    return runs.flatMap((stages) => [...stages?.values() ?? []]);
  }

  /** The runs of which there is news. */
  runIds(): string[] {
    return [...this.ofRuns.keys()];
  }

  listen(listener: NewsListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** How far a log has grown says nothing about what is being done, and the other way round: who comes later is told both. */
function withKnown(news: News, known: News | undefined): News {
  const message = news.message ?? known?.message;
  const { artifactId, sizeBytes } = news.artifactId === undefined ? known ?? {} : news;
  return { ...news, ...(message === undefined ? {} : { message }), ...(artifactId === undefined ? {} : { artifactId, sizeBytes }) };
}
