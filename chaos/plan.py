"""The plan of a run: what fails, who is killed and when. All of it follows from the seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from sandbox.faults import chance

# Shares of the calls that ask the payment provider for a refund. The first three are promise R1, the others R6.
RATES = {
    "error_before": 0.10,
    "hang_after_commit": 0.05,
    "error_after_commit": 0.05,
    "notice_first": 0.15,
    "duplicate_notice": 0.10,
}
# Shares of the calls that ask the warehouse to send something (promise G1).
GOODS_RATES = {"error_before": 0.15, "hang_after_commit": 0.10, "error_after_commit": 0.20}
SENT_AND_NOT_SAID = ("hang_after_commit", "error_after_commit")
LEAST_BITES = 4  # of each kind among the first attempts; fewer would prove nothing
DUPLICATED, HELD_BACK = 0.30, 0.10  # shares of the messages that come in (promise D1)
SOONEST, LATEST = 0.3, 2.5  # seconds that a worker lives after its first finished activity
WORKERS = 3
LEAST_KILLS = 20  # of workers; fewer would prove nothing
SHOP = "side_shop"


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How big a run is; times in seconds. `crowded` orders get `APPROVALS` approvals at once.

    `cases` are returns; beside them there are `exchanges`, whose goods leave the warehouse in the storm.
    """

    cases: int
    exchanges: int
    window: float
    converge: float
    server_kills: int
    crowded: int
    mutations: int


SUBMISSION = Sizes(cases=100, exchanges=20, window=60, converge=120, server_kills=3, crowded=20, mutations=200)
NIGHTLY = Sizes(cases=1000, exchanges=100, window=300, converge=600, server_kills=40, crowded=500, mutations=10_000)
TEMPORAL_AT, POSTGRES_AT = (0.3, 0.7), (0.5,)  # shares of the window, moved a little by the seed
INTAKE_ENDS = 0.8  # share of the window in which cases are opened


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens when, in seconds from the beginning of the fault window."""

    seed: str
    sizes: Sizes

    def between(self, low: float, high: float, *what: object) -> float:
        """A number that depends on the seed and on what it is for."""
        return low + (high - low) * chance(self.seed, *(str(part) for part in what))

    @property
    def returns(self) -> range:
        """The numbers of the buyers who return something."""
        return range(self.sizes.cases)

    @property
    def exchanges(self) -> range:
        """The numbers of those who want another one of it."""
        return range(self.sizes.cases, self.sizes.cases + self.sizes.exchanges)

    @property
    def buyers(self) -> range:
        """The numbers of all of them."""
        return range(self.exchanges.stop)

    @property
    def opens(self) -> list[tuple[float, int]]:
        """When which case is opened."""
        end = self.sizes.window * INTAKE_ENDS
        return sorted((self.between(0, end, "open", number), number) for number in self.buyers)

    def worker_lives(self, worker: int, life: int) -> float:
        """How long a worker may go on after its first finished activity."""
        return self.between(SOONEST, LATEST, "worker", worker, life)

    @property
    def temporal_kills(self) -> list[float]:
        """When Temporal is killed."""
        return [self._near(share, "temporal") for share in TEMPORAL_AT]

    @property
    def postgres_stops(self) -> list[float]:
        """When Postgres is stopped as by a power cut."""
        return [self._near(share, "postgres") for share in POSTGRES_AT]

    @property
    def server_kills(self) -> list[float]:
        """When our own server is killed, all of them while messages come in."""
        span = self.sizes.window * INTAKE_ENDS / self.sizes.server_kills
        return [
            self.between(number * span + 0.2 * span, number * span + 0.8 * span, "server", number)
            for number in range(self.sizes.server_kills)
        ]

    def _near(self, share: float, what: str) -> float:
        return self.sizes.window * (share + self.between(-0.05, 0.05, what, share))

    @property
    def fault_seed(self) -> str:
        """A seed of the provider's faults, by which each kind bites often enough among the first attempts."""
        paid = [payment_key(number) for number in self.returns]
        sent = [sending_key(number) for number in self.exchanges]
        least = min(LEAST_BITES, self.sizes.cases // 20)
        return next(
            seed
            for seed in (f"{self.seed}/{number}" for number in count())
            if all(_first_bites(seed, "payments.refund", RATES, paid)[kind] >= least for kind in RATES)
            and all(_first_bites(seed, "warehouse.ship", GOODS_RATES, sent)[kind] for kind in SENT_AND_NOT_SAID)
        )

    @property
    def faults(self) -> dict[str, object]:
        """The order to the sandbox's world."""
        return {"seed": self.fault_seed, "rates": {"payments.refund": RATES, "warehouse.ship": GOODS_RATES}}


def _first_bites(seed: str, operation: str, rates: Mapping[str, float], keys: list[str]) -> dict[str, int]:
    """How often each kind bites the first attempt of these keys: the sandbox's own rule."""
    bites = dict.fromkeys(rates, 0)
    for key in keys:
        point = chance(seed, operation, key, "1")
        for kind, share in rates.items():
            if point < share:
                bites[kind] += 1
                break
            point -= share
    return bites


def request_id(number: int) -> str:
    """The buyer's request."""
    return f"R-C{number:05}"


def case_id(number: int) -> str:
    """The case that the request opens."""
    return f"case-{SHOP}-shop-{request_id(number)}"


def payment_key(number: int) -> str:
    """The key of the case's only payment, where nothing fails for good."""
    return f"{case_id(number)}/refund/1"


def sending_key(number: int) -> str:
    """The key under which the exchange's only shipment leaves."""
    return f"{case_id(number)}/sending/1"
