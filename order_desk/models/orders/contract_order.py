from odoo import api, fields, models

from ..core.roles import OFFICE


class SaleOrder(models.Model):
    """The contract behind an order: terms, artwork, problems, quality [CTR]."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_contract_number = fields.Char("Contract Number", copy=False)
    desk_after_sales_terms = fields.Text(
        "After-sales Clauses", help="What the contract promises after delivery.")
    desk_artwork_ids = fields.Many2many(
        'ir.attachment', 'sale_order_desk_artwork_rel', string="Artwork", copy=False, groups='base.group_user',
        help="Patterns and artwork.")
    desk_artwork_owner_id = fields.Many2one(
        'res.users', string="Artwork By", copy=False, domain="[('share', '=', False)]")
    desk_contract_problem_ids = fields.One2many(
        'order.desk.contract.problem', 'order_id', string="Contract Problems", copy=False, groups=OFFICE)
    desk_contract_problem_count = fields.Integer(compute='_compute_desk_contract_counts')
    desk_contract_quality_ids = fields.One2many(
        'order.desk.contract.quality', 'order_id', string="Contract Quality", copy=False, groups=OFFICE)
    desk_contract_score = fields.Integer(compute='_compute_desk_contract_counts')
    desk_option_price_ids = fields.One2many(
        'order.desk.option.price', 'order_id', string="Option Prices", copy=False,
        groups=f'{OFFICE},purchase.group_purchase_user')
    desk_option_price_count = fields.Integer(compute='_compute_desk_contract_counts')

    # === COMPUTE METHODS === #

    @api.depends('desk_contract_problem_ids', 'desk_option_price_ids', 'desk_contract_quality_ids.score')
    def _compute_desk_contract_counts(self):
        enrolled = self.filtered(lambda order: order.desk_enrolled and order._origin)
        domain = [('order_id', 'in', enrolled._origin.ids)]

        def count(model, aggregate='__count'):
            if not enrolled:
                return {}
            # sudo: a number is told to everybody who may read the order
            return dict(self.env[model].sudo()._read_group(domain, ['order_id'], [aggregate]))

        problems, options = count('order.desk.contract.problem'), count('order.desk.option.price')
        scores = count('order.desk.contract.quality', 'score:max')
        for order in self:
            order.desk_contract_problem_count = problems.get(order._origin, 0)
            order.desk_option_price_count = options.get(order._origin, 0)
            order.desk_contract_score = scores.get(order._origin, 0)

    # === ACTIONS === #

    def _desk_get_line_action(self, xmlid):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(xmlid)
        action['domain'] = [('order_id', '=', self.id), ('display_type', '=', False), ('is_downpayment', '=', False)]
        action['context'] = {'create': False}
        return action

    def _desk_get_paper_action(self, xmlid):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(xmlid)
        action['domain'] = [('order_id', '=', self.id)]
        action['context'] = {'default_order_id': self.id, 'default_salesperson_id': self.user_id.id}
        return action

    def action_desk_open_price_review(self):
        """Open the lines of this order with all their prices side by side."""
        return self._desk_get_line_action('order_desk.action_price_review')

    def action_desk_open_configuration(self):
        """Open the lines of this order with sales and production configuration."""
        return self._desk_get_line_action('order_desk.action_line_configuration')

    def action_desk_open_contract_problems(self):
        """Open the problems found in this contract."""
        return self._desk_get_paper_action('order_desk.action_contract_problem')

    def action_desk_open_contract_quality(self):
        """Open the evaluation of this contract."""
        return self._desk_get_paper_action('order_desk.action_contract_quality')

    def action_desk_open_option_prices(self):
        """Open the option prices asked for this order."""
        return self._desk_get_paper_action('order_desk.action_option_price')

    def action_desk_open_reason(self):
        """Open the dialog that asks for the words of a doubt, an answer, a veto or its end."""
        self.ensure_one()
        act = self.env.context.get('desk_reason_act')
        wizard = self.env['order.desk.reason'].create({'order_id': self.id, 'act': act})
        return wizard._get_records_action(
            name=dict(wizard._fields['act']._description_selection(self.env)).get(act), target='new')


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    @api.readonly
    def action_desk_open_product_data(self):
        """Show what the desk needs at hand: cost composition, assembly, packing, prices (PRC-15)."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.product_id.display_name,
            'res_model': 'product.product',
            'res_id': self.product_id.id,
            'views': [(self.env.ref('order_desk.product_data_view_form').id, 'form')],
            'target': 'new',
        }

    @api.readonly
    def action_desk_open_price_history(self):
        """Show what the same customer paid for the same product before (PRC-01)."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.action_price_history')
        action['domain'] = [
            ('order_id.partner_id.commercial_partner_id', '=', self.order_id.partner_id.commercial_partner_id.id),
            ('product_id', '=', self.product_id.id), ('state', '=', 'sale'), ('company_id', '=', self.company_id.id),
        ]
        return action
