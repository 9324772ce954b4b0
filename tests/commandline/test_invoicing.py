"""Finance looks through the corrections of invoices, and takes them on."""

from domain.events import Resolution
from domain.invoices.correction import CorrectionStage
from domain.invoices.invoice import Invoice, InvoiceKind
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor
from tests.stories.test_invoices import BLUE, StoryCorrection, correction_of, returned

PAPER = Invoice(**{**vars(BLUE), "kind": InvoiceKind.PAPER})


async def waits_for_paper(floor: Floor) -> StoryCorrection:
    """All mugs are back; a paper invoice was issued, whose copies are not."""
    case = await returned(floor, invoice=PAPER)
    correction = await correction_of(floor, case)
    await correction.stands(lambda one: one.stage is CorrectionStage.PAPER)
    await written(floor, case)
    return correction


async def test_what_is_open_is_listed_with_its_figures(floor: Floor, terminal: Terminal) -> None:
    """By case and over all, in both languages; another shop has none of it."""
    correction = await waits_for_paper(floor)
    [row] = (await terminal.types("invoices", "--json")).rows
    assert (row["correction_id"], row["number"], row["stage"]) == (correction.case_id, BLUE.number, "paper")
    assert (row["red"], row["red_tax"], row["currency"]) == (17700, 2036, "CNY")
    case_id = floor.cases[0].case_id
    assert (await terminal.types("invoices", case_id, "--json")).rows == [row]
    shown = (await terminal.types("invoices")).out
    assert "177.00" in shown
    assert BLUE.number in shown
    assert "冲红" in (await terminal.types("invoices", "--lang", "zh")).out
    none = await terminal.types("invoices", "--shop", "side_shop")
    assert (none.code, "No invoice is like this." in none.out + none.err) == (0, True)


async def test_finance_enters_that_the_paper_is_lost(floor: Floor, staffed: Terminal) -> None:
    """An agent may not; finance may, the invoice is reversed, and only --all has it from then on (row 2)."""
    correction = await waits_for_paper(floor)
    command = ("invoice", correction.case_id, "--lost-paper", "--reason", "the buyer threw it away")
    refused = await staffed.types(*command, "--by", "ann")
    assert refused.code == 3
    done = await staffed.types(*command, "--by", "zhou", "--json")
    assert (done.code, done.row["correction_id"]) == (0, correction.case_id), done.err
    assert await correction.ended() is CorrectionStage.REVERSED
    assert (await staffed.types("invoices", "--json")).rows == []
    [ended] = (await staffed.types("invoices", "--all", "--json")).rows
    assert (ended["correction_id"], ended["stage"]) == (correction.case_id, "reversed")
    again = await staffed.types(*command, "--by", "zhou")
    assert (again.code, "NO_SUCH_CORRECTION" in again.err) == (4, True)
    assert await floor.cases[0].ending() is Resolution.REFUNDED


async def test_one_thing_is_asked_for_at_a_time(terminal: Terminal) -> None:
    """None, or two, is a mistake of whoever types; nothing is asked of any correction."""
    for acts in ((), ("--retry", "--let-go"), ("--paper-back", "--lost-paper")):
        ended = await terminal.types("invoice", "invoice-demo_shop-shop-1", *acts)
        assert (ended.code, "ONE_OF_FOUR" in ended.err) == (2, True)
