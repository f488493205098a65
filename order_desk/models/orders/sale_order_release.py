from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.arguments import ensure_records
from ..core.finding import Clearance
from ..core.gate import STAGE_ORDER

RELEASE_ROLES = (
    'order_desk.group_order_clerk', 'order_desk.group_order_supervisor', 'order_desk.group_production_manager',
    'order_desk.group_service_supervisor', 'order_desk.group_administrator',
)


class SaleOrder(models.Model):
    """The choke point between a confirmed order and everything it sets going (PRD-01, PRD-09)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_held_since = fields.Datetime(copy=False, help="When its cancellation took the release away.")
    desk_released_by_id = fields.Many2one('res.users', "Released By", copy=False)

    # === ACTIONS === #

    def action_desk_release(self):
        """Start procurement, purchasing and manufacturing of confirmed orders.

        Set-based; orders released before are left alone, so a second call does nothing, unless a change has
        added goods that are held: those are procured then, and only those.
        Works on locked orders, which stay locked. Source: design section 6.

        :raise AccessError: for who has no role that releases
        :raise UserError: naming every finding while a blocking gate of release or an earlier
            stage is open, and for orders that are not confirmed
        """
        self._desk_ensure_release_role()
        gated = self._desk_get_enrolled()
        # Their company has switched the desk off since: what it held goes the host's way.
        (self - gated)._desk_let_go()
        waiting = gated.filtered(lambda order: not order.desk_released or order.desk_more_held)
        if not waiting:
            return True
        cancelled = waiting.filtered(lambda order: order.state == 'cancel')
        if cancelled:
            raise UserError(self.env._(
                "%(orders)s is cancelled: nothing can be released.", orders=cancelled._desk_names()))
        verdicts = waiting._desk_evaluate(STAGE_ORDER)
        waiting._desk_raise_blocked('release', verdicts)
        quotations = waiting.filtered(lambda order: order.state != 'sale')
        if quotations:
            raise UserError(self.env._(
                "%(orders)s is a quotation: confirm it before it is released to production.",
                orders=quotations._desk_names()))
        first = waiting.filtered(lambda order: not order.desk_released)
        with self._desk_batch() as batch:
            first._desk_write_facts({
                'desk_released': True,
                'desk_released_at': fields.Datetime.now(),
                'desk_released_by_id': self.env.uid,
            })
            # sudo: who releases need not be a stock or purchase user, as on the host's own confirmation
            first.sudo()._desk_launch()
            (waiting - first).sudo()._desk_launch_held()  # sudo: as above
            text, more = self.env._("Released to production."), self.env._("What was added is released to production.")
            waiting.sudo()._message_log_batch(bodies={  # sudo: as above
                order.id: text if order in first else more for order in waiting})
            # Releasing changes no fact: the verdicts just computed are stored, not computed again.
            batch['order_ids'].difference_update(waiting.ids)
            waiting._desk_store_after_act(verdicts)
        return True

    # === BUSINESS METHODS === #

    def _desk_let_go(self):
        """Launch what was confirmed and held, of orders that are subject to gates no longer."""
        held = self.filtered(lambda order: (
            order.state == 'sale' and order.desk_stage and not order.desk_released))
        if held:
            held._desk_write_facts({'desk_released': True, 'desk_released_at': fields.Datetime.now()})
            # sudo: who lets an order go need not be a stock or purchase user
            held.sudo()._desk_launch()

    def _desk_after_enrolment(self, enrolled):
        # EXTENDS order_desk: an order that leaves the desk is no longer held by it
        if not enrolled:
            self._desk_let_go()
        return super()._desk_after_enrolment(enrolled)

    def _desk_launch(self):
        """Launch the procurement of released orders; locked ones are unlocked for the moment.

        The host silently skips the lines of locked orders.
        """
        locked = self.filtered('locked')
        locked.locked = False
        lines = self.order_line.with_context(desk_let_through=Clearance('release', self.ids))
        lines._action_launch_stock_rule()
        lines._desk_launch_services()
        locked.locked = True

    def _desk_ensure_release_role(self):
        ensure_records(self)
        self.check_access('read')
        if not self.env.su and not self.env.user.has_groups(','.join(RELEASE_ROLES)):
            raise AccessError(self.env._(
                "%(orders)s: orders are released by the order desk, production or the service supervisor.",
                orders=self._desk_names()))

    # === HOOKS === #

    def _action_cancel(self):
        # EXTENDS sale: a cancelled order is held again. The host leaves its manufacturing orders
        # running, and confirming it anew would then procure twice.
        enrolled = self._desk_get_enrolled()
        enrolled.filtered('desk_released')._desk_stop_procurement()
        result = super()._action_cancel()
        if enrolled:
            enrolled._desk_write_facts({
                'desk_released': False, 'desk_released_at': False, 'desk_released_by_id': False,
                'desk_held_since': fields.Datetime.now()})
            # Those of its transfers and productions are judged with it, and would wait for ever.
            enrolled.sudo().desk_check_ids._retire()  # sudo: checks are the engine's
        return result

    def _desk_stop_procurement(self):
        """Take back what a release started and nobody has finished; floors above add to it."""

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_released_by_id', 'desk_held_since'}

    # === HELPERS === #

    def _desk_is_unheld(self):
        """Tell whether the order may set things going: released, or not subject to gates."""
        return self.desk_released or not self._desk_get_enrolled()
