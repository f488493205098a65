import ast

from odoo import api, fields, models
from odoo.tools import str2bool

from .change_fields import SEALED_LINE, SEALED_ORDER

# Columns of the host's form by which a sealed one is entered.
ENTERED = frozenset(('product_template_id',))


class SaleOrder(models.Model):
    """What a request only changes is shown as such: a form that offers it, and refuses on saving, wastes work (CHG-03).

    The law itself is in ``write``; here the form is told, whichever fields other modules have put into it.
    """
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_sealed = fields.Boolean("Changed by Request Only", compute='_compute_desk_sealed')

    # === COMPUTE METHODS === #

    @api.depends('state', 'desk_enrolled', 'company_id')
    def _compute_desk_sealed(self):
        sealed = self._desk_get_gated().filtered(lambda order: order.state == 'sale')
        for order in self:
            order.desk_sealed = order in sealed

    # === HOOKS === #

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        # EXTENDS sale
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == 'form':
            for node in arch.iter('field'):
                above = list(node.iterancestors('field'))
                if not above and node.get('name') == 'order_line':
                    _keep_lines(node)
                elif not above:
                    _seal(node, self._fields, SEALED_ORDER)
                elif [parent.get('name') for parent in above] == ['order_line']:
                    _seal(node, self.env['sale.order.line']._fields, SEALED_LINE | ENTERED)
            for node in arch.iter('button'):
                if node.get('name') == 'action_open_discount_wizard':
                    node.set('invisible', _either(node.get('invisible'), 'desk_sealed'))
        return arch, view


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_sealed = fields.Boolean("Changed by Request Only", compute='_compute_desk_sealed')

    # === COMPUTE METHODS === #

    @api.depends('order_id.state', 'order_id.desk_enrolled', 'is_downpayment', 'is_delivery')
    def _compute_desk_sealed(self):
        """Freight and down payments stay the host's: no query for others."""
        for line in self:
            line.desk_sealed = line.order_id.desk_sealed and not line.is_downpayment and not line.is_delivery


def _seal(node, model_fields, names):
    """Make one field of a form read-only on what is sealed; what is read-only anyway stays as it is."""
    name, now = node.get('name'), node.get('readonly')
    if name not in names or name not in model_fields or (now is None and model_fields[name].readonly):
        return
    node.set('readonly', _either(now, 'desk_sealed'))


def _either(now, more):
    """Return a condition that holds when the present one does, or another."""
    if now is None or not str2bool(now, default=True):
        return more
    return now if now in ('1', 'True', 'true') else f"({now}) or {more}"


def _keep_lines(node):
    """Offer no new lines and no bin on a sealed order: the agreed ones are dropped by a request."""
    try:
        options = ast.literal_eval(node.get('options') or '{}')
    except (ValueError, SyntaxError):
        return
    free = [('desk_sealed', '=', False)]
    node.set('options', repr({'create': free, 'delete': free} | options))
