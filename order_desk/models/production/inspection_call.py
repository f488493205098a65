from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE, ensure_role, get_members
from .inspection import QUALITY, SALES

CALLERS = (SALES, QUALITY, 'order_desk.group_production_manager', 'mrp.group_mrp_user', 'stock.group_stock_user')


class OrderDeskInspection(models.Model):
    """How quality is called: by production when it is complete, by anybody of the desk for plain stock."""
    _inherit = 'order.desk.inspection'

    # === ACTIONS === #

    def action_reinspect(self):
        """Start another inspection of the same goods after one that failed.

        :raise AccessError: for who may not call quality
        :raise UserError: for one that did not fail, or was repeated already
        :return: window action on the new inspections
        """
        ensure_role(self.env, *CALLERS)
        self.check_access('read')
        wrong = self.filtered(lambda inspection: inspection.state != 'failed' or inspection.is_repeated)
        if wrong:
            raise UserError(self.env._(
                "Inspection %(inspections)s did not fail, or is repeated already.",
                inspections=", ".join(wrong.mapped('name'))))
        repeated = self.browse()
        for inspection in self:
            goods = [(line.order_line_id, line.product_id, line.ordered) for line in inspection.line_ids]
            repeated |= self._call(inspection.order_id, goods, {
                'production_id': inspection.production_id.id, 'picking_id': inspection.picking_id.id,
                'previous_id': inspection.id, 'attempt': inspection.attempt + 1})
        self._write_evidence({'is_repeated': True})
        self.order_id._desk_refresh()
        return repeated.with_env(self.env)._get_records_action()

    def action_call_off(self):
        """Call off inspections that are no longer wanted.

        :raise AccessError: for others than quality
        """
        ensure_role(self.env, QUALITY)
        self._ensure_draft()
        self._write_evidence({'state': 'cancel'})
        self.sudo().activity_unlink(['order_desk.activity_type_inspection'])  # sudo: a colleague's activity too
        # An inspection that was called off repeats nothing.
        self.sudo().previous_id._write_evidence({'is_repeated': False})  # sudo: as above
        self._write_evidence({'previous_id': False})
        self.order_id._desk_refresh()
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _call(self, order, goods, vals):
        """Create one inspection and call those who inspect together.

        Callers have checked the role. Points come from the standards as they stand now.

        :param goods: list of (sale.order.line, product.product, quantity in the product's unit)
        :return: the inspection, sudoed
        """
        # sudo: the rows are copies of order and standard; nobody writes them by hand
        inspection = self.sudo().create({
            'order_id': order.id, 'called_by_id': self.env.uid, 'called_on': fields.Datetime.now(), **vals})
        lines = inspection.line_ids.create([
            {'inspection_id': inspection.id, 'order_line_id': line.id, 'product_id': product.id, 'ordered': quantity,
             'presented': quantity}
            for line, product, quantity in goods])
        products = lines.product_id
        standards = self.env['order.desk.product.standard']._get_standards(products, order.company_id)
        inspection.point_ids.create([
            {'inspection_id': inspection.id, 'line_id': line.id, **point._prepare_inspection_point(),
             'sequence': sequence}
            for line in lines for sequence, point in enumerate(standards[line.product_id].point_ids)])
        inspection._call_inspectors()
        return inspection

    def _call_inspectors(self):
        """Give quality and the order desk an activity on these inspections, sudoed."""
        for role, summary in (
                (QUALITY, self.env._("Inspect by the product standard")),
                (SALES, self.env._("Inspect by the order confirmation"))):
            members = get_members(self.env, self.env.ref(role).ids, self.company_id)
            for inspection in self:
                order = inspection.order_id
                own = members.filtered(lambda user, inspection=inspection: inspection.company_id in user.company_ids)
                taker = order.partner_id.desk_order_taker_id | order.user_id
                user = (taker & own)[:1] or own[:1]
                if user:
                    inspection.activity_schedule(
                        'order_desk.activity_type_inspection', summary=summary, user_id=user.id)


