"""Every name that workflow code gives to `workflow.patched`, with what it changes and since when (docs/deploys.md).

A case that has passed the place before the change replays as it went; one that comes to it later takes the new branch,
unless a worker is told to hold that patch back: then it leaves the old branch in force, as the last release would.
"""

from collections.abc import Callable, Collection

from temporalio.worker import PatchActivationInput

# name: the release that brought it, and what it changes
PATCHES: dict[str, str] = {
    "first-answer": "0.2.0: a buyer whose case waits before any letter left hears at once by when it is answered",
    "freight-of-a-refusal": "0.2.0: of a parcel that came back without a reason, the offer says who bears its freight",
    "goods-again": "0.2.0: a buyer whose parcel did not come may have the goods again; the shelf is asked first",
    "goods-back": "0.2.0: goods that were refused for good travel to the buyer again",
    "judged-when-agreed-early": "0.2.0: a complaint agreed to before it was judged is judged then",
    "lost-on-the-way-home": "0.2.0: goods lost on their way back to the buyer are ours to make good",
    "scans-older-than-our-word": "0.2.0: goods sent home are there although the scan is older than our word",
    "given-back-when-withdrawn": "0.2.0: goods that are here when the buyer takes the request back travel to the buyer",
    "no-proof-once-decided": "0.2.0: a case decided before the letter left does not count as asked for photos",
    "goods-home-again": "0.2.0: goods that came in a second time go back a second time",
    "another-wish-while-goods-wait": "0.2.0: another item may be chosen while goods wait for an unpaid link",
    "beside-what-the-platform-paid": "0.2.0: damages beside the order are paid also where the platform paid the price",
    "chosen-anew": "0.2.0: a complaint whose remedy did not help the buyer is settled anew",
    "paid-there-while-parked": "0.2.0: a refund that is parked goes on when the platform has paid it by itself",
    "goods-after-the-money": "0.2.0: goods that come after they were paid back take an open case up too",
    "older-payment-reversed": "0.2.0: a payment that the bank takes back is paid again also where others followed it",
    "platform-paid-beside": "0.2.0: what the platform paid beside another remedy is booked before the case closes",
    "refused-before-it-left": "0.2.0: an exchange that is refused before the other item left is a dispute",
    "taken-back-too-late": "0.2.0: an exchange whose other item has left is not taken back any more",
    "top-up-for-nothing": "0.2.0: what was paid on top for an item that is not the buyer's goes back before the close",
    "repair-price-collected": "0.2.0: the accepted price of a repair is paid by a link before the work begins",
    "return-risk": "0.2.0: a return that is lost is told to the buyer, looked for, and then borne as MR-35 has it",
    "wish-not-open": "0.2.0: a buyer who asks for what is not offered reads what is, and a person sees it",
    "wrong-goods-collected": "0.2.0: a courier is asked to collect what was sent wrong, and its number is told",
}


def activation(held: Collection[str]) -> Callable[[PatchActivationInput], bool]:
    """What a worker asks when a case comes to a patch for the first time: whether to take the new branch.

    `held` are the patches that this worker leaves alone. Raises ValueError for a name that no workflow code has: a
    misspelt one would hold nothing back.
    """
    if unknown := sorted(set(held) - PATCHES.keys()):
        known = ", ".join(sorted(PATCHES)) or "none"
        raise ValueError(f"no such patch: {', '.join(unknown)}; this version has: {known}")
    return lambda patch: patch.patch_id not in held
