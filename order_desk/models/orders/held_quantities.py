from odoo import api, fields, models

from ..core.finding import Clearance

# The gates that stand before anything is made, bought or shipped.
STAGES_BEFORE = ('review', 'confirm', 'release')


class SaleOrder(models.Model):
    """What a released order asks for beyond its release waits for the gates that are open again (PRD-01, CHG-03)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_more_held = fields.Boolean(
        "Added Quantities Held", copy=False,
        help="More was ordered than was released: it is procured when the gates are closed and it is released as well.")

    desk_held_goods = fields.Char("Held Goods", compute='_compute_desk_held_goods')

    # === COMPUTE METHODS === #

    @api.depends('desk_more_held', 'order_line.desk_held_qty')
    @api.depends_context('lang')
    def _compute_desk_held_goods(self):
        for order in self:
            held = order.order_line.filtered('desk_held_qty') if order.desk_more_held else order.order_line.browse()
            order.desk_held_goods = ", ".join(held._desk_describe_held())

    # === BUSINESS METHODS === #

    def _desk_get_blocked(self):
        """Return those of these orders for which nothing may be procured now; gates are judged afresh, set-based."""
        blocked = {
            verdict.document.id for verdict in self._desk_evaluate(STAGES_BEFORE) if self._desk_is_blocking(verdict)}
        return self.filtered(lambda order: order.id in blocked)

    def _desk_launch_held(self):
        """Procure what these orders have held; the rest was procured before and is left alone."""
        held = self.order_line.filtered('desk_held_qty')
        procured = held._desk_get_procured()
        held._desk_write_facts({'desk_held_qty': 0.0})
        self._desk_write_facts({'desk_more_held': False})
        locked = self.filtered('locked')
        locked.locked = False
        held._desk_launch_more(procured)
        locked.locked = True
        # sudo: the activity may be a colleague's
        self.sudo().activity_unlink(['order_desk.activity_type_more_held'])

    def _desk_note_held(self):
        """Note on these orders whether anything is held, and call the desk to release it in time."""
        lines = self.order_line.filtered('desk_held_qty').grouped('order_id')
        holding = self.filtered(lambda order: order in lines)
        gone = self.filtered(lambda order: order.desk_more_held and order not in lines)
        gone._desk_write_facts({'desk_more_held': False})
        # sudo: the activity may be a colleague's
        gone.sudo().activity_unlink(['order_desk.activity_type_more_held'])
        if not holding:
            return
        new = holding.filtered(lambda order: not order.desk_more_held)
        new._desk_write_facts({'desk_more_held': True})
        orders = holding.sudo()  # sudo: whoever carries out need not write the order
        clerks = orders._desk_get_activity_users(self.env.ref('order_desk.group_order_clerk').ids)
        for order in new.sudo():  # sudo: as above
            order.activity_schedule(
                'order_desk.activity_type_more_held', user_id=clerks[order].id,
                summary=self.env._("Release what was added, when its gates are closed"))
        orders._message_log_batch(bodies={
            order.id: self.env._(
                "Held until the gates are closed again and it is released: %(goods)s.",
                goods=order.desk_held_goods) for order in orders})

    # === HOOKS === #

    def _desk_let_go(self):
        # EXTENDS order_desk
        # sudo: who lets an order go need not be a stock or purchase user
        self.filtered(lambda order: order.state == 'sale' and order.desk_more_held).sudo()._desk_launch_held()
        return super()._desk_let_go()

    def _action_cancel(self):
        # EXTENDS sale: a cancelled order asks for nothing; confirmed anew, it is released as a whole
        result = super()._action_cancel()
        held = self.filtered('desk_more_held')
        if held:
            held.order_line._desk_write_facts({'desk_held_qty': 0.0})
            held._desk_note_held()
        return result

    def _desk_get_stage(self, open_gates, progress):
        # EXTENDS order_desk: an order is not through while something of it is not even started
        word = super()._desk_get_stage(open_gates, progress)
        return 'production' if self.desk_more_held and word in ('transit', 'received') else word

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_more_held'}


class SaleOrderLine(models.Model):
    """What of a line is procured, and what is held."""
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_held_qty = fields.Float(
        "Held", digits='Product Unit', copy=False,
        help="Ordered, but not procured: it waits until the gates are closed again and it is released.")

    # === BUSINESS METHODS === #

    def _desk_get_procured(self):
        """Return ``{line id: quantity}``, in each line's unit, of what was let through to procurement."""
        return {line.id: line.product_uom_qty - line.desk_held_qty for line in self}

    def _desk_hold_raised(self, procured):
        """Hold what these lines ask for beyond what was procured, while a gate of their released order is open.

        :param dict procured: ``{line id: quantity}`` let through before; 0 for a line that is not named
        :return: the lines that may be procured; lines that ask for less are always among them
        """
        def get_more(line):
            return line.product_uom_qty - procured.get(line.id, 0.0)

        raised = self.filtered(lambda line: (
            line.state == 'sale' and line.order_id.desk_released and line.product_uom_id
            and line.product_uom_id.compare(get_more(line), 0.0) > 0))
        blocked = raised.order_id._desk_get_enrolled()._desk_get_blocked()
        held = raised.filtered(lambda line: line.order_id in blocked)
        for quantity, lines in (held | self.filtered('desk_held_qty')).grouped(
                lambda line: get_more(line) if line in held else 0.0).items():
            lines._desk_write_facts({'desk_held_qty': quantity})
        (held.order_id | self.order_id.filtered('desk_more_held'))._desk_note_held()
        return self - held

    def _desk_launch_more(self, procured):
        """Procure the difference of lines whose gates have been looked at, upwards and downwards.

        :param dict procured: ``{line id: quantity}`` let through before
        """
        cleared = self.with_context(desk_change=False, desk_let_through=Clearance('release', self.order_id.ids))
        cleared._action_launch_stock_rule(previous_product_uom_qty=procured)
        cleared._desk_launch_services(procured)

    def _desk_describe_held(self):
        return [
            self.env._("%(quantity)s %(unit)s of %(product)s", quantity=line.desk_held_qty,
                       unit=line.product_uom_id.name, product=line.product_id.display_name) for line in self]

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_held_qty'}