class MrpProduction(models.Model):
    """Production calls quality when it is complete (QCS-01)."""
    _inherit = 'mrp.production'

    # === FIELDS === #

    desk_inspection_ids = fields.One2many(
        'order.desk.inspection', 'production_id', string="Inspections", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')
    desk_inspection_count = fields.Integer(compute='_compute_desk_inspection_count')
    desk_calls_quality = fields.Boolean("Inspected for an Order", compute='_compute_desk_calls_quality')

    # === COMPUTE METHODS === #

    def _compute_desk_inspection_count(self):
        # sudo: how often it was inspected is told to everybody who may read the manufacturing order
        counts = dict(self.env['order.desk.inspection'].sudo()._read_group(
            [('production_id', 'in', self.ids)], ['production_id'], ['__count']))
        for production in self:
            production.desk_inspection_count = counts.get(production.sudo()._origin, 0)  # sudo: the same key

    def _compute_desk_calls_quality(self):
        enabled = self.env['res.company']._desk_get_enabled_ids()
        for production in self:
            production.desk_calls_quality = production.company_id.id in enabled and bool(
                production._desk_get_customer_lines())

    # === ACTIONS === #

    def action_desk_call_quality(self):
        """Call quality and order desk to inspect the goods of these manufacturing orders.

        :raise AccessError: for who is not of production, quality or the order desk
        :raise UserError: naming manufacturing orders without a sales order, or with nothing to inspect
        :return: window action on the inspections
        """
        ensure_role(self.env, *CALLERS)
        self.check_access('read')
        loose = self.filtered(lambda production: not production._desk_get_customer_lines())
        if loose:
            raise UserError(self.env._(
                "%(productions)s makes no finished goods of a sales order of the desk.",
                productions=", ".join(loose.mapped('display_name'))))
        called = self._desk_call_quality()
        return called.with_env(self.env)._get_records_action()

    def action_desk_open_inspections(self):
        """Open the inspections of these manufacturing orders."""
        # sudo: the number is known from the form already
        return self.sudo().desk_inspection_ids.with_env(self.env)._get_records_action()

    # === BUSINESS METHODS === #

    def _desk_call_quality(self):
        """Return the running inspection of each manufacturing order, started where there is none; sudoed."""
        Inspection = self.env['order.desk.inspection']
        # sudo: production need not read inspections or orders
        found = Inspection.sudo()
        for production in self.sudo():
            running = production.desk_inspection_ids.filtered(
                lambda inspection: inspection.state in ('draft', 'conditional'))
            failed = production.desk_inspection_ids.filtered(
                lambda inspection: inspection.state == 'failed' and not inspection.is_repeated)[:1]
            if not running:
                line = production._desk_get_customer_lines()[:1]
                quantity = production._desk_get_uninspected()
                vals = {'production_id': production.id, 'previous_id': failed.id, 'attempt': failed.attempt + 1}
                running = Inspection._call(line.order_id, [(line, production.product_id, quantity)], vals)
                failed._write_evidence({'is_repeated': True})
                line.order_id._desk_refresh()
            found |= running
        return found

    def _desk_get_customer_lines(self):
        """Return the lines of enrolled orders that this one manufacturing order makes finished goods for.

        Parts that go into another manufacturing order are no finished goods.
        """
        self.ensure_one()
        production = self.sudo()  # sudo: a workshop user need not read sales orders
        dests = production.move_finished_ids.move_dest_ids
        if dests.raw_material_production_id:
            return production.sale_line_id.browse()
        line = production.sale_line_id
        if not line:
            lines = production._desk_get_sale_orders()[production].order_line
            line = lines.filtered(lambda line: line.product_id == production.product_id)[:1]
        return line.filtered(lambda line: line.order_id.desk_enrolled)

    def _desk_get_uninspected(self):
        """Return what is to be inspected before stock-in, in the product's unit."""
        self.ensure_one()
        unit = self.product_id.uom_id
        made = self.qty_producing or self.product_qty
        quantity = self.product_uom_id._compute_quantity(made, unit)
        return max(quantity - self._desk_get_inspected(), 0.0) or quantity

    def _desk_get_inspected(self):
        """Return what inspections of this manufacturing order have accepted, in the product's unit."""
        lines = self.desk_inspection_ids.line_ids.filtered(lambda line: line.product_id == self.product_id)
        return sum(lines.mapped('accepted'), 0.0)
