from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.messages import number
from ..core.roles import OFFICE, ensure_role
from ..orders.promise_days import local_day

SHIPPERS = ('order_desk.group_shipping_clerk',)
BRIEFERS = ('order_desk.group_order_clerk', 'order_desk.group_shipping_clerk')


class OrderDeskShippingPoint(models.Model):
    """One term of a shipping note, gone through with the shipper who says that he understood it (SHP-05)."""
    _name = 'order.desk.shipping.point'
    _inherit = ['order.desk.paper']
    _description = "Shipping Note Point"
    _order = 'picking_id, sequence, id'

    # === FIELDS === #

    picking_id = fields.Many2one('stock.picking', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='picking_id.company_id', store=True)
    sequence = fields.Integer(readonly=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char("Item", required=True, readonly=True)
    value = fields.Text("What It Says", readonly=True)
    confirmed_by_id = fields.Many2one('res.users', readonly=True)
    confirmed_on = fields.Datetime(readonly=True)

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex('(picking_id, code)', "This item is on the shipping note already.")

    # === ACTIONS === #

    def action_confirm(self):
        """Say as the shipper that these items are understood (user and time are kept).

        :raise AccessError: for others than the shipper
        :raise UserError: for items that the shipper has to fill in first
        """
        ensure_role(self.env, *SHIPPERS)
        self.check_access('read')
        empty = self.filtered(lambda point: not point.value)
        if empty:
            raise UserError(self.env._(
                "%(transfer)s: fill in %(items)s first.", transfer=empty[0].picking_id.name,
                items=", ".join(empty.mapped('name'))))
        self.filtered(lambda point: not point.confirmed_on)._write_evidence({
            'confirmed_by_id': self.env.uid, 'confirmed_on': fields.Datetime.now()})
        return True

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {
            'picking_id', 'company_id', 'sequence', 'code', 'name', 'value', 'confirmed_by_id', 'confirmed_on'}


class StockPicking(models.Model):
    """The shipping note: logistics data, and what the shipper has understood (SHP-05, SHP-07, SHP-08)."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_point_ids = fields.One2many(
        'order.desk.shipping.point', 'picking_id', string="Gone Through with the Shipper", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,account.group_account_readonly,account.group_account_invoice')
    desk_vehicle = fields.Char("Vehicle", copy=False)
    desk_driver = fields.Char("Driver", copy=False)
    desk_driver_phone = fields.Char("Driver's Telephone", copy=False)
    desk_parcel_count = fields.Integer("Parcels", copy=False, help="Packages, crates or pallets that are handed over.")
    desk_prepared_on = fields.Datetime(
        "Preparation Ordered On", copy=False, readonly=True, help="When the warehouse was told to prepare the goods.")

    # === ACTIONS === #

    def action_desk_brief_shipper(self):
        """List the items of these shipping notes, for the shipper to confirm one by one.

        Items that say something else since are to be confirmed again.

        :raise AccessError: for others than the order desk and the shipper
        :raise UserError: for transfers that need no note of the order desk
        """
        ensure_role(self.env, *BRIEFERS)
        self.check_access('read')
        foreign = self.sudo().filtered(lambda picking: not picking._desk_order())  # sudo: to read the order
        if foreign:
            raise UserError(self.env._(
                "%(transfers)s ships no goods of an order of the order desk.",
                transfers=", ".join(foreign.mapped('name'))))
        self.sudo()._desk_sync_points()  # sudo: the items are the product's; the role was checked
        return True

    def action_desk_print_note(self):
        """Print the shipping notes."""
        return self.env.ref('order_desk.action_report_shipping_note').report_action(self)

    def action_desk_order_preparation(self):
        """Tell the warehouse to prepare the goods of these transfers, and logistics to ship them (SHP-06, SHP-09).

        Side effects: an activity for the shipper, due on the day of shipping.

        :raise AccessError: for others than the order desk and the shipper
        """
        ensure_role(self.env, *BRIEFERS)
        self.check_access('read')
        # sudo: the role was checked; orders and users need not be readable
        pickings = self.sudo().filtered(lambda picking: (
            picking.state not in ('done', 'cancel') and picking._desk_order()))
        users = pickings._desk_get_orders()._desk_get_activity_users(
            self.env.ref('order_desk.group_shipping_clerk').ids)
        for picking in pickings.filtered(lambda picking: not picking.desk_prepared_on):
            picking.activity_schedule(
                'order_desk.activity_type_preparation', user_id=users[picking._desk_order()].id,
                date_deadline=local_day(picking.scheduled_date, picking.company_id),
                summary=self.env._("Pick, check, pack and mark the goods"))
        pickings._desk_write_facts({'desk_prepared_on': fields.Datetime.now()})
        return True

    # === BUSINESS METHODS === #

    def _desk_sync_points(self):
        """Bring the items of these notes up to date; what is unchanged stays confirmed."""
        Point = self.env['order.desk.shipping.point']
        fresh, gone = [], Point
        for picking in self:
            known = {point.code: point for point in picking.desk_point_ids}
            for sequence, (code, name, value) in enumerate(picking._desk_get_note_items()):
                point = known.pop(code, None)
                vals = {'sequence': sequence, 'name': name, 'value': value}
                if point is None:
                    fresh.append({'picking_id': picking.id, 'code': code, **vals})
                elif (point.value or '') != (value or ''):
                    point._write_evidence({**vals, 'confirmed_by_id': False, 'confirmed_on': False})
            gone |= Point.union(*known.values())
        gone.unlink()
        Point.create(fresh)

    def _desk_get_note_items(self):
        """Return what the shipper is taken through: ``[(code, name, value)]``; empty values are his to fill in."""
        self.ensure_one()
        paper = self.desk_application_id
        vals = {} if paper else self._desk_prepare_application()
        items = [
            (name, label, paper[name] if paper else vals.get(name)) for name, label in (
                ('address', self.env._("Receiving address")), ('receiver', self.env._("Received by")),
                ('contact', self.env._("Contact details")), ('conditions', self.env._("Shipping conditions")))]
        items += [
            (f'move{move.id}', move.product_id.display_name, self.env._(
                "%(quantity)s %(unit)s", quantity=number(move.quantity or move.product_uom_qty),
                unit=move.product_uom.name))
            for move in self._desk_get_shipping_moves()]
        items += [
            ('carrier', self.env._("Carrier"), self.carrier_id.name or self.desk_delivery_man_id.name),
            ('vehicle', self.env._("Vehicle"), self.desk_vehicle),
            ('driver', self.env._("Driver"), ", ".join(filter(None, (self.desk_driver, self.desk_driver_phone)))),
            ('parcels', self.env._("Parcels"), str(self.desk_parcel_count) if self.desk_parcel_count else False),
        ]
        return [item for item in items if item[2] or item[0] != 'conditions']

    # === HOOKS === #

    def write(self, vals):
        # EXTENDS stock: what the shipper fills in reaches the items of his note
        result = super().write(vals)
        if {'desk_vehicle', 'desk_driver', 'desk_driver_phone', 'desk_parcel_count', 'carrier_id'}.intersection(vals):
            # sudo: the items are the product's
            self.sudo().filtered('desk_point_ids')._desk_sync_points()
        return result

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_point_ids', 'desk_prepared_on'}
