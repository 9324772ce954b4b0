"""Keys for tests: always the same ones under the same ids."""

import hashlib

from codec.keys import Keys


def keys(*ids: str, writes: str = "") -> Keys:
    """Keys with these ids, of which the first writes unless another is named."""
    secrets = {key_id: hashlib.sha256(key_id.encode()).digest() for key_id in ids}
    return Keys(writes=writes or ids[0], secrets=secrets, source="keys.toml")
