"""What a buyer's reason means: the ground of the case and who answers for it.

Reasons are free text on every platform, and shops word them as they like. So each shop may have a table of its own,
which is looked at first: an entry fits when the reason contains it. What fits nowhere is the default, which leaves the
decision to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.fault import Fault
from domain.order import Stage
from domain.request import Ground


@dataclass(frozen=True, kw_only=True)
class Meant:
    """The ground that a reason states, and the party that it blames."""

    ground: Ground
    fault: Fault


def _entries(ground: Ground, fault: Fault, *parts: str) -> dict[str, Meant]:
    return dict.fromkeys(parts, Meant(ground=ground, fault=fault))


# Parts of the reasons that platforms offer and buyers write. A delay or a loss on the way is the carrier's.
COMMON: Mapping[str, Meant] = {
    **_entries(Ground.NO_REASON, Fault.BUYER, "无理由", "不喜欢", "不合适", "no reason", "no-reason", "do not like"),
    **_entries(Ground.NOT_WANTED, Fault.BUYER, "不想要", "不要了", "多拍", "错拍", "拍错", "拍多", "买错", "重复下单"),
    **_entries(Ground.NOT_WANTED, Fault.BUYER, "changed my mind", "no longer want", "not wanted", "ordered twice"),
    **_entries(Ground.OUT_OF_STOCK, Fault.SELLER, "缺货", "无货", "没货", "断货", "out of stock", "sold out"),
    **_entries(
        Ground.LATE_SHIPMENT, Fault.SELLER, "未按约定时间发货", "未按时发货", "延迟发货", "超时未发货", "迟迟不发货"
    ),
    **_entries(Ground.LATE_SHIPMENT, Fault.SELLER, "not shipped in time", "not shipped on time", "late shipment"),
    **_entries(Ground.LATE_SHIPMENT, Fault.SELLER, "has not shipped", "still not shipped"),
    **_entries(Ground.NOT_RECEIVED, Fault.CARRIER, "未收到货", "没收到货", "一直未送到", "物流停滞", "丢件"),
    **_entries(Ground.NOT_RECEIVED, Fault.CARRIER, "快递丢失"),
    **_entries(Ground.NOT_RECEIVED, Fault.CARRIER, "not received", "never arrived", "lost in transit"),
    **_entries(Ground.QUALITY, Fault.SELLER, "质量", "瑕疵", "故障", "做工", "描述不符", "过期", "变质"),
    **_entries(Ground.QUALITY, Fault.SELLER, "quality", "defect", "faulty", "does not work", "not as described"),
    **_entries(Ground.COUNTERFEIT, Fault.SELLER, "假货", "假冒", "非正品", "不是正品", "counterfeit", "fake goods"),
    **_entries(Ground.WRONG_ITEM, Fault.SELLER, "发错", "错发", "发货错", "wrong item", "wrong goods", "wrong product"),
    **_entries(Ground.SHORT, Fault.SELLER, "少件", "漏发", "少发", "缺件", "空包", "missing item", "missing part"),
    **_entries(Ground.DAMAGED, Fault.CARRIER, "破损", "损坏", "碎了", "压坏", "damaged", "broken on arrival"),
}
DEFAULT = Meant(ground=Ground.OTHER, fault=Fault.NONE)


class Reasons:
    """A shop's table of reasons, over the common one."""

    def __init__(self, own: Mapping[str, Meant] | None = None) -> None:
        self._tables = (own or {}, COMMON)

    def meant(self, reason: str, stage: Stage) -> Meant:
        """What the reason means; of several entries that it contains, the longest says it most exactly.

        Goods that are here and no longer wanted go back under the no-reason right, whatever the buyer calls it.
        """
        meant = self._looked_up(reason.casefold())
        if meant.ground is Ground.NOT_WANTED and stage is Stage.RECEIVED:
            return Meant(ground=Ground.NO_REASON, fault=meant.fault)
        return meant

    def _looked_up(self, reason: str) -> Meant:
        for table in self._tables:
            fitting = [entry for entry in table if entry.casefold() in reason]
            if fitting:
                return table[max(fitting, key=len)]
        return DEFAULT
