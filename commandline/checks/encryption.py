"""What goes to Temporal: whether it is encrypted, who else may read the keys, and who is let in to look."""

from typing import TYPE_CHECKING

from commandline.checks.finding import Finding, doubtful, well, wrong
from settings import Settings, setting_name

if TYPE_CHECKING:
    from codec.keys import Keys

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
KEYS, ENDPOINT = "encryption", "codec endpoint"
FILE, ORIGINS, TOKEN = (setting_name(f"codec_{name}") for name in ("keys_file", "origins", "token"))


def check(settings: Settings) -> list[Finding]:
    """The keys, and the endpoint through which the Temporal UI decrypts."""
    from codec.keys import KeysError, load_keys

    if settings.codec_keys_file is None:
        make = f"`starter.py keys new --file FILE`, then {FILE}=FILE for all programs (docs/keys.md)"
        return [doubtful(KEYS, "what goes to Temporal is not encrypted: right for a try, not for a shop", make)]
    try:
        keys = load_keys(settings.codec_keys_file)
    except KeysError as error:
        return [wrong(KEYS, str(error), f"see the message; {FILE} names another file")]
    return [_keys(settings, keys), _endpoint(settings)]


def _keys(settings: Settings, keys: "Keys") -> Finding:
    from codec.keyfile import open_to_others

    file = settings.codec_keys_file
    assert file is not None  # the keys were read from it
    if open_to_others(file):
        return wrong(KEYS, f"everybody on this machine may open {file}", f"`chmod 600 {file}`")
    told = f"{len(keys.secrets)} keys in {file}" if len(keys.secrets) > 1 else f"one key in {file}"
    return well(KEYS, f"AES-256-GCM, {told}, {keys.writes} writes")


def _endpoint(settings: Settings) -> Finding:
    """Off is well; on, it should be on for the Temporal UI, and not for a whole network without a token."""
    if not settings.codec_origins and settings.codec_token is None:
        return well(ENDPOINT, f"off: the Temporal UI shows encrypted payloads ({ORIGINS}, {TOKEN})")
    if settings.codec_token is None and settings.server_host not in LOOPBACK:
        what = f"whoever reaches {settings.server_host}, where the server listens, can decrypt: an Origin is no login"
        return doubtful(ENDPOINT, what, f"set {TOKEN}, and let a proxy that people log in to add it (docs/keys.md)")
    if settings.codec_origins and settings.temporal_ui not in settings.codec_origins:
        what = f"pages of {settings.temporal_ui}, where the Temporal UI is, are not let in"
        return doubtful(ENDPOINT, what, f"name exactly that origin in {ORIGINS}, or correct AMENDS_TEMPORAL_UI")
    callers = [*settings.codec_origins, *(["programs with the token"] if settings.codec_token is not None else [])]
    return well(ENDPOINT, f"{settings.codec_url} lets in {', '.join(callers)}")
