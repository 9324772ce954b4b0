"""Every kind of workflow that a worker runs, and that a replay must know."""

from collections.abc import Sequence

from workflows.case import AfterSalesCase
from workflows.claim import CarrierClaim
from workflows.correction import InvoiceCorrection
from workflows.incident import TellOfIncident

WORKFLOWS: Sequence[type] = (AfterSalesCase, CarrierClaim, InvoiceCorrection, TellOfIncident)
