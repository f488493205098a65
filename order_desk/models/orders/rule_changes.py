"""A rule that many orders follow has changed: the run that evaluates all open orders begins at once."""
from odoo import api, models


class AccountPaymentTerm(models.Model):
    """The deposit of payment terms belongs to the facts of the orders under them."""
    _inherit = 'account.payment.term'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS account
        result = super().write(vals)
        if any(name.startswith('desk_deposit_') for name in vals):
            self.env['sale.order']._desk_trigger_refresh()
        return result


class ProductPricelistItem(models.Model):
    """Quotations are measured by the price lists of today."""
    _inherit = 'product.pricelist.item'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS product
        items = super().create(vals_list)
        self.env['sale.order']._desk_trigger_refresh()
        return items

    def write(self, vals):
        # EXTENDS product
        result = super().write(vals)
        self.env['sale.order']._desk_trigger_refresh()
        return result

    def unlink(self):
        # EXTENDS product
        result = super().unlink()
        self.env['sale.order']._desk_trigger_refresh()
        return result


class OrderDeskGate(models.Model):
    """Gates that come or change judge every open order anew."""
    _inherit = 'order.desk.gate'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS order_desk
        gates = super().create(vals_list)
        self.env['sale.order']._desk_trigger_refresh()
        return gates

    def write(self, vals):
        # EXTENDS order_desk
        result = super().write(vals)
        self.env['sale.order']._desk_trigger_refresh()
        return result


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    @api.model
    def _desk_trigger_refresh(self):
        """Start the run that evaluates every open order; nothing while no company uses the desk.

        Whoever changes a rule does not wait for thousands of orders; acts are judged on today's rules anyhow.
        """
        if not self.env['res.company']._desk_get_enabled_ids():
            return
        cron = self.env.ref('order_desk.ir_cron_refresh_gates', raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()  # sudo: whoever may change the rule need not manage scheduled actions
