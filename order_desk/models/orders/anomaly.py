from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import get_members

KINDS = [
    ('late', "Late"),
    ('short', "Short"),
    ('technical', "Technical"),
    ('quality', "Quality"),
    ('quantity', "Quantity"),
    ('damage', "Damage"),
    ('loss', "Loss"),
    ('transport_late', "Transport delayed"),
    ('wrong_goods', "Wrong goods"),
    ('receipt_difference', "Difference on receipt"),
    ('supplier_late', "Supplier late"),
]
STATES = [
    ('open', "Open"),
    ('planned', "Planned"),
    ('informed', "Customer Informed"),
    ('closed', "Closed"),
]
# Who hears of every anomaly beside the order's own people (FUP-03).
REPORTED_TO = ('order_desk.group_service_supervisor', 'sales_team.group_sale_manager')


class OrderDeskAnomaly(models.Model):
    """Something goes otherwise than ordered: recorded once, planned for, told to the customer (FUP-02, TRK-06)."""
    _name = 'order.desk.anomaly'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Anomaly"
    _order = 'reported_on desc, id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade', check_company=True)
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson")
    picking_id = fields.Many2one('stock.picking', "Transfer", index='btree_not_null', check_company=True)
    production_id = fields.Many2one('mrp.production', "Manufacturing Order", index='btree_not_null', check_company=True)
    kind = fields.Selection(KINDS, required=True, default='late', tracking=True)
    description = fields.Text(required=True, help="What is wrong, in the words of whoever found it.")
    reported_by_id = fields.Many2one(
        'res.users', required=True, readonly=True, copy=False, default=lambda self: self.env.uid)
    reported_on = fields.Datetime(required=True, readonly=True, copy=False, default=fields.Datetime.now)
    owner_id = fields.Many2one(
        'res.users', tracking=True, domain=[('share', '=', False)],
        help="Who clarifies the anomaly and sees it through: the order's clerk, unless handed on.")
    clarification = fields.Text(help="What the order clerk found out: cause, extent, effect on dates.")
    plan = fields.Text("Handling Plan", help="What is done about it, and until when.")
    customer_text = fields.Text(
        "Told to the Customer", help="The words of the message to the customer: neutral, without internals.")
    plan_by_id = fields.Many2one('res.users', "Planned By", readonly=True, copy=False)
    plan_on = fields.Datetime("Planned On", readonly=True, copy=False)
    customer_informed_by_id = fields.Many2one('res.users', "Informed By", readonly=True, copy=False)
    customer_informed_on = fields.Datetime(readonly=True, copy=False)
    customer_person = fields.Char("Spoken With", help="Who at the customer was told by telephone.")
    customer_answer = fields.Text(help="What the customer says to the plan.")
    result = fields.Text(help="What came of it.")
    closed_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        STATES, required=True, readonly=True, default='open', copy=False, index=True, tracking=True)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                vals['name'] = self.env['ir.sequence'].next_by_code('order.desk.anomaly') or "/"
        anomalies = super().create(vals_list)
        anomalies._notify_reported()
        return anomalies

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Anomalies are kept with their order. Close this one instead."))

    # === BUSINESS METHODS === #

    @api.model
    def _desk_report(self, vals_list):
        """Record anomalies of orders and tell everybody concerned; set-based.

        Side effects: an activity for the order's clerk, a message to the salesperson, the
        service supervisor and the sales manager. Source: FUP-02, FUP-03, TRK-06, TRK-07.

        :param list vals_list: dicts of ``order_id``, ``kind``, ``description``, optionally
            ``picking_id``, ``production_id``, ``owner_id``
        :return: the anomalies, in the order of ``vals_list``
        """
        # sudo: who finds something wrong need not be of the order desk
        return self.sudo().create(vals_list).with_env(self.env)

    def _notify_reported(self):
        """Hand each anomaly to its owner and tell the salesperson and those above (FUP-03, TRK-07)."""
        # sudo: production and the warehouse report, and need not see users or orders
        anomalies = self.sudo()
        clerks = anomalies.order_id._desk_get_follow_up_users()
        for anomaly in anomalies.filtered(lambda anomaly: not anomaly.owner_id):
            anomaly._write_evidence({'owner_id': clerks[anomaly.order_id].id})
        group_ids = [self.env.ref(group).id for group in REPORTED_TO]
        told = get_members(self.env, group_ids, anomalies.company_id)
        for anomaly in anomalies:
            own = told.filtered(lambda user, company=anomaly.company_id: company in user.company_ids)
            anomaly.message_post(
                body=self.env._(
                    "%(kind)s on %(order)s: %(description)s",
                    kind=anomaly._get_kind_label(), order=anomaly.order_id.name, description=anomaly.description),
                subject=self.env._("Anomaly on %(order)s", order=anomaly.order_id.name),
                partner_ids=(own | anomaly.salesperson_id).partner_id.ids, subtype_xmlid='mail.mt_note')
        for owner, owned in anomalies.grouped('owner_id').items():
            owned.activity_schedule(
                'order_desk.activity_type_anomaly', summary=self.env._("Clarify the anomaly"), user_id=owner.id)
        bodies = {
            order.id: Markup("<br/>").join(
                self.env._("Anomaly %(anomaly)s reported: %(kind)s.", anomaly=row.name, kind=row._get_kind_label())
                for row in rows)
            for order, rows in anomalies.grouped('order_id').items()}
        anomalies.order_id._message_log_batch(bodies=bodies)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'state', 'reported_by_id', 'reported_on', 'plan_by_id', 'plan_on', 'customer_informed_by_id',
            'customer_informed_on', 'closed_by_id', 'closed_on'}

    # === HELPERS === #

    def _get_kind_label(self):
        self.ensure_one()
        return dict(self._fields['kind']._description_selection(self.env))[self.kind]
