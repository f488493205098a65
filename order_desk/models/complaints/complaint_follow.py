"""What follows from a complaint, in one place: return, credit, replacement."""
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .complaint import ENDED

REPLACERS = (
    'order_desk.group_order_clerk', 'order_desk.group_service_supervisor', 'sales_team.group_sale_salesman')
CREDITORS = ('account.group_account_invoice',)


class OrderDeskComplaint(models.Model):
    _inherit = 'order.desk.complaint'

    # === FIELDS === #

    return_id = fields.Many2one(
        'order.desk.return', "Goods Returned", readonly=True, copy=False, index='btree_not_null', ondelete='set null',
        help="The return that follows from the complaint.")
    credit_ids = fields.One2many('account.move', 'desk_complaint_id', string="Credit Notes", readonly=True)
    credit_count = fields.Integer(compute='_compute_follow_counts', string="Number of Credit Notes")
    replacement_ids = fields.One2many('sale.order', 'desk_complaint_id', string="Replacements", readonly=True)
    replacement_count = fields.Integer(compute='_compute_follow_counts', string="Number of Replacements")

    # === COMPUTE METHODS === #

    @api.depends('credit_ids', 'replacement_ids')
    def _compute_follow_counts(self):
        for name in ('credit', 'replacement'):
            # sudo: how many there are is told to whoever works on the complaint; opening them asks for rights
            groups = self.env[self._fields[f'{name}_ids'].comodel_name].sudo()._read_group(
                [('desk_complaint_id', 'in', self.ids)], ['desk_complaint_id'], ['__count'])
            counts = {complaint.id: count for complaint, count in groups}
            for complaint in self:
                complaint[f'{name}_count'] = counts.get(complaint.id, 0)

    # === ACTIONS === #

    def action_return(self):
        """Ask for the return of the goods complained about, or open the return where there is one.

        :raise UserError: without an order, or when the complaint has ended
        """
        self.ensure_one()
        self.check_access('read')
        if self.return_id:
            return self.return_id._get_records_action()
        self._ensure_live()
        if not self.order_id:
            raise UserError(self.env._(
                "%(complaint)s: say of which order the goods come back.", complaint=self.name))
        action = self.order_id.action_desk_request_return()
        return action | {'context': {
            **action['context'], 'default_complaint_id': self.id, 'default_description': self.description}}

    def action_credit(self):
        """Open Odoo's credit note of the invoices of the goods complained about, filled in.

        :raise AccessError: for others than those who invoice
        :raise UserError: when nothing was invoiced that can be credited
        """
        self.ensure_one()
        self._ensure_follow(CREDITORS)
        lines = self.order_line_id or self.order_id.order_line
        invoices = lines.invoice_lines.move_id.filtered(
            lambda move: move.move_type == 'out_invoice' and move.state == 'posted')
        if not invoices:
            raise UserError(self.env._(
                "%(complaint)s: there is no posted invoice of these goods that could be credited.",
                complaint=self.name))
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Credit Note"),
            'res_model': 'account.move.reversal',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'active_model': 'account.move', 'active_ids': invoices.ids, 'default_desk_asked_by_id': self.id,
                'default_reason': self.env._("Complaint %(complaint)s", complaint=self.name)},
        }

    def action_replace(self):
        """Make a quotation of the after-sales type for what the customer gets instead, free of charge, and open it.

        :raise AccessError: for others than order desk, service and sales
        :raise UserError: without goods and quantity
        """
        self.ensure_one()
        self._ensure_follow(REPLACERS)
        if not self.product_id or not self.quantity:
            raise UserError(self.env._(
                "%(complaint)s: say which goods, and how many, are replaced.", complaint=self.name))
        order = self.env['sale.order'].create(self._prepare_replacement())
        order._desk_write_facts({'desk_complaint_id': self.id})
        self._message_log(body=self.env._("Replacement %(order)s was entered.", order=order.name))
        return order._get_records_action()

    def action_open_credits(self):
        """Open the credit notes of these complaints."""
        return self.credit_ids._get_records_action(name=self.env._("Credit Notes"))

    def action_open_replacements(self):
        """Open the replacements of these complaints."""
        return self.replacement_ids._get_records_action(name=self.env._("Replacements"))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'return_id'}

    # === HELPERS === #

    def _ensure_follow(self, groups):
        ensure_role(self.env, *groups)
        self.check_access('read')
        if self.state in ENDED:
            self._ensure_live()

    def _prepare_replacement(self):
        order = self.order_id
        after_sales = self.env['order.desk.order.type']._get_by_code('after_sales', self.company_id)
        return {
            'partner_id': order.partner_id.id or self.partner_id.id,
            'company_id': self.company_id.id,
            'desk_order_type_id': after_sales.id,
            'desk_channel_id': self.channel_id.id,
            'client_order_ref': order.client_order_ref,
            'origin': self.name,
            'user_id': self.salesperson_id.id,
            **({'partner_shipping_id': order.partner_shipping_id.id, 'pricelist_id': order.pricelist_id.id}
               if order else {}),
            'order_line': [Command.create({
                'product_id': self.product_id.id,
                'product_uom_id': (self.uom_id or self.product_id.uom_id).id,
                'product_uom_qty': self.quantity,
                'price_unit': 0.0,
                # Zero is what was agreed, not what a pricelist says: a change of quantity leaves it.
                'technical_price_unit': 1.0,
            })],
        }
