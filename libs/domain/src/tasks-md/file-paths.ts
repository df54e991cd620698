// Finds the file paths a task names: in backticks, bare, or as a link's target. A hint for people and prompts, never a rule.

const mostPaths = 30;
const extension = /\.[A-Za-z][A-Za-z0-9]{0,9}$/;
const knownExtension = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kts?|swift|php|cs|cpp|cc|c|h|hpp|vue|svelte|astro|html?|s?css|sass|less|md|mdx|ya?ml|json[5c]?|toml|ini|cfg|xml|csproj|sln|sql|sh|bash|bats|ps1|psm1|tf|proto|graphql|prisma|gradle|properties|lock|env|txt|csv|svg|dart|ex|exs|erl|scala|lua|r|ipynb)$/i;
const wellKnown = /^(?:Dockerfile|Makefile|Jenkinsfile|Procfile|Gemfile|Rakefile|Justfile|Vagrantfile|LICENSE|\.[a-z][\w.-]+)$/;
const frameworkName = /^(?:node|next|vue|nuxt|react|express|three|d3|chart|ember|nest|alpine|moment|socket)\.(?:js|io)$/i;

/** Paths in the order in which they appear, each once, at most 30. */
export function filePathsIn(text: string): string[] {
  if (!/[./]|file\b/i.test(text)) return [];
  const found = new Set<string>();
  for (const part of text.split('`').entries()) {
    const quoted = part[0] % 2 === 1;
    for (const word of part[1].split(/[\s,，、;；"'“”‘’<>|=→]+|\]\(/)) {
      const path = trimmed(word);
      if (found.size < mostPaths && isFilePath(path, quoted)) found.add(path);
    }
  }
  return [...found];
}

function trimmed(word: string): string {
  let path = word.slice(0, 300).replace(/^(?:[(~：:（]|\*(?!\.))+/, '').replace(/[*~.:：!?。）]+$/, '').replace(/:\d+(?:-\d+)?$/, '');
  if (path.startsWith('[') && !path.includes(']')) path = path.slice(1);
  while (path.endsWith(')') && !path.includes('(')) path = path.slice(0, -1);
  return path.replace(/^\.\//, '');
}

function isFilePath(path: string, quoted: boolean): boolean {
  if (path.length < 3 || /^[/@-]|:\/\/|[*{}$\\#?]|\.\.\.|^\.\.?$/.test(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!path.includes('/')) return wellKnown.test(name) || (knownExtension.test(name) && !frameworkName.test(name));
  if (name === '') return quoted && /^[\w.-]+\//.test(path);
  return extension.test(name) || wellKnown.test(name) || (quoted && /^[\w.-]+(?:\/[\w.[\]()-]+)+$/.test(path));
}
