"""The words of a call to a buyer, in Chinese and English: what is said at each of its seven steps (R117)."""

from domain.events import CallStep
from domain.words.telling import Words

STEPS: dict[CallStep, Words] = {
    CallStep.IDENTIFY: ("确认身份", "who it is"),
    CallStep.REASON: ("说明来意", "who calls, and why"),
    CallStep.LISTEN: ("倾听", "listen"),
    CallStep.APOLOGISE: ("致歉", "apologise"),
    CallStep.PROPOSE: ("提出方案", "the first offer"),
    CallStep.NEGOTIATE: ("协商调整", "the other offers"),
    CallStep.RECAP: ("复述并再次致歉", "recap, and sorry again"),
}
IDENTIFY: Words = (
    "“请问是{name}吗？请说一下订单号的后四位。”（应为{last}；不是本人就什么都不说，礼貌结束）",
    (
        "“Am I speaking with {name}? May I have the last four digits of your order?” ({last}; to anybody else say "
        "nothing of the case)"
    ),
)
NAMELESS: Words = ("订单的收件人本人", "the person who placed the order")
REASON: Words = (
    "“我是{shop}的{agent}，现在方便说几句吗？想和您说说{titles}的事（{scenario}）。”",
    "“This is {agent} of {shop}. Is now a good time? It is about {titles} ({scenario}).”",
)
LISTEN: Words = (
    "听买家说完，不打断，记下原因和想要的结果{lacks}",
    "Let the buyer finish, do not interrupt, note the reason and what they want{lacks}",
)
LACKS: Words = ("；还缺照片等材料，请买家补发", "; photos or papers are still missing: ask for them")
APOLOGISE: Words = ("“给您添麻烦了，非常抱歉。”", "“I am sorry for the trouble that you had.”")
OFFER: Words = ("“{what}，因为{because}。您看可以吗？”", "“{what}, because {because}. Would that be right for you?”")
OTHER: Words = ("“或者：{what}。”", "“Or: {what}.”")
NOTHING: Words = (
    "您没有可以自行提出的方案：先请主管批准（--ask），或准备方案（offer --plan）再打",
    "There is nothing that you may offer by yourself: ask for approval first (--ask), or prepare offers (offer --plan)",
)
NO_OTHER: Words = ("没有别的方案可提", "There is nothing else to offer")
ABOVE: Words = (
    "再高的：“这超出我能决定的范围，我请主管接手，{hours}小时内联系您。”（同一命令加 --ask）",
    (
        "Anything above: “This is beyond what I may decide; my supervisor takes over and contacts you within {hours} "
        "hours.” (the same command with --ask)"
    ),
)
RECAP: Words = (
    "复述约定和时间，再次致歉；用文字发给买家，并登记：call {case} --outcome reached --done ... --note ...",
    (
        "Say again what was agreed and by when, and that you are sorry; send it in writing, and enter the call: "
        "call {case} --outcome reached --done ... --note ..."
    ),
)
FLOOR: Words = ("底线{floor}，不得告诉买家", "The bottom line is {floor}; the buyer never hears it")
AS_ASKED: Words = ("这正是您申请的", "that is what you asked for")
ALL_BACK: Words = ("按您的申请退{amount}", "we pay {amount} back, as you asked")
BY_RULE: Words = ("按规则补{amount}", "we make up for {amount}, as the rules have it")
WORTH: Words = ("{what}，价值{amount}", "{what} worth {amount}")
INVOICE: Words = ("按您的要求开具发票", "we issue the invoice as you asked")
STEPS_DONE: Words = ("（{done}/{all}步）", " ({done} of {all} steps)")
