"""Every name that workflow code gives to `workflow.patched`, with what it changes and since when (docs/deploys.md).

A case that has passed the place before the change replays as it went; one that comes to it later takes the new branch,
unless a worker is told to hold that patch back: then it leaves the old branch in force, as the last release would.
"""

from collections.abc import Callable, Collection

from temporalio.worker import PatchActivationInput

# name: the release that brought it, and what it changes
PATCHES: dict[str, str] = {
    "first-answer": "0.2.0: a buyer whose case waits before any letter left hears at once by when it is answered",
    "goods-again": "0.2.0: a buyer whose parcel did not come may have the goods again; the shelf is asked first",
    "goods-back": "0.2.0: goods that were refused for good travel to the buyer again",
    "judged-when-agreed-early": "0.2.0: a complaint agreed to before it was judged is judged then",
    "lost-on-the-way-home": "0.2.0: goods lost on their way back to the buyer are ours to make good",
    "no-proof-once-decided": "0.2.0: a case decided before the letter left does not count as asked for photos",
    "goods-home-again": "0.2.0: goods that came in a second time go back a second time",
    "return-risk": "0.2.0: a return that is lost is told to the buyer, looked for, and then borne as MR-35 has it",
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
