#!/usr/bin/env python3
"""Renders the files that `specify init --integration codex --script sh` writes, with Spec Kit's own code, into images/job/spec-kit.

    git clone --branch v1.0.1 https://github.com/github/spec-kit /tmp/spec-kit
    tools/images/render-spec-kit.py /tmp/spec-kit images/job/spec-kit

Needs Python 3.11 with PyYAML. Its command line needs a dozen packages more; what renders calls none of them, so its modules are loaded
without the package's own start, and without the one that some of them import for another purpose.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path

checkout, pack = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
files = pack / "files"
sources = checkout / "src/specify_cli"


def package(name: str, folder: Path) -> None:
    """Makes the modules of a package loadable without running its __init__."""
    module = types.ModuleType(name)
    module.__path__ = [str(folder)]
    sys.modules[name] = module


package("specify_cli", sources)
package("specify_cli.integrations", sources / "integrations")
sys.modules["json5"] = types.ModuleType("json5")
sys.modules["specify_cli._console"] = types.SimpleNamespace(console=None)
from specify_cli._init_options import save_init_options  # noqa: E402
from specify_cli.integration_runtime import with_integration_setting  # noqa: E402
from specify_cli.integration_state import write_integration_json  # noqa: E402
from specify_cli.integrations.codex import CodexIntegration  # noqa: E402
from specify_cli.integrations.manifest import IntegrationManifest  # noqa: E402
from specify_cli.shared_infra import install_shared_infra  # noqa: E402


class Codex(CodexIntegration):
    def emit_events(self, *_arguments: object, **_options: object) -> list[Path]:
        """Events belong to extensions, of which there are none."""
        return []


class Console:
    def print(self, *words: object) -> None:
        print(*words, file=sys.stderr)


def git(*arguments: str) -> str:
    return subprocess.run(["git", "-C", str(checkout), *arguments], check=True, capture_output=True, text=True).stdout.strip()


def render(version: str) -> None:
    codex = Codex()
    codex.setup(files, IntegrationManifest(codex.key, files, version=version), script_type="sh")
    install_shared_infra(
        files, "sh", version=version, core_pack=None, repo_root=checkout, console=Console(),
        invoke_separator=codex.effective_invoke_separator({}, project_root=files), invoke_prefix="$",
    )
    settings = with_integration_setting({}, codex.key, codex, script_type="sh", project_root=files)
    write_integration_json(files, version=version, integration_key=codex.key, installed_integrations=[codex.key], settings=settings)
    save_init_options(files, {
        "ai": codex.key, "integration": codex.key, "here": True, "script": "sh", "feature_numbering": "sequential", "speckit_version": version, "ai_skills": True,
    })
    memory = files / ".specify/memory"
    memory.mkdir(parents=True, exist_ok=True)
    shutil.copy(files / ".specify/templates/constitution-template.md", memory / "constitution.md")
    # What the specify program keeps for its own later runs.
    shutil.rmtree(files / ".specify/integrations", ignore_errors=True)
    (files / ".specify/.gitignore").unlink(missing_ok=True)


def manifest(version: str) -> dict:
    entries = {}
    for path in sorted(path for path in files.rglob("*") if path.is_file()):
        name = path.relative_to(files).as_posix()
        executable = name.endswith(".sh")
        path.chmod(0o755 if executable else 0o644)
        entries[name] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "executable": executable}
    source = {"repository": "https://github.com/github/spec-kit", "tag": f"v{version}", "commit": git("rev-parse", "HEAD")}
    return {"name": "spec-kit", "version": version, "integration": "codex", "source": source, "files": entries}


released = re.search(r'^version = "(\d+\.\d+\.\d+)"$', (checkout / "pyproject.toml").read_text(), re.MULTILINE)
if not released:
    sys.exit("This is no release of Spec Kit: its version has a suffix.")
shutil.rmtree(files, ignore_errors=True)
files.mkdir(parents=True)
render(released[1])
shutil.copy(checkout / "LICENSE", pack / "LICENSE")
(pack / "manifest.json").write_text(json.dumps(manifest(released[1]), indent=2) + "\n")
print(f"Spec Kit {released[1]}: {sum(1 for path in files.rglob('*') if path.is_file())} files")
