from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.roles import ensure_role

FINANCE = ('order_desk.group_finance_clerk', 'account.group_account_manager')
LIVE = ('draft', 'posted', 'carried')


class OrderDeskRebateSettlement(models.Model):
    """What a customer gets of a rebate agreement at a date: earned so far, less what was settled before (REB-01)."""
    _name = 'order.desk.rebate.settlement'
    _inherit = ['portal.mixin', 'mail.thread', 'mail.activity.mixin']
    _description = "Rebate Settlement"
    _order = 'date_to desc, id desc'
    _mail_post_access = 'read'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    agreement_id = fields.Many2one(
        'order.desk.rebate.agreement', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, readonly=True, index=True, ondelete='restrict')
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True, index='btree_not_null')
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    date_from = fields.Date(
        "From", required=True, readonly=True, help="Beginning of the period, whatever was paid since.")
    date_to = fields.Date("To", required=True, readonly=True)
    revision = fields.Integer(readonly=True, help="0, or the how manieth correction of the settlement of this date.")
    is_final = fields.Boolean("Final", readonly=True, help="The period ends with this settlement.")
    earned = fields.Monetary(readonly=True, help="The rebate of the business volume from the beginning until the date.")
    settled_before = fields.Monetary(readonly=True, help="What earlier settlements of this agreement paid.")
    carried_amount = fields.Monetary(
        "Carried Forward", readonly=True, help="What this settlement takes up of an agreement that ended before.")
    amount = fields.Monetary(readonly=True, tracking=True, help="What this settlement pays; negative: claims back.")
    volume = fields.Float(readonly=True, help="Business volume counted, in the currency or unit of the agreement.")
    currency_rate = fields.Float(
        readonly=True, digits=0,
        help="Units of the agreement's currency for one of the company's, on the day of settling.")
    line_ids = fields.One2many('order.desk.rebate.settlement.line', 'settlement_id', readonly=True)
    payout = fields.Selection(
        [('credit_note', "Credit note"), ('offset', "Offset on the next invoice"), ('goods', "Goods")],
        required=True, readonly=True, default='credit_note')
    state = fields.Selection([
        ('draft', "To Be Paid Out"), ('posted', "Booked"), ('carried', "Carried Forward"), ('cancelled', "Cancelled"),
    ], required=True, readonly=True, default='draft', copy=False, tracking=True, index=True)
    move_id = fields.Many2one(
        'account.move', string="Document", readonly=True, copy=False, index='btree_not_null', ondelete='restrict',
        help="The credit note that pays, or the invoice that claims back.")
    goods_order_id = fields.Many2one(
        'sale.order', string="Goods", readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    carried_to_id = fields.Many2one(
        'order.desk.rebate.settlement', string="Taken Up By", readonly=True, copy=False, index='btree_not_null',
        help="The settlement of a later agreement that took up what was carried forward.")
    settled_on = fields.Datetime("Reckoned On", readonly=True, copy=False)
    settled_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    customer_state = fields.Selection(
        [('none', "Not Sent"), ('sent', "Sent"), ('agreed', "Agreed"), ('disputed', "Disputed")],
        string="Customer's Answer", required=True, readonly=True, default='none', copy=False, tracking=True)
    customer_note = fields.Text("Customer's Words", readonly=True, copy=False)
    customer_name = fields.Char("Answered By", readonly=True, copy=False)
    customer_answered_on = fields.Datetime("Answered On", readonly=True, copy=False)
    sent_on = fields.Datetime("Statement Sent On", readonly=True, copy=False)
    statement_id = fields.Many2one(
        'ir.attachment', readonly=True, copy=False, help="The paper as the customer got it.")

    # === CONSTRAINTS === #

    _live_uniq = models.UniqueIndex(
        "(agreement_id, date_to, revision) WHERE state != 'cancelled'",
        "This agreement is settled to this date already. Nothing was paid twice: look at its settlements.")

    # === COMPUTE METHODS === #

    def _compute_access_url(self):
        # EXTENDS portal
        result = super()._compute_access_url()
        for settlement in self:
            settlement.access_url = f'/my/rebates/{settlement.id}'
        return result

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        nameless = [vals for vals in vals_list if vals.get('name', "/") == "/"]
        for vals, name in zip(nameless, self._draw_names(len(nameless)), strict=True):
            vals['name'] = name
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(
            "Settlements of rebates are kept: %(settlements)s. Cancel what is wrong.",
            settlements=", ".join(self.mapped('name'))))

    # === ACTIONS === #

    def action_post(self):
        """Pay out these settlements; those paid already stay as they are.

        Side effects: credit notes, invoices or goods orders in the agreement's currency, accruals released.

        :raise AccessError: for others than finance
        :raise UserError: naming every settlement in whose way something stands
        """
        ensure_role(self.env, *FINANCE)
        self.check_access('read')
        # sudo: nobody writes settlements by hand; the role was checked
        self.sudo()._lock_agreements()
        drafts = self.sudo().filtered(lambda settlement: settlement.state == 'draft')
        drafts._ensure_payable()
        drafts._pay_out()
        return True

    def action_cancel(self):
        """Take back these settlements: their documents are reversed, the amount is due again.

        :raise AccessError: for others than finance
        :raise UserError: when a later agreement took up the amount, or the goods are on their way
        """
        ensure_role(self.env, *FINANCE)
        self.check_access('read')
        # sudo: nobody writes settlements by hand; the role was checked
        live = self.sudo().filtered(lambda settlement: settlement.state != 'cancelled')
        live._lock_agreements()
        live._ensure_cancellable()
        live._take_back()
        live.write({'state': 'cancelled'})
        return True

    def action_open_move(self):
        """Open the credit note or invoice of this settlement."""
        self.ensure_one()
        return self.move_id._get_records_action(name=self.env._("Settlement document"))

    def action_open_goods(self):
        """Open the order of goods that pays this settlement."""
        self.ensure_one()
        return self.goods_order_id._get_records_action(name=self.env._("Rebate in goods"))

    # === BUSINESS METHODS === #

    def _lock_agreements(self):
        """Hold the agreements of these settlements until the end of the transaction."""
        self.agreement_id._lock_for_settlement()
        self.invalidate_recordset(['state', 'move_id'])

    def _ensure_payable(self):
        waiting = self.filtered(
            lambda settlement: settlement.company_id.desk_rebate_agree_first
            and settlement.amount > 0 and settlement.customer_state != 'agreed')
        if waiting:
            raise UserError(self.env._(
                "The customer has not agreed to %(settlements)s yet: send the statement and wait for the answer.",
                settlements=", ".join(waiting.mapped('name'))))
        disputed = self.filtered(lambda settlement: settlement.customer_state == 'disputed')
        if disputed:
            raise UserError(self.env._(
                "The customer disputes %(settlements)s: solve it with the customer, or cancel and settle anew.",
                settlements=", ".join(disputed.mapped('name'))))

    def _ensure_cancellable(self):
        taken = self.filtered('carried_to_id')
        if taken:
            raise UserError(self.env._(
                "%(settlement)s was taken up by %(later)s: cancel that one first.",
                settlement=taken[0].name, later=taken[0].carried_to_id.name))
        started = self.filtered(lambda settlement: settlement.goods_order_id.state == 'sale')
        if started:
            raise UserError(self.env._(
                "The goods of %(settlement)s are on order %(order)s: cancel that order first.",
                settlement=started[0].name, order=started[0].goods_order_id.name))

    # === HELPERS === #

    @api.model
    def _draw_names(self, count):
        """Return ``count`` numbers; two queries for any count, where the sequence may leave gaps."""
        # sudo: numbers are drawn for whoever settles
        sequence = self.env['ir.sequence'].sudo().search(
            [('code', '=', self._name), ('company_id', 'in', (self.env.company.id, False))],
            order='company_id', limit=1)
        if not sequence or sequence.implementation != 'standard' or sequence.use_date_range:
            return [sequence.next_by_id() if sequence else "/" for _number in range(count)]
        rows = self.env.execute_query(SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)", f'ir_sequence_{sequence.id:03d}', count))
        return [sequence.get_next_char(number) for number, in rows]

    def _get_report_base_filename(self):
        # EXTENDS portal
        return self.env._("Rebate Statement %(number)s", number=self.name.replace('/', '-'))
