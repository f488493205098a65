"""Complaints of a kind stop the next order of the product or customer until somebody says what was changed."""
from odoo import models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..gates.combine import combine

_lt = LazyTranslate(__name__)

SHOWN = 5


def find_complaints(evaluator, documents):
    """Return a finding for each document whose goods or customer are complained about; no query as a rule.

    :return: ``{document: Finding}``
    """
    # sudo: the names tell whoever is stopped what to look for
    Complaint = evaluator.env['order.desk.complaint'].sudo()
    waited = {}
    for document in documents:
        ids = Complaint._get_waited_for(evaluator._code, document, evaluator._today(document))
        if ids:
            waited[document] = ids
    every = Complaint.browse({complaint_id for ids in waited.values() for complaint_id in ids})
    names = {complaint.id: complaint.name for complaint in every}
    return {
        document: Finding('complaints', _lt(
            "%(count)s complaints of a kind, not answered yet: %(complaints)s. Say what was changed.",
            count=len(ids), complaints=", ".join(names[complaint_id] for complaint_id in ids[-SHOWN:])))
        for document, ids in waited.items()
    }


class TechnicalGate(models.AbstractModel):
    """Engineering answers complaints before the next order of the product or customer is confirmed."""
    _inherit = 'order.desk.evaluator.technical'

    _settled_by = {'complaints': 'action_desk_learn', '': 'action_desk_open_technical'}

    # === HOOKS === #

    def _get_applicable(self, gate, documents):
        # EXTENDS order_desk
        applicable, found = super()._get_applicable(gate, documents), find_complaints(self, documents)
        return documents.filtered(lambda order: order in applicable or order in found) if found else applicable

    def _evaluate(self, gate, documents):
        # EXTENDS order_desk
        findings, found = super()._evaluate(gate, documents), find_complaints(self, documents)
        return {order: combine([findings.get(order), found.get(order)]) for order in documents}


class QualityGate(models.AbstractModel):
    """Quality answers complaints before the next goods of the product or for the customer leave."""
    _inherit = 'order.desk.evaluator.quality'

    _settled_by = {
        'complaints': 'action_desk_learn', 'loading': 'action_desk_check_loading', '': 'action_desk_call_quality'}

    # === HOOKS === #

    def _evaluate(self, gate, documents):
        # EXTENDS order_desk
        findings, found = super()._evaluate(gate, documents), find_complaints(self, documents)
        return {picking: combine([findings.get(picking), found.get(picking)]) for picking in documents}


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === ACTIONS === #

    def action_desk_learn(self):
        """Open the answer to the complaints that this order waits for engineering for."""
        self.ensure_one()
        return self.env['order.desk.complaint.learn']._open('technical', order=self)


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def action_desk_learn(self):
        """Open the answer to the complaints that these goods wait for quality for."""
        self.ensure_one()
        return self.env['order.desk.complaint.learn']._open('quality', picking=self)
