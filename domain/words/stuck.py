"""The words of stuck cases, Chinese and English."""

from domain.standing import CaseStage
from domain.words.standing import STAGES
from domain.words.telling import Words

__all__ = ["STAGES"]

FAILING: Words = (
    "流程代码反复出错（{problem}），本单无法前进",
    "the code of the workflow fails again and again ({problem}): the case cannot go on",
)
DEPLOY: Words = (
    "部署修复后的代码并启动worker：本单自动继续，无须重置",
    "deploy mended code and start its worker: the case goes on by itself, no reset is needed",
)
UNSERVED: Words = ("任务在等待，没有worker处理", "its tasks wait, and no worker takes them")
START_WORKERS: Words = ("启动worker：积压的任务会自动处理", "start workers: what waits is done by itself")
PARKED: Words = (
    "步骤{step}已放弃（{reason}），等待人工处理",
    "step {step} gave up ({reason}) and waits for a person",
)
MEND_AND_RETRY: Words = (
    "查看原因，消除后重试；若已另行完成则跳过",
    "read the reason with `show`, mend it, then retry; or skip it where it was done by other means",
)
RETRYING: Words = (
    "步骤{step}反复失败（{reason}），仍在自动重试",
    "step {step} keeps failing ({reason}) and is still tried again by itself",
)
RECOVER: Words = (
    "对方恢复后会自动继续；不想等下一次重试，就立即重来",
    "it goes on by itself once the other side is back; reset it to try at once instead of at the next attempt",
)
PAUSED: Words = ("有人在Temporal中暂停了{what}", "someone paused {what} in Temporal")
UNPAUSE: Words = ("问清为何暂停，然后恢复", "ask why it was paused, then let it go on")
OVERDUE: Words = ("期限已过，本单处于“{stage}”", "its deadline has passed while it is at: {stage}")
HELD: Words = ("暂停", "on hold")
DECIDE: Words = ("需要人工决定，系统没有故障", "a person must decide; nothing is wrong with the system")
DEAD: Words = (
    "本单的流程已异常结束（{ended}），登记簿显示尚未完结",
    "its workflow ended as {ended}, and the register says that the case is still open",
)
GONE: Words = (
    "Temporal中没有本单，登记簿显示尚未完结",
    "Temporal does not know the case, and the register says that it is open",
)
REOPEN: Words = (
    "从登记簿和账本重建流程：已付的款不会再付",
    "take it up again from the register and the ledger: what was paid is not paid again",
)

# To say nothing of freight is to take it (MR-20), which not everybody may.
AGREE_TO_RETURN = 'agree {case} --freight buyer --note "..."'
# The decision that a stage waits for, as it is typed.
DECISIONS: dict[CaseStage, str] = {
    CaseStage.DECIDING: 'agree {case} --note "..."',
    CaseStage.DECIDING_GOODS: 'agree {case} --pay-back AMOUNT --note "..."',
    CaseStage.REOPENED: 'agree {case} --note "..."',
    CaseStage.INSPECTING: "inspect {case} --waybill WAYBILL --line LINE=1A",
    CaseStage.WAIT_PAPERS: 'judge {case} papers_valid --reason "..."',
    CaseStage.REPORTING: "report-conduct {case} --to platform --number NUMBER",
    CaseStage.SETTLING: "settled {case} done",
    CaseStage.DISPUTE: "rule {case} --for buyer --amount AMOUNT",
    CaseStage.APPROVING: "approve {case} --amount AMOUNT",
    CaseStage.PAYING_OUT: "payout {case}",
}
