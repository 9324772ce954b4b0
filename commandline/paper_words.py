"""The words on the paper of a case: the slip in a parcel, and the forms of an exchange and a repair."""

from domain.quotes.quote import Bearer
from domain.register.return_slip import Handling

Words = tuple[str, str]  # Chinese, English

TITLES: dict[Handling, Words] = {
    Handling.NO_REASON: ("退货详情单", "Return slip"),
    Handling.DIRECT_REFUND: ("退货详情单", "Return slip"),
    Handling.EXCHANGE: ("换货详情单", "Exchange slip"),
    Handling.REPAIR: ("维修详情单", "Repair slip"),
}
PUT_IN: Words = ("请将本单放入包裹", "Please put this slip into the parcel")
NUMBER: Words = ("单号", "Number")
LABELS: dict[str, Words] = {
    "nick": ("买家昵称", "Buyer's nick"),
    "name": ("姓名", "Name"),
    "phone": ("电话", "Phone"),
    "address": ("买家地址", "Buyer's address"),
    "order": ("订单编号", "Order"),
    "bought": ("购买信息", "Bought"),
    "gift": ("赠品", "Gift"),
    "gift_back": ("赠品已退回", "Gift came back"),
    "signed": ("签收时间", "Signed for"),
    "refund": ("退款", "Refund"),
    "packaging": ("包装", "Packaging"),
    "goods": ("商品", "Goods"),
    "handling": ("处理方式", "Handling"),
    "late": ("延迟收货", "Received late"),
    "freight": ("退货运费", "Freight back"),
    "reason": ("原因", "Reason"),
    "send_by": ("请在此前寄出", "To be sent by"),
    "waybill": ("退货单号", "Waybill"),
    "return_to": ("退货地址", "Send it to"),
    "hotline": ("售后热线", "Hotline"),
    "contact": ("联系方式", "Contact"),
    "leaflet": ("商品说明", "About the product"),
    "in": ("退回", "Comes back"),
    "out": ("换发", "Sent instead"),
    "postage": ("邮费", "Postage"),
    "recharged": ("已补付", "Paid on top"),
    "booked": ("已登记", "Booked"),
    "handler": ("经办人", "Handler"),
    "handled_at": ("经办时间", "Handled"),
    "serial": ("序列号", "Serial number"),
    "symptom": ("故障现象", "Symptom"),
    "tried": ("已尝试", "Tried"),
    "examined": ("检测结论", "Found on examination"),
    "cause": ("故障原因", "Cause"),
    "cure": ("处理办法", "What was done"),
    "parts": ("更换配件", "Parts"),
    "hours": ("工时", "Hours of work"),
    "price": ("维修费用", "Price"),
    "result": ("结果", "Result"),
    "attempts": ("失败维修次数", "Failed repairs"),
    "days": ("在修天数", "Days in repair"),
    "guarantee": ("保修至", "Guaranteed until"),
}
YES_NO: tuple[Words, Words] = (("有", "yes"), ("无", "no"))
IS_SO: tuple[Words, Words] = (("是", "yes"), ("否", "no"))
PACKAGING: tuple[Words, Words] = (("完好", "intact"), ("破损", "damaged"))
GOODS: tuple[Words, Words] = (("损坏", "damaged"), ("无损坏", "not damaged"))
HANDLINGS: dict[Handling, Words] = {
    Handling.NO_REASON: ("七天无理由退货", "return within the no-reason days"),
    Handling.EXCHANGE: ("退换", "exchange"),
    Handling.DIRECT_REFUND: ("直接退款", "direct refund"),
    Handling.REPAIR: ("维修", "repair"),
}
BEARERS: dict[Bearer, Words] = {Bearer.BUYER: ("买家承担", "the buyer"), Bearer.SELLER: ("商家承担", "the shop")}
ASKED: Words = ("申请{amount}", "{amount} asked for")
UNSAID: Words = ("金额未填", "no sum was named")
PAID: Words = ("，已退{amount}", ", {amount} paid back")
FOUND: Words = ("（完好{intact}，有损{worn}，非本店{foreign}）", " ({intact} intact, {worn} worn, {foreign} not ours)")
FREE: Words = ("免费", "free")
