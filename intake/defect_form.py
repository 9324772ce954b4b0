"""What is wrong with the goods, in the generic form: the object `defect` of a request for quality or repair."""

from domain.defects.defect import Defect, DefectKind, Remedy
from intake.fields import Form

WISHES = (Remedy.RETURN, Remedy.EXCHANGE, Remedy.REPAIR, Remedy.KEEP)
LONGEST = 200


def read_defect(form: Form) -> Defect:
    """The claim behind a request about a defect. Raises BadMessage that names the field."""
    wish = form.choice("wish", Remedy) if form.has("wish") else None
    if wish is not None and wish not in WISHES:
        raise form.bad("wish", f"a buyer asks for one of {', '.join(WISHES)}")
    found = Defect(
        kind=form.choice("kind", DefectKind),
        symptom=form.optional_text("symptom", longest=LONGEST),
        minor=form.flag("minor", default=False),
        durable=form.flag("durable", default=False),
        wish=wish,
        serial_no=form.optional_text("serial_no", longest=LONGEST),
        invoice_at=form.optional_moment("invoice_at"),
        promised=form.flag("promised", default=False),
        service_point=form.optional_text("service_point", longest=LONGEST),
        on_site=form.flag("on_site", default=False),
    )
    form.finish()
    return found
