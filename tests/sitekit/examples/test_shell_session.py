"""Commands of a shell session are copied whole and alone, as bash itself takes them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from sitekit.examples.shell_session import find_commands

COMMANDS = {
    "plain": "ls -l",
    "here-document": "cat > n <<FIN\nune ligne\nFIN",
    "quoted word": "cat <<'END' | tee n\n$HOME\n\n# no comment\nEND",
    "word in quotes of two": 'cat <<"END"\na\nEND',
    "word after a backslash": "cat <<\\END\na\nEND",
    "indented here-document": "cat <<-END\n\tone\n\tEND",
    "two here-documents": "cat <<A <<B\na\nA\nb\nB",
    "here-document in a substitution": 'echo "$(cat <<E\na\nE\n)"',
    "here-string": "cat <<< 'a b'",
    "prompt in a here-document": "cat > run.sh <<'E'\n$ ls\n# cd\nE",
    "shift": "echo $((1 << 2))",
    "for": "for i in 1 2; do\n  echo $i\ndone",
    "for in one line": "for i in 1 2; do echo $i; done",
    "for as in C": "for ((i = 0; i < 3; i++)); do\n  echo $i\ndone",
    "while": "while read -r l\ndo echo $l\ndone < n",
    "until": "until true; do\n  sleep 1\ndone",
    "if": "if [ -f n ]; then\n  cat n\nelif true; then\n  :\nelse\n  ls\nfi",
    "case": "case $1 in\n  a) ls ;;\n  *) pwd ;;\nesac",
    "function": "f() {\n  ls\n}",
    "function over lines": "f()\n{\n  ls\n}",
    "function, by its word": "function f {\n  ls\n}",
    "subshell": "(cd /\n ls)",
    "group": "{ ls\n  pwd\n}",
    "pipe": "ls |\n  sort |\n  head",
    "pipe and comment": "ls | # all of them\nsort",
    "and": "true &&\nls",
    "or": "false ||\n  ls",
    "backslash": "docker run \\\n  --rm \\\n  alpine",
    "backslash in a quote": "echo 'a \\\nb'",
    "apostrophes": "echo 'a\n\nb'",
    "quotes": 'echo "a\nb"',
    "awk": "awk '\n{ print $1 }\n' n",
    "quoted apostrophe": "echo it\\'s $'it\\'s'",
    "comment with an apostrophe": "ls  # it's all",
    "comment with a backslash": "ls  # a \\",
    "substitution": "echo $(\n  ls\n)",
    "backquotes": "echo `ls\n`",
    "array": "x=(1\n2)",
    "test": "[[ a == b &&\n  c ]]",
    "process substitution": "diff <(ls a) <(ls b)",
    "several": "a=1; b=2 & ls",
    "variable": "echo $HOME $$ ${x#a}",
    "code in quotes": 'python3 -c "\nimport os\nprint(os.name)\n"',
}  # fmt: skip
PROMPTS = [
    "$ ", "(venv) $ ", "(.venv) user@host:~/a$ ", "(base) $ ", "user@host:~$ ", "user@host:/srv$ ",
    "root@host:/# ", "root@4f1e9a:~# ",
    "[user@host ~]$ ", "[root@host a]# ", "sh-5.1$ ", "bash-5.2# ", "~ $ ",
    "/ # ", "~/a/b $ ", "host:a user$ ", "user@host a % ", "# ", "% ", "❯ ", "user@host ~ $ ",
]  # fmt: skip
OUTPUT = "> the first\n>> the next\n# a comment\n5 % $ of 100\n\nit's done\n"


def session(prompt: str, command: str, continued: str | None = None) -> str:
    rows = command.split("\n")
    more = rows[1:] if continued is None else [f"{continued}{row}".rstrip() for row in rows[1:]]
    return "\n".join([prompt + rows[0], *more, ""])


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
@pytest.mark.parametrize("continued", [None, "> "], ids=["as typed", "prompted"])
def test_a_command_is_copied_whole_without_what_it_prints(command, continued):
    shown = session("$ ", command, continued) + OUTPUT + session("$ ", command, continued)
    assert find_commands(shown) == f"{command}\n{command}\n"


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash to ask")
def test_bash_takes_these_commands_and_waits_for_the_rest_of_each(command):
    rows = command.split("\n")
    for count in range(1, len(rows) + 1):
        asked = "\n".join(rows[:count]) + "\n"
        done = subprocess.run(["bash", "-n"], input=asked, capture_output=True, text=True, check=False)
        is_whole = done.returncode == 0 and not done.stderr and not _goes_on(rows[:count])
        assert is_whole == (count == len(rows)), asked


def _goes_on(rows: list[str]) -> bool:
    """Tell whether a backslash asks for another row: at the end of a file, `bash -n` takes it for none."""
    return rows[-1].endswith("\\") and "#" not in rows[-1]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_every_usual_prompt_is_left_out(prompt):
    shown = session(prompt, "ls") + "a\nb\n" + session(prompt, "echo 'a\nb'", "> ") + "a\nb\n" + prompt
    assert find_commands(shown) == "ls\necho 'a\nb'\n\n"
    assert find_commands(shown.rstrip()) == "ls\necho 'a\nb'\n\n"


@pytest.mark.parametrize(
    "prompt", ["PS C:\\> ", "PS C:\\Users\\me> ", "PS> ", "(venv) PS C:\\a> ", "C:\\Users\\me>"]
)
def test_prompts_of_windows_are_left_out(prompt):
    assert find_commands(f"{prompt}pip install x\nit's done\n{prompt}dir\n") == "pip install x\ndir\n"
    assert find_commands(f"{prompt}pip `\n>> install\nok\n") == "pip `\ninstall\n"
    assert find_commands(f"{prompt}if ($a) {{\n  ls\n}}\nok\n") == "if ($a) {\n  ls\n}\n"


def test_a_comment_beside_prompts_is_no_prompt_of_root():
    assert find_commands("# First:\n$ ls\n# a\n$ pwd\n") == "ls\npwd\n"
    assert find_commands("# apt update\nok\n# apt install x\n") == "apt update\napt install x\n"


@pytest.mark.parametrize("text", ["make serve\n", "echo 5 $ x\n", "a > b\n", ""])
def test_what_has_no_prompt_is_copied_as_it_is(text):
    assert find_commands(text) == text


@pytest.mark.parametrize(
    ("shown", "copied"),
    [
        ("$ echo it's\nits\n$ ls\n", "echo it's\nls\n"),
        ("$ cat <<END \\\n> a\nnothing\n$ ls\n", "cat <<END \\\na\nls\n"),
        ("$ )\n$ ls\n", ")\nls\n"),
    ],
)
def test_what_bash_would_not_take_is_copied_line_by_line(shown, copied):
    assert find_commands(shown) == copied
