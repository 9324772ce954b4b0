"""What an inspector sees, in Chinese and English."""

from domain.goods import Sign
from domain.words.telling import Words

SIGNS: dict[Sign, Words] = {
    Sign.LABEL_CUT: ("吊牌被剪或缺失", "label cut or missing"),
    Sign.WASHED: ("洗过", "washed"),
    Sign.SOILED: ("有污渍", "soiled"),
    Sign.WORN: ("使用痕迹明显", "used beyond trying"),
    Sign.DAMAGED: ("人为损坏", "damaged"),
    Sign.SEAL_BROKEN: ("必要的一次性密封被拆", "necessary seal broken"),
    Sign.ACTIVATED: ("已激活或登录", "activated"),
    Sign.REPAIRED: ("私自维修", "repaired without leave"),
    Sign.SERIAL_REMOVED: ("标识或序列号被毁", "mark or serial number destroyed"),
    Sign.MARKED: ("外观有不可恢复的痕迹", "marks that stay"),
    Sign.INSTALLED: ("已安装上墙或通水", "mounted or run with water"),
    Sign.CREASED: ("有折痕或阅读痕迹", "creases or traces of reading"),
    Sign.BROKEN_ON_THE_WAY: ("退回途中破损", "broken on its way back"),
    Sign.ACCESSORY_MISSING: ("缺配件", "an accessory is missing"),
    Sign.PACKAGING_MISSING: ("缺最小销售包装", "the manufacturer's own packaging is missing"),
    Sign.ACCESSORY_SENT: ("补寄的配件", "the missing part, sent later"),
}
