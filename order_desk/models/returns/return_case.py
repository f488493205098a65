from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ('requested', "Requested"),
    ('authorised', "Authorised"),
    ('received', "Received"),
    ('inspected', "Inspected"),
    ('settled', "Settled"),
    ('refused', "Refused"),
]
ORIGINS = [('desk', "Order desk"), ('portal', "Customer's page"), ('dock', "At the dock")]
WISHES = [
    ('return', "Return and credit"),
    ('exchange', "Exchange"),
    ('reship', "Supplementary shipment"),
    ('credit', "Credit without goods"),
]
CLERK = 'order_desk.group_order_clerk'
SUPERVISOR = 'order_desk.group_order_supervisor'
SERVICE = 'order_desk.group_service_supervisor'
SHIPPING = 'order_desk.group_shipping_clerk'
QUALITY = 'order_desk.group_quality_inspector'
FINANCE = 'order_desk.group_finance_clerk'
SALES = 'sales_team.group_sale_salesman'


class OrderDeskReturn(models.Model):
    """One return of a customer, from his request to his credit: authorisation and archive in one (RET-01).

    Rows come from the product's acts only: a request, Odoo's own return of a transfer, or goods at the dock.
    """
    _name = 'order.desk.return'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Return"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one(
        'sale.order', "Sales Order", required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson")
    currency_id = fields.Many2one(related='order_id.currency_id')
    company_currency_id = fields.Many2one(related='company_id.currency_id', string="Company Currency")
    picking_id = fields.Many2one(
        'stock.picking', "Shipment", readonly=True, index='btree_not_null', ondelete='restrict',
        help="The transfer with which the goods left.")
    line_ids = fields.One2many('order.desk.return.line', 'return_id', string="Goods")
    state = fields.Selection(
        STATES, required=True, readonly=True, default='requested', copy=False, index=True, tracking=True)
    planned = fields.Boolean(
        "Authorised in Advance", readonly=True, copy=False, help="The return was authorised before the goods arrived.")
    origin = fields.Selection(ORIGINS, required=True, readonly=True, default='desk')
    wish = fields.Selection(
        WISHES, "Customer Wants", required=True, default='return', help="What the customer asks for.")
    description = fields.Text(help="What is wrong, in the customer's words.")
    solution = fields.Text(
        help="What was found together with the customer, and what he was offered: neutral words, he may read them.")
    picture_ids = fields.Many2many('ir.attachment', 'order_desk_return_picture_rel', string="Pictures", copy=False)
    requested_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    requested_on = fields.Datetime(readonly=True, copy=False, default=fields.Datetime.now)
    authorised_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    authorised_on = fields.Datetime(readonly=True, copy=False)
    received_on = fields.Datetime("Back On", readonly=True, copy=False, help="When the first goods came back.")
    inspected_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    inspected_on = fields.Datetime(readonly=True, copy=False)
    settled_on = fields.Datetime(readonly=True, copy=False)
    refused_reason = fields.Text("Refused Because", readonly=True, copy=False)
    deadline = fields.Date(
        readonly=True, copy=False, index='btree_not_null', help="Day by which the next step is due.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for everybody who may register a return
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(
            "Return %(case)s is kept in the return archive. Refuse it instead.", case=self[0].name))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'name', 'order_id', 'picking_id', 'state', 'planned', 'origin', 'requested_by_id', 'requested_on',
            'authorised_by_id', 'authorised_on', 'received_on', 'inspected_by_id', 'inspected_on', 'settled_on',
            'refused_reason', 'deadline',
        }

    @api.model
    def _get_field_roles(self):
        return {
            **dict.fromkeys(('wish', 'description', 'solution'), (CLERK, SALES, SERVICE)),
            'picture_ids': (CLERK, SALES, SERVICE, SHIPPING, QUALITY),
            'line_ids': (CLERK, SALES, SERVICE, SHIPPING, QUALITY, FINANCE),
        }
