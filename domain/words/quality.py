"""The words in which defects and repairs are told, in Chinese and English."""

from domain.defects.defect import Cause, Examiner, Remedy
from domain.defects.repair import JobKind, RepairState
from domain.words.telling import Words

REMEDIES: dict[Remedy, Words] = {
    Remedy.RETURN: ("退货", "return it"),
    Remedy.EXCHANGE: ("换货", "another of the same"),
    Remedy.REPAIR: ("维修", "a repair"),
    Remedy.KEEP: ("保留商品并退差价", "keep it for a price difference"),
    Remedy.LESS_USE: ("扣除折旧后退款", "the money back less depreciation for use"),
    Remedy.PAID_REPAIR: ("付费维修", "a repair that is paid for"),
    Remedy.GIVE_BACK: ("寄回商品", "have the goods back as they are"),
}
CAUSES: dict[Cause, Words] = {
    Cause.DEFECT: ("存在质量问题", "a defect"),
    Cause.NO_DEFECT: ("未发现质量问题", "no defect"),
    Cause.HUMAN_DAMAGE: ("人为损坏", "damage by use, not a defect"),
    Cause.CANNOT_TELL: ("无法判断", "nobody can tell"),
}
EXAMINERS: dict[Examiner, Words] = {
    Examiner.SHOP: ("本店技术人员", "our technician"),
    Examiner.SERVICE_POINT: ("官方售后服务点", "the official service point"),
    Examiner.LABORATORY: ("第三方检测机构", "a laboratory"),
}
STATES: dict[RepairState, Words] = {
    RepairState.BOOKED: ("{who}已登记维修", "{who} has the job"),
    RepairState.RECEIVED: ("{who}已收到送修商品", "{who} received the goods"),
    RepairState.QUOTED: (
        "{who}维修报价{amount}，买家同意前不开工",
        "{who} asks {amount}; no work before the buyer's yes",
    ),
    RepairState.WORKING: ("{who}正在维修", "{who} works on it"),
    RepairState.EXAMINED: ("{who}检测完毕", "{who} looked at it"),
    RepairState.WAITS_PARTS: ("{who}在等配件", "{who} waits for parts"),
    RepairState.REPAIRED: ("{who}已修好", "{who} repaired it"),
    RepairState.FAILED: ("{who}未能修好", "{who} could not repair it this time"),
    RepairState.UNREPAIRABLE: (
        "{who}称已停产或无配件，无法维修",
        "{who} cannot repair it: no longer made, or no parts",
    ),
    RepairState.DECLINED: ("{who}未开工：买家未接受报价", "{who} did not begin: the price was not accepted"),
}
BOOKED: dict[JobKind, Words] = {
    JobKind.EXAMINE: (
        "已交技术人员检测（第{number}单）",
        "The technician was asked to look at the goods (job {number})",
    ),
    JobKind.REPAIR: ("已送维修（第{number}单），{free}", "A repair was ordered (job {number}), {free}"),
}
FREE: Words = ("保修期内免费", "free under the guarantee")
PAID: Words = ("先报价，买家同意后开工", "quoted before any work")
GIVEN_UP: dict[int, Words] = {
    0: ("不再维修", "No further repair is tried"),
    4: ("两次维修失败，不再维修", "No further repair is tried: too many failed"),
    5: ("维修超过期限，不再等待", "No further repair is tried: it took too long"),
    6: ("已停产，无法维修", "No repair is possible: it is no longer made"),
}
LOST_HOME: Words = (
    "寄回买家的商品丢失（{parcel}），由我方承担，请买家重新选择",
    "The buyer's own goods were lost on their way back ({parcel}): ours to bear, the buyer chooses anew",
)
LOST_ON_THE_WAY: Words = ("商品在寄回途中丢失", "your goods were lost on their way back to you")
ADVISED: Words = ("{who}请买家先试：{steps}", "{who} asked the buyer to try: {steps}")
HELPED: Words = ("{who}确认远程指导已解决问题{why}", "{who} says that help from afar solved it{why}")
HELPED_NOT: Words = ("远程指导结束，问题未解决（{who}）{why}", "Help from afar is over without success ({who}){why}")
ORDERED: Words = ("{who}安排由{examiner}{place}检测{advance}", "{who} has {examiner}{place} look at it{advance}")
PLACE: Words = ("（{place}）", " ({place})")
BY_BUYER: Words = ("，费用由买家先付", ", the buyer pays in advance")
BY_SHOP: Words = ("，费用由卖家先付", ", the seller pays in advance")
EXAMINED: Words = (
    "{who}录入检测结果（{examiner}）：{cause}{why}{report}{fee}",
    "{who} entered what {examiner} found: {cause}{why}{report}{fee}",
)
REPORT: Words = ("，报告{report}", ", report {report}")
FEE: Words = ("，检测费{amount}{advance}", ", the test cost {amount}{advance}")
CHOSEN: Words = ("{who}选择：{remedy}{amount}{why}", "{who} chose: {remedy}{amount}{why}")
DIFFERENCE: Words = ("，差价{amount}", ", {amount} back")
PAST: Words = ("该商品此前维修{count}次", "The item was repaired {count} times before")
GUARANTEE: Words = (
    "维修{days}天不计入保修期，保修至{until}",
    "Days in repair do not count, {days} of them: guarantee until {until}",
)
GIVEN_BACK: Words = (
    "已将商品寄回买家，包裹{parcel}{papers}",
    "The buyer's goods left for the buyer, parcel {parcel}{papers}",
)
PAPERS: Words = ("，附{papers}", ", with {papers}")
CAUSE: Words = ("；原因：{value}", "; cause: {value}")
CURE: Words = ("；处理：{value}", "; cure: {value}")
COURSE: Words = ("；过程：{value}", "; course: {value}")
RESULT: Words = ("；结果：{value}", "; result: {value}")
PARTS: Words = ("；更换：{value}", "; parts: {value}")
HOURS: Words = ("；工时{value}小时", "; {value} h of work")
ETA: Words = ("；预计{value}完成", "; expected by {value}")
TAKEN_BACK_THOUGH_LOST: Words = (
    "{who}想撤销申请，但其商品已由我方丢失：仍须赔付或补发",
    "{who} wanted to take the request back, but we had lost their goods: they are still to be made good",
)
