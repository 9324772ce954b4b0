"""The kinds of evidence in Chinese and English."""

from domain.disputes.evidence import EvidenceCode
from domain.words.telling import Words

EVIDENCE: dict[str, Words] = {
    EvidenceCode.GOODS_PHOTO: ("商品照片", "photo of the goods"),
    EvidenceCode.BOX_PHOTO: ("外箱和面单照片", "photo of the outer box and its label"),
    EvidenceCode.UNBOXING_VIDEO: ("完整开箱视频", "continuous video of the unboxing"),
    EvidenceCode.CARRIER_CERTIFICATE: ("快递破损或短少证明", "the carrier's certificate of damage or shortage"),
    EvidenceCode.CARRIER_TRACE: ("物流轨迹和签收凭证", "the carrier's trace and proof of signature"),
    EvidenceCode.WAREHOUSE_WEIGHT: ("仓库出库重量和打包视频", "weight and packing video of the warehouse"),
    EvidenceCode.CARRIER_WEIGHT: ("快递揽收重量", "weight at the carrier's acceptance"),
    EvidenceCode.CHAT: ("聊天记录", "chat record"),
    EvidenceCode.TEST_REPORT: ("检测报告", "test or inspection report"),
    EvidenceCode.SERVICE_POINT_REPORT: ("官方售后网点报告", "report of an official service point"),
    EvidenceCode.PURCHASE_PAPERS: ("进货凭证", "purchase and distribution papers"),
    EvidenceCode.BRAND_AUTHORISATION: ("品牌授权书", "the brand's authorisation"),
    EvidenceCode.CUSTOMS_PAPERS: ("报关单据", "customs papers"),
    EvidenceCode.INVOICE: ("发票或收据", "invoice or receipt"),
    EvidenceCode.DISPATCH_NOTE: ("发货单", "dispatch note"),
    EvidenceCode.PRODUCT_PAGE: ("下单时的商品页快照", "the product's page as it was when ordered"),
    EvidenceCode.POSTAGE_RECEIPT: ("邮费收据", "receipt for postage"),
    EvidenceCode.RETURN_SLIP: ("退货单", "return slip"),
    EvidenceCode.INSPECTION_SHEET: ("入库查验单和照片", "sheet and photos of the inspection"),
    EvidenceCode.EXCLUSION_CONFIRMED: ("买家对不支持无理由退货的确认", "the buyer's confirmation of the exclusion"),
    EvidenceCode.CARRIER_LOSS: ("快递丢失确认", "the carrier's confirmation of the loss"),
    EvidenceCode.PRICE_PROOF: ("价格凭证", "proof of the price"),
}


def evidence_in_words(code: str) -> Words:
    """A kind of evidence with its number; a number of a later version is told as it is."""
    zh, en = EVIDENCE.get(code, (code, code))
    return (f"{zh} {code}", f"{en} {code}") if code in EVIDENCE else (zh, en)
