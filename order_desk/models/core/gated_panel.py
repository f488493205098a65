from odoo import models

from .finding import OPEN_STATES


class OrderDeskGatedPanel(models.AbstractModel):
    """What stands in the way of a document that belongs to an order, told on the document's own form."""
    _inherit = 'order.desk.gated.mixin'

    # === HELPERS === #

    def _desk_get_alerts(self, stages):
        """Return what is open on each document itself and on its order as a whole, in one query.

        :param stages: the stages that still concern these documents
        :return: ``{document: value of the host's actionable_errors widget}``, enrolled documents only
        :rtype: dict
        """
        # sudo: what an order waits for is told to whoever may read its document
        waiting = self.sudo()._desk_get_enrolled()
        if not waiting:
            return {}
        orders = {document: document._desk_order() for document in waiting}
        # sudo: as above
        checks = self.env['order.desk.check'].sudo().search([
            ('order_id', 'in', [order.id for order in orders.values()]),
            ('state', 'in', OPEN_STATES), ('stage', 'in', stages),
        ]).grouped('order_id')
        return {
            document: checks[order].filtered(
                lambda check, own=(order, document): check._get_document() in own)._get_alerts()
            for document, order in orders.items() if order in checks
        }
