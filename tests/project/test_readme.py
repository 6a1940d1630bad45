"""The commands of README.md and docs/walkthrough.md run, and print what stands there."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers import Server, command, environment, free_port, served

ROOT = Path(__file__).parent.parent.parent
ADDRESS = "http://127.0.0.1:8000"


def marked(document: str, name: str, language: str) -> str:
    """The blocks of this language between `<!-- name -->` and `<!-- /name -->`."""
    text = (ROOT / document).read_text(encoding="utf-8")
    _, begun, rest = text.partition(f"<!-- {name} -->")
    part, ended, _ = rest.partition(f"<!-- /{name} -->")
    blocks = re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)
    assert begun, f"{document} has no <!-- {name} -->"
    assert ended, f"{document} has no <!-- /{name} -->"
    assert blocks, f"{document} has no ```{language} between them"
    return "".join(blocks)


def normalised(text: str, address: str) -> str:
    """The text without what differs between runs: address, tokens, ids and dates."""
    for pattern, name in (
        (re.escape(address), ADDRESS),
        (r"im[ucikm]_[-\w]{43}", "TOKEN"),
        (r"\b[0-9a-f]{32}\b", "ID"),
        (r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", "DATE"),
    ):
        text = re.sub(pattern, name, text)
    return text.strip()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make run` starts."""
    folder, port = tmp_path_factory.mktemp("readme"), free_port()
    url = f"sqlite:///{folder}/imitate.db"
    env = environment(database_url=url, public_url=f"http://127.0.0.1:{port}")
    loaded = command("demo", env=env, genuine=True)
    assert loaded.returncode == 0, loaded.stderr
    with served(folder, port=port, genuine=True, database_url=url) as server:
        yield server


@pytest.mark.long
def test_commands_print_what_the_documents_say(server: Server) -> None:
    """One test, so that one process starts the server once."""
    assert shutil.which("curl"), "the commands need curl: install it"

    for document in ("README.md", "docs/walkthrough.md"):
        for shell in ("bash", "sh"):
            told = subprocess.run(
                [shell, "-eu"],
                input=marked(document, "story", "bash").replace(ADDRESS, server.url),
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )

            assert told.returncode == 0, f"{document} in {shell}: {told.stderr}"
            answer = marked(document, "answer", "json")
            assert normalised(told.stdout, server.url) == normalised(answer, ADDRESS), shell
