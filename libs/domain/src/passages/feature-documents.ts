// Which files of a feature directory are its documents: what Spec Kit writes for people who carry out the tasks.

const inOrder = ['spec.md', 'plan.md', 'data-model.md', 'research.md', 'quickstart.md'];
const contract = /^contracts\/[^\0]+\.(md|markdown|ya?ml|json|txt|graphqls?|gql|proto|sql|ts|d\.ts|py|go|rs|xml|xsd|wsdl|avsc|thrift|toml)$/i;
const generated = /(^|\/)(node_modules|dist|package-lock\.json|[^/]*\.min\.[^/]*)(\/|$)/;

/** Paths relative to the feature directory, the most telling first: with a limit the last ones are left out. The tasks are in the prompt anyway. */
export function featureDocuments(paths: readonly string[]): string[] {
  const contracts = paths.filter((path) => contract.test(path) && !generated.test(path)).sort();
  return [...inOrder.filter((path) => paths.includes(path)), ...contracts];
}
