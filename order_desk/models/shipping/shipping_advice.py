from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

SHIPPER = 'order_desk.group_shipping_clerk'
CLERK = 'order_desk.group_order_clerk'
STATES = [
    ('draft', "Being filled in"), ('filled', "To be reviewed"), ('sent', "Sent"), ('confirmed', "Receipt confirmed"),
    ('superseded', "Superseded")]
FILLED_BY_SHIPPER = (
    'picking_id', 'shipped_on', 'carrier_id', 'transporter', 'vehicle', 'driver', 'driver_phone', 'tracking_ref',
    'packages', 'weight', 'expected_arrival', 'receiver_id', 'check_ids', 'note')


class OrderDeskShippingAdvice(models.Model):
    """What the customer is told of a shipment: goods, carrier, arrival, times of checking (ADV-01…ADV-05)."""
    _name = 'order.desk.shipping.advice'
    _inherit = ['order.desk.paper', 'mail.thread']
    _description = "Shipping Advice"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    picking_id = fields.Many2one(
        'stock.picking', string="Transfer", required=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(
        'sale.order', compute='_compute_order_id', store=True, precompute=True, required=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    state = fields.Selection(STATES, required=True, default='draft', readonly=True, copy=False, tracking=True)

    # The shipper's part
    shipped_on = fields.Date()
    receiver_id = fields.Many2one('res.partner', string="Delivered To")
    carrier_id = fields.Many2one('delivery.carrier')
    transporter = fields.Char(help="The forwarder who takes the goods, where it is not the carrier's name.")
    vehicle = fields.Char(help="Plate of the lorry, flight or vessel.")
    driver = fields.Char()
    driver_phone = fields.Char("Driver's Telephone")
    tracking_ref = fields.Char("Consignment Number")
    packages = fields.Integer()
    weight = fields.Float("Gross Weight", digits='Stock Weight')
    weight_uom_name = fields.Char(related='picking_id.weight_uom_name')
    expected_arrival = fields.Date()
    check_ids = fields.One2many('order.desk.shipping.check', 'advice_id', string="Times of Checking")
    note = fields.Text("Remarks")
    filled_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    filled_on = fields.Datetime(readonly=True, copy=False)

    # The sales clerk's part
    confirmed_arrival = fields.Date(compute='_compute_mismatch', help="What the order confirmation promises.")
    mismatch = fields.Text("To Be Looked At", compute='_compute_mismatch')
    is_late = fields.Boolean(compute='_compute_mismatch')
    mismatch_note = fields.Text(
        "Agreed With the Customer", help="How a later arrival than confirmed was settled before the advice was sent.")
    sent_by_id = fields.Many2one('res.users', string="Reviewed and Sent By", readonly=True, copy=False)
    sent_on = fields.Datetime(readonly=True, copy=False)
    sent_via = fields.Selection(
        [('mail', "E-mail and portal"), ('paper', "On paper (fax, post)")], readonly=True, copy=False)
    attachment_id = fields.Many2one(
        'ir.attachment', string="Advice as Sent", readonly=True, copy=False, ondelete='restrict',
        index='btree_not_null')
    confirmed_by_id = fields.Many2one('res.users', string="Receipt Confirmed By", readonly=True, copy=False)
    confirmed_on = fields.Datetime("Receipt Confirmed On", readonly=True, copy=False)
    confirmed_with = fields.Char(
        "Receipt Confirmed With", readonly=True, copy=False, help="Who at the customer has received a clear copy.")
    confirmed_via = fields.Selection(
        [('phone', "By telephone"), ('portal', "On the portal")], readonly=True, copy=False)

    # === CONSTRAINTS === #

    _live_uniq = models.UniqueIndex(
        "(picking_id) WHERE state != 'superseded'", "This transfer has a shipping advice already: open that one.")

    # === COMPUTE METHODS === #

    @api.depends('picking_id')
    def _compute_order_id(self):
        for advice in self:
            # the shipper need not read the order: stored computes run with full rights
            advice.order_id = advice.picking_id._desk_order()

    @api.depends('expected_arrival', 'receiver_id', 'picking_id', 'order_id', 'weight', 'packages')
    @api.depends_context('lang')
    def _compute_mismatch(self):
        for advice in self:
            # sudo: the shipper need not read the order
            mismatches = advice.sudo()._get_mismatches()
            advice.confirmed_arrival = advice.sudo().order_id._desk_get_confirmed_arrival()
            advice.is_late = bool(
                advice.confirmed_arrival and advice.expected_arrival
                and advice.expected_arrival > advice.confirmed_arrival)
            advice.mismatch = "\n".join(mismatches) or False

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may start the paper
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        advices = super().create(vals_list)
        advices._store_on_transfer()
        return advices

    def write(self, vals):
        fixed = self.filtered(lambda advice: advice.state not in ('draft', 'filled'))
        if fixed and not self.env.su and set(FILLED_BY_SHIPPER).union(('mismatch_note',)).intersection(vals):
            raise UserError(self.env._(
                "Shipping advice %(advice)s was sent and stays as it is. Revise it instead.", advice=fixed[0].name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda advice: advice.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "Shipping advice %(advice)s was filled in and is kept.", advice=kept[0].name))

    def unlink(self):
        pickings = self.picking_id
        result = super().unlink()
        # sudo: columns of the product's own
        pickings.sudo()._desk_write_facts({'desk_advice_id': False, 'desk_advice_state': False})
        return result

    # === ACTIONS === #

    def action_fill_in(self):
        """The shipper's part is complete: the sales clerk reviews it (ADV-01, ADV-02).

        :raise AccessError: for others than shipping clerks
        :raise UserError: naming what is missing
        """
        ensure_role(self.env, SHIPPER)
        self.check_access('write')
        for advice in self:
            problem = advice._get_obstacle()
            if problem:
                raise UserError(self.env._(
                    "Shipping advice %(advice)s of %(transfer)s: %(problem)s",
                    advice=advice.name, transfer=advice.picking_id.name, problem=problem))
        self._move_to('filled', {'filled_by_id': self.env.uid, 'filled_on': fields.Datetime.now()})
        return True

    def action_send_back(self):
        """Give the advice back to the shipper: its contents are not true (ADV-02).

        :raise AccessError: for others than order clerks
        """
        ensure_role(self.env, CLERK, SHIPPER)
        self.check_access('write')
        wrong = self.filtered(lambda advice: advice.state != 'filled')
        if wrong:
            raise UserError(self.env._(
                "Shipping advice %(advice)s does not wait for a review.", advice=wrong[0].name))
        self._move_to('draft', {'filled_by_id': False, 'filled_on': False})
        return True

    def action_revise(self):
        """Replace an advice that was sent by a new one; the old one is kept as it was sent."""
        self.ensure_one()
        ensure_role(self.env, SHIPPER, CLERK)
        self.check_access('write')
        if self.state not in ('sent', 'confirmed'):
            raise UserError(self.env._(
                "Shipping advice %(advice)s was not sent: change it directly.", advice=self.name))
        self._move_to('superseded', {})
        self.flush_recordset()
        # sudo: whoever revises need not start papers; the copy says what the old one said
        draft = self.sudo().copy({'check_ids': [
            fields.Command.create({'check_on': check.check_on, 'what': check.what}) for check in self.check_ids]})
        return draft.sudo(False)._get_records_action()

    # === BUSINESS METHODS === #

    def _get_obstacle(self):
        """Return the sentence for what the shipper has still to fill in, or None."""
        self.ensure_one()
        if self.state != 'draft':
            return self.env._("it is filled in already.")
        if self.picking_id.state != 'done':
            return self.env._("the goods have not left yet.")
        if not self.carrier_id and not self.transporter:
            return self.env._("say who carries the goods.")
        if not self.expected_arrival or not self.shipped_on:
            return self.env._("enter the day of shipping and the expected arrival.")
        if self.expected_arrival < self.shipped_on:
            return self.env._("the goods cannot arrive before they are shipped.")
        if not self.check_ids:
            return self.env._("enter at least one day on which the transport is checked.")
        return None

    def _get_mismatches(self):
        """Return the sentences about what does not agree with order and shipment (ADV-02)."""
        self.ensure_one()
        found = []
        confirmed = self.order_id._desk_get_confirmed_arrival()
        if confirmed and self.expected_arrival and self.expected_arrival != confirmed:
            found.append(self.env._(
                "Arrives on %(expected)s; the order confirmation says %(confirmed)s.",
                expected=self.expected_arrival, confirmed=confirmed))
        if self.receiver_id and self.receiver_id != self.order_id.partner_shipping_id:
            found.append(self.env._(
                "Goes to %(receiver)s; the order is to be delivered to %(address)s.",
                receiver=self.receiver_id.display_name, address=self.order_id.partner_shipping_id.display_name))
        shipped_on = self.picking_id._desk_get_shipping_day()
        if self.shipped_on and shipped_on and self.shipped_on != shipped_on:
            found.append(self.env._(
                "Says it left on %(said)s; the transfer was validated on %(done)s.",
                said=self.shipped_on, done=shipped_on))
        return found

    def _move_to(self, state, vals):
        """Write a new state, and what the gate reads of it on the transfer; the caller checked the role."""
        self._write_evidence({'state': state, **vals})
        self._store_on_transfer()

    def _store_on_transfer(self):
        """Store on each transfer what its gate reads of the advice, and have the gates evaluated."""
        for state, advices in self.grouped('state').items():
            for advice in advices if state != 'superseded' else ():
                # sudo: columns of the product's own
                advice.picking_id.sudo()._desk_write_facts({
                    'desk_advice_id': advice.id, 'desk_advice_state': state, 'desk_advice_sent_on': advice.sent_on})
        # sudo: the gates are judged on all facts
        self.sudo().picking_id._desk_get_orders()._desk_refresh()

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'state', 'order_id', 'filled_by_id', 'filled_on', 'sent_by_id', 'sent_on', 'sent_via', 'attachment_id',
            'confirmed_by_id', 'confirmed_on', 'confirmed_with', 'confirmed_via'}

    @api.model
    def _get_field_roles(self):
        return {**dict.fromkeys(FILLED_BY_SHIPPER, (SHIPPER,)), 'mismatch_note': (CLERK,)}
