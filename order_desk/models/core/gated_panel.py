from odoo import models

from .finding import OPEN_STATES


class OrderDeskGatedPanel(models.AbstractModel):
    """What stands in the way of a document that belongs to an order, told on the document's own form."""
    _inherit = 'order.desk.gated.mixin'

    # === HELPERS === #

    def _desk_get_told(self, stages):
        """Return what is open on each document itself and on its orders as a whole, in one query.

        :param stages: the stages that still concern these documents
        :return: ``{document: order.desk.check}``, enrolled documents with something open only
        :rtype: dict
        """
        # sudo: what an order waits for is told to whoever may read its document
        waiting = self.sudo()._desk_get_enrolled()
        if not waiting:
            return {}
        orders = {document: document._desk_get_orders() for document in waiting}
        every = self.env['sale.order'].union(*orders.values())
        # sudo: as above
        Check = self.env['order.desk.check'].sudo()
        checks = Check.search([
            ('order_id', 'in', every.ids), ('state', 'in', OPEN_STATES), ('stage', 'in', stages)])
        by_document = checks.grouped(lambda check: check._get_document())
        told = {
            document: Check.union(*(by_document[other] for other in (document, *own) if other in by_document))
            for document, own in orders.items()}
        return {document: own for document, own in told.items() if own}
