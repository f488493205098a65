"""What the order desk notes on documents that customers may read themselves."""
from odoo import models


class OrderDeskInsideMixin(models.AbstractModel):
    """Records of the host that carry fields of the order desk: customers and visitors read none of them (SEC-02).

    The host lets customers read their own orders, transfers, invoices and addresses, field by field. Notes, floor
    prices, margins, credit standing and gates stand on the same records. Pages of the portal read with full rights
    what they show; whatever a customer's own session asks for, no field of the order desk is among it, in no list,
    search, group or export.

    Every model of the host with a ``desk_`` field has it, in the list below or by being gated; a test finds those
    that were forgotten. It is no extension of ``base``: that would ask once more for each field of each model. Nor
    are these ``groups`` of the fields: then each view that uses one would have to repeat them.
    """
    _name = 'order.desk.inside.mixin'
    _description = "Record with Inside Notes"

    def _has_field_access(self, field, operation):
        # EXTENDS base
        if field.name.startswith('desk_') and not self.env.su and not self.env.user._is_internal():
            return False
        return super()._has_field_access(field, operation)


class AccountBankStatementLine(models.Model):
    _name = 'account.bank.statement.line'
    _inherit = ['account.bank.statement.line', 'order.desk.inside.mixin']


class AccountMove(models.Model):
    _name = 'account.move'
    _inherit = ['account.move', 'order.desk.inside.mixin']


class AccountMoveLine(models.Model):
    _name = 'account.move.line'
    _inherit = ['account.move.line', 'order.desk.inside.mixin']


class AccountPayment(models.Model):
    _name = 'account.payment'
    _inherit = ['account.payment', 'order.desk.inside.mixin']


class AccountPaymentTerm(models.Model):
    _name = 'account.payment.term'
    _inherit = ['account.payment.term', 'order.desk.inside.mixin']


class DeliveryCarrier(models.Model):
    _name = 'delivery.carrier'
    _inherit = ['delivery.carrier', 'order.desk.inside.mixin']


class ProductProduct(models.Model):
    _name = 'product.product'
    _inherit = ['product.product', 'order.desk.inside.mixin']


class ProductTemplate(models.Model):
    _name = 'product.template'
    _inherit = ['product.template', 'order.desk.inside.mixin']


class PurchaseOrder(models.Model):
    _name = 'purchase.order'
    _inherit = ['purchase.order', 'order.desk.inside.mixin']


class ResCompany(models.Model):
    _name = 'res.company'
    _inherit = ['res.company', 'order.desk.inside.mixin']


class ResPartner(models.Model):
    _name = 'res.partner'
    _inherit = ['res.partner', 'order.desk.inside.mixin']


class ResUsers(models.Model):
    _name = 'res.users'
    _inherit = ['res.users', 'order.desk.inside.mixin']


class StockMove(models.Model):
    _name = 'stock.move'
    _inherit = ['stock.move', 'order.desk.inside.mixin']


class StockWarehouseOrderpoint(models.Model):
    _name = 'stock.warehouse.orderpoint'
    _inherit = ['stock.warehouse.orderpoint', 'order.desk.inside.mixin']


class AccountMoveReversal(models.TransientModel):
    _name = 'account.move.reversal'
    _inherit = ['account.move.reversal', 'order.desk.inside.mixin']


class ResConfigSettings(models.TransientModel):
    _name = 'res.config.settings'
    _inherit = ['res.config.settings', 'order.desk.inside.mixin']


class StockReturnPicking(models.TransientModel):
    _name = 'stock.return.picking'
    _inherit = ['stock.return.picking', 'order.desk.inside.mixin']
