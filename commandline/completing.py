"""`completion`: what a shell needs to complete commands and options. The shell then does it without starting Python."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.output import line, say

if TYPE_CHECKING:
    from cyclopts import App

NAME, FILE = "starter", "starter.py"  # cyclopts takes no name with a dot in it


class Shell(StrEnum):
    """Shells that can be served."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


PLACES = {
    Shell.BASH: "~/.local/share/bash-completion/completions/starter.py",
    Shell.ZSH: "a folder of your $fpath, as _starter.py",
    Shell.FISH: "~/.config/fish/completions/starter.py.fish",
}


def command_for(app: "App") -> Callable[..., None]:
    """The command, which speaks of the app that it belongs to."""

    def completion(
        *,
        shell: Annotated[Shell, Parameter(name="--shell", help="Which shell it is for.")] = Shell.BASH,
    ) -> None:
        """Print the completion script of a shell, for `starter.py` as a command."""
        line(script(app, shell))
        say(f"Put it into {PLACES[shell]}, and open a new shell. It completes ./starter.py with .venv active.")

    return completion


def script(app: "App", shell: Shell) -> str:
    """The script, which serves the program under the name of its file."""
    written = app.generate_completion(prog_name=NAME, shell=shell.value)
    match shell:
        case Shell.BASH:
            return written.replace(f"complete -F _{NAME} {NAME}", f"complete -F _{NAME} {FILE} ./{FILE}")
        case Shell.ZSH:
            return written.replace(f"#compdef {NAME}", f"#compdef {FILE}")
        case Shell.FISH:
            return written.replace(f"complete -c {NAME} ", f"complete -c {FILE} ")
