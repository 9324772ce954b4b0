"""What a buyer attached, in our own form: where each piece lies, and what it shows where the shop knows that."""

from domain.disputes.evidence import EvidenceCode
from domain.permit.filing import LONGEST_REFERENCE, SHA256
from domain.proof import Shown
from intake.fields import Form, each_once

MOST = 20


def read_pieces(data: Form) -> tuple[Shown, ...]:
    """The list `pieces` of `buyer.attached`. Raises BadMessage that names the field."""
    shown = tuple(_piece(row) for row in data.rows("pieces", least=1, most=MOST))
    each_once([piece.reference for piece in shown], data.at("pieces"))
    return shown


def _piece(row: Form) -> Shown:
    reference = row.text("reference", longest=LONGEST_REFERENCE)
    code = row.choice("code", EvidenceCode).value if row.has("code") else ""
    sha256 = row.optional_text("sha256", longest=64)
    if sha256 and not SHA256.fullmatch(sha256):
        raise row.bad("sha256", "64 hexadecimal digits in lower case are expected")
    note = row.optional_text("note", longest=LONGEST_REFERENCE)
    row.take("code")
    row.finish()
    return Shown(reference=reference, code=code, sha256=sha256, note=note)
