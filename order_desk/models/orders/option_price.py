from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OrderDeskOptionPrice(models.Model):
    """The price of a special configuration, asked from purchasing and marketing planning (PRC-08, PRC-09)."""
    _name = 'order.desk.option.price'
    _description = "Option Price Enquiry"
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Special Configuration", required=True)
    order_id = fields.Many2one('sale.order', required=True, ondelete='cascade', index=True, check_company=True)
    line_id = fields.Many2one('sale.order.line', string="Order Line", domain="[('order_id', '=', order_id)]")
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson")
    product_id = fields.Many2one('product.product', string="Option")
    quantity = fields.Float(default=1.0, digits='Product Unit')
    purchaser_id = fields.Many2one(
        'res.users', string="Asked In Purchasing", required=True, domain="[('share', '=', False)]")
    asked_at = fields.Datetime(default=fields.Datetime.now, readonly=True, copy=False)
    asked_by_id = fields.Many2one('res.users', default=lambda self: self.env.user, readonly=True, copy=False)
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id)
    purchase_price = fields.Monetary(tracking=True, copy=False, help="Price per unit that purchasing can buy at.")
    vendor_id = fields.Many2one('res.partner', copy=False)
    valid_until = fields.Date(copy=False, help="Last day on which the purchase price holds.")
    option_price = fields.Monetary(
        tracking=True, copy=False, help="Sales price per unit settled with marketing planning.")
    settled_with = fields.Char(copy=False, help="Who agreed in the supply department and in marketing planning.")
    reported_to = fields.Char(copy=False, help="Salesperson and dealer who were told, and how.")
    note = fields.Text()
    state = fields.Selection(
        [('asked', "Asked"), ('answered', "Purchase price known"), ('settled', "Settled"), ('refused', "Not feasible")],
        default='asked', required=True, readonly=True, copy=False, tracking=True)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        enquiries = super().create(vals_list)
        for enquiry in enquiries:
            # sudo: a salesperson may ask without keeping the enquiry
            enquiry.sudo().activity_schedule(
                'mail.mail_activity_data_todo', user_id=enquiry.purchaser_id.id,
                summary=self.env._("Option price of %(name)s for %(order)s",
                                   name=enquiry.name, order=enquiry.order_id.name))
        return enquiries

    # === ACTIONS === #

    def action_desk_answer(self):
        """Purchasing gave its price (PRC-09).

        :raise UserError: without a purchase price
        :raise AccessError: unless purchaser
        """
        self._desk_ensure_role('purchase.group_purchase_user')
        for enquiry in self:
            if not enquiry.purchase_price > 0:
                raise UserError(self.env._("%(name)s: enter the purchase price first.", name=enquiry.name))
        self._write_evidence({'state': 'answered'})
        self.activity_feedback(['mail.mail_activity_data_todo'])
        return True

    def action_desk_settle(self):
        """The option price is agreed and was reported to salesperson and dealer (PRC-08).

        :raise UserError: without an option price above the purchase price's mere existence, or without
            saying who agreed and who was told
        """
        self._desk_ensure_role('order_desk.group_order_clerk')
        for enquiry in self:
            if enquiry.state != 'answered':
                raise UserError(self.env._("%(name)s waits for the purchase price.", name=enquiry.name))
            if not (enquiry.option_price > 0 and enquiry.settled_with and enquiry.reported_to):
                raise UserError(self.env._(
                    "%(name)s: enter the option price, who agreed to it and who was told.", name=enquiry.name))
        self._write_evidence({'state': 'settled'})
        for enquiry in self:
            # sudo: a note on the order, which purchasing may not write
            enquiry.order_id.sudo()._message_log(body=self.env._(
                "Option price of %(name)s settled: %(price)s", name=enquiry.name,
                price=enquiry.currency_id.format(enquiry.option_price)))
        return True

    def action_desk_refuse(self):
        """The special configuration cannot be had at a feasible price."""
        if not self.env.user.has_group('purchase.group_purchase_user'):
            self._desk_ensure_role('order_desk.group_order_clerk')
        self._write_evidence({'state': 'refused'})
        self.activity_feedback(['mail.mail_activity_data_todo'])
        return True

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'state', 'asked_at', 'asked_by_id'}

    # === HELPERS === #

    def _desk_ensure_role(self, role):
        self.check_access('read')
        if not self.env.user.has_group(role):
            raise AccessError(self.env._(
                "%(name)s: this step belongs to the role %(role)s.", name=self[:1].name,
                # sudo: the message names the role that is missing
                role=self.env.ref(role).sudo().name))
