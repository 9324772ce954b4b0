"""Options that many commands share, with their help, once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from cyclopts import Parameter, Token


class Language(StrEnum):
    """The languages that people are answered in; ids and codes are never translated."""

    EN = "en"
    ZH = "zh"


def _language(_type: Any, tokens: tuple[Token, ...]) -> Language:
    """`zh` or `en` as typed; from the environment, Chinese for any Chinese locale and English for the rest."""
    [token] = tokens
    if token.source == "cli":
        return Language(token.value)
    return Language.ZH if token.value.lower().startswith("zh") else Language.EN


FROM_ENVIRONMENT = ("AMENDS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

Lang = Annotated[
    Language,
    Parameter(
        name="--lang",
        converter=_language,
        env_var=FROM_ENVIRONMENT,
        show_env_var=False,
        show_default=False,
        help="Language of what people read; the locale's by default.",
    ),
]
Json = Annotated[
    bool,
    Parameter(name="--json", negative=(), show_default=False, help="Data as JSON on standard output."),
]
By = Annotated[
    str | None,
    Parameter(name="--by", help="Who asks; your login name by default. The register keeps it."),
]
Wait = Annotated[
    float,
    Parameter(name="--wait", help="Seconds to wait for a worker's answer."),
]
AnyId = Annotated[
    str,
    Parameter(
        name="CASE",
        help="Any id that you have: of the case, the request, the order, a waybill, a payment or its receipt.",
    ),
]
Reason = Annotated[str, Parameter(name="--reason", help="Why; the register keeps it.")]
Yes = Annotated[
    bool,
    Parameter(name="--yes", negative=(), show_default=False, help="Do not ask for confirmation."),
]
DryRun = Annotated[
    bool,
    Parameter(name="--dry-run", negative=(), show_default=False, help="Say what would happen; change nothing."),
]

Asking = Annotated[
    bool,
    Parameter(
        name="--ask",
        negative=(),
        show_default=False,
        help="Ask a second person to approve it: for what is above your level.",
    ),
]

ANSWER_SECONDS = 15.0


def signed(by: str | None) -> str:
    """Who asks: as given, or the login name."""
    if by is not None:
        return by
    from getpass import getuser

    return getuser()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class How:
    """Who asks a case for something, how long for its answer, and how that is told: options of every such command."""

    by: By = None
    wait: Wait = ANSWER_SECONDS
    json: Json = False
    lang: Lang = Language.EN

    @property
    def who(self) -> str:
        """Who asks: as given, or the login name."""
        return signed(self.by)


AS_USUAL = How()
