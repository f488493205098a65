from odoo import models


class SaleOrder(models.Model):
    """The warehouse learns that goods which stand ready may not leave, or may again (PAY-07)."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_announce_suspension(self):
        # EXTENDS order_desk
        result = super()._desk_announce_suspension()
        # sudo: whoever decides need not read transfers
        pickings = self.sudo()._desk_get_pickings().filtered(lambda picking: picking.state not in ('done', 'cancel'))
        suspended = pickings.filtered(
            lambda picking: picking._desk_order().partner_id.commercial_partner_id.desk_shipment_suspended)
        for some, text in (
            (suspended, self.env._("Shipments to this customer are suspended: do not ship.")),
            (pickings - suspended, self.env._("The suspension is lifted: the goods may leave.")),
        ):
            some._message_log_batch(bodies=dict.fromkeys(some.ids, text))
        kind = ['order_desk.activity_type_shipment_suspended']
        ((pickings - suspended)._desk_get_orders() & self).activity_unlink(kind)
        summary = self.env._("Shipment suspended: do not ship")
        orders = suspended._desk_get_orders() & self
        users = orders._desk_get_activity_users(self.env.ref('order_desk.group_shipping_clerk').ids)
        for order in orders:
            order.activity_schedule(
                kind[0], summary=summary, note=order.desk_suspension_note,
                user_id=users[order].id)
        return result
