from odoo import api, fields, models, tools


class OrderDeskOrderType(models.Model):
    """Trade in which money comes before goods, whoever the customer is (PAY-11, PAY-12)."""
    _inherit = 'order.desk.order.type'

    # === FIELDS === #

    pays_before_delivery = fields.Boolean(
        "Paid Before Delivery",
        help="Goods of such an order leave only when they are paid in full, whatever the class of the customer and "
             "the payment terms. The customer is told beforehand to have the money ready.")

    # === HELPERS === #

    @api.model
    @tools.ormcache('type_id')
    def _pays_before_delivery(self, type_id):
        """Tell it of a type without a query."""
        # sudo: a rule of the company, not of the reader
        return bool(type_id) and self.sudo().browse(type_id).pays_before_delivery
