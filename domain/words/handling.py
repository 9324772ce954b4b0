"""The words of how people handled a case: owners, hand-overs, notes, tags and root causes; one sentence each."""

from domain.words.telling import Words

TAGGED: Words = ("{who}添加标签“{tag}”", "{who} put the tag “{tag}” on the case")
UNTAGGED: Words = ("{who}去掉标签“{tag}”", "{who} took the tag “{tag}” off the case")
CAUSED: Words = ("{who}记录根本原因：{cause}{why}", "{who} named the root cause: {cause}{why}")
TAKEN: Words = ("{who}接手本单{why}", "{who} has the case in hand now{why}")
ASSIGNED: Words = ("{who}将本单分配给{to}{why}", "{who} gave the case to {to}, who has it in hand now{why}")
HANDED: Words = (
    "{who}将本单交接给{to}，等待接收{why}",
    "{who} hands the case over to {to}, who has yet to take it{why}",
)
OVERDUE: Words = (
    "交接给{to}的本单已{hours}小时无人接收",
    "The hand-over to {to} has not been taken for {hours} hours",
)
PROGRESS: Words = ("买家应得知本单进展", "The buyer is to hear how the case stands")
PROGRESS_DISTURBED: Words = (
    "买家应得知本单进展，原因：{what}异常",
    "The buyer is to hear how the case stands, and that {what} is disturbed",
)
DELAYED: Words = ("{who}告知买家延后至{eta}{why}", "{who} lets the buyer know of a delay until {eta}{why}")
NOTED: Words = ("{who}备注：{text}{action}", "{who} notes: {text}{action}")
NEXT: Words = ("；下一步：{action}{due}", "; next: {action}{due}")
BY: Words = ("，{due}前", ", by {due}")
